import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, meet, test } from '../fixtures/test.ts';
import { Line } from '../fixtures/line.ts';
import { Moderator } from '../fixtures/moderator.ts';

async function expectNoFaults(page: Page, screen: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const faults = violations.map(({ id, nodes }) => `${screen}: ${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(faults).toEqual([]);
}

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('consent, landing and search have no accessibility fault', async ({ alice }) => {
      await alice.visit();
      await expect(alice.page.getByRole('dialog')).toBeVisible();
      await expectNoFaults(alice.page, 'consent');
      await alice.agree();
      await expectNoFaults(alice.page, 'landing');
      await alice.search();
      await expectNoFaults(alice.page, 'searching');
    });

    test.describe('after a short search', () => {
      test.use({ serverFlags: ['--search-timeout', '1s'] });

      test('that nobody is there has none', async ({ alice }) => {
        await alice.agree();
        await alice.findButton.click();
        await expect(alice.page.getByRole('button', { name: 'Try again' })).toBeVisible();
        await expectNoFaults(alice.page, 'no partner');
      });
    });

    test('chat, report and end have none', async ({ pair: { alice, bob } }) => {
      await alice.say('Words from one side');
      await bob.say('Words from the other side');
      await expect(alice.heard('Words from the other side')).toBeVisible();
      await expect(alice.own('Words from one side').locator('.meta')).not.toHaveAttribute('aria-hidden', 'true');
      await expectNoFaults(alice.page, 'chat');
      await alice.page.getByRole('button', { name: 'Report', exact: true }).click();
      await alice.page.getByRole('radio', { name: 'Self-harm or suicide' }).check();
      await expectNoFaults(alice.page, 'report');
      await alice.page.getByRole('button', { name: 'Send Report' }).click();
      await expect(alice.page.getByText('Thank you for your report.').first()).toBeVisible();
      await expectNoFaults(alice.page, 'reported');
      await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
      await expectNoFaults(bob.page, 'ended');
    });

    test('already connected, banned and connection lost have none', async ({ pair: { alice, bob }, server }) => {
      const second = await alice.page.context().newPage();
      await second.goto(server.url);
      await expect(second.getByRole('button', { name: 'Use here instead' })).toBeVisible();
      await expectNoFaults(second, 'already connected');

      await alice.report('Spam or a scam');
      await expect(alice.page.getByText('Thank you for your report.').first()).toBeVisible();
      await (await Moderator.signIn(server)).banReported('7d');
      await expect(bob.page.getByRole('heading', { name: 'You have been banned' })).toBeVisible();
      await expectNoFaults(bob.page, 'banned');

      await server.kill();
      await expect(alice.page.locator('#banner')).toBeVisible();
      await expectNoFaults(alice.page, 'connection lost');
      await server.startAgain();
    });

    test('a lost connection, typing and the question about unsent texts have none', async ({ alice, bob }) => {
      const line = await Line.to(alice);
      await alice.page.clock.install();
      await Promise.all([alice.agree(), bob.agree()]);
      await meet(alice, bob);
      await bob.composer.pressSequentially('I was');
      await expect(alice.page.locator('.typing')).toHaveText('Stranger is typing...');
      await expectNoFaults(alice.page, 'typing');
      line.down();
      await expect(alice.banner).toBeVisible();
      await alice.say('Nobody hears this yet');
      await alice.page.clock.fastForward(11_000);
      await expect(alice.own('Nobody hears this yet')).toHaveAttribute('data-state', 'failed');
      await expectNoFaults(alice.page, 'connection lost');
      await expectNoFaults(bob.page, 'stranger away');
      line.up();
      await alice.banner.getByRole('button', { name: 'Try now' }).click();
      await expect(alice.ask).toBeVisible();
      await expectNoFaults(alice.page, 'unsent');
    });

    test('rules, privacy and help have none', async ({ alice }) => {
      for (const path of ['/rules', '/privacy', '/help']) {
        await alice.visit(path);
        await expectNoFaults(alice.page, path);
      }
    });

    test('the page is shown in it', async ({ alice }) => {
      await alice.agree();
      const ground = await alice.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      expect(ground).toBe(colorScheme === 'dark' ? 'rgb(13, 19, 32)' : 'rgb(238, 241, 247)');
    });
  });
}

test('the theme can be switched, and the choice is remembered', async ({ alice }) => {
  const ground = () => alice.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await alice.agree();
  expect(await ground()).toBe('rgb(13, 19, 32)');
  await alice.page.getByRole('button', { name: 'Light theme' }).click();
  expect(await ground()).toBe('rgb(238, 241, 247)');
  await alice.page.reload();
  await expect(alice.page.getByRole('button', { name: 'Dark theme' })).toBeVisible();
  expect(await ground()).toBe('rgb(238, 241, 247)');
  await alice.visit('/help');
  expect(await ground()).toBe('rgb(238, 241, 247)');
});

test('with reduced motion nothing moves', async ({ open }) => {
  const alice = await open('Alice', { reducedMotion: 'reduce' });
  await alice.agree();
  await alice.search();
  expect(await alice.page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('status and messages are in regions of their own', async ({ pair: { alice, bob } }) => {
  await expect(alice.page.getByRole('status').first()).toHaveText('You are now connected. Say hello!');
  await bob.say('For the log, not the status');
  await expect(alice.log).toContainText('For the log, not the status');
  await expect(alice.page.getByRole('status').first()).not.toContainText('For the log');
  await bob.leave();
  await expect(alice.page.getByRole('status').first()).toContainText('Your partner has disconnected');
});

test('messages of a chat that just began can be reached at 200 % zoom', async ({ open, bob }) => {
  // 640 x 480 at 200 % is 320 x 240 CSS pixels.
  const alice = await open('Alice', { viewport: { width: 320, height: 240 }, deviceScaleFactor: 2 });
  await Promise.all([alice.agree(), bob.agree()]);
  await meet(alice, bob);
  await bob.say('Small but readable words');
  await expect(alice.heard('Small but readable words')).toBeInViewport();
  await expect(alice.composer).toBeInViewport();
  await expect(alice.page.getByRole('button', { name: 'Leave Chat' })).toBeInViewport();
  expect(await alice.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
