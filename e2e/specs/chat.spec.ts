import { ARRIVED, expect, meet, test } from '../fixtures/test.ts';
import { setHidden } from '../fixtures/person.ts';

test.describe('a chat', () => {
  test('is two clicks from the landing, and goes both ways in order', async ({ alice, bob }) => {
    await Promise.all([alice.agree(), bob.agree()]);
    await alice.findButton.click();
    await bob.findButton.click();
    for (const person of [alice, bob]) {
      await expect(person.connected).toBeVisible();
      await expect(person.composer).toBeFocused();
    }
    await alice.say('Good evening over there');
    await expect(bob.heard('Good evening over there')).toBeVisible();
    await bob.say('Good evening to you too');
    await bob.say('What keeps you awake?');
    await expect(alice.heard('What keeps you awake?')).toBeVisible();
    await alice.say('The neighbour and his drum kit');

    const conversation = ['Good evening over there', 'Good evening to you too', 'What keeps you awake?',
      'The neighbour and his drum kit'];
    for (const person of [alice, bob]) await expect(person.page.locator('.entry .text')).toHaveText(conversation);
  });

  test('names You and Stranger, with a time and a tick that the server has confirmed', async ({ pair: { alice, bob } }) => {
    await alice.say('Is this thing on?');
    const own = alice.own('Is this thing on?');
    await expect(own.locator('.author')).toHaveText('You');
    await expect(own).toHaveAttribute('data-state', ARRIVED);
    await expect(own.locator('time')).toHaveText(/^\d{1,2}:\d{2}/);
    const heard = bob.heard('Is this thing on?');
    await expect(heard.locator('.author')).toHaveText('Stranger');
    await expect(heard.locator('.tick')).toHaveCount(0);
    await expect(alice.composer).toHaveValue('');
  });

  test('ends for both when one leaves, and both can search again', async ({ pair: { alice, bob } }) => {
    await alice.say('I have to go, sleep well');
    await expect(bob.heard('I have to go, sleep well')).toBeVisible();
    await alice.leave();
    await expect(alice.page.getByRole('heading', { name: 'Chat ended' })).toBeVisible();
    await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
    // The log stays readable; the next search is one key away.
    await expect(bob.heard('I have to go, sleep well')).toBeVisible();
    await expect(bob.composer).toBeHidden();
    for (const person of [alice, bob]) {
      await expect(person.findButton).toBeFocused();
      await person.search();
      await expect(person.page.locator('.entry')).toHaveCount(0);
    }
  });

  test('is not made again at once by the same two; a third one gets a partner', async ({ pair: { alice, bob }, open }) => {
    await alice.leave();
    await expect(bob.findButton).toBeVisible();
    await alice.search();
    await bob.search();
    const carol = await open('Carol');
    await carol.agree();
    await carol.findButton.click();
    await expect(carol.composer).toBeVisible();
    // Exactly one of the two met Carol: had they met each other, Carol would still be waiting.
    const chatting = () => Promise.all([alice, bob].map((person) => person.composer.isVisible()));
    await expect.poll(async () => (await chatting()).filter(Boolean).length).toBe(1);
  });

  test('keeps what was being written when the partner leaves, and does not send it to the next one',
    async ({ pair: { alice, bob }, open }) => {
      await bob.composer.fill('I was just about to say');
      await alice.leave();
      await expect(bob.page.getByText('What you were writing was not sent:')).toBeVisible();
      await expect(bob.page.getByText('I was just about to say')).toBeVisible();
      // A space typed by somebody in mid-word must not start a search.
      await bob.page.keyboard.press('Space');
      await expect(bob.findButton).toBeVisible();

      const carol = await open('Carol');
      await carol.agree();
      await meet(bob, carol);
      await expect(bob.composer).toHaveValue('');
    });

  test('shows new messages in title and icon only while the page is hidden', async ({ pair: { alice, bob } }) => {
    await bob.say('You can see this one');
    await expect(alice.heard('You can see this one')).toBeVisible();
    await expect(alice.page).toHaveTitle('StimChat');
    await setHidden(alice.page, true);
    await bob.say('Are you still here?');
    await bob.say('Hello, hello?');
    await expect(alice.page).toHaveTitle('(2) StimChat');
    await expect(alice.page.locator('#favicon')).toHaveAttribute('href', '/favicon-unread.svg');
    await setHidden(alice.page, false);
    await expect(alice.page).toHaveTitle('StimChat');
    await expect(alice.page.locator('#favicon')).toHaveAttribute('href', '/favicon.svg');
  });
});
