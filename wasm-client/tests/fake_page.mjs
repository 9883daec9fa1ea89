// A page without a browser: a WebSocket and a fetch that the test answers, and storage.
import { setTimeout as pause } from 'node:timers/promises';

const conversation = '3e1b9f52-51c7-4d0a-8b8e-6f2a9c7d4e01';
const session = '0f8fad5b-d9cb-469f-a165-70867728950e';
const timestamp = '2026-03-01T03:14:15.926Z';

class FakeWebSocket {
  static all = [];
  readyState = 0;
  sent = [];
  closedWith = null;

  constructor(url, protocol) {
    this.url = String(url);
    this.protocol = protocol;
    FakeWebSocket.all.push(this);
  }
  send(frame) {
    this.sent.push(JSON.parse(frame));
  }
  close(code) {
    this.closedWith = code;
    this.readyState = 3;
  }

  // --- the server's side
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  push(message) {
    this.onmessage?.({ data: JSON.stringify({ timestamp, ...message }) });
  }
  lose(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
  last(type) {
    return this.sent.findLast((command) => command.type === type);
  }
  ack(type, position = {}) {
    this.push({ type: 'ACK', message_id: this.last(type).message_id, ...position });
  }
  welcome({ standing = 'idle', recovered = true } = {}) {
    this.ack('HELLO');
    const data = {
      session_id: session, version: 1, recovered, standing, sessions_max: 1, resume_window_ms: 30000,
      heartbeat_interval_ms: 30000, search_timeout_ms: 60000, report_window_ms: 600000,
    };
    this.push({ type: 'WELCOME', data });
  }
  match() {
    this.ack('FIND');
    this.newMatch();
  }
  newMatch(offset = 1) {
    const data = { you: 'anon-00000001', partner: 'anon-00000002' };
    this.push({ type: 'NEW_MATCH', conversation_id: conversation, data, epoch: 1, offset });
  }
  text(offset, text) {
    this.push({
      type: 'CHAT_MESSAGE', message_id: `0190a1b2-c3d4-4e5f-8a9b-${String(offset).padStart(12, '0')}`,
      conversation_id: conversation, sender: 'anon-00000002', data: { text }, epoch: 1, offset,
    });
  }
  /** One's own text, as the stream brings it back. */
  echo(offset, message_id, text) {
    this.push({
      type: 'CHAT_MESSAGE', message_id, conversation_id: conversation, sender: 'anon-00000001', data: { text }, epoch: 1, offset,
    });
  }
  deliver(offset) {
    this.ack('CHAT_MESSAGE', { conversation_id: conversation, epoch: 1, offset });
  }
}

export class FakeStorage {
  kept = new Map();
  getItem(key) {
    return this.kept.get(key) ?? null;
  }
  setItem(key, value) {
    this.kept.set(key, value);
  }
  removeItem(key) {
    this.kept.delete(key);
  }
}

/** `window`, `document` and the tab's storage, for what a browser tells a page. */
export function fakeBrowser(t) {
  globalThis.window = new EventTarget();
  globalThis.document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  globalThis.sessionStorage = new FakeStorage();
  t.after(() => {
    delete globalThis.window;
    delete globalThis.document;
    delete globalThis.sessionStorage;
  });
  return {
    look(isInFront) {
      document.visibilityState = isInFront ? 'visible' : 'hidden';
      document.dispatchEvent(new Event('visibilitychange'));
    },
    /** The page is left: in this order, as browsers do it. */
    leave({ persisted = false } = {}) {
      window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted }));
      this.look(false);
    },
    goOnline: () => window.dispatchEvent(new Event('online')),
  };
}

/** Installs the fakes. `answers`: from path to (request) => [status, body, headers]. */
export function fakePage(answers = {}) {
  const before = { WebSocket: globalThis.WebSocket, fetch: globalThis.fetch };
  const requests = [];
  FakeWebSocket.all = [];
  globalThis.WebSocket = FakeWebSocket;
  globalThis.fetch = async (url, options) => {
    const { pathname } = new URL(url);
    requests.push({ path: pathname, ...options });
    const answer = answers[pathname];
    if (!answer) throw new TypeError('no network');
    const [status, body, headers] = answer(options);
    return new Response(JSON.stringify(body), { status, headers });
  };
  return {
    conversation,
    session,
    requests,
    get socket() {
      return FakeWebSocket.all.at(-1);
    },
    socketCount: () => FakeWebSocket.all.length,
    settle: () => pause(5),
    leave: () => Object.assign(globalThis, before),
  };
}

export const grantToken = () => [201, { token: 'token-1', expires_at: timestamp }];
