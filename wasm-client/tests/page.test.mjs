// What the client makes of what happens to its page: reloads, other tabs, background, sleep.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fakeBrowser, fakePage, FakeStorage, grantToken } from './fake_page.mjs';
import { importFacade } from './module.mjs';

const { init, SendError } = await importFacade();
const stimchat = await init();
const origin = 'https://chat.example';

/** A page of somebody who has been here before. */
function open(t, storage) {
  const page = fakePage({ '/api/v1/identity': grantToken });
  const client = stimchat.createClient({ origin, storage });
  t.after(() => {
    client.close();
    page.leave();
  });
  return { client, page };
}

function returning() {
  const storage = new FakeStorage();
  storage.setItem('stimchat_user_token', 'token-1');
  storage.setItem('stimchat_terms', '1');
  return storage;
}

function chatting(t, storage = returning()) {
  const browser = fakeBrowser(t);
  const set = open(t, storage);
  set.page.socket.open();
  set.page.socket.welcome();
  set.client.find();
  set.page.socket.match();
  assert.equal(set.client.view.phase, 'chatting');
  return { ...set, browser, storage };
}

/** What becomes of a promise, as a text. */
const outcome = (promise) => promise.then(() => 'delivered', (error) => error.code);

test('a chat goes on over a lost link: the position is named, unanswered texts are sent again', async (t) => {
  const { client, page } = chatting(t);
  page.socket.text(2, 'hello');
  const sent = client.send('hi');
  const { message_id } = page.socket.last('CHAT_MESSAGE');
  page.socket.lose(1006);
  assert.equal(client.view.phase, 'chatting');
  client.reconnectNow();
  page.socket.open();
  const hello = page.socket.last('HELLO');
  assert.equal(hello.data.session_id, page.session);
  assert.deepEqual([hello.conversation_id, hello.epoch, hello.offset], [page.conversation, 1, 2]);
  page.socket.welcome({ standing: 'chatting' });
  assert.equal(page.socket.last('CHAT_MESSAGE'), undefined);
  page.socket.ack('PING'); // after all that was missed: the text was not among it
  assert.equal(page.socket.last('CHAT_MESSAGE').message_id, message_id);
  page.socket.deliver(3);
  assert.deepEqual(await sent, { messageId: message_id });
  assert.equal(client.view.log.length, 2);
});

test('a page that is reloaded goes on in its chat', async (t) => {
  const { client, page, browser, storage } = chatting(t);
  const sent = outcome(client.send('on its way'));
  browser.leave();
  assert.equal(await sent, 'closed');
  assert.deepEqual(JSON.parse(storage.getItem('stimchat_unsent')).map(([, text]) => text), ['on its way']);
  assert.equal(page.socket.last('PRESENCE'), undefined); // a closed tab is not away

  const later = open(t, storage);
  assert.equal(later.client.view.phase, 'chatting');
  later.page.socket.open();
  assert.equal(later.page.socket.last('HELLO').data.session_id, page.session);
  assert.equal(later.page.socket.last('HELLO').conversation_id, undefined);
  later.page.socket.welcome({ standing: 'chatting' });
  later.page.socket.newMatch();
  later.page.socket.text(2, 'are you there?');
  later.page.socket.ack('PING');
  assert.deepEqual(later.client.view.log.map(({ text, state }) => [text, state]), [
    ['are you there?', 'delivered'],
    ['on its way', 'failed'],
  ]);
  assert.equal(later.client.view.unsent, 1);
  later.client.retryUnsent();
  assert.equal(later.page.socket.last('CHAT_MESSAGE').message_id, later.client.view.log[1].messageId);
  later.page.socket.deliver(3);
  assert.equal(later.client.view.log[1].state, 'delivered');
  assert.equal(storage.getItem('stimchat_unsent'), null);
});

test('unsent texts can be forgotten', (t) => {
  const { client, page, browser, storage } = chatting(t);
  client.send('never mind').catch(() => {});
  browser.leave();
  const later = open(t, storage);
  later.page.socket.open();
  later.page.socket.welcome({ standing: 'chatting' });
  later.page.socket.newMatch();
  later.page.socket.ack('PING');
  assert.equal(later.client.view.unsent, 1);
  later.client.discardUnsent();
  assert.deepEqual(later.client.view.log, []);
  assert.equal(storage.getItem('stimchat_unsent'), null);
  assert.equal(client.view.phase, 'chatting'); // the first page is no more told anything
  assert.equal(page.socketCount(), 1);
});

