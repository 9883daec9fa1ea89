/** One message of the log. */
import { displayRuns, faultWords, stateWords, timeWords } from './words.js';
import { el, icon, setText } from './dom.js';

/** @typedef {import('/client/index.mjs').LogEntry} LogEntry */

// How long the time and the tick are kept from screen readers after a message appeared, so that it is announced
// without them; after that they can be read.
const ANNOUNCED_MS = 1000;

/** @type {Record<LogEntry['state'], string>} */
const STATE_ICONS = { sending: 'clock', delivered: 'tick', seen: 'ticks', failed: 'failed' };

const FAILED_ACTIONS = [
  ['retry', 'Retry'],
  ['edit', 'Edit'],
  ['discard', 'Delete'],
  ['copy', 'Copy'],
];

/** @param {string} text */
function bubbleText(text) {
  const paragraph = el('p', { class: 'text', dir: 'auto' });
  for (const run of displayRuns(text)) {
    paragraph.append(run.mark ? el('span', { class: 'control-mark' }, run.text) : run.text);
  }
  return paragraph;
}

/** @param {LogEntry} entry */
function tick(entry) {
  const state = stateWords(entry.state);
  return el('span', { class: 'tick', title: state }, icon(STATE_ICONS[entry.state]),
    el('span', { class: 'visually-hidden' }, state));
}

/** @param {LogEntry} entry */
function failure(entry) {
  const buttons = FAILED_ACTIONS.map(([name, label]) =>
    el('button', { type: 'button', class: 'entry-button', 'data-entry-do': name ?? '' }, label ?? ''));
  return el('div', { class: 'failure', 'aria-live': 'off' },
    el('p', { class: 'failure-words' }, faultWords(entry)),
    el('div', { class: 'failure-actions', role: 'group', 'aria-label': 'Message not sent' }, ...buttons));
}

/** @param {LogEntry} entry */
export function createEntry(entry) {
  const time = el('time', { datetime: new Date(entry.at).toISOString(), title: new Date(entry.at).toLocaleString() },
    timeWords(entry.at));
  const meta = el('span', { class: 'meta', 'aria-live': 'off', 'aria-hidden': 'true' }, time);
  const bubble = el('div', { class: 'bubble' }, bubbleText(entry.text), meta);
  const element = el('div', { class: 'entry', 'data-entry': String(entry.entry), 'data-author': entry.author },
    el('span', { class: 'author' }, entry.author === 'you' ? 'You' : 'Stranger'), bubble);
  setTimeout(() => meta.removeAttribute('aria-hidden'), ANNOUNCED_MS);

  /** @param {LogEntry} changed */
  function update(changed) {
    element.dataset['state'] = changed.state;
    setText(time, timeWords(changed.at));
    meta.querySelector('.tick')?.remove();
    element.querySelector('.failure')?.remove();
    if (changed.author === 'you') meta.append(tick(changed));
    if (changed.state === 'failed') element.append(failure(changed));
  }
  update(entry);
  return { element, update };
}
