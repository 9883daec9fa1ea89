import type { Page, WebSocketRoute } from '@playwright/test';
import { expect, meet, test } from '../fixtures/test.ts';

interface Frame {
  type: string;
  message_id?: string;
  data?: Record<string, unknown>;
}

/** Stands between page and server. `change` gives what the page is told instead, or null to swallow it. */
async function between(page: Page, change: (frame: Frame, sent: ReadonlyMap<string, Frame>) => Frame | null) {
  const sent = new Map<string, Frame>();
  const resent: string[] = [];
  let route: WebSocketRoute | undefined;
  await page.routeWebSocket(/\/ws$/, (toPage) => {
    route = toPage;
    const toServer = toPage.connectToServer();
    toPage.onMessage((message) => {
      const frame = JSON.parse(String(message)) as Frame;
      if (frame.message_id !== undefined) {
        if (sent.has(frame.message_id)) resent.push(frame.message_id);
        sent.set(frame.message_id, frame);
      }
      toServer.send(message);
    });
    toServer.onMessage((message) => {
      const frame = JSON.parse(String(message)) as Frame;
      const told = change(frame, sent);
      if (told !== null) toPage.send(told === frame ? message : JSON.stringify(told));
    });
  });
  return { sent, resent, cut: () => route?.close({ code: 4500 }) };
}

const isText = (frame: Frame, sent: ReadonlyMap<string, Frame>) =>
  sent.get(frame.message_id ?? '')?.type === 'CHAT_MESSAGE';

test.describe('a message that is refused', () => {
  const refusal = 'That was a little fast. Wait a moment and try again.';

  test('stays in the log with the reason, and Retry sends it again', async ({ alice, bob }) => {
    let refuse = true;
    await between(alice.page, (frame, sent) => frame.type === 'ACK' && isText(frame, sent) && refuse
      ? { type: 'NACK', message_id: frame.message_id!, data: { code: 'rate_limited', text: refusal, retryable: true },
          timestamp: '2030-01-01T00:00:00.000Z' } as Frame
      : frame);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);

    await alice.say('This one will be refused');
    const own = alice.own('This one will be refused');
    await expect(own).toHaveAttribute('data-state', 'failed');
    await expect(own).toContainText(`Not sent. ${refusal}`);
    for (const name of ['Retry', 'Edit', 'Delete', 'Copy']) await expect(own.getByRole('button', { name })).toBeVisible();

    refuse = false;
    await own.getByRole('button', { name: 'Retry' }).click();
    await expect(own).toHaveCount(1);
    await expect(own).toHaveAttribute('data-state', 'delivered');
    await expect(own.getByRole('button')).toHaveCount(0);
    await expect(bob.heard('This one will be refused').last()).toBeVisible();
  });

  test.describe('by a server that wants it slower', () => {
    test.use({ serverFlags: ['--command-burst', '5', '--commands-per-second', '1'] });

    test('can be sent a little later', async ({ pair: { alice, bob } }) => {
      for (let line = 1; line <= 8; line++) await alice.say(`Hurried message number ${line}`);
      const failed = alice.page.locator('.entry[data-state="failed"]');
      await expect(failed.first()).toContainText(refusal);
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
    await between(alice.page, (frame, sent) => frame.type === 'ACK' && isText(frame, sent)
      ? { type: 'NACK', message_id: frame.message_id!, data: { code: 'rate_limited', text: refusal, retryable: true },
          timestamp: '2030-01-01T00:00:00.000Z' } as Frame
      : frame);
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
    await between(alice.page, (frame, sent) => frame.type === 'ACK' && isText(frame, sent)
      ? { type: 'NACK', message_id: frame.message_id!, data: { code: 'rate_limited', text: refusal, retryable: true },
          timestamp: '2030-01-01T00:00:00.000Z' } as Frame
      : frame);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    await alice.say('Nobody will get this');
    await expect(alice.page.locator('#status')).toHaveText(`Not sent. ${refusal}`);
  });
});

test.describe('a message without an answer', () => {
  test('is sent again under the same id, shown once over there, and fails in the end', async ({ alice, bob }) => {
    let swallow = true;
    const line = await between(alice.page, (frame, sent) =>
      frame.type === 'ACK' && isText(frame, sent) && swallow ? null : frame);
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
    await expect(own).toHaveAttribute('data-state', 'delivered');
  });

  test('is delivered after all when only the first answer was lost', async ({ alice, bob }) => {
    let lost = 0;
    await between(alice.page, (frame, sent) => frame.type === 'ACK' && isText(frame, sent) && lost++ === 0 ? null : frame);
    await alice.page.clock.install();
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    await alice.say('Second try, same message');
    await expect.poll(() => lost).toBe(1);
    await alice.page.clock.fastForward(4500);
    await expect(alice.own('Second try, same message')).toHaveAttribute('data-state', 'delivered');
    await expect(bob.heard('Second try, same message')).toHaveCount(1);
  });
});