test('a second tab does not name the session of the first, and writes nothing', (t) => {
  const { page, storage } = chatting(t);
  const { conversation, session } = page;
  const before = new Map(storage.kept);
  sessionStorage.removeItem('stimchat_session'); // another tab has its own
  const second = open(t, storage);
  assert.equal(second.client.view.phase, 'idle');
  second.page.socket.open();
  const { message_id, data } = second.page.socket.last('HELLO');
  assert.equal(data.session_id, undefined);
  second.page.socket.push({ type: 'NACK', message_id, data: { code: 'already_connected', text: 'Open elsewhere.', retryable: false } });
  second.page.socket.lose(4002);
  assert.equal(second.client.view.phase, 'elsewhere');
  assert.deepEqual(storage.kept, before);
  second.client.close();
  assert.deepEqual(storage.kept, before);
  assert.equal(storage.getItem('stimchat_conversation'), conversation);
  assert.ok(session);
});

test('a tab whose chat went on in another one does not spoil what that one keeps', (t) => {
  const { client, page, storage } = chatting(t);
  page.socket.lose(1006);
  storage.setItem('stimchat_conversation', 'another'); // by the other tab, which has taken over and moved on
  client.send('to whom?').catch(() => {});
  assert.equal(storage.getItem('stimchat_unsent'), null);
  client.leave();
  assert.equal(storage.getItem('stimchat_conversation'), 'another');
});

test('the end of a chat, and close(), leave nothing of it behind', async (t) => {
  const { client, page, storage } = chatting(t);
  assert.equal(storage.getItem('stimchat_conversation'), page.conversation);
  assert.equal(sessionStorage.getItem('stimchat_session'), page.session);
  page.socket.lose(1006);
  const sent = outcome(client.send('in the drop'));
  assert.ok(storage.getItem('stimchat_unsent'));
  client.close();
  assert.equal(await sent, 'closed');
  assert.equal(storage.getItem('stimchat_conversation'), null);
  assert.equal(storage.getItem('stimchat_unsent'), null);
  assert.equal(sessionStorage.getItem('stimchat_session'), null);
  assert.equal(storage.getItem('stimchat_user_token'), 'token-1');
});

test('what is kept and is none of ours is as good as nothing', (t) => {
  for (const unsent of ['{', '7', '[[1,2]]', '[["x"]]', '[null]', '[["\u{1F600}","\ud800"]]']) {
    fakeBrowser(t);
    const storage = returning();
    storage.setItem('stimchat_conversation', 'x\ny\nz');
    storage.setItem('stimchat_unsent', unsent);
    sessionStorage.setItem('stimchat_session', 'nonsense');
    const { client, page } = open(t, storage);
    assert.equal(client.view.phase, 'idle', unsent);
    page.socket.open();
    page.socket.welcome();
    assert.deepEqual(client.view.log, []);
  }
});

test('a page in the background is away, says so again after a resume, and has seen nothing', (t) => {
  const { page, browser } = chatting(t);
  browser.look(false);
  assert.equal(page.socket.last('PRESENCE').data.presence, 'away');
  page.socket.text(2, 'look');
  assert.equal(page.socket.last('READ_RECEIPT'), undefined);
  page.socket.lose(1006);
  browser.goOnline();
  page.socket.open();
  page.socket.welcome({ standing: 'chatting' });
  assert.equal(page.socket.last('PRESENCE').data.presence, 'away');
  browser.look(true);
  assert.equal(page.socket.last('PRESENCE').data.presence, 'here');
  assert.equal(page.socket.last('READ_RECEIPT').offset, 2);
});

test('a page that is opened in the background is away', (t) => {
  const browser = fakeBrowser(t);
  browser.look(false);
  const { page } = open(t, returning());
  page.socket.open();
  page.socket.welcome();
  assert.equal(page.socket.last('PRESENCE').data.presence, 'away');
});

test('what is below the fold has not been seen', (t) => {
  const { client, page } = chatting(t);
  client.atBottom(false);
  page.socket.text(2, 'further down');
  assert.equal(page.socket.last('READ_RECEIPT'), undefined);
  client.atBottom(true);
  assert.equal(page.socket.last('READ_RECEIPT').offset, 2);
});

