// @ts-check
import { SendError, Shell } from './client.mjs';

export { SendError };

/** @typedef {import('./index.d.ts').StimChat} StimChat */
/** @typedef {import('./index.d.ts').View} View */
/** @typedef {import('./index.d.ts').LogEntry} LogEntry */

/**
 * What the module answers to an event.
 * @typedef {{effects: import('./client.mjs').Effect[], deadline: number | null,
 *   view?: Omit<View, 'log'>, log: LogEntry[], left?: number[]}} Turn
 */

// As in bindings.cpp.
const eventKinds = /** @type {const} */ ([
  'agree', 'find', 'cancel', 'say', 'retry', 'discard', 'leave', 'report', 'useHere', 'reconnectNow',
  'started', 'identityGranted', 'identityRefused', 'linkOpened', 'frameReceived', 'linkClosed', 'reportAnswered',
  'timePassed', 'retryUnsent', 'discardUnsent', 'composing', 'looking', 'unsentFound', 'closing',
]);
/** @typedef {(typeof eventKinds)[number]} EventKind */

// Node 18 has it in a module only.
let { crypto } = globalThis;

const inputBytes = 65536;
const seedBytes = 32;

/** The instance: texts go in through its input buffer and come out of its output buffer. */
class Module {
  #exports;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();

  /** @param {any} exports */
  constructor(exports) {
    exports._initialize();
    this.#exports = exports;
  }

  /** A text longer than the buffer is cut, and is then refused for its length. @param {string} text @param {number} [from] */
  write(text, from = 0) {
    return this.#encoder.encodeInto(text, this.#input(from)).written;
  }

  /** Calls a function that answers with JSON. @param {string} name @param {...number} parameters */
  ask(name, ...parameters) {
    const bytes = this.#exports[`stimchat_${name}`](...parameters);
    const { memory, stimchat_output } = this.#exports;
    return JSON.parse(this.#decoder.decode(new Uint8Array(memory.buffer, stimchat_output(), bytes)));
  }

  /** @param {string} clientName */
  open(clientName) {
    crypto.getRandomValues(this.#input(0).subarray(0, seedBytes));
    const handle = this.#exports.stimchat_session_open(this.write(clientName, seedBytes));
    if (handle === 0) throw new Error('StimChat: too many clients are open; close() those that are not used.');
    return new Session(this, handle);
  }

  /** @param {number} handle */
  close(handle) {
    this.#exports.stimchat_session_close(handle);
  }

  /** Made anew each time: the memory may have grown. @param {number} from */
  #input(from) {
    const { memory, stimchat_input } = this.#exports;
    return new Uint8Array(memory.buffer, stimchat_input() + from, inputBytes - from);
  }
}

/** One session inside the module, and the view put together from what has changed. */
export class Session {
  #module;
  #handle;
  /** @type {Map<number, LogEntry>} */
  #log = new Map();
  /** There from the first event on. @type {View} */
  // @ts-expect-error: no view before that
  view;

  /** @param {Module} module @param {number} handle */
  constructor(module, handle) {
    this.#module = module;
    this.#handle = handle;
  }

  /** @param {EventKind} kind @param {number} now @param {{a?: number, b?: number, text?: string}} parameters */
  event(kind, now, { a = 0, b = 0, text = '' }) {
    const bytes = this.#module.write(text);
    /** @type {Turn} */
    const turn = this.#module.ask('session_event', this.#handle, eventKinds.indexOf(kind), now, a, b, bytes);
    if (turn.view) this.#show(turn.view, turn.log, turn.left);
    return turn;
  }

  close() {
    this.#module.close(this.#handle);
  }

  /** @param {Omit<View, 'log'>} view @param {LogEntry[]} changed @param {number[]} [left] */
  #show(view, changed, left) {
    // New ones come last, and a changed one keeps its place.
    for (const entry of changed) this.#log.set(entry.entry, entry);
    if (left) {
      const there = new Set(left);
      for (const entry of this.#log.keys()) if (!there.has(entry)) this.#log.delete(entry);
    }
    const same = !left && changed.length === 0;
    this.view = { ...view, log: same && this.view ? this.view.log : [...this.#log.values()] };
  }
}

/** @param {Module} module @returns {StimChat} */
function facade(module) {
  const constants = module.ask('constants');
  const { protocolVersion, textCodePointsMax, reportNoteCodePointsMax } = constants;
  return {
    protocolVersion,
    limits: { textCodePointsMax, reportNoteCodePointsMax },
    checkText: (text) => module.ask('check_text', module.write(text)),
    checkServerFrame: (frame) => module.ask('check_server_frame', module.write(frame)),
    createClient: (options = {}) => new Shell(module.open(options.clientName ?? ''), constants, options),
  };
}

// --- loading

/** In a function, so that bundlers for the web leave the name alone. @param {string} name */
function fromNode(name) {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}

/** @param {URL} url */
async function fileBytes(url) {
  return (await fromNode('node:fs/promises')).readFile(url);
}

/** @param {URL} url */
async function fetchBytes(url) {
  const response = await fetch(url);
  const type = response.headers.get('content-type');
  if (response.ok && type === 'application/wasm') return response;
  const bytes = await response.arrayBuffer();
  const isModule = bytes.byteLength > 7 && new DataView(bytes).getUint32(0) === 0x0061736d;
  if (response.ok && isModule) return bytes; // only the content type is wrong
  throw new Error(`StimChat: no WebAssembly module at ${url} (status ${response.status}, content type ${type}).`);
}

/** @param {string | URL | BufferSource} source */
async function load(source) {
  /** @type {Response | BufferSource} */
  let content;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    content = source;
  } else {
    const url = new URL(/** @type {string | URL} */ (source), globalThis.location?.href ?? import.meta.url);
    content = await (url.protocol === 'file:' ? fileBytes : fetchBytes)(url);
  }
  const loaded = content instanceof Response
    ? WebAssembly.instantiateStreaming(content)
    : WebAssembly.instantiate(content);
  crypto ??= (await fromNode('node:crypto')).webcrypto;
  return (await loaded).instance;
}

/** @type {Promise<StimChat> | undefined} */
let loading;

/** @type {import('./index.d.ts').init} */
export function init(source = new URL('./stimchat.wasm', import.meta.url)) {
  loading ??= load(source).then(
    (instance) => facade(new Module(instance.exports)),
    (error) => {
      loading = undefined; // so that a later call can try again
      throw error;
    },
  );
  return loading;
}
