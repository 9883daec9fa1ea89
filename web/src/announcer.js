/** Tells a screen reader what changed beside the messages, each thing once, in the polite status region. */
import { find } from './dom.js';
import { CONNECTED, endWords, reportWords } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */

/** The news of a phase; screens with role="alert" speak for themselves. @param {View} view */
function phaseNews(view) {
  switch (view.phase) {
    case 'searching':
      return 'Searching for a partner...';
    case 'no_partner':
      return 'No one is available right now, try again?';
    case 'chatting':
      return CONNECTED;
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

export function createAnnouncer() {
  const region = find(document, '#status', HTMLElement);
  let phase = '';
  let report = '';
  let wasLost = false;

  /** @param {string} words */
  function say(words) {
    const line = document.createElement('p');
    line.textContent = words;
    region.replaceChildren(line);
  }

  return {
    say,
    /** @param {View} view @param {boolean} lost */
    update(view, lost) {
      const news = [];
      if (view.phase !== phase) news.push(phaseNews(view));
      if (view.report !== report) news.push(reportWords(view));
      if (lost !== wasLost) news.push(lost ? 'Connection lost. Reconnecting.' : view.link === 'up' ? 'Connected again.' : '');
      phase = view.phase;
      report = view.report;
      wasLost = lost;
      const words = news.filter((part) => part !== '').join(' ');
      if (words !== '') say(words);
    },
  };
}
