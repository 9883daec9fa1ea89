import { ARRIVED, expect, meet, test } from '../fixtures/test.ts';
import { Line } from '../fixtures/line.ts';

const BACK = { timeout: 40_000 };

test.describe('a page that is loaded again in mid-chat', () => {
  test('has the chat again, with all that was said', async ({ pair: { alice, bob } }) => {
    await alice.say('Said before the reload');
    await bob.say('Answered before the reload');
    await expect(alice.heard('Answered before the reload')).toBeVisible();
    await alice.page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => {
      const log = document.querySelector('[role=log]')!;
      new MutationObserver(() => Object.assign(window, { firstRead: log.getAttribute('aria-live') })).observe(log, { childList: true });
    }));
    await alice.page.reload();
    await expect(alice.composer).toBeFocused();
    await expect(alice.texts).toHaveText(['Said before the reload', 'Answered before the reload']);
    await expect(alice.own('Said before the reload')).toHaveAttribute('data-state', ARRIVED);
    await expect(alice.chatState).toHaveText('Connected');
    await expect(alice.status).toHaveText('You are back in your chat.');
    // What was read out before the reload is not read out again; what is new is.
    expect(await alice.page.evaluate(() => (window as unknown as { firstRead: string }).firstRead)).toBe('off');
    await expect(alice.log).not.toHaveAttribute('aria-live');

    await alice.say('And after it');
    await expect(bob.heard('And after it')).toHaveCount(1);
    await bob.say('As if nothing had happened');
    await expect(alice.heard('As if nothing had happened')).toHaveCount(1);
    await expect(bob.composer).toBeVisible();
  });

  test('in another tab after the first was closed, too', async ({ pair: { alice, bob }, open }) => {
    await bob.say('Do not go away');
    await expect(alice.heard('Do not go away')).toBeVisible();
    const context = alice.page.context();
    const second = await open('Alice in her next tab', context);
    await alice.page.close();
    await second.visit();
    await expect(second.texts).toHaveText(['Do not go away']);
    await second.say('I only closed a tab');
    await expect(bob.heard('I only closed a tab')).toBeVisible();
  });

  test('after the chat has ended starts from the landing', async ({ pair: { alice, bob } }) => {
    await bob.leave();
    await expect(alice.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
    await alice.page.reload();
    await expect(alice.page.getByRole('heading', { name: 'StimChat' })).toBeVisible();
    await expect(alice.findButton).toBeVisible();
    await expect(alice.page.locator('.entry')).toHaveCount(0);
  });
});

