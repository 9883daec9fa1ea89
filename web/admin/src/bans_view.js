import { el, find, setShown } from '../../src/dom.js';
import { shortId, timeWords, untilWords } from './words.js';

/** @typedef {import('./api.js').Ban} Ban */

/** The bans in force, each to be lifted. */
export class BansView {
  #list = find(document, '#bans', HTMLUListElement);
  #empty = find(document, '#bans-empty', HTMLElement);
  #lift;

  /** @param {(ban: Ban) => void} lift */
  constructor(lift) {
    this.#lift = lift;
  }

  /** @param {Ban[]} bans @param {number} now */
  show(bans, now) {
    const focused = this.#focusedBan();
    this.#list.replaceChildren(...bans.map((ban) => this.#row(ban, now)));
    if (focused !== null) this.focus(focused);
    setShown(this.#empty, bans.length === 0);
  }

  /** @param {string | null} ban null, or one that is gone: the first */
  focus(ban) {
    const buttons = [...this.#list.querySelectorAll('button')];
    (buttons.find((button) => button.dataset['ban'] === ban) ?? buttons[0])?.focus();
  }

  #focusedBan() {
    const active = document.activeElement;
    return active instanceof HTMLElement && this.#list.contains(active) ? active.dataset['ban'] ?? null : null;
  }

  /** @param {Ban} ban @param {number} now */
  #row(ban, now) {
    const who = shortId(ban.participant_key);
    const lift = el('button', { type: 'button', class: 'button', 'data-ban': ban.ban_id, 'aria-label': `Lift the ban of ${who}` }, 'Lift');
    lift.addEventListener('click', () => this.#lift(ban));
    const until = ban.until === null ? 'for good' : `until ${timeWords(ban.until)}`;
    return el('li', { class: 'row' },
              el('div', { class: 'row-main' },
                 el('p', {}, el('strong', {}, ban.reason), ' ', el('span', { class: 'quiet' }, untilWords(ban.until, now))),
                 el('p', { class: 'quiet small' }, 'Participant ', el('code', { title: ban.participant_key }, who),
                    `, by ${ban.imposed_by}, from ${timeWords(ban.imposed_at)} ${until}`,
                    ...(ban.report_id === null ? [] : [', report ', el('code', { title: ban.report_id }, shortId(ban.report_id))]))),
              lift);
  }
}
