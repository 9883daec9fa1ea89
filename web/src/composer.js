/** The message input. It is cleared at once; a text that was not taken comes back. */
import { find, setShown, setText } from './dom.js';
import { codePointsOf, counterWords } from './words.js';

const HEIGHT_MAX_LINES = 7;

/**
 * @param {import('/client/index.mjs').StimChat} stimchat
 * @param {import('/client/index.mjs').Client} client
 */
export function createComposer(stimchat, client) {
  const form = find(document, '#composer', HTMLFormElement);
  const input = find(form, '#text', HTMLTextAreaElement);
  const counter = find(form, '#counter', HTMLElement);
  const limit = stimchat.limits.textCodePointsMax;

  function showCount() {
    const used = codePointsOf(input.value);
    const words = counterWords(used, limit);
    setText(counter, words);
    setShown(counter, words !== '');
    counter.classList.toggle('over', used > limit);
  }

  function resize() {
    if (form.hidden) return; // nothing to measure
    const style = getComputedStyle(input);
    const around = input.offsetHeight - input.clientHeight;
    const padding = parseFloat(style.paddingBlockStart) + parseFloat(style.paddingBlockEnd);
    const most = parseFloat(style.lineHeight) * HEIGHT_MAX_LINES + padding;
    input.style.blockSize = 'auto';
    input.style.blockSize = `${Math.min(input.scrollHeight, most) + around}px`;
  }

  function changed() {
    showCount();
    resize();
    // Not at once: this may be the middle of a view being shown, and telling makes the next one.
    queueMicrotask(() => client.composing(input.value.trim() !== ''));
  }

  /** Puts a text before what is being written. @param {string} text */
  function putBack(text) {
    input.value = input.value.trim() === '' ? text : `${text}\n${input.value}`;
    changed();
  }

  /** @param {string} sentence */
  function refuse(sentence) {
    setText(counter, sentence);
    setShown(counter, true);
    counter.classList.add('over');
  }

  function submit() {
    const text = input.value;
    if (text.trim() === '') return;
    const check = stimchat.checkText(text);
    if (!check.ok) return refuse(check.sentence);
    input.value = '';
    changed();
    client.send(text).catch((error) => {
      // A text that was taken is in the log, with what became of it.
      if (error.entry !== 0) return;
      putBack(text);
      refuse(error.message);
    });
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
    input.focus();
  });
  input.addEventListener('input', changed);
  input.addEventListener('keydown', (event) => {
    // 229: the input method has the key; some browsers say only that at the end of a composition.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });

  return {
    /** @param {boolean} shown */
    show(shown) {
      if (form.hidden === !shown) return;
      setShown(form, shown);
      resize();
    },
    focus: () => input.focus(),
    text: () => input.value,
    clear() {
      input.value = '';
      changed();
    },
    /** Takes a failed message back, without losing what is being written. @param {string} text */
    edit(text) {
      putBack(text);
      input.focus();
    },
  };
}
