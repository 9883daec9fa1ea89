// @ts-check

const tokenKey = 'stimchat_user_token';
const termsKey = 'stimchat_terms';
// Of a chat that can go on. Written only by the tab whose session is live.
const conversationKey = 'stimchat_conversation';
const unsentKey = 'stimchat_unsent'; // JSON: [[message id, text], ...]
// For this tab alone: another one that named it would take it over.
const sessionKey = 'stimchat_session';

/** Texts by their keys. A storage may be forbidden, full or not there: then nothing is kept. */
class Memory {
  #storage;

  /** @param {() => import('./index.d.ts').ClientOptions['storage']} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @param {string} key */
  get(key) {
    return this.#try((storage) => storage?.getItem(key)) ?? '';
  }

  /** @param {string} key @param {string} value */
  set(key, value) {
    this.#try((storage) => (value ? storage?.setItem(key, value) : storage?.removeItem(key)));
  }

  /** @template Result @param {(storage: import('./index.d.ts').ClientOptions['storage']) => Result} use */
  #try(use) {
    try {
      return use(this.#storage());
    } catch {
      return undefined;
    }
  }
}

/** What is kept for later pages: who the person is, and the chat that the page was in. */
export class Kept {
  #memory;
  #tab;
  #ownsSession = false;
  #conversation = ''; // as this tab has kept it

  /** @param {import('./index.d.ts').ClientOptions} options */
  constructor({ storage }) {
    this.#memory = new Memory(() => (storage === undefined ? globalThis.localStorage : storage));
    this.#tab = new Memory(() => (storage === null ? null : globalThis.sessionStorage));
  }

  get token() {
    return this.#memory.get(tokenKey);
  }
  set token(token) {
    this.#memory.set(tokenKey, token);
  }
  get terms() {
    return Number(this.#memory.get(termsKey)) || 0;
  }
  set terms(terms) {
    this.#memory.set(termsKey, String(terms));
  }
  get session() {
    return this.#tab.get(sessionKey);
  }
  get conversation() {
    return this.#memory.get(conversationKey);
  }

  /** The texts that were left unsent, by message id. @returns {Map<string, string>} */
  unsent() {
    try {
      return new Map(JSON.parse(this.#memory.get(unsentKey) || '[]'));
    } catch {
      return new Map(); // not as we write it
    }
  }

  /** @param {string} session @param {string} conversation */
  keepSession(session, conversation) {
    const before = this.#conversation;
    this.#ownsSession = session !== '';
    this.#conversation = conversation;
    this.#tab.set(sessionKey, session);
    // What is kept of a chat is another tab's by now.
    if (!session || (!conversation && before && this.conversation !== before)) return;
    if (conversation !== this.conversation) this.#memory.set(unsentKey, '');
    this.#memory.set(conversationKey, conversation);
  }

  /** @param {string} id @param {string} text @param {string} conversation */
  keepUnsent(id, text, conversation) {
    if (conversation !== this.conversation) return;
    const texts = this.unsent();
    texts.delete(id);
    if (text) texts.set(id, text);
    this.#memory.set(unsentKey, texts.size ? JSON.stringify([...texts]) : '');
  }

  /** The session ends with this client, and its chat with it. */
  endSession() {
    if (!this.#ownsSession) return;
    this.keepSession(this.session, '');
    this.#tab.set(sessionKey, '');
  }
}
