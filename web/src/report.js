/** The report dialog: a reason, a note if one likes, and what will happen. */
import { find, setShown, setText, slot } from './dom.js';
import { canReport, codePointsOf, counterWords } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */
/** @typedef {import('/client/index.mjs').ReportReason} ReportReason */

/**
 * @param {import('/client/index.mjs').StimChat} stimchat
 * @param {import('/client/index.mjs').Client} client
 */
export function createReport(stimchat, client) {
  const dialog = find(document, '#report', HTMLDialogElement);
  const form = find(dialog, '#report-form', HTMLFormElement);
  const note = find(dialog, '#note', HTMLTextAreaElement);
  const counter = find(dialog, '#note-counter', HTMLElement);
  const fault = slot(dialog, 'report-fault');
  const noteMax = stimchat.limits.reportNoteCodePointsMax;
  /** @type {string | null} */
  let conversation = null;

  const chosen = () => form.querySelector('input[name="reason"]:checked');
  const noteTooLong = () => codePointsOf(note.value) > noteMax;

  function clear() {
    form.reset();
    setText(fault, '');
    showChoice();
  }

  function showChoice() {
    const reason = chosen();
    setShown(slot(dialog, 'care'), reason instanceof HTMLInputElement && reason.value === 'self_harm');
    setText(counter, counterWords(codePointsOf(note.value), noteMax, 1));
    counter.classList.toggle('over', noteTooLong());
  }

  /** @param {string} words @param {HTMLElement} where */
  function refuse(words, where) {
    setText(fault, words);
    where.focus();
  }

  form.addEventListener('input', () => {
    setText(fault, '');
    showChoice();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const reason = chosen();
    if (!(reason instanceof HTMLInputElement)) {
      return refuse('Please choose what happened.', find(form, 'input[name="reason"]', HTMLInputElement));
    }
    if (noteTooLong()) return refuse(`Please shorten the note to ${noteMax} characters.`, note);
    const words = note.value.trim();
    dialog.close();
    client.report(/** @type {ReportReason} */ (reason.value), words === '' ? undefined : words);
    clear();
  });

  return {
    open() {
      if (!canReport(client.view, Date.now())) return;
      if (!dialog.open) dialog.showModal();
    },
    close: () => dialog.close(),
    /** @param {View} view @param {number} now */
    update(view, now) {
      if (view.conversationId !== null && view.conversationId !== conversation) {
        conversation = view.conversationId;
        clear();
      }
      if (dialog.open && !canReport(view, now)) dialog.close();
    },
  };
}
