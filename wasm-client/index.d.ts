/** StimChat's protocol module: the same C++ that runs in the server, as WebAssembly. */

export type Phase = 'consent' | 'idle' | 'searching' | 'no_partner' | 'chatting' | 'ended' | 'elsewhere' | 'banned' | 'failed';
export type Link = 'down' | 'identifying' | 'connecting' | 'greeting' | 'up' | 'waiting';
export type EndReason = 'none' | 'you_left' | 'partner_left' | 'reported' | 'connection_lost' | 'server_restarted' | 'server_draining';
export type Presence = 'here' | 'away' | 'gone';
export type ReportState = 'none' | 'possible' | 'sending' | 'waiting' | 'stored' | 'refused';
export type ReportReason =
  | 'child_safety' | 'violence' | 'sexual' | 'harassment_or_hate' | 'spam_or_scam' | 'self_harm' | 'other';

export interface LogEntry {
  /**
   * 1, 2, 3, ...: the key of the entry within this page, ascending through the log. A message that is tried again is a
   * new one: it gets a new number, at the end.
   */
  readonly entry: number;
  readonly messageId: string;
  readonly author: 'you' | 'stranger';
  readonly state: 'sending' | 'delivered' | 'seen' | 'failed';
  /** Why it failed, in a sentence; empty if it did not. */
  readonly fault: string;
  readonly text: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** All times are milliseconds since 1970, UTC; null: not set. */
export interface View {
  readonly revision: number;
  readonly phase: Phase;
  readonly link: Link;
  readonly retryAt: number | null;
  readonly searchingSince: number | null;
  readonly conversationId: string | null;
  readonly endReason: EndReason;
  /** The partner: 'gone' once the chat is over. */
  readonly partner: Presence;
  readonly partnerTyping: boolean;
  /**
   * How many texts got no answer in time, in a chat that goes on and over a link that is up: ask the person, then
   * retryUnsent() or discardUnsent(). 0: nothing to ask.
   */
  readonly unsent: number;
  /** The server has said that it is about to close the connection, e.g. for an update; the client comes back by itself. */
  readonly restarting: boolean;
  /** Some of the partner's texts could not be recovered after a loss of the connection. */
  readonly historyLost: boolean;
  readonly report: ReportState;
  readonly reportUntil: number | null;
  /** With phase 'banned'; null: permanent. */
  readonly banUntil: number | null;
  readonly banReason: string;
  /** The last refusal, as a sentence for the person; empty if none. */
  readonly notice: string;
  /** Oldest first, bounded; the same objects from view to view as long as an entry has not changed. */
  readonly log: readonly LogEntry[];
}

export type TextCheck =
  | { readonly ok: true; readonly codePoints: number }
  | { readonly ok: false; readonly codePoints: number; readonly code: string; readonly sentence: string };

export interface Limits {
  readonly textCodePointsMax: number;
  readonly reportNoteCodePointsMax: number;
}

/** The module, once loaded. */
export interface StimChat {
  readonly protocolVersion: number;
  readonly limits: Limits;
  /** The server's own check of a message text, before it is sent. */
  checkText(text: string): TextCheck;
  /** Decodes and checks a frame that a server sent: null if it is valid, else which fault. */
  checkServerFrame(frame: string): { readonly code: string; readonly field: string; readonly atByte: number } | null;
  /**
   * A session that carries its own bytes: WebSocket, timers, fetch and storage of this page. Throws if too many are open
   * (16 at once); close() those that are not used any more.
   */
  createClient(options?: ClientOptions): Client;
}

export interface ClientOptions {
  /** Where the server is; the page's own origin if left out. */
  readonly origin?: string;
  /**
   * Keeps the token, the agreed terms, and while a chat can go on its id and unsent texts, between visits; localStorage
   * if left out, null for none. (The id of the session is kept in sessionStorage, for a reload, unless this is null.)
   */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  /** Sent in HELLO, e.g. "my-app/2.1". */
  readonly clientName?: string;
}

export interface Sent {
  readonly messageId: string;
}

export declare class SendError extends Error {
  /**
   * 'no_answer', 'chat_over', 'closed', 'full', or why it was refused, e.g. 'text_too_long' (the protocol's names). The
   * `message` is a sentence for the person.
   */
  readonly code: string;
  /** The entry in the log, to be retried or discarded; 0 if the text was not taken: keep it in the input. */
  readonly entry: number;
}

/** One participant. Never throws for what the network or the server does: that shows in the view. */
export interface Client {
  readonly view: View;
  /** Calls back after each change, and once at once. Returns how to stop. */
  subscribe(listener: (view: View) => void): () => void;
  agree(): void;
  find(): void;
  cancel(): void;
  /**
   * Resolves when the server has the text, rejects with a SendError if it was refused or got no answer in time. Always
   * settles: within ten seconds or so, and at close(). A text that was taken is in the log, whatever becomes of it.
   */
  send(text: string): Promise<Sent>;
  /** A failed text again. One that got no answer goes under its old id, so it is never delivered twice. */
  retry(entry: number): void;
  discard(entry: number): void;
  retryUnsent(): void;
  discardUnsent(): void;
  /** To be called at each key stroke: whether there is text in the input. Throttled by the session. */
  composing(isWriting: boolean): void;
  /** Whether the end of the log is in view: only then is what arrives there seen. Whether the page is in front the client knows. */
  atBottom(isAtBottom: boolean): void;
  leave(): void;
  report(reason: ReportReason, note?: string): void;
  useHere(): void;
  /** "Try now": does not wait for anything. */
  reconnectNow(): void;
  /**
   * Ends timers, the link, and with it the chat. The client cannot be used afterwards. Not for a page that is left: the
   * client sees that by itself, and the chat can go on in the next one.
   */
  close(): void;
}

/** Loads the module, once; later calls give the same. `source`: the .wasm's address or bytes, if it is not beside this file. */
export function init(source?: string | URL | BufferSource): Promise<StimChat>;
