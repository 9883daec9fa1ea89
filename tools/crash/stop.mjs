// SIGTERM under load, as a supervisor sends it before it kills.
import { checkStored } from './stored.mjs';
import { everybodyUp, sleep } from './server.mjs';

/** @returns {Promise<string[]>} what was wrong */
export async function stopAgainAndAgain({ server, crowd, database, random, times, log, graceSeconds }) {
  const faults = [];
  const took = [];
  for (let round = 1; round <= times; ++round) {
    await everybodyUp(crowd);
    await sleep(300 + 700 * random());
    const said = crowd.said;
    const { ms, code } = await server.terminate();
    took.push(ms);
    if (code !== 0) faults.push(`round ${round}: exit status ${code}`);
    if (ms > graceSeconds * 500) faults.push(`round ${round}: it took ${Math.round(ms)} ms of ${graceSeconds} s`);
    if (crowd.said === said) faults.push(`round ${round}: no chat went on`);
    if (!server.log.includes('server.ending')) faults.push(`round ${round}: the log does not tell`);
    await server.start();
  }
  await everybodyUp(crowd);
  const found = checkStored(database, crowd.answers);
  faults.push(...found.faults);
  log(`${times} stops with chats under way: at most ${Math.round(Math.max(...took))} ms of a grace of ${graceSeconds} s, everybody came back; `
    + `${found.answered} reports answered, ${found.stored} stored`);
  return faults;
}
