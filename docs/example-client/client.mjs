// A client of StimChat's protocol, written from shared/PROTOCOL.md alone.
//
//   node client.mjs http://localhost:8080            meets somebody, says hello, waits for an answer, leaves
//   node client.mjs http://localhost:8080 --talk     the same for a person: each line typed is sent
//
// Exit status 0: texts went both ways. 1: they did not; the reason is on standard error.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const server = new URL(process.argv[2] ?? 'http://localhost:8080');
const talking = process.argv.includes('--talk');
const resendMs = 4_000, giveUpMs = 10_000, backoffBaseMs = 500, backoffCapMs = 30_000, tries = 10;

const unanswered = new Map(); // message_id -> {type, frame, onAnswer, stop}, in the order they were said
const shown = new Set(); // message_ids of the partner's texts
let socket, token, session, chat, retryAfterMs, finished = false, lost = 0, heard = 0, delivered = 0;
let heardAt = Date.now(), quietMs = giveUpMs, isWelcome = false;

function finish(status, why) {
  if (finished) return;
  finished = true;
  if (why) (status === 0 ? console.log : console.error)(why);
  socket?.close(1000); // finished: the server need not wait for us
  setTimeout(() => process.exit(status), 200);
}

async function askForToken(oldToken) {
  const headers = oldToken ? { Authorization: `Bearer ${oldToken}` } : {};
  const answer = await fetch(new URL('/api/v1/identity', server), { method: 'POST', headers });
  if (answer.status === 401 && oldToken) return askForToken(undefined);
  if (answer.status !== 201) throw new Error(`no identity: HTTP ${answer.status}`);
  return (await answer.json()).token;
}

// --- commands

/** Nothing goes before the WELCOME: what was said earlier and has no answer is sent first then. */
function send(frame) {
  if (isWelcome && socket.readyState === WebSocket.OPEN) socket.send(frame);
}

/** Sends a command, and again under the same id until it is answered: the server carries it out once. */
function command(type, fields, onAnswer = () => {}) {
  const message_id = randomUUID();
  const frame = JSON.stringify({ type, message_id, ...fields });
  const again = setInterval(() => send(frame), resendMs);
  const giveUp = setTimeout(() => finish(1, `${type}: no answer`), giveUpMs);
  unanswered.set(message_id, { type, frame, onAnswer, stop: () => { clearInterval(again); clearTimeout(giveUp); } });
  send(frame);
}

/** What counts only now is sent once, and its answer changes nothing. */
function tell(type, fields) {
  send(JSON.stringify({ type, message_id: randomUUID(), ...fields }));
}

/** It has been answered, or is not to be any more. */
function settle(message_id) {
  const sent = unanswered.get(message_id);
  unanswered.delete(message_id);
  sent?.stop();
  return sent;
}

function say(text) {
  command('CHAT_MESSAGE', { conversation_id: chat.id, data: { text } }, () => { delivered += 1; leaveWhenDone(); });
}

function leaveWhenDone() {
  if (talking || !heard || !delivered) return;
  command('LEAVE', { conversation_id: chat.id }, () => finish(0, 'Texts went both ways.'));
}

// --- what the server says

/** False: it was there before. If something is missing, the next connection brings it. */
function isNext({ conversation_id, epoch, offset }) {
  if (conversation_id !== chat?.id || (epoch === chat.epoch && offset <= chat.offset)) return false;
  if (epoch !== chat.epoch || offset !== chat.offset + 1) return socket.close(4503), false;
  chat.offset = offset;
  return true;
}

function chatOver(reason) {
  finish(heard && delivered ? 0 : 1, `The chat has ended: ${reason}.`);
}

