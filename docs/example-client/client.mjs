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
const resendMs = 4_000, giveUpMs = 10_000, backoffBaseMs = 500, backoffCapMs = 30_000, tries = 5;

const unanswered = new Map(); // message_id -> {frame, onAnswer, timers}
let socket, token, chat, lost = 0, heard = 0, delivered = 0;

function finish(status, why) {
  if (why) (status === 0 ? console.log : console.error)(why);
  socket?.terminate();
  process.exit(status);
}

async function askForToken(oldToken) {
  const headers = oldToken ? { Authorization: `Bearer ${oldToken}` } : {};
  const answer = await fetch(new URL('/api/v1/identity', server), { method: 'POST', headers });
  if (answer.status === 401 && oldToken) return askForToken(undefined);
  if (answer.status !== 201) throw new Error(`no identity: HTTP ${answer.status}`);
  return (await answer.json()).token;
}

/** Sends a command, and again under the same id until it is answered: the server carries it out once. */
function command(type, fields, onAnswer = () => {}) {
  const message_id = randomUUID();
  const frame = JSON.stringify({ type, message_id, ...fields });
  const again = setInterval(() => socket.send(frame), resendMs);
  const giveUp = setTimeout(() => finish(1, `${type}: no answer`), giveUpMs);
  unanswered.set(message_id, { type, onAnswer, stop: () => { clearInterval(again); clearTimeout(giveUp); } });
  socket.send(frame);
}

function say(text) {
  command('CHAT_MESSAGE', { conversation_id: chat.id, data: { text } }, () => { delivered += 1; leaveWhenDone(); });
}

function leaveWhenDone() {
  if (talking || !heard || !delivered) return;
  command('LEAVE', { conversation_id: chat.id }, () => finish(0, 'Texts went both ways.'));
}

/** False: seen before. A text or end that is missing cannot be had any more: then the connection starts anew. */
function isNext({ conversation_id, epoch, offset }) {
  if (conversation_id !== chat?.id || (epoch === chat.epoch && offset <= chat.offset)) return false;
  if (epoch !== chat.epoch || offset !== chat.offset + 1) return socket.close(4503), false;
  chat.offset = offset;
  return true;
}

const on = {
  WELCOME() { lost = 0; command('FIND', { data: { terms: 1 } }); },
  NEW_MATCH({ conversation_id, epoch, offset, data }) {
    chat = { id: conversation_id, epoch, offset };
    heard = delivered = 0;
    console.log(`You (${data.you}) are connected with ${data.partner}.`);
    if (!talking) say(`Hello from ${data.you}`);
  },
  CHAT_MESSAGE(push) {
    if (!isNext(push)) return;
    console.log(`${push.sender}: ${JSON.stringify(push.data.text)}`);
    heard += 1;
    leaveWhenDone();
  },
  CONVERSATION_ENDED(push) {
    if (isNext(push)) finish(heard && delivered ? 0 : 1, `The chat has ended: ${push.data.reason}.`);
  },
  SEARCH_ENDED({ data }) { finish(1, `Nobody was found: ${data.reason}.`); },
  BANNED({ data }) { finish(1, `Banned until ${data.until ?? 'further notice'}: ${data.reason}`); },
  ERROR({ data }) { finish(1, `${data.code}: ${data.text}`); },
  ACK(ack) {
    const sent = unanswered.get(ack.message_id);
    if (ack.offset !== undefined) isNext(ack);
    if (!sent) return;
    unanswered.delete(ack.message_id);
    sent.stop();
    sent.onAnswer();
  },
  NACK({ message_id, data }) {
    const sent = unanswered.get(message_id);
    if (!sent) return;
    unanswered.delete(message_id);
    sent.stop();
    if (sent.type === 'HELLO' && data.code.startsWith('token_')) return; // the close says the same, and what to do
    if (sent.type === 'LEAVE' && data.code === 'not_in_conversation') return finish(0, 'Texts went both ways.');
    finish(1, `${sent.type}: ${data.text}`);
  },
};

function connect() {
  const address = new URL('/ws', server);
  address.protocol = server.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(address, 'stimchat.v1', { handshakeTimeout: giveUpMs });
  socket.on('open', () => command('HELLO', { data: { version: 1, token, client: 'stimchat-example/0.1' } }));
  socket.on('message', (bytes) => {
    const message = JSON.parse(bytes.toString());
    on[message.type]?.(message); // what is not known is skipped
  });
  socket.on('error', () => {}); // a close follows
  socket.on('close', reconnect);
}

async function reconnect(code) {
  for (const { stop } of unanswered.values()) stop();
  unanswered.clear();
  chat = undefined;
  const comeBack = [1001, 1006, 1011, 1012, 1013, 4004].includes(code) || (code >= 4500 && code <= 4999);
  if (!comeBack || lost === tries) finish(1, `The connection was closed: ${code}.`);
  if (code === 4004) token = await askForToken(token);
  setTimeout(connect, Math.random() * Math.min(backoffCapMs, backoffBaseMs * 2 ** lost++));
}

if (talking) createInterface({ input: process.stdin }).on('line', (line) => chat && line.trim() && say(line));
token = await askForToken().catch((error) => finish(1, error.message));
connect();
