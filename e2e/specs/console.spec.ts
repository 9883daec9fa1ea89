import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ConsolePage, MODERATOR, report } from '../fixtures/console.ts';
import { expect, meet, test } from '../fixtures/test.ts';

const BANNED = 'You have been banned from StimChat.';
/** Longer than a decision waits. */
const SENT = { timeout: 12_000 };

/** No accessibility fault, and nothing to scroll sideways for. */
async function expectSound(page: Page, screen: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  expect(violations.map(({ id, nodes }) => `${screen}: ${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), screen).toBeLessThanOrEqual(0);
}

test.describe('the console', () => {
  test('takes a report to a ban that closes the live chat, outlives a restart, and can be lifted',
    async ({ pair: { alice, bob }, open, server }) => {
      test.slow(); // two decisions that wait, and a restart
      await report(alice, bob, 'Send me <b>money</b>', 'Spam or a scam', 'He asked twice.');
      const carol = await open('Carol');
      await carol.agree();
      await meet(bob, carol);

      const mara = await ConsolePage.open(open, server);
      await mara.signIn();
      await mara.row('Spam or scam').click();
      await expect(mara.case.getByRole('heading', { name: 'Spam or scam' })).toBeFocused();
      await expect(mara.evidence).toHaveJSProperty('inert', true);
      await mara.page.getByRole('button', { name: 'Show what was written' }).click();
      await expect(mara.evidence).toHaveJSProperty('inert', false);
      await expect(mara.transcript.getByRole('listitem')).toHaveCount(1);
      await expect(mara.transcript).toContainText('Reported');
      await expect(mara.transcript).toContainText('Send me <b>money</b>');
      await expect(mara.case).toContainText('He asked twice.');

      const closed = bob.page.waitForEvent('websocket', { timeout: 1000 }).catch(() => null);
      await mara.decide('Ban for 24 hours').click();
      await expect(mara.pending).toContainText('Ban for 24 hours');
      await expect(mara.nothing).toBeVisible();
      await expect(bob.page.getByRole('heading', { name: BANNED })).toBeVisible(SENT);
      await expect(bob.page.getByText('The reason: Spam or scam')).toBeVisible();
      expect(await closed, 'a banned page does not connect again').toBeNull();

      expect(await server.stop()).toBe(0);
      await server.startAgain();
      await bob.page.reload();
      await expect(bob.page.getByRole('heading', { name: BANNED })).toBeVisible();

      await mara.page.reload();
      await mara.tab('Bans');
      await mara.liftButton().click();
      await expect(mara.page.getByText('Nobody is banned')).toBeVisible();
      await expect(mara.pending).toBeHidden(SENT);
      await expect.poll(() => server.rows('SELECT COUNT(*) AS n FROM bans WHERE lifted_at IS NULL')).toEqual([{ n: 0 }]);
      await bob.page.reload();
      await bob.findButton.click();
      await expect(bob.page.getByRole('heading', { name: 'Searching for a partner...' })).toBeVisible();

      await mara.tab('Audit log');
      for (const words of ['lifted a ban', 'banned', 'opened a case', 'signed in'])
        await expect(mara.page.getByRole('list', { name: 'Audit log' })).toContainText(`${MODERATOR.name} ${words}`);
    });

  test('can be worked with the keyboard alone, and a decision undone', async ({ pair: { alice, bob }, open, server }) => {
    await report(alice, bob, 'Something unkind', 'Harassment or hate');
    const mara = await ConsolePage.open(open, server);
    await expect(mara.page.getByLabel('Name')).toBeFocused();
    await mara.page.keyboard.type(MODERATOR.name);
    await mara.page.keyboard.press('Tab');
    await mara.page.keyboard.type(MODERATOR.password);
    await mara.page.keyboard.press('Enter');
    await expect(mara.row('Harassment or hate')).toBeVisible();

    await mara.page.keyboard.press('j');
    await expect(mara.row('Harassment or hate')).toBeFocused();
    await mara.page.keyboard.press('Enter');
    await expect(mara.case.getByRole('heading', { name: 'Harassment or hate' })).toBeFocused();
    await mara.page.keyboard.press('s');
    await expect(mara.transcript).toContainText('Something unkind');
    await mara.page.keyboard.press('s');
    await expect(mara.evidence).toHaveJSProperty('inert', true);

    await mara.page.keyboard.press('5');
    await expect(mara.pending).toContainText('Ban permanently');
    await mara.page.keyboard.press('u');
    await expect(mara.pending).toBeHidden();
    await expect(mara.case.getByRole('heading', { name: 'Harassment or hate' })).toBeFocused();
    await mara.page.waitForTimeout(6000);
    expect(await server.rows('SELECT COUNT(*) AS n FROM bans')).toEqual([{ n: 0 }]);

    await mara.page.keyboard.press('d');
    await expect(mara.nothing).toBeVisible();
    await expect.poll(() => server.rows('SELECT status FROM reports'), SENT).toEqual([{ status: 'dismissed' }]);

    await mara.page.keyboard.press('?');
    await expect(mara.page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await mara.page.keyboard.press('Escape');
    await expect(mara.page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
  });

  test('sends a waiting decision when its page is left', async ({ pair: { alice, bob }, open, server }) => {
    await report(alice, bob, 'Buy this', 'Spam or a scam');
    const mara = await ConsolePage.open(open, server);
    await mara.signIn();
    await mara.row('Spam or scam').click();
    await mara.decide('Dismiss the report').click();
    await mara.page.goto('about:blank');
    await expect.poll(() => server.rows('SELECT status FROM reports'), SENT).toEqual([{ status: 'dismissed' }]);
  });

  test('slows wrong passwords down and says for how long', async ({ open, server }) => {
    const mara = await ConsolePage.open(open, server);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await mara.trySignIn('not the password at all');
      await expect(mara.page.getByText('Name or password is wrong. Check both and try again.')).toBeVisible();
      await expect(mara.page.getByLabel('Password')).toBeFocused();
    }
    // Where each attempt takes long, the first wait may be over before the next one; the waits double.
    await expect(async () => {
      await mara.trySignIn('not the password at all');
      await expect(mara.page.getByText(/Too many attempts\. Try again in \d+ s\./)).toBeVisible({ timeout: 2000 });
    }).toPass();
    await expect(mara.page.getByText('You can try again now.')).toBeVisible({ timeout: 20_000 });
    await mara.signIn();
  });

  test('keeps the session over a reload, and not over a sign-out', async ({ open, server }) => {
    const mara = await ConsolePage.open(open, server);
    await mara.signIn();
    await expect(mara.nothing).toBeVisible();
    await mara.page.reload();
    await expect(mara.nothing).toBeVisible();
    const [cookie] = await mara.page.context().cookies();
    expect(cookie).toMatchObject({ name: '__Host-stimchat_console', httpOnly: true, secure: true, sameSite: 'Strict', path: '/' });

    await mara.page.getByRole('button', { name: 'Sign out' }).click();
    await expect(mara.signInButton).toBeVisible();
    await mara.page.reload();
    await expect(mara.signInButton).toBeVisible();
    expect(await mara.page.context().cookies()).toEqual([]);
  });

  test('shows a new report by itself', async ({ pair: { alice, bob }, open, server }) => {
    const mara = await ConsolePage.open(open, server);
    await mara.page.clock.install();
    await mara.signIn();
    await expect(mara.nothing).toBeVisible();
    await report(alice, bob, 'Hello there', 'Something else');
    await mara.page.clock.runFor(16_000);
    await expect(mara.row('Something else')).toBeVisible();
    await expect(mara.page).toHaveTitle('(1) StimChat moderation');
  });

  test('says in plain words that another moderator was quicker, and that the server is away',
    async ({ pair: { alice, bob }, open, server }) => {
      await report(alice, bob, 'Buy this', 'Spam or a scam');
      const mara = await ConsolePage.open(open, server);
      await mara.signIn();
      await mara.row('Spam or scam').click();
      await mara.page.route('**/decision', (route) => route.fulfill({
        status: 409, contentType: 'application/problem+json',
        body: JSON.stringify({ type: '/problems/already-decided', title: 't', status: 409, detail: 'The first decision stands.' }),
      }));
      await mara.decide('Ban for 24 hours').click();
      await expect(mara.page.getByRole('alert')).toContainText('not done. The first decision stands.', SENT);
      await mara.page.unroute('**/decision');

      await mara.page.reload();
      await mara.row('Spam or scam').click();
      await server.stop();
      await mara.decide('Ban for 24 hours').click();
      await expect(mara.page.getByRole('alert').filter({ hasText: 'back in the list. The server cannot be reached.' }))
        .toBeVisible(SENT);
      await expect(mara.row('Spam or scam')).toBeVisible();
      await server.startAgain();
    });
});

for (const [colorScheme, viewport] of [['dark', { width: 1280, height: 800 }], ['light', { width: 360, height: 740 }]] as const) {
  test(`the console has no accessibility fault and fits ${viewport.width} px in the ${colorScheme} theme`,
    async ({ pair: { alice, bob }, open, server }) => {
      test.slow(); // six looks at the whole page
      await report(alice, bob, `One ${'long'.repeat(100)} word and \u05e9\u05dc\u05d5\u05dd`, 'Spam or a scam', 'A \u202e note.');
      const mara = await ConsolePage.open(open, server, { colorScheme, viewport });
      await expectSound(mara.page, 'sign in');
      await mara.signIn();
      await expect(mara.row('Spam or scam')).toBeVisible();
      await expectSound(mara.page, 'queue');
      await mara.row('Spam or scam').click();
      await mara.page.getByRole('button', { name: 'Show what was written' }).click();
      await expect(mara.transcript).toBeVisible();
      await expectSound(mara.page, 'case');
      await mara.decide('Ban for 24 hours').click();
      await expectSound(mara.page, 'a decision waits');
      await expect(mara.pending).toBeHidden(SENT);
      await mara.tab('Bans');
      await expect(mara.liftButton()).toBeVisible();
      await expectSound(mara.page, 'bans');
      await mara.tab('Audit log');
      await expect(mara.page.getByRole('list', { name: 'Audit log' })).toContainText('banned');
      await expectSound(mara.page, 'audit log');
    });
}
