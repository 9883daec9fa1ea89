/** A few words over the log that go away by themselves. Whoever shows them also has them announced. */
import { find, setShown, setText } from './dom.js';

export const TOAST_MS = 4000;

export function createToast() {
  const toast = find(document, '#toast', HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function hide() {
    clearTimeout(timer);
    setShown(toast, false);
  }

  return {
    /** @param {string} words @param {number} [ms] */
    show(words, ms = TOAST_MS) {
      hide();
      setText(toast, words);
      setShown(toast, true);
      timer = setTimeout(hide, ms);
    },
    hide,
  };
}
