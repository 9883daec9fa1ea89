/** The messages: only entries that changed are touched. */
import { copy } from './clipboard.js';
import { createEntry } from './entry.js';
import { el, find } from './dom.js';
import { createFollow } from './follow.js';
import { faultWords, HISTORY_LOST } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */
/** @typedef {import('/client/index.mjs').LogEntry} LogEntry */
/** @typedef {ReturnType<typeof createEntry> & {shown: LogEntry}} Row */

// A chat that goes on in a fresh page comes as a whole, right after the link is up.
const REPLAY_MS = 3000;

/** The element itself or the next one that is a message. @param {Element | null} element */
function messageFrom(element) {
  while (element !== null && !element.classList.contains('entry')) element = element.nextElementSibling;
  return element;
}

/**
 * @param {import('/client/index.mjs').Client} client
 * @param {{say: (words: string) => void}} announcer
 * @param {{edit: (text: string) => void, focus: () => void}} composer `edit` takes a failed message back
 */
export function createLog(client, announcer, composer) {
  const list = find(document, '#log', HTMLElement);
  const follow = createFollow((isAtBottom) => client.atBottom(isAtBottom));
  /** @type {Map<number, Row>} */
  const rows = new Map();
  /** @type {View['log']} */
  let shown = [];
  let gapTold = false;
  let isReplay = false;

  /** @type {Record<string, (entry: LogEntry) => void>} */
  const actions = {
    retry: (entry) => {
      client.retry(entry.entry);
      composer.focus(); // the buttons go
    },
    edit: (entry) => {
      composer.edit(entry.text);
      client.discard(entry.entry);
    },
    discard: (entry) => {
      client.discard(entry.entry);
      composer.focus();
    },
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

  /** Where the log stood when it was found out: what is new comes after it. */
  function tellGap() {
    gapTold = true;
    list.append(el('p', { class: 'gap' }, HISTORY_LOST));
  }

  return {
    /** What comes now was read out by another page: a screen reader is not to begin again. */
    replay() {
      isReplay = true;
      list.setAttribute('aria-live', 'off');
    },
    /** For the next conversation. */
    clear() {
      rows.clear();
      shown = [];
      gapTold = false;
      list.replaceChildren();
      follow.toBottom();
    },
    /** @param {View} view */
    update(view) {
      if (isReplay && view.link === 'up') {
        isReplay = false;
        setTimeout(() => list.removeAttribute('aria-live'), REPLAY_MS);
      }
      const gap = view.historyLost && !gapTold;
      if (view.log === shown && !gap) return;
      shown = view.log;
      removeGone(view);
      if (gap) tellGap();
      let added = { own: false, others: 0 };
      /** @type {Element | null} */
      let place = messageFrom(list.firstElementChild);
      for (const entry of view.log) {
        const known = rows.get(entry.entry);
        if (known === undefined) added = count(added, entry);
        else if (known.shown !== entry) change(known, entry);
        const element = (known ?? add(entry, place)).element;
        if (element === place) place = messageFrom(element.nextElementSibling);
        else if (known !== undefined) list.insertBefore(element, place);
      }
      follow.changed(added);
    },
  };
}

/** @param {{own: boolean, others: number}} added @param {LogEntry} entry */
const count = (added, entry) =>
  entry.author === 'you' ? { ...added, own: true } : { ...added, others: added.others + 1 };
