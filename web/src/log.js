/** The messages: only entries that changed are touched. */
import { copy } from './clipboard.js';
import { createEntry } from './entry.js';
import { find } from './dom.js';
import { createFollow } from './follow.js';
import { faultWords } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */
/** @typedef {import('/client/index.mjs').LogEntry} LogEntry */
/** @typedef {ReturnType<typeof createEntry> & {shown: LogEntry}} Row */

/**
 * @param {import('/client/index.mjs').Client} client
 * @param {{say: (words: string) => void}} announcer
 * @param {(text: string) => void} edit puts a failed message back into the composer
 */
export function createLog(client, announcer, edit) {
  const list = find(document, '#log', HTMLElement);
  const follow = createFollow();
  /** @type {Map<number, Row>} */
  const rows = new Map();
  /** @type {View['log']} */
  let shown = [];

  /** @type {Record<string, (entry: LogEntry) => void>} */
  const actions = {
    retry: (entry) => client.retry(entry.entry),
    edit: (entry) => {
      edit(entry.text);
      client.discard(entry.entry);
    },
    discard: (entry) => client.discard(entry.entry),
    copy: (entry) => void copy(entry.text).then(announcer.say),
  };
  list.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-entry-do]') : null;
    const row = rows.get(Number(button?.closest('.entry')?.getAttribute('data-entry')));
    if (button instanceof HTMLElement && row !== undefined) actions[button.dataset['entryDo'] ?? '']?.(row.shown);
  });

  /** @param {LogEntry} entry @param {Element | null} place before which it stands */
  function add(entry, place) {
    const row = { ...createEntry(entry), shown: entry };
    rows.set(entry.entry, row);
    list.insertBefore(row.element, place);
    return row;
  }

  /** @param {Row} row @param {LogEntry} entry */
  function change(row, entry) {
    if (entry.state === 'failed' && row.shown.state !== 'failed') announcer.say(faultWords(entry));
    row.update(entry);
    row.shown = entry;
  }

  /** First of all: the others then stand where they are. @param {View} view */
  function removeGone(view) {
    const kept = new Set(view.log.map((entry) => entry.entry));
    for (const [key, row] of rows) {
      if (kept.has(key)) continue;
      row.element.remove();
      rows.delete(key);
    }
  }

  return {
    /** For the next conversation. */
    clear() {
      rows.clear();
      shown = [];
      list.replaceChildren();
      follow.toBottom();
    },
    /** @param {View} view */
    update(view) {
      if (view.log === shown) return;
      shown = view.log;
      removeGone(view);
      let added = { own: false, others: 0 };
      /** @type {Element | null} */
      let place = list.firstElementChild;
      for (const entry of view.log) {
        const known = rows.get(entry.entry);
        if (known === undefined) added = count(added, entry);
        else if (known.shown !== entry) change(known, entry);
        const element = (known ?? add(entry, place)).element;
        if (element === place) place = element.nextElementSibling;
        else if (known !== undefined) list.insertBefore(element, place);
      }
      follow.changed(added);
    },
  };
}

/** @param {{own: boolean, others: number}} added @param {LogEntry} entry */
const count = (added, entry) =>
  entry.author === 'you' ? { ...added, own: true } : { ...added, others: added.others + 1 };
