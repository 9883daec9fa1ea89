// @ts-check
import { Kept } from './kept.mjs';

/**
 * What the session asks its shell to do.
 * @typedef {{do: 'request_identity' | 'keep_token' | 'send', text: string}
 *   | {do: 'keep_terms' | 'close', number: number} | {do: 'open'}
 *   | {do: 'post_report' | 'keep_session', text: string, body: string}
 *   | {do: 'keep_unsent', text: string, body: string, conversation: string} | Settled
 * } Effect
 * @typedef {{do: 'settled', number: number, code: string, text: string, messageId: string, entry: number}} Settled
 */
/** @typedef {import('./index.d.ts').Client} Client */
/** @typedef {import('./index.d.ts').View} View */
/** @typedef {import('./index.mjs').EventKind} EventKind */

const answerTimeout = 10_000; // of an HTTP request; the session asks again
const timeoutMax = 2 ** 31 - 1; // what setTimeout can wait; the session is asked then and waits on

const reportReasons = ['child_safety', 'violence', 'sexual', 'harassment_or_hate', 'spam_or_scam', 'self_harm', 'other'];

/** Milliseconds since 1970 that never go back. */
class Clock {
  #last = 0;
  #ahead = 0;

  now() {
    const time = Date.now() + this.#ahead;
    // The device's clock was set back: go on from where we were.
    if (time < this.#last) this.#ahead += this.#last - time;
    return (this.#last = Math.max(time, this.#last));
  }
}

/** Why a text was not delivered. */
export class SendError extends Error {
  /** @param {Pick<Settled, 'code' | 'text' | 'entry'>} settled */
  constructor({ code, text, entry }) {
    super(text);
    this.name = 'SendError';
    this.code = code;
    this.entry = entry;
  }
}

/** In milliseconds; -1 if the server did not say. @param {{response: Response} | null} answer */
function retryAfter(answer) {
  const seconds = parseInt(answer?.response.headers.get('retry-after') ?? '');
  return seconds >= 0 ? seconds * 1000 : -1;
}

/**
 * Carries bytes and time between a session and the browser, and decides nothing.
 * @implements {Client}
 */
export class Shell {
  #session;
  #constants;
  #origin;
  #kept;
  #clock = new Clock();
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Set<(view: View) => void>} */
  #listeners = new Set();
  /** Whoever waits for a text to arrive, by ticket. @type {Map<number, {resolve: (sent: {messageId: string}) => void, reject: (error: SendError) => void}>} */
  #waiting = new Map();
  #tickets = 0;
  #isAtBottom = true;
  #end = new AbortController();

  /**
   * @param {import('./index.mjs').Session} session
   * @param {{subprotocol: string, path: string}} constants
   * @param {import('./index.d.ts').ClientOptions} options
   */
  constructor(session, constants, options) {
    this.#session = session;
    this.#constants = constants;
    this.#origin = options.origin ?? globalThis.location?.origin;
    this.#kept = new Kept(options);
    this.#watchPage();
    this.#start();
  }

  get view() {
    return this.#session.view;
  }

  /** @param {(view: View) => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
    listener(this.view);
    return () => void this.#listeners.delete(listener);
  }

  agree() {
    this.#tell('agree');
  }
  find() {
    this.#tell('find');
  }
  cancel() {
    this.#tell('cancel');
  }
  /** @param {string} text @returns {Promise<{messageId: string}>} */
  send(text) {
    return new Promise((resolve, reject) => {
      const ticket = ++this.#tickets;
      this.#waiting.set(ticket, { resolve, reject });
      if (!this.#tell('say', { a: ticket, text })) {
        this.#settle({ number: ticket, code: 'closed', text: 'StimChat was closed.', messageId: '', entry: 0 });
      }
    });
  }
  /** @param {number} entry */
  retry(entry) {
    this.#tell('retry', { a: entry });
  }
  /** @param {number} entry */
  discard(entry) {
    this.#tell('discard', { a: entry });
  }
  retryUnsent() {
    this.#tell('retryUnsent');
  }
  discardUnsent() {
    this.#tell('discardUnsent');
  }
  /** @param {boolean} isWriting */
  composing(isWriting) {
    this.#tell('composing', { a: Number(isWriting) });
  }
  /** @param {boolean} isAtBottom */
  atBottom(isAtBottom) {
    if (isAtBottom === this.#isAtBottom) return;
    this.#isAtBottom = isAtBottom;
    this.#look();
  }
  leave() {
    this.#tell('leave');
  }
  /** @param {import('./index.d.ts').ReportReason} reason @param {string} [note] */
  report(reason, note = '') {
    const a = reportReasons.indexOf(reason);
    if (a < 0) throw new TypeError(`StimChat: ${reason} is not a reason for a report.`);
    this.#tell('report', { a, text: note });
  }
  useHere() {
    this.#findUnsent();
    this.#tell('useHere', { text: this.#kept.conversation });
  }
  reconnectNow() {
    this.#tell('reconnectNow', { a: 1 });
  }

  close() {
    if (this.#end.signal.aborted) return;
    this.#stop();
    this.#drop(1000);
    this.#session.close();
    this.#kept.endSession(); // as the server does with the link
  }

  /** Every promise is settled, and what is unsent is kept. */
  #stop() {
    this.#tell('closing');
    this.#end.abort();
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  // --- events in, effects out

  /** @param {EventKind} kind @param {{a?: number, b?: number, text?: string}} [parameters] */
  #tell(kind, parameters = {}) {
    if (this.#end.signal.aborted) return false;
    const { effects, deadline, view } = this.#session.event(kind, this.#clock.now(), parameters);
    for (const effect of effects) this.#carryOut(effect);
    this.#wakeAt(deadline);
    if (view) for (const listener of [...this.#listeners]) listener(this.view);
    return true;
  }

  /** @param {Effect} effect */
  #carryOut(effect) {
    switch (effect.do) {
      case 'request_identity':
        return void this.#requestIdentity(effect.text);
      case 'keep_token':
        return void (this.#kept.token = effect.text);
      case 'keep_terms':
        return void (this.#kept.terms = effect.number);
      case 'keep_session':
        return this.#kept.keepSession(effect.text, effect.body);
      case 'keep_unsent':
        return this.#kept.keepUnsent(effect.text, effect.body, effect.conversation);
      case 'settled':
        return this.#settle(effect);
      case 'open':
        return this.#open();
      case 'close':
        this.#drop(effect.number);
        return queueMicrotask(() => this.#tell('linkClosed', { a: effect.number }));
      case 'send':
        if (this.#socket?.readyState === 1) this.#socket.send(effect.text);
        return;
      case 'post_report':
        return void this.#postReport(effect.text, effect.body);
    }
  }

  /** @param {number | null} deadline */
  #wakeAt(deadline) {
    clearTimeout(this.#timer);
    if (deadline === null) return;
    const wait = Math.min(Math.max(deadline - this.#clock.now(), 0), timeoutMax);
    this.#timer = setTimeout(() => this.#tell('timePassed'), wait);
  }

  /** @param {Omit<Settled, 'do'>} settled */
  #settle(settled) {
    const { number, code, messageId } = settled;
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (code) waiting?.reject(new SendError(settled));
    else waiting?.resolve({ messageId });
  }

  #findUnsent() {
    for (const [id, text] of this.#kept.unsent()) this.#tell('unsentFound', { text: `${id}${text}` });
  }

  #start() {
    const { terms, token, session, conversation } = this.#kept;
    this.#findUnsent();
    this.#tell('started', { a: terms, text: [token, session, conversation].join('\n') });
    this.#look();
  }

  // --- the connection

  #open() {
    let socket;
    try {
      const url = new URL(this.#constants.path, this.#origin);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      socket = new WebSocket(url, this.#constants.subprotocol);
    } catch {
      return queueMicrotask(() => this.#tell('linkClosed', { a: 1006 }));
    }
    this.#socket = socket;
    socket.onopen = () => this.#tell('linkOpened');
    // A binary frame is none of ours: as text it is empty, which cannot be read either.
    socket.onmessage = ({ data }) => this.#tell('frameReceived', { text: typeof data === 'string' ? data : '' });
    socket.onclose = ({ code }) => {
      this.#socket = null;
      this.#tell('linkClosed', { a: code });
    };
  }

  /** @param {number} code */
  #drop(code) {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  // --- the page

  #look() {
    const isInFront = globalThis.document?.visibilityState !== 'hidden';
    this.#tell('looking', { a: Number(isInFront), b: Number(this.#isAtBottom) });
  }

  #watchPage() {
    const { signal } = this.#end;
    globalThis.window?.addEventListener('online', () => this.#tell('reconnectNow'), { signal });
    globalThis.document?.addEventListener('visibilitychange', () => this.#look(), { signal });
    // A page that is left for good is not away: its partner need not wait for it that long.
    globalThis.window?.addEventListener('pagehide', (event) => event.persisted || this.#stop(), { signal });
  }

  // --- HTTP

  /** @param {string} path @param {string} token @param {string} [body] */
  async #post(path, token, body) {
    try {
      /** @type {Record<string, string>} */
      const headers = {};
      if (token) headers.Authorization = `Bearer ${token}`;
      if (body) headers['Content-Type'] = 'application/json';
      const response = await fetch(new URL(path, this.#origin), {
        method: 'POST', headers, body, credentials: 'omit', cache: 'no-store', keepalive: true,
        signal: AbortSignal.timeout(answerTimeout),
      });
      const content = await response.json().catch(() => ({}));
      return { response, content };
    } catch {
      return null; // no network, no answer in time, or not allowed
    }
  }

  /** @param {string} renew */
  async #requestIdentity(renew) {
    const answer = await this.#post('/api/v1/identity', renew);
    const granted = answer?.response.ok ? answer.content?.token : null;
    // Another tab may have got one meanwhile: it is the same person.
    const { token: kept } = this.#kept;
    const token = kept && kept !== renew ? kept : granted;
    if (typeof token === 'string') {
      this.#tell('identityGranted', { text: token });
    } else {
      const refused = answer?.response.status === 401;
      this.#tell('identityRefused', { a: retryAfter(answer), b: refused ? 1 : 0 });
    }
  }

  /** @param {string} token @param {string} body */
  async #postReport(token, body) {
    const answer = await this.#post('/api/v1/report', token, body);
    const status = answer?.response.status ?? 0;
    const later = status < 400 || status >= 500 || status === 408 || status === 429;
    const a = answer?.response.ok ? 0 : later ? 2 : 1;
    this.#tell('reportAnswered', { a, b: retryAfter(answer), text: String(answer?.content?.detail ?? '') });
  }
}
