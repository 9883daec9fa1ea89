// Started by tools/crashtest, which documents it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Crowd } from './crowd.mjs';
import { killAgainAndAgain } from './kill.mjs';
import { failingSync, fullDisk, liveThrough, locked, stoppedPostgres } from './outages.mjs';
import { ServerProcess, freePort } from './server.mjs';
import { stopAgainAndAgain } from './stop.mjs';

const outages = { locked, full: fullDisk, fsync: failingSync, postgres: stoppedPostgres };
const graceSeconds = 10;
const scenarios = {
  kill: killAgainAndAgain,
  stop: stopAgainAndAgain,
  ...Object.fromEntries(Object.entries(outages).map(([name, outage]) => [name, (bench) => liveThrough(outage(bench), bench)])),
};

const { values: flags, positionals: [scenario] } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string' }, module: { type: 'string' },
    times: { type: 'string', default: '100' }, seconds: { type: 'string', default: '30' },
    people: { type: 'string', default: '40' }, seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});

/** mulberry32: which moments and who does what can be said by one number. */
function prng(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const log = (line) => console.log(line);
const folder = mkdtempSync(join(tmpdir(), 'stimchat-crash-'));
let isMounted = false;

/** A file system of its own, small enough to be filled at once. */
function mountSmall() {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=700', 'tmpfs', folder]);
  isMounted = true;
}

async function run() {
  if (scenario === 'full') mountSmall();
  const random = prng(Number(flags.seed));
  const data = join(folder, 'data');
  const database = scenario === 'postgres' ? process.env.STIMCHAT_TEST_POSTGRES : `sqlite:${join(data, 'stimchat.db')}`;
  const port = await freePort();
  // Many who meet again at once: strangers who have just met are not kept apart here.
  const server = new ServerProcess({
    program: flags.server, port, data, database,
    flags: ['--stop-grace', `${graceSeconds}s`, '--rematch-cooldown', '0s', '--commands-per-second', '100', '--command-burst', '100'],
  });
  log(`seed ${flags.seed}, ${flags.people} people`);
  await server.start();
  const crowd = await Crowd.gather({ module: flags.module, port, people: Number(flags.people), random });
  try {
    const bench = { server, crowd, database, random, data, log, graceSeconds, times: Number(flags.times), seconds: Number(flags.seconds),
      control: process.env.STIMCHAT_TEST_POSTGRES_CONTROL };
    return await scenarios[scenario](bench);
  } finally {
    crowd.stop();
    await server.stop();
  }
}

let faults;
try {
  faults = await run();
} catch (fault) {
  faults = [fault.stack];
} finally {
  if (isMounted) execFileSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) log(`FAULT: ${fault}`);
log(`${scenario}: ${faults.length === 0 ? 'held' : 'did NOT hold'}`);
process.exit(faults.length === 0 ? 0 : 1);
