import path from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { ARRIVED, expect, meet, test } from '../fixtures/test.ts';
import { ConsolePage } from '../fixtures/console.ts';
import { Moderator } from '../fixtures/moderator.ts';
import { root } from '../fixtures/paths.ts';
import { Line } from '../fixtures/line.ts';
import { type Person, setHidden } from '../fixtures/person.ts';

// The pictures of docs/: npm run screenshots.
const DEVICES: Record<string, BrowserContextOptions> = {
  'desktop-dark': { viewport: { width: 960, height: 640 }, colorScheme: 'dark' },
  'phone-light': {
    viewport: { width: 360, height: 740 }, colorScheme: 'light', isMobile: true, hasTouch: true, deviceScaleFactor: 1.5,
  },
};

for (const [device, options] of Object.entries(DEVICES)) {
  const shoot = async ({ page }: { page: Page }, screen: string) => {
    // Without the ring that a keyboard user sees, and nothing under the mouse.
    await page.mouse.move(2, 200);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.screenshot({
      path: path.join(root, 'docs/screenshots', `${screen}-${device}.png`), animations: 'disabled', caret: 'hide',
    });
  };

  test.describe(device, () => {
    test.use({ serverFlags: ['--search-timeout', '3s'] });

    test('from consent to the end of a chat', async ({ open, bob }) => {
      const alice = await open('Alice', options);
      await alice.visit();
      await expect(alice.page.getByRole('dialog')).toBeVisible();
      await shoot(alice, 'consent');
      await alice.agree();
      await shoot(alice, 'landing');
      await alice.search();
      await expect(alice.page.locator('[data-slot="elapsed"]')).toHaveText('0:02');
      await shoot(alice, 'searching');
      await expect(alice.page.getByRole('button', { name: 'Try again' })).toBeVisible();
      await shoot(alice, 'no-partner');

      await bob.agree();
      await Promise.all([alice.page.getByRole('button', { name: 'Try again' }).click(), bob.findButton.click()]);
      await expect(alice.composer).toBeVisible();
      const talk: [Person, string][] = [
        [bob, 'hey. you awake too?'],
        [alice, 'yes. cannot stop thinking about tomorrow'],
        [alice, 'it is silly, just an exam'],
        [bob, 'Not silly. I once did not sleep for two nights before one, and then it was cancelled because of snow. In April.'],
        [alice, 'ha, lucky you'],
        [bob, 'What is it in?'],
        [alice, 'organic chemistry'],
      ];
      for (const [speaker, words] of talk) {
        await speaker.say(words);
        await expect(speaker.own(words)).toHaveAttribute('data-state', ARRIVED);
      }
      await expect(alice.page.locator('.entry')).toHaveCount(talk.length);
      await shoot(alice, 'chat');
      await alice.page.getByRole('button', { name: 'Report', exact: true }).click();
      await alice.page.getByRole('radio', { name: 'Spam or a scam' }).check();
      await shoot(alice, 'report');
      await alice.page.getByRole('button', { name: 'Back' }).click();
      await bob.leave();
      await expect(alice.findButton).toBeVisible();
      await shoot(alice, 'ended');
    });

    test('what can come between', async ({ open, bob, server }) => {
      const alice = await open('Alice', options);
      const line = await Line.to(alice);
      await alice.page.clock.install();
      await Promise.all([alice.agree(), bob.agree()]);
      await meet(alice, bob);
      await bob.say('do you still have that old radio?');
      await expect(alice.heard('do you still have that old radio?')).toBeVisible();
      await alice.say('the one from your grandmother?');
      await alice.say('it is on the shelf, and it works');
      await expect(alice.own('it is on the shelf, and it works')).toHaveAttribute('data-state', 'seen');
      await bob.composer.pressSequentially('what do');
      await expect(alice.page.locator('.typing')).not.toBeEmpty();
      await shoot(alice, 'typing');
      await bob.composer.fill('');
      await setHidden(bob.page, true);
      await expect(alice.chatState).toHaveText('Stranger is away');
      await alice.say('hello?');
      await expect(alice.own('hello?')).toHaveAttribute('data-state', 'delivered');
      await shoot(alice, 'stranger-away');
      await setHidden(bob.page, false);
      await expect(alice.own('hello?')).toHaveAttribute('data-state', 'seen');

      line.down();
      await expect(alice.banner).toBeVisible();
      await alice.say('it even has the long wave');
      await alice.say('from Luxembourg');
      await expect(alice.banner).toContainText(/in \d+ s/);
      await shoot(alice, 'connection-lost');
      await alice.page.clock.fastForward(11_000);
      await expect(alice.own('from Luxembourg')).toHaveAttribute('data-state', 'failed');
      line.up();
      await alice.banner.getByRole('button', { name: 'Try now' }).click();
      await expect(alice.ask).toBeVisible();
      await alice.page.clock.fastForward(5000); // a toast says that one is back
      await shoot(alice, 'unsent');
      await alice.ask.getByRole('button', { name: 'Send now' }).click();
      await expect(alice.own('from Luxembourg')).toHaveAttribute('data-state', 'seen');

      await server.kill();
      await server.startAgain();
      for (const person of [alice, bob]) await expect(person.findButton).toBeVisible({ timeout: 40_000 });
      await shoot(alice, 'server-restarted');
      await meet(alice, bob);
      await bob.report('Harassment or hate');
      await expect(bob.page.getByText('Thank you for your report.').first()).toBeVisible();
      await (await Moderator.signIn(server)).banReported('24h');
      await expect(alice.page.getByRole('heading', { name: 'You have been banned' })).toBeVisible();
      await shoot(alice, 'banned');
    });

    test('a second tab', async ({ open, server }) => {
      const alice = await open('Alice', options);
      await alice.agree();
      const tab = await alice.page.context().newPage();
      await tab.goto(server.url);
      await expect(tab.getByRole('button', { name: 'Use here instead' })).toBeVisible();
      await shoot({ page: tab }, 'already-connected');
    });

    test('the console', async ({ pair: { alice, bob }, open, server }) => {
      const talk: [Person, string][] = [
        [bob, 'hello, I have a great offer for you'], [alice, 'no thanks'], [bob, 'send 50 first, then you get 500 back'],
      ];
      for (const [speaker, words] of talk) {
        await speaker.say(words);
        await expect(speaker.own(words)).toHaveAttribute('data-state', ARRIVED);
      }
      await expect(alice.page.locator('.entry')).toHaveCount(talk.length);
      await alice.report('Spam or a scam', 'He would not stop.');
      await expect(alice.page.getByText('Thank you for your report.').first()).toBeVisible();

      const mara = await ConsolePage.open(open, server,
        options.isMobile ? options : { ...options, viewport: { width: 1280, height: 900 } });
      await mara.signIn();
      await mara.row('Spam or scam').click();
      await mara.page.getByRole('button', { name: 'Show what was written' }).click();
      await expect(mara.transcript.getByRole('listitem')).toHaveCount(talk.length);
      await mara.page.evaluate(() => scrollTo(0, 0));
      await shoot(mara, 'console');
    });
  });
}
