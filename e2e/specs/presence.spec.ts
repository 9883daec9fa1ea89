import { AxeBuilder } from '@axe-core/playwright';
import { expect, meet, test } from '../fixtures/test.ts';
import { Line } from '../fixtures/line.ts';
import { setHidden } from '../fixtures/person.ts';

test.describe('the partner', () => {
  test('with the page in the background is away, and back with it', async ({ pair: { alice, bob } }) => {
    await expect(bob.chatState).toHaveText('Connected');
    await setHidden(alice.page, true);
    await expect(bob.chatState).toHaveText('Stranger is away');
    await expect(bob.status).toHaveText('Stranger is away.');
    await bob.say('Take your time');
    await setHidden(alice.page, false);
    await expect(bob.chatState).toHaveText('Connected');
    await expect(bob.status).toHaveText('Stranger is back.');
    await expect(alice.heard('Take your time')).toBeVisible();
  });

  test.describe('on a server that does not wait long', () => {
    test.use({ serverFlags: ['--resume-window', '3s', '--resume-window-away', '3s'] });

    test('without a connection is away, then gone', async ({ alice, bob }) => {
      const line = await Line.to(alice);
      await Promise.all([alice.agree(), bob.agree()]);
      await meet(alice, bob);
      await bob.say('Hold on, the door bell');
      await expect(alice.heard('Hold on, the door bell')).toBeVisible();
      line.down();
      await expect(bob.chatState).toHaveText('Stranger is away');
      await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
      await expect(bob.findButton).toBeFocused();

      await alice.say('Too late for this one');
      line.up();
      await expect(alice.page.getByRole('heading', { name: 'Chat ended' })).toBeVisible({ timeout: 40_000 });
      await expect(alice.page.locator('#ended')).toContainText(/You left|connection was lost|disconnected|could not be kept/i);
      await expect(alice.texts).toHaveText(['Hold on, the door bell', 'Too late for this one']);
      await expect(alice.own('Too late for this one')).toHaveAttribute('data-state', 'failed');
      await expect(alice.own('Too late for this one').getByRole('button', { name: 'Copy' })).toBeVisible();
      await expect(bob.texts).toHaveText(['Hold on, the door bell']);
    });

    test('that closed the tab is away, then gone', async ({ pair: { alice, bob } }) => {
      await alice.page.close();
      await expect(bob.chatState).toHaveText('Stranger is away');
      await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
      await expect(bob.findButton).toBeFocused();
    });
  });
});

test.describe('typing', () => {
  test('is shown to the partner, and ends with the text', async ({ pair: { alice, bob } }) => {
    const line = bob.page.locator('.typing');
    await expect(line).toHaveText('');
    await alice.composer.pressSequentially('Wait, I am getting to it');
    await expect(line).toHaveText('Stranger is typing...');
    await expect(line).toBeInViewport();
    await expect(bob.status).toHaveText('Stranger is typing...');
    await alice.composer.press('Enter');
    await expect(bob.heard('Wait, I am getting to it')).toBeVisible();
    await expect(line).toHaveText('');
  });

  test('ends when the input is emptied', async ({ pair: { alice, bob } }) => {
    const line = bob.page.locator('.typing');
    await alice.composer.pressSequentially('Never mind');
    await expect(line).toHaveText('Stranger is typing...');
    await alice.composer.fill('');
    await expect(line).toHaveText('', { timeout: 4500 });
  });

  test('ends by itself after five seconds, and is not told to a screen reader at each change', async ({ alice, bob }) => {
    await bob.page.clock.install();
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    const line = bob.page.locator('.typing');
    await alice.composer.pressSequentially('Hm');
    await expect(line).toHaveText('Stranger is typing...');
    await expect(bob.status).toHaveText('Stranger is typing...');
    await bob.page.clock.fastForward(5100);
    await expect(line).toHaveText('');

    await bob.page.keyboard.press('Escape'); // says something else
    await expect(bob.status).toHaveText('Press Esc again to leave');
    await alice.composer.fill('');
    await alice.composer.pressSequentially('Now then');
    await expect(line).toHaveText('Stranger is typing...');
    await expect(bob.status).toHaveText('Press Esc again to leave');
  });

  test('is in no frame with what was typed', async ({ pair: { alice, bob } }) => {
    await alice.composer.pressSequentially('A draft that nobody reads');
    await expect(bob.page.locator('.typing')).toHaveText('Stranger is typing...');
    expect(alice.framesSent.join()).not.toContain('A draft');
  });
});

test.describe('seen', () => {
  test('has two ticks and a word, once the partner has it before the eyes', async ({ pair: { alice, bob } }) => {
    await setHidden(bob.page, true);
    await alice.say('Look at this');
    const own = alice.own('Look at this');
    await expect(own).toHaveAttribute('data-state', 'delivered');
    await expect(own.locator('.tick')).toHaveAttribute('title', 'delivered');
    await setHidden(bob.page, false);
    await expect(own).toHaveAttribute('data-state', 'seen');
    await expect(own.locator('.tick')).toHaveAttribute('title', 'seen');
    await expect(own.locator('.tick use')).toHaveAttribute('href', '#icon-ticks');
    await expect(own.locator('.meta')).not.toHaveAttribute('aria-hidden', 'true');
    await expect(own.locator('.tick .visually-hidden')).toHaveText('seen');
    const { violations } = await new AxeBuilder({ page: alice.page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test('is not said of what is below the end of the screen', async ({ pair: { alice, bob } }) => {
    for (let line = 1; line <= 24; line++) await alice.say(`Line number ${line} of a long story`);
    await expect(alice.own('Line number 24 of a long story')).toHaveAttribute('data-state', 'seen');
    await bob.page.locator('#log-scroll').evaluate(async (element) => {
      element.scrollTo({ top: 0 });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
    await alice.say('And the end of it');
    await expect(bob.page.locator('#pill')).toHaveText('1 new message');
    await expect(alice.own('And the end of it')).toHaveAttribute('data-state', 'delivered');
    await bob.page.locator('#pill').click();
    await expect(alice.own('And the end of it')).toHaveAttribute('data-state', 'seen');
  });
});
