import { expect, test } from '../fixtures/test.ts';

test.describe('consent', () => {
  test('is asked for at the first visit, and says what happens to a chat', async ({ alice }) => {
    await alice.visit();
    const dialog = alice.page.getByRole('dialog', { name: 'Before you start' });
    await expect(dialog).toContainText('This is an anonymous chat. Be human. Chats are gone when they end, unless one is ' +
      'reported: then the conversation is stored and a person reads it. You must be 18 or older.');
    for (const name of ['Rules', 'Privacy', 'Get help']) await expect(dialog.getByRole('link', { name })).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Agree & Continue' })).toBeFocused();
  });

  test('nothing is asked of the server before it is given', async ({ alice }) => {
    await alice.visit();
    await expect(alice.page.getByRole('dialog')).toBeVisible();
    await alice.page.waitForLoadState('networkidle');
    expect(alice.requests.filter((request) => request.includes('/api/') || !request.startsWith('GET '))).toEqual([]);
    expect(alice.sockets).toEqual([]);
    expect(await alice.page.evaluate(() => localStorage.length)).toBe(0);

    await alice.page.getByRole('button', { name: 'Agree & Continue' }).click();
    await expect.poll(() => alice.sockets.length, 'the control: afterwards there is a connection').toBe(1);
    expect(alice.requests.some((request) => request.startsWith('POST ') && request.endsWith('/api/v1/identity'))).toBe(true);
  });

  test('cannot be skipped with Esc, and the page behind it cannot be reached', async ({ alice }) => {
    await alice.visit();
    const dialog = alice.page.getByRole('dialog');
    for (let press = 0; press < 3; press++) {
      await alice.page.keyboard.press('Escape');
      await expect(dialog).toBeVisible();
    }
    const reachable = await alice.findButton.evaluate((button) => {
      const { x, y, width, height } = button.getBoundingClientRect();
      button.focus();
      return document.elementFromPoint(x + width / 2, y + height / 2) === button || document.activeElement === button;
    });
    expect(reachable).toBe(false);
    for (let press = 0; press < 6; press++) {
      await alice.page.keyboard.press('Tab');
      const outside = await alice.page.evaluate(() => {
        const focused = document.activeElement;
        return focused !== null && focused !== document.body && focused.closest('dialog') === null;
      });
      expect(outside).toBe(false);
    }
  });

  test('is asked for once', async ({ alice }) => {
    await alice.agree();
    await alice.page.reload();
    await expect(alice.findButton).toBeVisible();
    await expect(alice.page.getByRole('dialog')).toHaveCount(0);
  });

  test('the pages it links to can be read', async ({ alice }) => {
    for (const [path, heading] of [['/rules', 'Rules'], ['/privacy', 'Privacy'], ['/help', 'Get help']] as const) {
      await alice.visit(path);
      await expect(alice.page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    }
    await expect(alice.page.getByRole('link', { name: 'findahelpline.com' })).toHaveAttribute('href', 'https://findahelpline.com');
    await expect(alice.page.getByRole('link', { name: '988', exact: true })).toBeVisible();
    await expect(alice.page.getByRole('link', { name: '116 123' })).toBeVisible();
  });
});
