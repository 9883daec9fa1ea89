// What the page says, for each state that it can be in.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as words from '../src/words.js';

/** A view in which nothing has happened yet, with `changes`. */
const view = (changes = {}) => ({
  revision: 1, phase: 'idle', link: 'down', retryAt: null, searchingSince: null, conversationId: null,
  endReason: 'none', partner: 'here', partnerTyping: false, unsent: 0, historyLost: false, restarting: false, report: 'none', reportUntil: null, banUntil: null, banReason: '', notice: '', log: [], ...changes,
});

test('the landing is under the consent dialog, and the chat stays after its end', () => {
  assert.equal(words.screenOf(view({ phase: 'consent' })), 'landing');
  assert.equal(words.screenOf(view({ phase: 'chatting' })), 'chat');
  assert.equal(words.screenOf(view({ phase: 'ended' })), 'chat');
});

test('the time waited counts in minutes and seconds', () => {
  assert.equal(words.elapsedWords(0), '0:00');
  assert.equal(words.elapsedWords(-5), '0:00');
  assert.equal(words.elapsedWords(61_999), '1:01');
});

test('the banner tells what happens next, and a first connection is not called lost', () => {
  const waiting = view({ link: 'waiting', retryAt: 5000 });
  const lost = words.followLink({ lost: false, wasUp: true }, waiting);
  assert.equal(words.bannerWords(waiting, 2100, lost), 'Connection lost. Reconnecting in 3 s...');
  assert.equal(words.bannerWords(waiting, 5000, lost), 'Connection lost. Reconnecting...');
  const never = words.followLink({ lost: false, wasUp: false }, waiting);
  assert.equal(words.bannerWords(waiting, 2100, never), 'StimChat cannot be reached. Trying again in 3 s...');
});

test('the banner stays while a try is under way, and goes when the link is up or not wanted', () => {
  let link = words.followLink({ lost: false, wasUp: true }, view({ link: 'waiting', retryAt: 1 }));
  link = words.followLink(link, view({ link: 'connecting' }));
  assert.equal(words.bannerWords(view({ link: 'connecting' }), 0, link), 'Connection lost. Reconnecting...');
  assert.equal(words.followLink(link, view({ link: 'up' })).lost, false);
  assert.equal(words.followLink(link, view({ link: 'down' })).lost, false);
});

test('a restart is told before, while and after the connection is lost', () => {
  const up = { lost: false, wasUp: true };
  const soon = words.bannerWords(view({ phase: 'chatting', link: 'up', restarting: true }), 0, up);
  assert.match(soon, /about to restart, and this chat will end.*What was said stays/);
  assert.match(words.bannerWords(view({ link: 'up', restarting: true }), 0, up), /about to restart.*by itself/);
  const waiting = view({ link: 'waiting', retryAt: 5000, restarting: true });
  assert.equal(words.bannerWords(waiting, 2100, { lost: true, wasUp: true }), 'StimChat is restarting. Trying again in 3 s...');
  assert.equal(words.bannerWords(view({ link: 'up' }), 0, up), null);
});

test('a connection that was never lost shows no banner', () => {
  const first = words.followLink({ lost: false, wasUp: false }, view({ link: 'connecting' }));
  assert.equal(words.bannerWords(view({ link: 'connecting' }), 0, first), null);
});

test('an end is told from either side', () => {
  assert.equal(words.endWords(view({ endReason: 'you_left' })).title, 'Chat ended');
  assert.equal(words.endWords(view({ endReason: 'partner_left' })).title, 'Your partner has disconnected');
});

test('an end that nobody chose says what happened, what was kept and what to do', () => {
  const told = { connection_lost: /connection was lost/, server_restarted: /had to start again/, server_draining: /being restarted/ };
  for (const [endReason, what] of Object.entries(told)) {
    const end = words.endWords(view({ endReason }));
    assert.equal(end.title, 'Chat ended');
    assert.match(end.words, what);
    assert.match(end.words, /What was said is still above\. You can look for a new chat/);
    const unsent = words.endWords(view({ endReason, log: [{ entry: 1, author: 'you', state: 'failed', text: 'x' }] }));
    assert.match(unsent.words, /what was not sent can be copied\. You can look for a new chat/);
  }
});

test('the head of a chat tells where the stranger is, or that one is not connected oneself', () => {
  const chat = (changes) => view({ phase: 'chatting', link: 'up', ...changes });
  assert.deepEqual(words.chatState(chat(), false), { state: 'here', words: 'Connected' });
  assert.deepEqual(words.chatState(chat({ partner: 'away' }), false), { state: 'away', words: 'Stranger is away' });
  assert.deepEqual(words.chatState(chat({ partner: 'away', link: 'waiting' }), true), { state: 'lost', words: 'Connection lost' });
  assert.deepEqual(words.chatState(chat({ link: 'connecting' }), false), { state: 'connecting', words: 'Connecting...' });
  assert.deepEqual(words.chatState(view({ phase: 'ended', partner: 'gone' }), false), { state: 'ended', words: 'Chat ended' });
});

