import { expect, test } from '../fixtures/test.ts';
import type { Person } from '../fixtures/person.ts';

const BACK = { timeout: 40_000 };

/** As a phone or a laptop does it with a tab that nobody looks at. Gives how to wake it. */
async function sleep(person: Person): Promise<() => Promise<void>> {
  const browser = await person.page.context().newCDPSession(person.page);
  await browser.send('Page.enable');
  await browser.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await browser.send('Page.setWebLifecycleState', { state: 'active' });
    await browser.detach();
  };
}

test.describe('a tab that sleeps', () => {
  test.use({ serverFlags: ['--test-faults'] });

  test('and wakes has what was said meanwhile', async ({ pair: { alice, bob } }) => {
    const wake = await sleep(alice);
    await bob.say('Said to a sleeper');
    await bob.say('And once more');
    await wake();
    await expect(alice.texts).toHaveText(['Said to a sleeper', 'And once more'], BACK);
    await alice.say('Good morning');
    await expect(bob.heard('Good morning')).toBeVisible();
  });

  test('and loses its connection meanwhile is back after it wakes', async ({ pair: { alice, bob }, server }) => {
    await alice.say('I will close my eyes for a moment');
    await expect(bob.heard('I will close my eyes for a moment')).toBeVisible();
    const wake = await sleep(alice);
    await server.hurt(alice.sessionId, { fault: 'cut' });
    await expect(bob.chatState).toHaveText('Stranger is away');
    await bob.say('Sleep well');
    await wake();
    await expect(alice.heard('Sleep well')).toHaveCount(1, BACK);
    await expect(bob.chatState).toHaveText('Connected', BACK);
    await alice.say('That was short');
    await expect(bob.heard('That was short')).toHaveCount(1);
  });

  test('for an hour by its clock finds its link again', async ({ pair: { alice, bob } }) => {
    await alice.page.clock.install();
    await alice.page.reload();
    await expect(alice.composer).toBeVisible();
    await alice.page.clock.fastForward('01:00:00');
    await bob.say('Welcome back from there');
    await expect(alice.heard('Welcome back from there')).toHaveCount(1, BACK);
    await alice.say('What year is it?');
    await expect(bob.heard('What year is it?')).toHaveCount(1, BACK);
  });
});
