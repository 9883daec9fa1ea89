/** The chat screen, during the chat and after it. */
import { copy } from './clipboard.js';
import { createComposer } from './composer.js';
import { find, setShown, setText, slot } from './dom.js';
import { startLeaveKeys } from './leave_keys.js';
import { createLog } from './log.js';
import { canReport, chatStateWords, endWords, reportWindowWords, reportWords } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */

/**
 * @param {import('/client/index.mjs').StimChat} stimchat
 * @param {import('/client/index.mjs').Client} client
 * @param {{say: (words: string) => void}} announcer
 */
export function createChat(stimchat, client, announcer) {
  const screen = find(document, '[data-screen="chat"]', HTMLElement);
  const ended = find(screen, '#ended', HTMLElement);
  const composer = createComposer(stimchat, client);
  const log = createLog(client, announcer, (text) => composer.edit(text));
  const keys = startLeaveKeys({
    isChatting: () => client.view.phase === 'chatting',
    leave: () => client.leave(),
    announce: announcer.say,
  });
  /** @type {string | null} */
  let conversation = null;

  /** @param {View} view @param {number} now */
  function showEnd(view, now) {
    const end = endWords(view);
    setText(slot(ended, 'ended-title'), end.title);
    setText(slot(ended, 'ended-words'), end.words || reportWindowWords(view, now));
    setText(slot(ended, 'report-words'), reportWords(view));
    setShown(slot(ended, 'ended-report'), canReport(view, now));
  }

  function showUnsent() {
    const text = composer.text();
    setShown(slot(ended, 'unsent'), text.trim() !== '');
    setText(slot(ended, 'unsent-text'), text);
  }

  return {
    /** @param {View} view @param {number} now @param {boolean} lost */
    update(view, now, lost) {
      const chatting = view.phase === 'chatting';
      const over = view.phase === 'ended';
      if (view.conversationId !== null && view.conversationId !== conversation) {
        conversation = view.conversationId;
        log.clear();
        composer.clear(); // what was meant for the one before is not for this one
      }
      if (!chatting) keys.disarm();
      screen.dataset['state'] = over ? 'ended' : lost ? 'lost' : 'up';
      setText(slot(screen, 'chat-state'), chatStateWords(view, lost));
      composer.show(chatting);
      setShown(find(screen, '.chat-tools', HTMLElement), chatting);
      setShown(ended, over);
      if (over) {
        showEnd(view, now);
        showUnsent();
      }
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
