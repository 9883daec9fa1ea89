// The real server as a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const return_ms_max = 60_000; // a client's backoff is 30 s at most

/** Waits until all have a connection, and gives how many milliseconds that took. */
export async function everybodyUp(crowd) {
  const began = performance.now();
  while (crowd.up < crowd.size) {
    if (performance.now() - began > return_ms_max) throw new Error(`only ${crowd.up} of ${crowd.size} came back by themselves`);
    await sleep(20);
  }
  return performance.now() - began;
}

export async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  return port;
}

export class ServerProcess {
  log = ''; // its last lines, for a failure
  #child = null;

  /** @param {{program: string, port: number, data: string, database?: string, flags?: string[]}} options */
  constructor(options) {
    this.options = options;
  }

  get pid() {
    return this.#child?.pid;
  }
  get isAlive() {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts it, and gives how many milliseconds later /ready said 200. */
  async start(patience = 20_000) {
    const { program, port, data, database, flags = [] } = this.options;
    const settings = ['--port', String(port), '--data', data, ...(database ? ['--database', database] : []), ...flags];
    const began = performance.now();
    const child = spawn(program, settings, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    child.stderr.on('data', (bytes) => (this.log = (this.log + bytes).slice(-200_000)));
    while (performance.now() - began < patience) {
      if (!this.isAlive) throw new Error(`the server ended at its start:\n${this.log.slice(-2000)}`);
      if ((await this.get('/ready')) === 200) return performance.now() - began;
      await sleep(10);
    }
    throw new Error('the server did not get ready');
  }

  /** The status of the answer, 0 if there is none. */
  async get(path) {
    try {
      const response = await fetch(`http://127.0.0.1:${this.options.port}${path}`, { signal: AbortSignal.timeout(5000) });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  async kill() {
    if (!this.isAlive) throw new Error(`the server has ended by itself:\n${this.log.slice(-2000)}`);
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** SIGTERM; gives how it ended and when. */
  async terminate() {
    const began = performance.now();
    this.#child.kill('SIGTERM');
    const [code] = await once(this.#child, 'exit');
    return { ms: performance.now() - began, code };
  }

  async stop() {
    if (!this.isAlive) return;
    this.#child.kill('SIGTERM');
    this.#child.kill('SIGTERM'); // at once
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await once(this.#child, 'exit');
    clearTimeout(patience);
  }
}
