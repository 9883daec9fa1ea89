import { find, setShown, setText, slot } from '../../src/dom.js';

/** The bar that shows the decision about to be sent. */
export class PendingView {
  #bar = find(document, '#pending', HTMLElement);
  #words = slot(this.#bar, 'pending-words');
  #left = slot(this.#bar, 'pending-left');
  #pending;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {import('./pending.js').Pending} pending @param {() => void} undo */
  constructor(pending, undo) {
    this.#pending = pending;
    find(document, '#undo', HTMLButtonElement).addEventListener('click', undo);
  }

  show() {
    const words = this.#pending.words;
    clearInterval(this.#timer);
    setShown(this.#bar, words !== null);
    if (words === null) return;
    setText(this.#words, words);
    const tick = () => setText(this.#left, `Sent in ${this.#pending.secondsLeft} s`);
    tick();
    this.#timer = setInterval(tick, 250);
    this.#restartLine();
  }

  // An animation starts again only for a new element.
  #restartLine() {
    const line = find(this.#bar, '.pending-line', HTMLElement);
    line.replaceWith(line.cloneNode());
  }
}
