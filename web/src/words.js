/** What the page says, as pure functions of the view and the time. Nothing here touches the document. */

/** @typedef {import('/client/index.mjs').View} View */
/** @typedef {import('/client/index.mjs').LogEntry} LogEntry */
/** @typedef {'landing' | 'searching' | 'no_partner' | 'chat' | 'elsewhere' | 'banned' | 'failed'} Screen */

export const CONNECTED = 'You are now connected. Say hello!';
export const GOES_ON_HERE = 'Your chat goes on here.';
export const BACK_IN_CHAT = 'You are back in your chat.';
export const CONNECTED_AGAIN = 'You are connected again.';
export const HISTORY_LOST =
  'The connection was lost for a while. Some of what the stranger wrote in that time could not be recovered.';
export const THANKS = 'Thank you for your report. The user has been flagged for review.';

/** @type {Record<import('/client/index.mjs').Phase, Screen>} */
const SCREENS = {
  consent: 'landing', // under the dialog
  idle: 'landing',
  searching: 'searching',
  no_partner: 'no_partner',
  chatting: 'chat',
  ended: 'chat', // the log stays readable
  elsewhere: 'elsewhere',
  banned: 'banned',
  failed: 'failed',
};

/** @param {View} view */
export const screenOf = (view) => SCREENS[view.phase];

