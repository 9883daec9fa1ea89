/** Tells a screen reader what changed beside the messages, each thing once, in the polite status region. */
import { find } from './dom.js';
import { CONNECTED_AGAIN, endWords, reportWords, restartWords, typingWords, unsentWords } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */

// Somebody who writes stops and goes on all the time; that they write is news only so often.
const TYPING_QUIET_MS = 30_000;

/** The news of a phase; screens with role="alert" speak for themselves. @param {View} view @param {string} begun */
function phaseNews(view, begun) {
  switch (view.phase) {
    case 'searching':
      return 'Searching for a partner...';
    case 'no_partner':
      return 'No one is available right now, try again?';
    case 'chatting':
      return begun;
    case 'ended':
      return `${endWords(view).title}. ${endWords(view).words}`;
    case 'elsewhere':
      return 'StimChat is open in another tab or window.';
    case 'consent':
    case 'idle':
    case 'banned':
    case 'failed':
      return '';
  }
}

/** A link that was there, lost and back. @param {View} view @param {boolean} lost */
function linkNews(view, lost) {
  if (lost) return 'Connection lost. Reconnecting.';
  return view.link === 'up' ? CONNECTED_AGAIN : '';
}

/** @param {View} view @param {string} before */
function partnerNews(view, before) {
  if (view.phase !== 'chatting' || view.partner === before) return '';
  if (view.partner === 'away') return 'Stranger is away.';
  return before === 'away' ? 'Stranger is back.' : '';
}

export function createAnnouncer() {
  const region = find(document, '#status', HTMLElement);
  let phase = '';
  let report = '';
  let partner = '';
  let unsent = '';
  let wasLost = false;
  let wasRestarting = false;
  let typingToldAt = -TYPING_QUIET_MS;

  /** @param {string} words */
  function say(words) {
    const line = document.createElement('p');
    line.textContent = words;
    region.replaceChildren(line);
  }

  /** @param {View} view @param {number} now */
  function typingNews(view, now) {
    const words = typingWords(view);
    if (words === '' || now - typingToldAt < TYPING_QUIET_MS) return '';
    typingToldAt = now;
    return words;
  }

  return {
    say,
    /** @param {View} view @param {number} now @param {boolean} lost @param {string} begun how a chat has just begun */
    update(view, now, lost, begun) {
      const news = [];
      if (view.phase !== phase) news.push(phaseNews(view, begun));
      if (view.report !== report) news.push(reportWords(view));
      if (lost !== wasLost) news.push(linkNews(view, lost));
      if (view.restarting && !wasRestarting && !lost) news.push(restartWords(view));
      news.push(partnerNews(view, partner));
      const question = unsentWords(view);
      if (question !== unsent) news.push(question);
      news.push(typingNews(view, now));
      phase = view.phase;
      report = view.report;
      partner = view.partner;
      unsent = question;
      wasLost = lost;
      wasRestarting = view.restarting;
      const words = news.filter((part) => part !== '').join(' ');
      if (words !== '') say(words);
    },
  };
}
