import { ARRIVED, expect, meet, test } from '../fixtures/test.ts';
import { Line } from '../fixtures/line.ts';

const BACK = { timeout: 40_000 };

// What goes wrong at the server, on purpose.
test.describe('at the server', () => {
  test.use({ serverFlags: ['--test-faults'] });

  test('a cut connection comes back, and the chat with it', async ({ pair: { alice, bob }, server }) => {
    await alice.say('Before the cut');
    await expect(bob.heard('Before the cut')).toBeVisible();
    const session = alice.sessionId;
    for (let cut = 1; cut <= 2; cut++) {
      await server.hurt(alice.sessionId, { fault: 'cut' });
      await bob.say(`Said right after cut ${cut}`);
      await expect(alice.heard(`Said right after cut ${cut}`)).toHaveCount(1, BACK);
      await alice.say(`Answered after cut ${cut}`);
      await expect(bob.heard(`Answered after cut ${cut}`)).toHaveCount(1, BACK);
    }
    expect(alice.sessionId, 'it is the same session').toBe(session);
    expect(alice.welcomes).toBe(3);
    await expect(bob.texts).toHaveText([
      'Before the cut', 'Said right after cut 1', 'Answered after cut 1', 'Said right after cut 2', 'Answered after cut 2',
    ]);
  });

  test('both cut at once meet again', async ({ pair: { alice, bob }, server }) => {
    await Promise.all([alice, bob].map((person) => server.hurt(person.sessionId, { fault: 'cut' })));
    await alice.say('Are we both back?');
    await bob.say('It seems that we are');
    await expect(bob.heard('Are we both back?')).toHaveCount(1, BACK);
    await expect(alice.heard('It seems that we are')).toHaveCount(1, BACK);
  });

  test('a lost answer leads to one bubble on both sides', async ({ pair: { alice, bob }, server }) => {
    await server.hurt(alice.sessionId, { fault: 'drop_acks', count: 2 });
    await alice.say('Sent more than once');
    await expect(bob.heard('Sent more than once')).toBeVisible();
    await expect(alice.own('Sent more than once')).toHaveAttribute('data-state', ARRIVED, { timeout: 15_000 });
    const sent = alice.framesSent.filter((frame) => frame.includes('Sent more than once'));
    expect(sent.length, 'the control: it was sent again').toBeGreaterThan(1);
    for (const person of [alice, bob]) await expect(person.texts).toHaveText(['Sent more than once']);
  });

  test('a stalled connection is given up, and the chat goes on over another', async ({ pair: { alice, bob }, server }) => {
    await server.hurt(alice.sessionId, { fault: 'stall', ms: 30_000 });
    await bob.say('Can you hear me?');
    await alice.say('Not for a while');
    await expect(alice.heard('Can you hear me?')).toBeVisible({ timeout: 50_000 });
    // The answer may have taken longer than a text waits for it: then the person is asked.
    await expect(async () => {
      const send = alice.ask.getByRole('button', { name: 'Send now' });
      if (await send.isVisible()) await send.click();
      await expect(alice.own('Not for a while')).toHaveAttribute('data-state', ARRIVED, { timeout: 1000 });
    }).toPass();
    await expect(bob.heard('Not for a while')).toHaveCount(1);
  });

  test('what can no longer be sent again is told', async ({ alice, bob, server }) => {
    const line = await Line.to(alice);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    await bob.say('This one was heard');
    await expect(alice.heard('This one was heard')).toBeVisible();
    line.down();
    await bob.say('This one will be lost');
    await expect(bob.own('This one will be lost')).toHaveAttribute('data-state', 'delivered');
    await server.hurt(alice.sessionId, { fault: 'expire_position' });
    line.up();
    await expect(alice.page.locator('.gap')).toContainText('could not be recovered', BACK);
    await expect(alice.heard('This one was heard')).toHaveCount(1);
    await bob.say('And this one afterwards');
    await expect(alice.heard('And this one afterwards')).toBeVisible();
    const places = await alice.log.locator('> *').evaluateAll((elements) => elements.map((element) => element.className));
    expect(places).toEqual(['entry', 'gap', 'entry']);
    await expect(alice.heard('This one will be lost')).toHaveCount(0);
    await expect(bob.page.locator('.gap')).toHaveCount(0);
  });
});

test('the endpoint for faults is not there unless asked for', async ({ alice, server }) => {
  await alice.agree();
  const answer = await fetch(`${server.url}/test/faults`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"fault":"cut","session_id":"x"}',
  });
  expect(answer.status).toBe(404);
});
