import { el, find } from '../../src/dom.js';
import { actionWords, detailWords, shortId, timeWords } from './words.js';

/** What moderators and the server did. */
export class AuditView {
  #list = find(document, '#audit', HTMLOListElement);
  #shown = '';

  /** @param {import('./api.js').AuditEntry[]} entries */
  show(entries) {
    const fingerprint = JSON.stringify(entries);
    if (fingerprint === this.#shown) return;
    this.#shown = fingerprint;
    this.#list.replaceChildren(...entries.map((entry) => this.#row(entry)));
  }

  /** @param {import('./api.js').AuditEntry} entry */
  #row(entry) {
    return el('li', { class: 'row audit-row' },
              el('time', { datetime: entry.at, title: entry.at, class: 'figures quiet small' }, timeWords(entry.at)),
              el('p', {}, el('strong', {}, entry.actor), ` ${actionWords(entry.action)}`,
                 ...(entry.subject === '' ? [] : [' ', el('code', { title: entry.subject }, shortId(entry.subject))]),
                 ...(entry.detail === '' ? [] : [': ', el('span', { title: entry.detail }, detailWords(entry.detail))])));
  }
}
