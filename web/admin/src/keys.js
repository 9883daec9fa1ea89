import { find } from '../../src/dom.js';

const STORED_AS = 'stimchat_console_keys';

/** @returns {boolean} */
function chosen() {
  try {
    return localStorage.getItem(STORED_AS) !== 'off';
  } catch {
    return true;
  }
}

/** @param {boolean} on */
function keep(on) {
  try {
    localStorage.setItem(STORED_AS, on ? 'on' : 'off');
  } catch {
    // Without storage the choice holds for this visit.
  }
}

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select');

/**
 * The keyboard's way through the console. Single keys can be switched off, since they get in the way of speech input
 * (WCAG 2.1.4).
 * @param {(key: string) => boolean} pressed whether the key was used
 */
export function startKeys(pressed) {
  const dialog = find(document, '#keys', HTMLDialogElement);
  const on = find(document, '#keys-on', HTMLInputElement);
  const open = () => dialog.showModal();
  on.checked = chosen();
  on.addEventListener('change', () => keep(on.checked));
  find(document, '#keys-open', HTMLButtonElement).addEventListener('click', open);

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && event.key !== 'j' && event.key !== 'k') return;
    if (!on.checked || dialog.open || isTyping(event.target)) return;
    if (event.key === '?') open();
    else if (!pressed(event.key)) return;
    event.preventDefault();
  });
}
