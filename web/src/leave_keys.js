/** Esc twice leaves the chat; once only arms it, for a while. */

export const ARMED_MS = 3000;
const AGAIN = 'Press Esc again to leave';

/**
 * @param {{isChatting: () => boolean, leave: () => void, announce: (words: string) => void}} chat
 * @param {{show: (words: string, ms?: number) => void, hide: () => void}} toast
 */
export function startLeaveKeys({ isChatting, leave, announce }, toast) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let armed;

  function disarm() {
    if (armed === undefined) return;
    armed = void clearTimeout(armed);
    toast.hide();
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
    toast.show(AGAIN, ARMED_MS);
    announce(AGAIN);
  });
  return { disarm };
}
