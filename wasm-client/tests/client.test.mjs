import assert from 'node:assert/strict';
import test from 'node:test';
import { fakePage, FakeStorage, grantToken } from './fake_page.mjs';
import { importFacade } from './module.mjs';

const { init } = await importFacade();
const stimchat = await init();
const origin = 'https://chat.example';

/** A client that has agreed and is connected. */
async function connected(t, { storage = new FakeStorage(), answers = {} } = {}) {
  const page = fakePage({ '/api/v1/identity': grantToken, ...answers });
  const client = stimchat.createClient({ origin, storage, clientName: 'test/1' });
  t.after(() => {
    client.close();
    page.leave();
  });
  client.agree();
  await page.settle();
  page.socket.open();
  page.socket.welcome();
  assert.equal(client.view.link, 'up');
  return { client, page, storage };
}

async function chatting(t, options) {
  const set = await connected(t, options);
  set.client.find();
  set.page.socket.match();
  assert.equal(set.client.view.phase, 'chatting');
  return set;
}

test('asks for nothing before the person agrees', async (t) => {
  const page = fakePage({ '/api/v1/identity': grantToken });
  const client = stimchat.createClient({ origin, storage: new FakeStorage() });
  t.after(() => {
    client.close();
    page.leave();
  });
  client.find();
  await page.settle();
  assert.equal(client.view.phase, 'consent');
  assert.equal(page.requests.length, 0);
  assert.equal(page.socketCount(), 0);
});

test('gets a token, keeps it, and says HELLO with it', async (t) => {
  const { page, storage } = await connected(t);
  assert.equal(storage.getItem('stimchat_user_token'), 'token-1');
  assert.equal(storage.getItem('stimchat_terms'), '1');
  assert.equal(page.socket.url, 'wss://chat.example/ws');
  assert.equal(page.socket.protocol, 'stimchat.v1');
  const hello = page.socket.last('HELLO');
  assert.equal(hello.data.token, 'token-1');
  assert.equal(hello.data.client, 'test/1');
  assert.equal(page.requests[0].headers.Authorization, undefined);
  assert.equal(page.requests[0].credentials, 'omit');
});

test('a later visit connects at once with what was kept', async (t) => {
  const storage = new FakeStorage();
  storage.setItem('stimchat_user_token', 'token-7');
  storage.setItem('stimchat_terms', '1');
  const page = fakePage();
  const client = stimchat.createClient({ origin, storage });
  t.after(() => {
    client.close();
    page.leave();
  });
  assert.equal(client.view.phase, 'idle');
  page.socket.open();
  assert.equal(page.socket.last('HELLO').data.token, 'token-7');
  assert.equal(page.requests.length, 0);
});

test('match, send, hear, leave', async (t) => {
  const { client, page } = await chatting(t);
  assert.equal(client.view.conversationId, page.conversation);
  const sent = client.send('Hello! \u{1F600} \u05e9');
  assert.equal(page.socket.last('CHAT_MESSAGE').data.text, 'Hello! \u{1F600} \u05e9');
  assert.equal(client.view.log[0].state, 'sending');
  page.socket.deliver(2);
  assert.equal(client.view.log[0].state, 'delivered');
  assert.deepEqual(await sent, { messageId: client.view.log[0].messageId });
  page.socket.text(3, '<b>Hi</b>');
  const { author, text, at } = client.view.log[1];
  assert.deepEqual({ author, text, at }, { author: 'stranger', text: '<b>Hi</b>', at: Date.parse('2026-03-01T03:14:15.926Z') });
  client.leave();
  assert.equal(page.socket.last('LEAVE').conversation_id, page.conversation);
  assert.equal(client.view.phase, 'ended');
  assert.equal(client.view.endReason, 'you_left');
  assert.equal(client.view.log.length, 2);
});

test('entries that have not changed are the same objects', async (t) => {
  const { client, page } = await chatting(t);
  client.send('one').catch(() => {});
  client.send('two');
  const [one, two] = client.view.log;
  page.socket.deliver(2); // the last one said
  assert.equal(client.view.log[0], one);
  assert.notEqual(client.view.log[1], two);
  const { log } = client.view;
  await assert.rejects(client.send('   '), { name: 'SendError', code: 'text_empty', entry: 0 });
  assert.equal(client.view.log, log);
});

test('a text that is not taken stays with the page', async (t) => {
  const { client } = await chatting(t);
  await assert.rejects(client.send('x'.repeat(2001)), { code: 'text_too_long', entry: 0, message: /too long/ });
  assert.match(client.view.notice, /too long/);
  assert.equal(client.view.log.length, 0);
});

test('retry and discard', async (t) => {
  const { client, page } = await chatting(t);
  const refuse = () => {
    const { message_id } = page.socket.last('CHAT_MESSAGE');
    page.socket.push({ type: 'NACK', message_id, data: { code: 'rate_limited', text: 'Too fast.', retryable: true, retry_after_ms: 1000 } });
  };
  const sent = client.send('again');
  refuse();
  const [failed] = client.view.log;
  await assert.rejects(sent, { code: 'rate_limited', message: 'Too fast.', entry: failed.entry });
  assert.equal(failed.state, 'failed');
  assert.equal(failed.fault, 'Too fast.');
  client.retry(failed.entry);
  assert.equal(client.view.log.length, 1);
  assert.notEqual(client.view.log[0].entry, failed.entry);
  assert.equal(client.view.log[0].state, 'sending');
  refuse();
  client.discard(client.view.log[0].entry);
  assert.deepEqual(client.view.log, []);
});

