/** Esc twice leaves the chat; once only arms it, for a while. */
import { find, setShown } from './dom.js';

export const ARMED_MS = 3000;

/**
 * @param {{isChatting: () => boolean, leave: () => void, announce: (words: string) => void}} chat
 */
export function startLeaveKeys({ isChatting, leave, announce }) {
  const toast = find(document, '#toast', HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let armed;

  function disarm() {
    clearTimeout(armed);
    armed = undefined;
    setShown(toast, false);
  }

  document.addEventListener('keydown', (event) => {
    // Esc belongs to an open dialog, or to an input method, first.
    if (event.key !== 'Escape' || event.isComposing || event.repeat) return;
    if (!isChatting() || document.querySelector('dialog[open]') !== null) return;
    if (armed !== undefined) {
      disarm();
      leave();
      return;
    }
    armed = setTimeout(disarm, ARMED_MS);
    setShown(toast, true);
    announce(toast.textContent ?? '');
  });
  return { disarm };
}
