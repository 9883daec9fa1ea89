// kill -9 at random moments under load.
import { checkStored } from './stored.mjs';
import { everybodyUp, sleep } from './server.mjs';

const back_ms_max = 2000; // from kill to the first /ready 200

const quantile = (sorted, share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return `median ${quantile(sorted, 0.5)} ms, at most ${quantile(sorted, 1)} ms`;
}

/** @returns {Promise<string[]>} what was wrong */
export async function killAgainAndAgain({ server, crowd, database, random, times, log }) {
  const ready = [];
  const back = [];
  const faults = [];
  for (let round = 1; round <= times; ++round) {
    await everybodyUp(crowd);
    await sleep(100 + 900 * random());
    await server.kill();
    ready.push(await server.start());
    back.push(await everybodyUp(crowd));
    if (ready.at(-1) > back_ms_max) faults.push(`round ${round}: ready again only after ${Math.round(ready.at(-1))} ms`);
    if (round % 10 === 0 || round === times) {
      const found = checkStored(database, crowd.answers);
      faults.push(...found.faults);
      log(`${round} kills: ${found.answered} reports answered, ${found.stored} stored, ${found.faults.length} lost or doubled`);
    }
    if (faults.length > 20) break;
  }
  log(`ready again: ${summary(ready)}; everybody back by themselves after that: ${summary(back)}`);
  log(`${crowd.said} texts taken by the server, ${crowd.heard} shown to partners`);
  if (crowd.answers.stored.length === 0) faults.push('no report was answered: nothing was shown');
  return faults;
}