const on = {
  WELCOME({ data }) {
    isWelcome = true;
    lost = 0;
    session = data.session_id;
    quietMs = data.heartbeat_interval_ms;
    if (chat && data.standing !== 'chatting' && !data.recovered) return chatOver('the connection was lost');
    for (const { frame } of unanswered.values()) send(frame);
    if (!chat && data.standing === 'idle') command('FIND', { data: { terms: 1 } });
  },
  NEW_MATCH({ conversation_id, epoch, offset, data }) {
    const isNew = chat?.id !== conversation_id;
    if (chat && !isNew) console.log('Some texts may be missing.');
    chat = { id: conversation_id, epoch, offset, you: data.you };
    if (!isNew) return;
    console.log(`You (${data.you}) are connected with ${data.partner}.`);
    if (!talking) say(`Hello from ${data.you}`);
  },
  CHAT_MESSAGE(push) {
    if (!isNext(push)) return;
    if (push.sender === chat.you) return settle(push.message_id)?.onAnswer(); // it came back: it was delivered
    if (shown.has(push.message_id)) return;
    shown.add(push.message_id);
    console.log(`${push.sender}: ${JSON.stringify(push.data.text)}`);
    tell('READ_RECEIPT', { conversation_id: chat.id, epoch: chat.epoch, offset: chat.offset });
    heard += 1;
    leaveWhenDone();
  },
  CONVERSATION_ENDED(push) { if (isNext(push)) chatOver(push.data.reason); },
  PRESENCE({ sender, data }) { console.log(`${sender} is ${data.presence}.`); },
  SEARCH_ENDED({ data }) { finish(1, `Nobody was found: ${data.reason}.`); },
  BANNED({ data }) { finish(1, `Banned until ${data.until ?? 'further notice'}: ${data.reason}`); },
  SYSTEM({ data }) { retryAfterMs = data.retry_after_ms; },
  ERROR({ data }) { finish(1, `${data.code}: ${data.text}`); },
  ACK(ack) {
    const sent = settle(ack.message_id);
    if (ack.offset !== undefined) isNext(ack);
    sent?.onAnswer();
  },
  NACK({ message_id, data }) {
    const sent = settle(message_id);
    if (!sent) return; // after that of a HELLO, the close says what to do
    if (sent.type === 'LEAVE' && data.code === 'not_in_conversation') return finish(0, 'Texts went both ways.');
    finish(1, `${sent.type}: ${data.text}`);
  },
};

// --- the connection

/** A connection can be dead without a word: who is silent for long is asked for a sign of life, then given up. */
function listen() {
  const silentMs = Date.now() - heardAt;
  if (silentMs > quietMs + giveUpMs) socket.terminate();
  else if (silentMs > quietMs) tell('PING', {});
}

function connect() {
  const address = new URL('/ws', server);
  address.protocol = server.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(address, 'stimchat.v1', { handshakeTimeout: giveUpMs });
  for (const sound of ['open', 'message', 'ping']) socket.on(sound, () => (heardAt = Date.now()));
  socket.on('open', () => socket.send(JSON.stringify({
    type: 'HELLO', message_id: randomUUID(),
    ...(chat && { conversation_id: chat.id, epoch: chat.epoch, offset: chat.offset }),
    data: { version: 1, token, client: 'stimchat-example/0.1', ...(session && { session_id: session }) },
  })));
  socket.on('message', (bytes) => {
    const message = JSON.parse(bytes.toString());
    if (!finished) on[message.type]?.(message); // what is not known is skipped
  });
  socket.on('error', () => {}); // a close follows
  socket.on('close', reconnect);
}

async function reconnect(code) {
  if (finished) return;
  isWelcome = false;
  for (const [id, { type }] of unanswered) if (type === 'FIND') settle(id); // its search ended with the connection
  const comeBack = [1001, 1006, 1011, 1012, 1013, 4004].includes(code) || (code >= 4500 && code <= 4999);
  if (!comeBack || lost === tries) return finish(1, `The connection was closed: ${code}.`);
  if (code === 4004) token = await askForToken(token).catch((error) => finish(1, error.message));
  setTimeout(connect, retryAfterMs ?? Math.random() * Math.min(backoffCapMs, backoffBaseMs * 2 ** lost++));
  retryAfterMs = undefined;
}

if (talking) createInterface({ input: process.stdin }).on('line', (line) => chat && line.trim() && say(line));
token = await askForToken().catch((error) => finish(1, error.message));
setInterval(listen, 5_000);
connect();
