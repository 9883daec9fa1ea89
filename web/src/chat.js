/** The chat screen, during the chat and after it. */
import { copy } from './clipboard.js';
import { createComposer } from './composer.js';
import { find, setShown, setText, slot } from './dom.js';
import { startLeaveKeys } from './leave_keys.js';
import { createLog } from './log.js';
import { createToast } from './toast.js';
import {
  canReport, chatState, CONNECTED, CONNECTED_AGAIN, endWords, reportWindowWords, reportWords, typingWords,
  unsentWords,
} from './words.js';

/** @typedef {import('/client/index.mjs').View} View */

/**
 * @param {import('/client/index.mjs').StimChat} stimchat
 * @param {import('/client/index.mjs').Client} client
 * @param {{say: (words: string) => void}} announcer
 */
export function createChat(stimchat, client, announcer) {
  const screen = find(document, '[data-screen="chat"]', HTMLElement);
  const ended = find(screen, '#ended', HTMLElement);
  const ask = find(screen, '#ask', HTMLElement);
  const composer = createComposer(stimchat, client);
  const log = createLog(client, announcer, composer);
  const toast = createToast();
  const keys = startLeaveKeys({
    isChatting: () => client.view.phase === 'chatting',
    leave: () => client.leave(),
    announce: announcer.say,
  }, toast);
  /** @type {string | null} */
  let conversation = null;
  let wasLost = false;

  /** @param {View} view @param {number} now */
  function showEnd(view, now) {
    const end = endWords(view);
    setText(slot(ended, 'ended-title'), end.title);
    setText(slot(ended, 'ended-words'), end.words || reportWindowWords(view, now));
    setText(slot(ended, 'report-words'), reportWords(view));
    setShown(slot(ended, 'ended-report'), canReport(view, now));
  }

  /** What was still in the input when the chat ended. */
  function showDraft() {
    const text = composer.text();
    setShown(slot(ended, 'unsent'), text.trim() !== '');
    setText(slot(ended, 'unsent-text'), text);
  }

  /** @param {View} view */
  function showAsk(view) {
    const words = unsentWords(view);
    const hadFocus = ask.contains(document.activeElement);
    if (words !== '') setText(slot(ask, 'ask'), words);
    setShown(ask, words !== '');
    if (words === '' && hadFocus && view.phase === 'chatting') composer.focus();
  }

  /** @param {string} words */
  function goOn(words) {
    toast.show(words);
    log.replay();
  }

  /** What the announcer tells a screen reader, for the eye. @param {View} view @param {boolean} lost @param {string} begun */
  function showNews(view, lost, begun) {
    if (view.phase !== 'chatting') toast.hide();
    else if (begun !== '' && begun !== CONNECTED) goOn(begun); // a new chat says so by its first line
    else if (wasLost && !lost && view.link === 'up') toast.show(CONNECTED_AGAIN);
    wasLost = lost;
  }

  return {
    /** @param {View} view @param {number} now @param {boolean} lost @param {string} begun how a chat has just begun */
    update(view, now, lost, begun) {
      const chatting = view.phase === 'chatting';
      const over = view.phase === 'ended';
      if (view.conversationId !== null && view.conversationId !== conversation) {
        conversation = view.conversationId;
        log.clear();
        composer.clear(); // what was meant for the one before is not for this one
      }
      if (!chatting) keys.disarm();
      const { state, words } = chatState(view, lost);
      screen.dataset['state'] = state;
      setText(slot(screen, 'chat-state'), words);
      setText(slot(screen, 'typing'), typingWords(view));
      composer.show(chatting);
      setShown(find(screen, '.chat-tools', HTMLElement), chatting);
      setShown(ended, over);
      if (over) {
        showEnd(view, now);
        showDraft();
      }
      showAsk(view);
      showNews(view, lost, begun);
      log.update(view);
    },
    /** @param {View} view */
    focus(view) {
      if (view.phase === 'chatting') return composer.focus();
      // Somebody in the middle of a word must not start a search with the next space.
      if (composer.text().trim() !== '') return slot(ended, 'ended-title').focus();
      find(ended, '[data-do="find"]', HTMLButtonElement).focus();
    },
    copyUnsent: () => void copy(composer.text()).then(announcer.say),
  };
}