/** @param {number} ms @returns {string} "0:07", "12:40" */
export function elapsedWords(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What a server that is about to restart means for a person. @param {View} view */
export const restartWords = (view) => view.phase === 'chatting'
  ? 'StimChat is about to restart, and this chat will end with it. What was said stays on this page.'
  : 'StimChat is about to restart. This page connects again by itself.';

/**
 * The banner over a page whose link is lost, or will soon be; null: no banner.
 * @param {View} view
 * @param {number} now
 * @param {{lost: boolean, wasUp: boolean}} link see followLink
 */
export function bannerWords(view, now, { lost, wasUp }) {
  if (!lost) return view.restarting ? restartWords(view) : null;
  const what = view.restarting ? 'StimChat is restarting. Trying again'
    : wasUp ? 'Connection lost. Reconnecting' : 'StimChat cannot be reached. Trying again';
  if (view.link !== 'waiting' || view.retryAt === null) return `${what}...`;
  const seconds = Math.max(0, Math.ceil((view.retryAt - now) / 1000));
  return seconds === 0 ? `${what}...` : `${what} in ${seconds} s...`;
}

/**
 * Whether the link is lost, and whether it was ever there: from view to view, since one view alone cannot tell a first
 * connection from a second.
 * @param {{lost: boolean, wasUp: boolean}} before
 * @param {View} view
 */
export function followLink(before, view) {
  switch (view.link) {
    case 'up':
      return { lost: false, wasUp: true };
    case 'down':
      return { lost: false, wasUp: before.wasUp };
    case 'waiting':
      return { lost: true, wasUp: before.wasUp };
    case 'identifying':
    case 'connecting':
    case 'greeting':
      return before;
  }
}

/** What happened, what was kept, what to do. @param {View} view @param {string} what @param {string} when */
function unwantedEnd(view, what, when) {
  const isUnsent = view.log.some((entry) => entry.state === 'failed');
  const kept = isUnsent ? 'What was said is still above, and what was not sent can be copied.' : 'What was said is still above.';
  return { title: 'Chat ended', words: `${what} ${kept} You can look for a new chat ${when}.` };
}

/** @param {View} view @returns {{title: string, words: string}} */
export function endWords(view) {
  switch (view.endReason) {
    case 'partner_left':
      return { title: 'Your partner has disconnected', words: '' };
    case 'connection_lost':
      return unwantedEnd(view, 'Your connection was lost for too long to keep the chat.', 'now');
    case 'server_restarted':
      return unwantedEnd(view, 'StimChat had to start again, and the chat was lost with it.', 'now');
    case 'server_draining':
      return unwantedEnd(view, 'StimChat is being restarted, and chats cannot go on over that.', 'in a moment');
    case 'none':
    case 'you_left':
    case 'reported':
      return { title: 'Chat ended', words: '' };
  }
}

/** @param {View} view */
export function reportWords(view) {
  switch (view.report) {
    case 'none':
    case 'possible':
      return '';
    case 'sending':
      return 'Sending your report...';
    case 'waiting':
      return 'Your report has not arrived yet. It is kept here and sent again by itself: please leave this page open.';
    case 'stored':
      return THANKS;
    case 'refused':
      return view.notice || 'Your report was not accepted.';
  }
}

/** @param {View} view @param {number} now */
export function canReport(view, now) {
  if (view.report !== 'possible') return false;
  if (view.phase === 'chatting') return true;
  return view.phase === 'ended' && (view.reportUntil === null || now < view.reportUntil);
}

/** How long an ended chat can still be reported. @param {View} view @param {number} now */
export function reportWindowWords(view, now) {
  if (view.phase !== 'ended' || view.reportUntil === null || !canReport(view, now)) return '';
  const minutes = Math.ceil((view.reportUntil - now) / 60_000);
  const left = minutes > 1 ? `${minutes} minutes` : 'a minute';
  return `The conversation can be reported for another ${left}. After that it is gone.`;
}

/** @param {View} view */
export function banWords(view) {
  const reason = view.banReason === '' ? '' : `The reason: ${view.banReason}`;
  const until =
    view.banUntil === null ? 'The ban is permanent.' : `You can come back after ${dateTimeWords(view.banUntil)}.`;
  return { title: 'You have been banned from StimChat.', reason, until };
}

/** @param {number} count */
export const pillWords = (count) => (count === 1 ? '1 new message' : `${count} new messages`);

/** @param {{unread: number, matched: boolean}} missed while the page was hidden */
export function titleWords({ unread, matched }) {
  if (unread > 0) return `(${unread}) StimChat`;
  return matched ? 'Connected - StimChat' : 'StimChat';
}

/** @param {LogEntry['state']} state */
export function stateWords(state) {
  switch (state) {
    case 'sending':
      return 'sending';
    case 'delivered':
      return 'delivered';
    case 'seen':
      return 'seen';
    case 'failed':
      return 'not sent';
  }
}

/** @param {LogEntry} entry */
export const faultWords = (entry) => (entry.fault === '' ? 'Not sent.' : `Not sent. ${entry.fault}`);

/**
 * What the line under "Stranger" says, and the colour of its dot.
 * @param {View} view
 * @param {boolean} lost
 * @returns {{state: 'ended' | 'lost' | 'connecting' | 'away' | 'here', words: string}}
 */
export function chatState(view, lost) {
  if (view.phase === 'ended') return { state: 'ended', words: 'Chat ended' };
  if (lost) return { state: 'lost', words: 'Connection lost' };
  if (view.link !== 'up') return { state: 'connecting', words: 'Connecting...' };
  if (view.partner === 'away') return { state: 'away', words: 'Stranger is away' };
  return { state: 'here', words: 'Connected' };
}

/** Under the messages. What was typing before the link was lost may long have stopped. @param {View} view */
export const typingWords = (view) =>
  view.phase === 'chatting' && view.link === 'up' && view.partnerTyping ? 'Stranger is typing...' : '';

/** The question about texts that got no answer; empty if there is none. @param {View} view */
export function unsentWords(view) {
  if (view.phase !== 'chatting' || view.unsent === 0) return '';
  return view.unsent === 1
    ? '1 message was not sent while you were offline. Send it now?'
    : `${view.unsent} messages were not sent while you were offline. Send them now?`;
}

/**
 * What a person hears on entering a chat: a new one, or one that goes on.
 * @param {string} from the phase before, but for idle
 */
export function chatBegunWords(from) {
  switch (from) {
    case 'elsewhere':
      return GOES_ON_HERE;
    case 'searching':
      return CONNECTED;
    default:
      return BACK_IN_CHAT;
  }
}

/**
 * The counter near the limit; empty far from it.
 * @param {number} used code points
 * @param {number} limit
 * @param {number} [from] where it starts to show
 */
export function counterWords(used, limit, from = Math.floor(limit * 0.9)) {
  if (used < from) return '';
  const count = `${used.toLocaleString('en')} of ${limit.toLocaleString('en')}`;
  return used > limit ? `${count}: ${(used - limit).toLocaleString('en')} too many` : count;
}

/** @param {string} text */
export function codePointsOf(text) {
  let count = 0;
  for (let at = 0; at < text.length; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

/** Local time of day, e.g. "23:07". @param {number} at */
export const timeWords = (at) => new Date(at).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });

/** Local date and time with its zone. @param {number} at */
export const dateTimeWords = (at) =>
  new Date(at).toLocaleString([], {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit',
    timeZoneName: 'short',
  });

// Embeddings and overrides can make a text read otherwise than it was written; isolates cannot reach out of the bubble.
const BIDI_OVERRIDE = /[\u202a-\u202e]/g;
/** @type {Record<string, string>} */
const BIDI_NAMES = { '\u202a': 'LRE', '\u202b': 'RLE', '\u202c': 'PDF', '\u202d': 'LRO', '\u202e': 'RLO' };

/**
 * A message as runs of text and of visible marks in place of controls that would reorder it.
 * @param {string} text
 * @returns {{text: string, mark: boolean}[]}
 */
export function displayRuns(text) {
  const runs = [];
  let from = 0;
  for (const control of text.matchAll(BIDI_OVERRIDE)) {
    if (control.index > from) runs.push({ text: text.slice(from, control.index), mark: false });
    runs.push({ text: BIDI_NAMES[control[0]] ?? '?', mark: true });
    from = control.index + 1;
  }
  if (from < text.length) runs.push({ text: text.slice(from), mark: false });
  return runs;
}

/** Whether the page has to look at the clock. @param {View} view */
export const needsClock = (view) =>
  view.phase === 'searching' || view.link === 'waiting' || (view.phase === 'ended' && view.report === 'possible');
