/** Keeps the newest message in view for a person who is there, and leaves alone one who reads further up. */
import { find, setShown, setText, slot } from './dom.js';
import { pillWords } from './words.js';

const NEAR_BOTTOM_PX = 100;

/** @param {(isAtBottom: boolean) => void} tell that the end of the log came into view, or went out of it */
export function createFollow(tell) {
  const scroll = find(document, '#log-scroll', HTMLElement);
  const pill = find(document, '#pill', HTMLButtonElement);
  let following = true;
  let missed = 0;

  const isNear = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight <= NEAR_BOTTOM_PX;

  /** @param {boolean} is */
  function setFollowing(is) {
    if (is === following) return;
    following = is;
    // Not at once: this may be the middle of a view being shown, and telling makes the next one.
    queueMicrotask(() => tell(is));
  }

  function toBottom() {
    scroll.scrollTop = scroll.scrollHeight;
    setFollowing(true);
    missed = 0;
    showPill();
  }

  function showPill() {
    if (missed > 0) setText(slot(pill, 'pill'), pillWords(missed));
    setShown(pill, missed > 0);
  }

  scroll.addEventListener('scroll', () => {
    setFollowing(isNear());
    if (!following) return;
    missed = 0;
    showPill();
  }, { passive: true });
  pill.addEventListener('click', () => {
    toBottom();
    find(document, '#text', HTMLTextAreaElement).focus({ preventScroll: true });
  });
  // A keyboard that opens, a composer that grows: the last line stays where it was.
  new ResizeObserver(() => {
    if (following) toBottom();
  }).observe(scroll);

  return {
    /** Call when the log has changed. @param {{own: boolean, others: number}} added */
    changed(added) {
      if (added.own || following) return toBottom();
      if (added.others === 0) return;
      missed += added.others;
      showPill();
    },
    toBottom,
  };
}
