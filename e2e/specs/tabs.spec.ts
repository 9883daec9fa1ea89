import { ARRIVED, expect, test } from '../fixtures/test.ts';

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

  test('that takes over from a chat goes on with it, with all that was said', async ({ pair: { alice, bob }, open }) => {
    await alice.say('Said in the first tab');
    await bob.say('And answered there');
    await expect(alice.heard('And answered there')).toBeVisible();

    const second = await open('Alice in her second tab', alice.page.context());
    await second.visit();
    await second.page.getByRole('button', { name: 'Use here instead' }).click();
    await expect(second.composer).toBeFocused();
    await expect(second.status).toHaveText('Your chat goes on here.');
    await expect(second.page.locator('#toast')).toHaveText('Your chat goes on here.');
    await expect(second.texts).toHaveText(['Said in the first tab', 'And answered there']);
    await expect(second.own('Said in the first tab')).toHaveAttribute('data-state', ARRIVED);
    await expect(alice.page.getByRole('heading', { name: ELSEWHERE })).toBeVisible();

    await second.say('Still me');
    await expect(bob.heard('Still me')).toBeVisible();
    await bob.say('Still me, too');
    await expect(second.heard('Still me, too')).toBeVisible();
    await expect(bob.chatState).toHaveText('Connected');

    // And back again.
    await alice.page.getByRole('button', { name: 'Use here instead' }).click();
    await expect(alice.texts).toHaveText(['Said in the first tab', 'And answered there', 'Still me', 'Still me, too']);
    await expect(second.page.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
    await alice.say('Back in the first one');
    await expect(bob.heard('Back in the first one')).toHaveCount(1);
    await alice.leave();
    await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
  });

  test('that is closed again leaves the chat alone', async ({ pair: { alice, bob }, server }) => {
    for (let visit = 0; visit < 3; visit++) {
      const tab = await alice.page.context().newPage();
      await tab.goto(server.url);
      await expect(tab.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
      await tab.close();
    }
    await bob.say('Are you still here?');
    await expect(alice.heard('Are you still here?')).toBeVisible();
    await alice.say('I am');
    await expect(bob.heard('I am')).toBeVisible();
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
