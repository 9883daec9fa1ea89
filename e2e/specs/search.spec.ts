import { expect, meet, test } from '../fixtures/test.ts';
import type { Frame } from '../fixtures/line.ts';

test.describe('searching', () => {
  test('can be cancelled, and whoever cancelled is not found', async ({ alice, bob }) => {
    await alice.agree();
    await alice.search();
    const cancel = alice.page.getByRole('button', { name: 'Cancel Search' });
    await expect(cancel).toBeFocused();
    await cancel.click();
    await expect(alice.findButton).toBeFocused();

    await bob.agree();
    await bob.search();
    const found = bob.framesSent.map((frame) => JSON.parse(frame) as Frame).find(({ type }) => type === 'FIND');
    await expect.poll(() => bob.framesReceived.some((frame) => frame.includes('"ACK"') && frame.includes(found?.message_id ?? '?')))
      .toBe(true);
    expect(alice.framesReceived.filter((frame) => frame.includes('NEW_MATCH'))).toEqual([]);
    // The control: once she searches again, they meet.
    await alice.findButton.click();
    await expect(alice.composer).toBeVisible();
    await expect(bob.composer).toBeVisible();
  });

  test('shows how long it takes', async ({ alice }) => {
    await alice.agree();
    await alice.search();
    await expect(alice.page.locator('[data-slot="elapsed"]')).toHaveText(/^0:0[1-9]$/);
  });

  test.describe('with a short limit', () => {
    // Long enough for two people to press the button within it, on a busy machine too.
    test.use({ serverFlags: ['--search-timeout', '4s'] });

    test('ends with a question, and can be tried again', async ({ alice, bob }) => {
      await Promise.all([alice.agree(), bob.agree()]);
      await alice.search();
      await expect(alice.page.getByRole('heading', { name: 'No one is available right now, try again?' })).toBeVisible();
      const again = alice.page.getByRole('button', { name: 'Try again' });
      await expect(again).toBeFocused();
      await Promise.all([again.click(), bob.findButton.click()]);
      await expect(alice.composer).toBeVisible();
      await expect(bob.composer).toBeVisible();
    });
  });

  test('two who search at the same moment meet', async ({ alice, bob }) => {
    await Promise.all([alice.agree(), bob.agree()]);
    await Promise.all([alice.findButton.click(), bob.findButton.click()]);
    await expect(alice.composer).toBeVisible();
    await expect(bob.composer).toBeVisible();
  });

  test('matches in pairs', async ({ alice, bob, open }) => {
    const [carol, dan] = [await open('Carol'), await open('Dan')];
    await Promise.all([alice, bob, carol, dan].map((person) => person.agree()));
    await meet(alice, bob);
    await meet(carol, dan);
    await alice.say('Only for Bob to read');
    await carol.say('Only for Dan to read');
    await expect(bob.heard('Only for Bob to read')).toBeVisible();
    await expect(dan.heard('Only for Dan to read')).toBeVisible();
    expect(dan.framesReceived.join()).not.toContain('Only for Bob');
    expect(bob.framesReceived.join()).not.toContain('Only for Dan');
  });
});
