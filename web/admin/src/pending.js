/**
 * A decision that waits a little before it is sent, so that it can be undone. At most one waits: the next one sends it.
 *
 * @typedef {object} Deed
 * @property {string} words what is about to be done
 * @property {(leaving: boolean) => Promise<void>} send
 * @property {() => void} undo puts things back as they were
 */

export const WAIT_MS = 5000;

export class Pending {
  /** @type {Deed | null} */
  #deed = null;
  #dueAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #changed;
  #now;

  /**
   * @param {() => void} changed called whenever a deed comes or goes
   * @param {() => number} now milliseconds
   */
  constructor(changed, now = Date.now) {
    this.#changed = changed;
    this.#now = now;
  }

  get words() {
    return this.#deed?.words ?? null;
  }

  /** Whole seconds until it is sent. */
  get secondsLeft() {
    return Math.max(0, Math.ceil((this.#dueAt - this.#now()) / 1000));
  }

  /** @param {Deed} deed @returns {Promise<void>} of the deed that this one sends */
  async add(deed) {
    const before = this.#take();
    this.#deed = deed;
    this.#dueAt = this.#now() + WAIT_MS;
    this.#timer = setTimeout(() => void this.flush(), WAIT_MS);
    this.#changed();
    await before?.send(false);
  }

  /** @returns {boolean} whether there was something to undo */
  undo() {
    const deed = this.#take();
    if (deed === null) return false;
    deed.undo();
    this.#changed();
    return true;
  }

  /** Sends what waits now. @param {boolean} [leaving] the page is being left */
  async flush(leaving = false) {
    const deed = this.#take();
    if (deed === null) return;
    this.#changed();
    await deed.send(leaving);
  }

  #take() {
    const deed = this.#deed;
    clearTimeout(this.#timer);
    this.#deed = null;
    return deed;
  }
}
