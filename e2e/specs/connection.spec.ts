import { expect, meet, test } from '../fixtures/test.ts';

test.describe('a lost connection', () => {
  test('is told in a banner while the server is away, and heals by itself', async ({ pair: { alice, bob }, server }) => {
    await bob.say('Remember these words');
    await expect(alice.heard('Remember these words')).toBeVisible();
    await alice.composer.fill('half a sentence');
    await server.kill();

    const banner = alice.page.locator('#banner');
    await expect(banner).toContainText(/Connection lost\. Reconnecting( in \d+ s)?\.\.\./);
    await expect(banner.getByRole('button', { name: 'Try now' })).toBeVisible();
    await expect(alice.page.locator('#status')).toContainText('Connection lost.');
    // The log and what was being written are still there, and what happened is said.
    await expect(alice.heard('Remember these words')).toBeVisible();
    await expect(alice.page.getByText('half a sentence')).toBeVisible();
    await expect(alice.page.getByText('Your connection was lost, and the chat with it.').first()).toBeVisible();

    await server.startAgain();
    await expect(banner).toBeHidden({ timeout: 20_000 });
    await expect(bob.page.locator('#banner')).toBeHidden({ timeout: 20_000 });
    await meet(alice, bob);
  });

  test('is tried again at once with Try now', async ({ alice, server }) => {
    await alice.page.clock.install();
    await alice.agree();
    await server.kill();
    const banner = alice.page.locator('#banner');
    await expect(banner).toBeVisible();
    // From here on no time passes for the page: only the button can bring it back.
    await alice.page.clock.pauseAt(await alice.page.evaluate(() => Date.now() + 1000));
    await expect(banner).toContainText(/Reconnecting in \d+ s\.\.\./);
    await server.startAgain();
    await expect(banner).toBeVisible();
    await banner.getByRole('button', { name: 'Try now' }).click();
    await expect(banner).toBeHidden();
    await expect(alice.findButton).toBeVisible();
  });

  test('counts down to the next try', async ({ alice, server }) => {
    await alice.agree();
    await server.kill();
    await expect(alice.page.locator('#banner')).toContainText(/Connection lost\. Reconnecting in \d+ s\.\.\./);
    await server.startAgain();
    await expect(alice.page.locator('#banner')).toBeHidden({ timeout: 20_000 });
    await expect(alice.findButton).toBeVisible();
  });

  test('does not end a search', async ({ alice, bob, server }) => {
    await alice.agree();
    await alice.search();
    await server.kill();
    await expect(alice.page.locator('#banner')).toBeVisible();
    await expect(alice.page.getByRole('button', { name: 'Cancel Search' })).toBeVisible();
    await server.startAgain();
    await bob.agree();
    await bob.findButton.click();
    await expect(alice.composer).toBeVisible({ timeout: 20_000 });
    await expect(bob.composer).toBeVisible();
  });

  test('at a planned stop ends the chat in plain words', async ({ pair: { alice, bob }, server }) => {
    await alice.say('Something before the end');
    await expect(bob.heard('Something before the end')).toBeVisible();
    expect(await server.stop()).toBe(0);
    for (const person of [alice, bob]) {
      await expect(person.page.getByRole('heading', { name: 'Chat ended' })).toBeVisible();
      await expect(person.page.locator('.ended')).toContainText(/restarted|connection was lost/);
    }
    await server.startAgain();
  });
});
