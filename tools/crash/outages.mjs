// The database away, locked or failing for a while, below the real server.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { checkStored } from './stored.mjs';
import { sleep } from './server.mjs';

const settle_ms = 1500; // for answers that were under way when it began
const recovery_ms_max = 5000;

/** Another program holds SQLite's write lock. */
export function locked({ database }) {
  let holder;
  return {
    title: 'SQLite locked by another program',
    async begin() {
      const script = 'import sqlite3, sys\n'
        + 'base = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)\n'
        + 'base.execute("BEGIN IMMEDIATE")\nprint("held", flush=True)\nsys.stdin.read()\n';
      holder = spawn('python3', ['-c', script, database.slice('sqlite:'.length)], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(holder.stdout, 'data');
    },
    async end() {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    },
  };
}

/** PostgreSQL is stopped; `control` is what tools/db/with-postgres provides. */
export function stoppedPostgres({ control }) {
  return {
    title: 'PostgreSQL stopped',
    begin: async () => void execFileSync(control, ['stop'], { stdio: 'ignore' }),
    end: async () => void execFileSync(control, ['start'], { stdio: 'ignore' }),
  };
}

/** The file system of the data folder, a small one of its own, is filled to the last byte. */
export function fullDisk({ data }) {
  const filler = join(data, 'filler');
  return {
    title: 'disk full',
    async begin() {
      const file = openSync(filler, 'w');
      try {
        for (let block = Buffer.alloc(65_536); block.length > 0;) {
          try {
            writeSync(file, block);
          } catch (fault) {
            if (fault.code !== 'ENOSPC') throw fault;
            block = block.subarray(0, block.length >> 1);
          }
        }
      } finally {
        closeSync(file);
      }
    },
    end: async () => rmSync(filler),
  };
}

/** Every sync of a file fails with EIO. */
export function failingSync({ server }) {
  let strace;
  return {
    title: 'EIO on fsync and fdatasync',
    async begin() {
      strace = spawn('strace', ['--follow-forks', '--quiet=attach,exit', '--trace=fsync,fdatasync',
        '--inject=fsync,fdatasync:error=EIO', '--output=/dev/null', '--attach', String(server.pid)], { stdio: 'inherit' });
      await sleep(500);
      if (strace.exitCode !== null) throw new Error('strace cannot attach to the server');
    },
    async end() {
      strace.kill('SIGINT'); // it detaches
      await once(strace, 'exit');
    },
  };
}

/** @returns {Promise<string[]>} what was wrong */
export async function liveThrough(outage, { server, crowd, database, seconds, log }) {
  const faults = [];
  const expect = (isSo, what) => isSo || faults.push(what);
  const pid = server.pid;
  const { answers } = crowd;

  await sleep(3000);
  expect(answers.stored.length > 0, 'no report was answered before it began');
  await outage.begin();
  await sleep(settle_ms);
  const [from, heard] = [Date.now(), crowd.heard];
  await sleep(seconds * 1000 - settle_ms);
  expect((await server.get('/health')) === 503, '/health does not tell');
  expect((await server.get('/ready')) === 200, '/ready does not let people chat');
  const until = Date.now();
  await outage.end();
  const over = Date.now();

  const chatted = crowd.heard - heard;
  expect(chatted > 0, 'chats did not go on');
  expect(answers.storedBetween(from, until) === 0, `${answers.storedBetween(from, until)} reports were answered as stored meanwhile`);
  const refused = answers.refused.filter(({ at }) => at >= from && at <= until);
  expect(refused.length > 0 && refused.every(({ status }) => status === 503), `the refusals were not 503: ${[...new Set(refused.map(({ status }) => status))]}`);
  while (answers.storedBetween(over, Infinity) === 0 && Date.now() - over < 2 * recovery_ms_max) await sleep(20);
  const first = answers.stored.find(({ at }) => at >= over)?.at ?? Infinity;
  expect(first - over <= recovery_ms_max, `the first report was stored ${first - over} ms after it was over`);
  await sleep(1500);
  expect(server.isAlive && server.pid === pid, 'the server did not stay up');
  expect((await server.get('/health')) === 200, '/health does not tell that it is over');
  for (const line of ['database.failing', 'database.works_again']) expect(server.log.includes(line), `the log has no ${line}`);
  const alarms = server.log.split('database.failing').length - 1;
  expect(alarms <= 2 + seconds / 30, `the alarm came ${alarms} times`);

  await server.kill(); // what was answered has to be there without any farewell
  const found = checkStored(database, answers);
  faults.push(...found.faults);
  log(`${outage.title} for ${seconds} s: ${refused.length} reports refused and 0 answered meanwhile, ${chatted} texts shown; `
    + `first report stored ${first - over} ms after; ${found.answered} answered, ${found.stored} stored`);
  return faults;
}
