/** "Connection lost", or soon to be: a banner, not a wall. It counts down silently; the announcer says it once. */
import { find, setShown, setText, slot } from './dom.js';
import { bannerWords } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */

/** @param {() => void} focusNext where the focus goes when the banner goes with it */
export function createBanner(focusNext) {
  const banner = find(document, '#banner', HTMLElement);
  const words = slot(banner, 'words');
  const tryNow = find(banner, '[data-do="try-now"]', HTMLButtonElement);
  return {
    /**
     * @param {View} view
     * @param {number} now
     * @param {{lost: boolean, wasUp: boolean}} link
     */
    update(view, now, link) {
      const text = bannerWords(view, now, link);
      if (text !== null) setText(words, text);
      const hadFocus = text === null && banner.contains(document.activeElement);
      setShown(banner, text !== null);
      setShown(tryNow, link.lost);
      banner.classList.toggle('banner-lost', link.lost);
      if (hadFocus) focusNext();
      // Not hidden while a try is under way: the banner would jump, and a focused button would vanish.
      const idle = view.link === 'waiting';
      if (tryNow.getAttribute('aria-disabled') !== String(!idle)) tryNow.setAttribute('aria-disabled', String(!idle));
    },
  };
}
