// Prints what `tools/loadgen compare` measured: medians side by side, and their ratios.
//
//   node tools/bench/table.mjs FOLDER RUNS

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpus, release } from 'node:os';
import { execFileSync } from 'node:child_process';

const [folder, runs] = [process.argv[2], Number(process.argv[3])];

/** @param {string} name @returns {Record<string, number>} */
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median of each figure over the runs. @param {string} prefix */
function medians(prefix) {
  const all = Array.from({ length: runs }, (_, run) => read(`${prefix}-${run + 1}.json`));
  return Object.fromEntries(Object.keys(all[0]).map((name) => [name, median(all.map((figures) => figures[name]))]));
}

/** @param {number} value */
const whole = (value) => Math.round(value).toLocaleString('en-US');
/** @param {number} value */
const short = (value) => value.toPrecision(3);

/** @param {(string | number)[]} cells */
const row = (cells) => `| ${cells.join(' | ')} |`;

const shapes = readdirSync(folder)
  .map((name) => /^server-(\d+)-(\d+)-1\.json$/.exec(name))
  .filter((match) => match !== null)
  .map(([, pairs, inFlight]) => ({ pairs: Number(pairs), inFlight: Number(inFlight) }))
  .sort((a, b) => a.pairs - b.pairs || a.inFlight - b.inFlight);

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`Commit ${commit}, ${cpus().length} cores of ${cpus()[0].model.trim()}, Linux ${release()}; medians of ${runs}.\n`);

console.log(row(['pairs', 'in flight', 'floor msg/s', 'StimChat msg/s', 'ratio', 'floor CPU µs/msg', 'StimChat CPU µs/msg',
  'floor ACK p50/p99 µs', 'StimChat ACK p50/p99 µs', 'StimChat partner p50/p99/max µs']));
console.log(row(Array(10).fill('---:')));
for (const { pairs, inFlight } of shapes) {
  const floor = medians(`floor-${pairs}-${inFlight}`);
  const server = medians(`server-${pairs}-${inFlight}`);
  console.log(row([
    whole(pairs), inFlight, whole(floor.messages_per_s), whole(server.messages_per_s),
    (server.messages_per_s / floor.messages_per_s).toFixed(2),
    short(floor.server_cpu_us_per_message), short(server.server_cpu_us_per_message),
    `${whole(floor.say_to_ack_p50_us)} / ${whole(floor.say_to_ack_p99_us)}`,
    `${whole(server.say_to_ack_p50_us)} / ${whole(server.say_to_ack_p99_us)}`,
    `${whole(server.say_to_partner_p50_us)} / ${whole(server.say_to_partner_p99_us)} / ${whole(server.say_to_partner_max_us)}`,
  ]));
}

const idle = medians('idle');
console.log(`\nAn idle session costs ${whole(idle.server_bytes_per_idle_session)} bytes of the server's private memory.`);
const arriving = medians(`server-${shapes.at(-1)?.pairs}-${shapes.at(-1)?.inFlight}`);
console.log(`${whole(arriving.sessions_up_per_s)} sessions a second come up (identity, WebSocket, HELLO), ` +
  `and ${whole(arriving.matches_per_s)} pairs a second are matched.`);
