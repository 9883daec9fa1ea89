// The WebSocket that browsers have and Node 18 has not, as far as the client uses it.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

function frame(opcode, payload) {
  const mask = randomBytes(4);
  const size = payload.length;
  const header = size < 126 ? Buffer.from([0x80 | opcode, 0x80 | size]) : Buffer.from([0x80 | opcode, 0x80 | 126, size >> 8, size & 255]);
  return Buffer.concat([header, mask, payload.map((byte, index) => byte ^ mask[index % 4])]);
}

export class NodeSocket {
  readyState = 0;
  onopen = null;
  onmessage = null;
  onclose = null;
  #stream = null;
  #received = Buffer.alloc(0);

  constructor(url, protocol) {
    const headers = {
      Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'), 'Sec-WebSocket-Protocol': protocol,
    };
    const asked = request({ host: url.hostname, port: url.port, path: url.pathname, headers });
    asked.on('upgrade', (response, stream, head) => this.#opened(stream, head));
    asked.on('response', () => this.#ended(1006));
    asked.on('error', () => this.#ended(1006));
    asked.end();
  }

  send(text) {
    this.#stream?.write(frame(opcodes.text, Buffer.from(text)));
  }

  close(code = 1000) {
    this.#stream?.end(frame(opcodes.close, Buffer.from([code >> 8, code & 255])));
    this.#ended(code);
  }

  #opened(stream, head) {
    if (this.readyState === 3) return void stream.destroy();
    this.#stream = stream;
    this.readyState = 1;
    stream.on('data', (bytes) => this.#take(bytes));
    stream.on('error', () => this.#ended(1006));
    stream.on('close', () => this.#ended(1006));
    this.onopen?.({});
    this.#take(head);
  }

  #take(bytes) {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const size = this.#nextSize();
      if (size === null) return;
      const { begin, end } = size;
      const opcode = this.#received[0] & 15;
      const payload = this.#received.subarray(begin, end);
      this.#received = this.#received.subarray(end);
      this.#heard(opcode, payload);
    }
  }

  /** Where the payload of the first frame begins and ends, if it is all there. */
  #nextSize() {
    const { length } = this.#received;
    if (length < 2) return null;
    const short = this.#received[1] & 127;
    const begin = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (length < begin) return null;
    const size = short === 126 ? this.#received.readUInt16BE(2) : short === 127 ? Number(this.#received.readBigUInt64BE(2)) : short;
    return length < begin + size ? null : { begin, end: begin + size };
  }

  #heard(opcode, payload) {
    if (opcode === opcodes.text) this.onmessage?.({ data: payload.toString() });
    if (opcode === opcodes.ping) this.#stream?.write(frame(opcodes.pong, payload));
    if (opcode !== opcodes.close) return;
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    this.#stream?.end(frame(opcodes.close, payload.subarray(0, 2)));
    this.#ended(code);
  }

  #ended(code) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#stream = null;
    this.onclose?.({ code });
  }
}
