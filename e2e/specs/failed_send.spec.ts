import { ARRIVED, expect, meet, test } from '../fixtures/test.ts';
import { type Frame, Line } from '../fixtures/line.ts';
import type { Person } from '../fixtures/person.ts';

const REFUSAL = 'That was a little fast. Wait a moment and try again.';

/** Alice's texts are refused as long as `wanted` says so. */
async function refuseTexts(alice: Person, wanted: () => boolean = () => true): Promise<void> {
  const line = await Line.to(alice);
  line.change = (frame) => frame.type === 'ACK' && line.answers(frame, 'CHAT_MESSAGE') && wanted()
    ? { type: 'NACK', message_id: frame.message_id!, data: { code: 'rate_limited', text: REFUSAL, retryable: true },
        timestamp: '2030-01-01T00:00:00.000Z' } as Frame
    : frame;
}

test.describe('a message that is refused', () => {
  test('stays in the log with the reason, and Retry sends it again', async ({ alice, bob }) => {
    let refuse = true;
    await refuseTexts(alice, () => refuse);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);

    await alice.say('This one will be refused');
    const own = alice.own('This one will be refused');
    await expect(own).toHaveAttribute('data-state', 'failed');
    await expect(own).toContainText(`Not sent. ${REFUSAL}`);
    for (const name of ['Retry', 'Edit', 'Delete', 'Copy']) await expect(own.getByRole('button', { name })).toBeVisible();

    refuse = false;
    await own.getByRole('button', { name: 'Retry' }).click();
    await expect(own).toHaveCount(1);
    await expect(own).toHaveAttribute('data-state', ARRIVED);
    await expect(own.getByRole('button')).toHaveCount(0);
    await expect(bob.heard('This one will be refused').last()).toBeVisible();
  });

  test.describe('by a server that wants it slower', () => {
    test.use({ serverFlags: ['--command-burst', '5', '--commands-per-second', '1'] });

    test('can be sent a little later', async ({ pair: { alice, bob } }) => {
      for (let line = 1; line <= 8; line++) await alice.say(`Hurried message number ${line}`);
      const failed = alice.page.locator('.entry[data-state="failed"]');
      await expect(failed.first()).toContainText(REFUSAL);
      await expect(alice.page.locator('.entry[data-state="sending"]')).toHaveCount(0);
      await expect(alice.page.locator('.entry')).toHaveCount(8);
      await expect(async () => {
        if (await failed.count() > 0) await failed.first().getByRole('button', { name: 'Retry' }).click();
        await expect(failed).toHaveCount(0, { timeout: 1000 });
      }).toPass();
      await expect(bob.page.locator('.entry')).toHaveCount(8);
    });
  });

  test('can be copied, edited or deleted', async ({ alice, bob }) => {
    await alice.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await refuseTexts(alice);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);

    await alice.say('With a speling mistake');
    await alice.own('With a speling mistake').getByRole('button', { name: 'Copy' }).click();
    await expect(alice.page.locator('#status')).toHaveText('Copied.');
    expect(await alice.page.evaluate(() => navigator.clipboard.readText())).toBe('With a speling mistake');
    await alice.composer.fill('already writing on');
    await alice.own('With a speling mistake').getByRole('button', { name: 'Edit' }).click();
    await expect(alice.composer).toHaveValue('With a speling mistake\nalready writing on');
    await expect(alice.composer).toBeFocused();
    await expect(alice.page.locator('.entry')).toHaveCount(0);

    await alice.say('Not worth another try');
    await alice.own('Not worth another try').getByRole('button', { name: 'Delete' }).click();
    await expect(alice.page.locator('.entry')).toHaveCount(0);
  });

  test('is announced to a screen reader', async ({ alice, bob }) => {
    await refuseTexts(alice);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    await alice.say('Nobody will get this');
    await expect(alice.page.locator('#status')).toHaveText(`Not sent. ${REFUSAL}`);
  });
});

test.describe('a message without an answer', () => {
  test('is sent again under the same id, shown once over there, and fails in the end', async ({ alice, bob }) => {
    let swallow = true;
    const line = await Line.to(alice);
    line.change = (frame) => (frame.type === 'ACK' && line.answers(frame, 'CHAT_MESSAGE') && swallow ? null : frame);
    await alice.page.clock.install();
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);

    await alice.say('The answer to this gets lost');
    const own = alice.own('The answer to this gets lost');
    await expect(own).toHaveAttribute('data-state', 'sending');
    await expect(bob.heard('The answer to this gets lost')).toBeVisible();
    await alice.page.clock.fastForward(4500);
    await expect.poll(() => line.resent.length).toBeGreaterThan(0);
    await expect(own).toHaveAttribute('data-state', 'sending');
    await alice.page.clock.fastForward(6000);
    await expect(own).toHaveAttribute('data-state', 'failed');
    await expect(own).toContainText('The server did not answer.');
    await expect(bob.heard('The answer to this gets lost')).toHaveCount(1);

    swallow = false;
    await own.getByRole('button', { name: 'Retry' }).click();
    await expect(own).toHaveAttribute('data-state', ARRIVED);
  });

  test('is delivered after all when only the first answer was lost', async ({ alice, bob }) => {
    let lost = 0;
    const line = await Line.to(alice);
    line.change = (frame) => (frame.type === 'ACK' && line.answers(frame, 'CHAT_MESSAGE') && lost++ === 0 ? null : frame);
    await alice.page.clock.install();
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    await alice.say('Second try, same message');
    await expect.poll(() => lost).toBe(1);
    await alice.page.clock.fastForward(4500);
    await expect(alice.own('Second try, same message')).toHaveAttribute('data-state', ARRIVED);
    await expect(bob.heard('Second try, same message')).toHaveCount(1);
  });
});
