/** The consent dialog. Nothing is asked of the server before Agree; and it cannot be got rid of in another way. */
import { find } from './dom.js';

/** @typedef {import('/client/index.mjs').View} View */

export function createConsent() {
  const dialog = find(document, '#consent', HTMLDialogElement);
  let wanted = false;

  dialog.addEventListener('cancel', (event) => event.preventDefault());
  // Some browsers close a dialog at the second Esc whatever `cancel` says.
  dialog.addEventListener('close', () => {
    if (wanted) dialog.showModal();
  });

  return {
    /** @param {View} view */
    update(view) {
      wanted = view.phase === 'consent';
      if (wanted && !dialog.open) dialog.showModal();
      if (!wanted && dialog.open) dialog.close();
    },
  };
}
