import { expect, test } from '../fixtures/test.ts';

const ELSEWHERE = 'StimChat is open in another tab or window.';

test.describe('a second tab', () => {
  test('says so and leaves the first alone', async ({ pair: { alice, bob }, server }) => {
    const second = await alice.page.context().newPage();
    await second.goto(server.url);
    await expect(second.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
    await expect(second.getByRole('button', { name: 'Find a Chat' })).toBeHidden();

    await bob.say('Nothing has happened here');
    await expect(alice.heard('Nothing has happened here')).toBeVisible();
  });

  test('can take over, and the first says so; and back again', async ({ alice, server }) => {
    await alice.agree();
    const second = await alice.page.context().newPage();
    alice.listen(second);
    await second.goto(server.url);
    await second.getByRole('button', { name: 'Use here instead' }).click();
    await expect(second.getByRole('button', { name: 'Find a Chat' })).toBeVisible();
    await expect(alice.page.getByRole('heading', { name: ELSEWHERE })).toBeVisible();

    await alice.page.getByRole('button', { name: 'Use here instead' }).click();
    await expect(second.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
    await alice.search();
  });

  test('that takes over from a chat ends it for the partner', async ({ pair: { alice, bob }, server }) => {
    const second = await alice.page.context().newPage();
    await second.goto(server.url);
    await second.getByRole('button', { name: 'Use here instead' }).click();
    await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
    await second.getByRole('button', { name: 'Find a Chat' }).click();
    await expect(second.getByRole('heading', { name: 'Searching for a partner...' })).toBeVisible();
  });

  test('does not come back by itself: two tabs do not fight', async ({ alice, server }) => {
    await alice.agree();
    const second = await alice.page.context().newPage();
    await second.goto(server.url);
    await second.getByRole('button', { name: 'Use here instead' }).click();
    await expect(alice.page.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
    const sockets = alice.sockets.length;
    await alice.page.evaluate(() => {
      window.dispatchEvent(new Event('online'));
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await second.getByRole('button', { name: 'Find a Chat' }).click();
    await expect(second.getByRole('heading', { name: 'Searching for a partner...' })).toBeVisible();
    expect(alice.sockets).toHaveLength(sockets);
  });
});