test('typing is shown in a chat over a link that is up', () => {
  const typing = (changes) => words.typingWords(view({ phase: 'chatting', link: 'up', partnerTyping: true, ...changes }));
  assert.equal(typing({}), 'Stranger is typing...');
  assert.equal(typing({ partnerTyping: false }), '');
  assert.equal(typing({ link: 'waiting' }), '');
  assert.equal(typing({ phase: 'ended' }), '');
});

test('texts that were not sent are asked about, in a chat only', () => {
  const unsent = (count, phase = 'chatting') => words.unsentWords(view({ phase, unsent: count }));
  assert.equal(unsent(0), '');
  assert.equal(unsent(1), '1 message was not sent while you were offline. Send it now?');
  assert.equal(unsent(2), '2 messages were not sent while you were offline. Send them now?');
  assert.equal(unsent(2, 'ended'), '');
});

test('a chat that goes on is not greeted as a new one', () => {
  assert.equal(words.chatBegunWords('searching'), 'You are now connected. Say hello!');
  assert.equal(words.chatBegunWords('elsewhere'), 'Your chat goes on here.');
  assert.equal(words.chatBegunWords(''), 'You are back in your chat.');
});

test('each state of a message has words of its own', () => {
  const said = ['sending', 'delivered', 'seen', 'failed'].map(words.stateWords);
  assert.deepEqual(said, ['sending', 'delivered', 'seen', 'not sent']);
});

test('a report is possible in a chat, and after it only within its window', () => {
  assert.equal(words.canReport(view({ phase: 'chatting', report: 'possible' }), 0), true);
  const ended = view({ phase: 'ended', report: 'possible', reportUntil: 1000 });
  assert.equal(words.canReport(ended, 999), true);
  assert.equal(words.canReport(ended, 1000), false);
  assert.equal(words.canReport(view({ phase: 'ended', report: 'stored', reportUntil: 1000 }), 0), false);
  assert.equal(words.reportWindowWords(ended, 1000), '');
  assert.match(words.reportWindowWords(view({ phase: 'ended', report: 'possible', reportUntil: 600_000 }), 0), /10 minutes/);
});

test('a report is thanked for only once it is stored', () => {
  assert.equal(words.reportWords(view({ report: 'stored' })), words.THANKS);
  for (const report of ['none', 'possible', 'sending', 'waiting', 'refused']) {
    assert.doesNotMatch(words.reportWords(view({ report })), /Thank you/);
  }
  assert.equal(words.reportWords(view({ report: 'refused', notice: 'Too late.' })), 'Too late.');
});

test('a ban says why and until when', () => {
  const banned = view({ phase: 'banned', banReason: 'Spam.', banUntil: Date.UTC(2030, 0, 2) });
  assert.equal(words.banWords(banned).title, 'You have been banned from StimChat.');
  assert.match(words.banWords(banned).reason, /Spam\./);
  assert.match(words.banWords(banned).until, /2030/);
  assert.match(words.banWords(view({ phase: 'banned' })).until, /permanent/);
});

test('the title counts unread messages', () => {
  assert.equal(words.titleWords({ unread: 2, matched: false }), '(2) StimChat');
  assert.equal(words.titleWords({ unread: 0, matched: false }), 'StimChat');
  assert.equal(words.pillWords(1), '1 new message');
  assert.equal(words.pillWords(3), '3 new messages');
});

test('the counter shows near the limit, in code points', () => {
  assert.equal(words.counterWords(1799, 2000), '');
  assert.equal(words.counterWords(1800, 2000), '1,800 of 2,000');
  assert.equal(words.counterWords(2001, 2000), '2,001 of 2,000: 1 too many');
  assert.equal(words.codePointsOf('a😀\u{1F1E9}\u{1F1EA}'), 4);
  assert.equal(words.codePointsOf('\ud800x'), 2);
});

test('controls that would reorder a text are shown as marks, the rest is left as it is', () => {
  assert.deepEqual(words.displayRuns('a\u202eb\u202c'), [
    { text: 'a', mark: false }, { text: 'RLO', mark: true }, { text: 'b', mark: false }, { text: 'PDF', mark: true },
  ]);
  assert.deepEqual(words.displayRuns('\u05e9\u05dc\u05d5\u05dd'), [{ text: '\u05e9\u05dc\u05d5\u05dd', mark: false }]);
  assert.deepEqual(words.displayRuns(''), []);
});
