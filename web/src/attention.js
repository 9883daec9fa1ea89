/** The title and the icon, while nobody is looking at the page: and only then. */
import { find } from './dom.js';
import { titleWords } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */

export function createAttention() {
  const icon = find(document, '#favicon', HTMLLinkElement);
  let seenUpTo = 0;
  let seenPhase = '';
  /** @type {View | null} */
  let latest = null;

  function show() {
    if (latest === null) return;
    const last = latest.log.at(-1)?.entry ?? 0;
    if (!document.hidden) {
      seenUpTo = last;
      seenPhase = latest.phase;
    }
    const unread = latest.log.filter((entry) => entry.author === 'stranger' && entry.entry > seenUpTo).length;
    const matched = latest.phase === 'chatting' && seenPhase !== 'chatting';
    const title = titleWords({ unread, matched });
    const href = unread > 0 || matched ? '/favicon-unread.svg' : '/favicon.svg';
    if (document.title !== title) document.title = title;
    if (icon.getAttribute('href') !== href) icon.setAttribute('href', href);
  }

  document.addEventListener('visibilitychange', show);
  return {
    /** @param {View} view */
    update(view) {
      latest = view;
      show();
    },
  };
}