test('typing, presence and receipts of the stranger show', (t) => {
  const { client, page } = chatting(t);
  const sign = (type, data, place = {}) =>
    page.socket.push({ type, conversation_id: page.conversation, sender: 'anon-00000002', data, ...place });
  sign('TYPING_INDICATOR', { typing: true });
  assert.equal(client.view.partnerTyping, true);
  sign('PRESENCE', { presence: 'away' });
  assert.equal(client.view.partner, 'away');
  client.send('seen?').catch(() => {});
  page.socket.deliver(2);
  sign('READ_RECEIPT', {}, { epoch: 1, offset: 2 });
  assert.equal(client.view.log[0].state, 'seen');
  client.composing(true);
  assert.equal(page.socket.last('TYPING_INDICATOR').data.typing, true);
  client.composing(false);
  assert.equal(page.socket.last('TYPING_INDICATOR').data.typing, false);
});

test('a network that comes back, or a tab that is looked at, does not wait; a doubtful link is probed', (t) => {
  const { page, browser } = chatting(t);
  browser.goOnline();
  assert.ok(page.socket.last('PING'));
  page.socket.ack('PING');
  browser.look(false);
  page.socket.lose(1006);
  browser.look(true);
  assert.equal(page.socketCount(), 2);
  page.socket.lose(1006);
  browser.goOnline();
  assert.equal(page.socketCount(), 3);
});

test('a server that restarts says when to come back; only the person may be earlier', (t) => {
  const { client, page, browser } = chatting(t);
  page.socket.push({ type: 'SYSTEM', data: { notice: 'draining', retry_after_ms: 60000 } });
  assert.equal(client.view.restarting, true);
  page.socket.lose(1012);
  assert.ok(client.view.retryAt - Date.now() > 50000);
  browser.goOnline();
  assert.equal(page.socketCount(), 1);
  client.reconnectNow();
  assert.equal(page.socketCount(), 2);
  page.socket.open();
  page.socket.welcome({ recovered: false });
  assert.equal(client.view.restarting, false);
  assert.equal(client.view.phase, 'ended');
  assert.equal(client.view.endReason, 'server_restarted');
  assert.equal(client.view.partner, 'gone');
});

test('a stream that cannot be taken up where it was is said to be incomplete', (t) => {
  const { client, page } = chatting(t);
  page.socket.lose(1006);
  client.reconnectNow();
  page.socket.open();
  page.socket.welcome({ standing: 'chatting', recovered: false });
  page.socket.newMatch(40);
  assert.equal(client.view.historyLost, true);
  page.socket.text(41, 'what was that?');
  assert.equal(client.view.log.length, 1);
});

test('no promise is left hanging, whatever ends the wait', async (t) => {
  const ends = {
    no_answer: ({ client, page }, tick) => {
      tick(10_000);
      assert.equal(client.view.log[0].state, 'failed');
      page.socket.lose(1006);
    },
    chat_over: ({ client }) => client.leave(),
    closed: ({ client }) => client.close(),
    rate_limited: ({ page }) => {
      const { message_id } = page.socket.last('CHAT_MESSAGE');
      page.socket.push({ type: 'NACK', message_id, data: { code: 'rate_limited', text: 'Slow down.', retryable: true } });
    },
    delivered: ({ page }) => page.socket.deliver(2),
  };
  for (const [code, end] of Object.entries(ends)) {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.now() });
    const set = chatting(t);
    const sent = outcome(set.client.send('hello'));
    end(set, (ms) => t.mock.timers.tick(ms));
    assert.equal(await sent, code);
    set.client.close();
    t.mock.timers.reset();
  }
});

test('a full outbox refuses, and says that the text was not taken', async (t) => {
  const { client } = chatting(t);
  const waiting = Array.from({ length: 32 }, (_, n) => outcome(client.send(`text ${n}`)));
  await assert.rejects(client.send('one too many'), (error) => {
    assert.ok(error instanceof SendError);
    assert.equal(error.code, 'full');
    assert.equal(error.entry, 0);
    assert.match(error.message, /waiting/);
    return true;
  });
  client.close();
  assert.deepEqual([...new Set(await Promise.all(waiting))], ['closed']);
});

test('two tabs that ask for an identity at the same time become one person', async (t) => {
  fakeBrowser(t);
  let count = 0;
  const storage = new FakeStorage();
  const page = fakePage({ '/api/v1/identity': () => [201, { token: `token-${++count}` }] });
  const clients = [1, 2].map(() => stimchat.createClient({ origin, storage }));
  t.after(() => {
    for (const client of clients) client.close();
    page.leave();
  });
  for (const client of clients) client.agree();
  await page.settle();
  assert.equal(page.requests.length, 2);
  page.socket.open();
  assert.equal(page.socket.last('HELLO').data.token, 'token-1');
  assert.equal(storage.getItem('stimchat_user_token'), 'token-1');
});
