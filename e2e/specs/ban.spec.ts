import { expect, meet, test } from '../fixtures/test.ts';
import { Moderator } from '../fixtures/moderator.ts';
import type { Person } from '../fixtures/person.ts';

const BANNED = 'You have been banned from StimChat.';

async function expectBanned(person: Person) {
  await expect(person.page.getByRole('heading', { name: BANNED })).toBeVisible();
  await expect(person.findButton).toBeHidden();
}

test.describe('a ban', () => {
  test('ends a live chat at once, with reason and end, and holds at every return and over a restart',
    async ({ pair: { alice, bob }, open, server }) => {
      await bob.say('I will keep on doing this');
      await expect(alice.heard('I will keep on doing this')).toBeVisible();
      await alice.report('Harassment or hate');
      await expect(alice.page.getByText('Thank you for your report.').first()).toBeVisible();

      const carol = await open('Carol');
      await carol.agree();
      await meet(bob, carol);
      const moderator = await Moderator.signIn(server);
      await moderator.banReported('24h');

      await expectBanned(bob);
      await expect(bob.page.getByText('The reason: Harassment or hate')).toBeVisible();
      await expect(bob.page.getByText(/You can come back after \w+.* at \d{1,2}:\d{2}/)).toBeVisible();
      await expect(carol.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
      expect(await server.rows('SELECT COUNT(*) AS count FROM bans WHERE lifted_at IS NULL')).toEqual([{ count: 1 }]);

      await bob.page.reload();
      await expectBanned(bob);

      expect(await server.stop()).toBe(0);
      await server.startAgain();
      await bob.page.reload();
      await expectBanned(bob);
      await expect(bob.page.getByText('The reason: Harassment or hate')).toBeVisible();

      // The control: who is not banned goes on.
      await carol.page.reload();
      await expect(carol.findButton).toBeVisible();
      await carol.search();
    });

  test('without an end says so', async ({ pair: { alice, bob }, server }) => {
    await alice.report('Somebody under 18, or harm to children');
    await expect(alice.page.getByText('Thank you for your report.').first()).toBeVisible();
    await (await Moderator.signIn(server)).banReported('permanent');
    await expectBanned(bob);
    await expect(bob.page.getByText('The ban is permanent.')).toBeVisible();
    await expect(bob.page.getByRole('main').getByRole('link', { name: 'Get help' })).toBeVisible();
  });

  test('is announced as an alert', async ({ pair: { alice, bob }, server }) => {
    await alice.report('Spam or a scam');
    await expect(alice.page.getByText('Thank you for your report.').first()).toBeVisible();
    await (await Moderator.signIn(server)).banReported('15m');
    await expect(bob.page.getByRole('alert').filter({ hasText: BANNED })).toBeVisible();
  });
});