test('a report is posted, kept while the server cannot store it, and thanked for', async (t) => {
  let answer = [503, {}, { 'retry-after': '0' }];
  const { client, page } = await chatting(t, { answers: { '/api/v1/report': () => answer } });
  client.report('harassment_or_hate', 'a note');
  assert.equal(client.view.phase, 'ended');
  assert.equal(client.view.report, 'sending');
  await page.settle();
  assert.equal(client.view.report, 'waiting');
  answer = [201, { report_id: page.conversation }];
  while (client.view.report !== 'stored') await page.settle();
  const posts = page.requests.filter((request) => request.path === '/api/v1/report');
  assert.equal(posts.length, 2);
  assert.equal(posts[0].headers.Authorization, 'Bearer token-1');
  assert.deepEqual(JSON.parse(posts[0].body), {
    conversation_id: page.conversation, reason: 'harassment_or_hate', note: 'a note',
  });
});

test('a refused report says why', async (t) => {
  const refusal = () => [404, { detail: 'This conversation is not known.' }];
  const { client, page } = await chatting(t, { answers: { '/api/v1/report': refusal } });
  client.report('other');
  await page.settle();
  assert.equal(client.view.report, 'refused');
  assert.equal(client.view.notice, 'This conversation is not known.');
  assert.throws(() => client.report('rudeness'), TypeError);
});

test('a lost link comes back by itself', async (t) => {
  const { client, page } = await connected(t);
  page.socket.lose(1012);
  assert.equal(client.view.link, 'waiting');
  client.reconnectNow();
  assert.equal(page.socketCount(), 2);
  page.socket.open();
  page.socket.welcome();
  assert.equal(client.view.link, 'up');
});

test('an unreadable frame ends the link, and its end is told once', async (t) => {
  const { client, page } = await connected(t);
  const first = page.socket;
  first.onmessage({ data: new ArrayBuffer(4) });
  assert.equal(first.closedWith, 4503);
  assert.equal(first.onclose, null);
  await page.settle();
  client.reconnectNow();
  assert.equal(page.socketCount(), 2);
});

test('a second tab is told so and can take over', async (t) => {
  const { client, page } = await connected(t);
  page.socket.lose(4003);
  assert.equal(client.view.phase, 'elsewhere');
  client.useHere();
  page.socket.open();
  assert.equal(page.socket.last('HELLO').data.take_over, true);
});

test('an expired token is renewed with the old one', async (t) => {
  const { client, page } = await connected(t);
  page.socket.lose(1012);
  client.reconnectNow();
  page.socket.open();
  const { message_id } = page.socket.last('HELLO');
  page.socket.push({ type: 'NACK', message_id, data: { code: 'token_expired', text: 'Old.', retryable: false } });
  page.socket.lose(4004);
  client.reconnectNow();
  await page.settle();
  assert.equal(page.requests.at(-1).headers.Authorization, 'Bearer token-1');
});

test('storage that throws does not break the visit', async (t) => {
  const forbidden = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  await connected(t, { storage: { getItem: forbidden, setItem: forbidden, removeItem: forbidden } });
  Object.defineProperty(globalThis, 'localStorage', { get: forbidden, configurable: true });
  t.after(() => delete globalThis.localStorage);
  const client = stimchat.createClient({ origin });
  assert.equal(client.view.phase, 'consent');
  client.close();
});

test('listeners hear at once and after each change, until they stop', async (t) => {
  const { client, page } = await connected(t);
  const phases = [];
  const stop = client.subscribe((view) => phases.push(view.phase));
  client.find();
  page.socket.match();
  stop();
  client.leave();
  assert.equal(phases[0], 'idle');
  assert.ok(phases.includes('searching'));
  assert.equal(phases.at(-1), 'chatting');
});

test('close() leaves no timer and no connection behind, and cannot be undone', async (t) => {
  const { client, page } = await chatting(t);
  const { socket } = page;
  const unanswered = client.send('unanswered');
  let told = 0;
  client.subscribe(() => ++told);
  client.close();
  client.close();
  assert.equal(socket.closedWith, 1000);
  assert.ok(!process.getActiveResourcesInfo().includes('Timeout'));
  await assert.rejects(unanswered, { code: 'closed' });
  await assert.rejects(client.send('after'), { code: 'closed', entry: 0 });
  assert.equal(told, 1);
});

test('only so many clients can be open, and a closed one makes room', () => {
  const page = fakePage();
  const open = [];
  assert.throws(() => {
    for (;;) open.push(stimchat.createClient({ origin, storage: null }));
  }, /too many clients/);
  assert.equal(open.length, 16);
  for (const client of open) client.close();
  stimchat.createClient({ origin, storage: null }).close();
  page.leave();
});