test.describe('unsent texts', () => {
  test('after a long drop are asked about, and sent on request', async ({ alice, bob }) => {
    const line = await Line.to(alice);
    await alice.page.clock.install();
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    line.down();
    await expect(alice.banner).toBeVisible();
    await alice.say('Written in the tunnel');
    await alice.say('Still in the tunnel');
    await alice.page.clock.fastForward(11_000);
    for (const text of ['Written in the tunnel', 'Still in the tunnel']) {
      await expect(alice.own(text)).toHaveAttribute('data-state', 'failed');
      for (const name of ['Retry', 'Edit', 'Delete', 'Copy']) {
        await expect(alice.own(text).getByRole('button', { name })).toBeVisible();
      }
    }
    await expect(alice.ask).toBeHidden();

    line.up();
    await alice.banner.getByRole('button', { name: 'Try now' }).click();
    await expect(alice.ask).toContainText('2 messages were not sent while you were offline. Send them now?');
    await expect(alice.status).toContainText('2 messages were not sent while you were offline. Send them now?');
    await expect(bob.page.locator('.entry'), 'nothing goes out unasked').toHaveCount(0);

    await alice.ask.getByRole('button', { name: 'Send now' }).click();
    await expect(alice.ask).toBeHidden();
    await expect(alice.composer).toBeFocused();
    await expect(bob.texts).toHaveText(['Written in the tunnel', 'Still in the tunnel']);
    await expect(alice.page.locator('.entry[data-state="failed"]')).toHaveCount(0);
    await expect(alice.texts).toHaveText(['Written in the tunnel', 'Still in the tunnel']);
  });

  test('after a long drop can be deleted instead', async ({ alice, bob }) => {
    const line = await Line.to(alice);
    await alice.page.clock.install();
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    line.down();
    await expect(alice.banner).toBeVisible();
    await alice.say('Better left unsaid');
    await alice.page.clock.fastForward(11_000);
    await expect(alice.own('Better left unsaid')).toHaveAttribute('data-state', 'failed');
    line.up();
    await alice.banner.getByRole('button', { name: 'Try now' }).click();
    await expect(alice.ask).toContainText('1 message was not sent while you were offline. Send it now?');
    await alice.ask.getByRole('button', { name: 'Delete' }).click();
    await expect(alice.ask).toBeHidden();
    await expect(alice.page.locator('.entry')).toHaveCount(0);
    await alice.say('Something nicer');
    await expect(bob.texts).toHaveText(['Something nicer']);
  });

  test('outlive a reload, are shown and asked about', async ({ alice, bob }) => {
    const line = await Line.to(alice);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    await bob.say('Are you on the train?');
    await expect(alice.heard('Are you on the train?')).toBeVisible();
    line.down();
    await expect(alice.banner).toBeVisible();
    await alice.say('Yes, and in a tunnel');
    await alice.page.reload();
    line.up();
    await expect(alice.ask).toContainText('1 message was not sent', BACK);
    await expect(alice.texts).toHaveText(['Are you on the train?', 'Yes, and in a tunnel']);
    await expect(alice.own('Yes, and in a tunnel')).toHaveAttribute('data-state', 'failed');
    await expect(bob.texts).toHaveText(['Are you on the train?']);
    await alice.ask.getByRole('button', { name: 'Send now' }).click();
    await expect(bob.texts).toHaveText(['Are you on the train?', 'Yes, and in a tunnel']);
    await expect(alice.own('Yes, and in a tunnel')).toHaveAttribute('data-state', ARRIVED);

    // Once delivered it is not kept any more.
    await alice.page.reload();
    await expect(alice.texts).toHaveText(['Are you on the train?', 'Yes, and in a tunnel']);
    await expect(alice.ask).toBeHidden();
  });

  test('that had arrived after all are not asked about after a reload', async ({ alice, bob }) => {
    const line = await Line.to(alice);
    let swallow = true;
    line.change = (frame) => (frame.type === 'ACK' && line.answers(frame, 'CHAT_MESSAGE') && swallow ? null : frame);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    await alice.say('Only the answer is missing');
    await expect(bob.heard('Only the answer is missing')).toBeVisible();
    await expect(alice.own('Only the answer is missing')).toHaveAttribute('data-state', 'sending');
    swallow = false;
    await alice.page.reload();
    await expect(alice.own('Only the answer is missing')).toHaveAttribute('data-state', ARRIVED);
    await expect(alice.texts).toHaveCount(1);
    await expect(alice.ask).toBeHidden();
    await expect(bob.texts).toHaveCount(1);
  });

  test.describe('of a chat that is gone by then', () => {
    test.use({ serverFlags: ['--resume-window', '1s', '--resume-window-away', '1s'] });

    test('can still be copied', async ({ alice, bob }) => {
      const line = await Line.to(alice);
      await Promise.all([alice.agree(), bob.agree()]);
      await meet(alice, bob);
      line.down();
      await expect(alice.banner).toBeVisible();
      await alice.say('Words that took me long');
      await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
      await alice.page.reload();
      line.up();
      await expect(alice.page.getByRole('heading', { name: 'Chat ended' })).toBeVisible(BACK);
      const own = alice.own('Words that took me long');
      await expect(own).toHaveAttribute('data-state', 'failed');
      await expect(own.getByRole('button', { name: 'Copy' })).toBeVisible();
      await expect(own.getByRole('button', { name: 'Retry' })).toBeHidden();
      await alice.search();
    });
  });
});
