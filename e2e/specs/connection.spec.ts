import { ARRIVED, expect, meet, test } from '../fixtures/test.ts';
import { Line } from '../fixtures/line.ts';
import type { Person } from '../fixtures/person.ts';

const LOST = /Connection lost\. Reconnecting( in \d+ s)?\.\.\./;
/** Longer than the page may wait before it tries again. */
const BACK = { timeout: 40_000 };

test.describe('a connection lost in mid-chat', () => {
  /** Alice and Bob in a chat, with a line to Alice that can be cut. */
  const overLine = async (alice: Person, bob: Person): Promise<Line> => {
    const line = await Line.to(alice);
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    return line;
  };

  test('is told in a banner; log, scroll and composer stay, and what is said then goes out later', async ({ alice, bob }) => {
    const line = await overLine(alice, bob);
    for (let number = 1; number <= 24; number++) await bob.say(`Line number ${number} of a long story`);
    await expect(alice.heard('Line number 24 of a long story')).toBeVisible();
    const scroll = alice.page.locator('#log-scroll');
    const scrollTop = () => scroll.evaluate((element) => element.scrollTop);
    await scroll.evaluate((element) => element.scrollTo({ top: 40 }));
    await alice.composer.fill('half a sentence');

    line.down();
    await expect(alice.banner).toContainText(LOST);
    await expect(alice.chatState).toHaveText('Connection lost');
    await expect(alice.status).toContainText('Connection lost.');
    await expect(alice.composer).toHaveValue('half a sentence');
    await expect(alice.texts).toHaveCount(24);
    expect(await scrollTop()).toBe(40);
    await expect(bob.chatState).toHaveText('Stranger is away');

    await alice.composer.press('Enter');
    await expect(alice.composer).toHaveValue('');
    await expect(alice.composer).toBeFocused();
    await expect(alice.own('half a sentence')).toHaveAttribute('data-state', 'sending');
    await bob.say('You seem to be away');

    line.up();
    await alice.banner.getByRole('button', { name: 'Try now' }).click();
    await expect(alice.banner).toBeHidden();
    await expect(alice.composer).toBeFocused();
    await expect(alice.status).toContainText('You are connected again.');
    await expect(alice.chatState).toHaveText('Connected');
    await expect(bob.chatState).toHaveText('Connected');
    await expect(alice.own('half a sentence')).toHaveAttribute('data-state', ARRIVED);
    await expect(bob.heard('half a sentence')).toHaveCount(1);
    await expect(alice.heard('You seem to be away')).toHaveCount(1);
  });

  test('while nothing is said is not noticed afterwards', async ({ alice, bob }) => {
    const line = await overLine(alice, bob);
    await bob.say('Before the drop');
    await expect(alice.heard('Before the drop')).toBeVisible();
    line.cut();
    await expect.poll(() => alice.welcomes).toBe(2);
    await bob.say('After the drop');
    await alice.say('I am still here');
    for (const person of [alice, bob]) {
      await expect(person.texts).toHaveCount(3);
      await expect(person.composer).toBeVisible();
    }
    expect(line.resent).toEqual([]);
  });

  test('brings what was missed, in order and once', async ({ alice, bob }) => {
    const line = await overLine(alice, bob);
    line.down();
    const missed = Array.from({ length: 12 }, (_, index) => `Said into the silence, number ${index + 1}`);
    for (const text of missed) {
      await bob.say(text);
      await expect(bob.own(text)).toHaveAttribute('data-state', ARRIVED);
    }
    line.up();
    await expect(alice.texts).toHaveText(missed, BACK);
    await alice.say('Now I have read it all');
    await expect(bob.heard('Now I have read it all')).toBeVisible();
  });

  // At each step of coming back: while greeting, before the welcome, and in the middle of what was missed.
  for (const step of ['HELLO', 'WELCOME', 'CHAT_MESSAGE'] as const) {
    test(`and lost again at the ${step} of the resume loses nothing`, async ({ alice, bob }) => {
      const line = await overLine(alice, bob);
      line.down();
      await bob.say('The first of two missed ones');
      await bob.say('The second of two missed ones');
      await alice.say('Written without a connection');
      await expect(bob.own('The second of two missed ones')).toHaveAttribute('data-state', ARRIVED);

      let cuts = 0;
      line.change = (frame) => {
        const here = frame.type === step || (step === 'HELLO' && line.answers(frame, 'HELLO'));
        if (!here || cuts === 2) return frame;
        cuts += 1;
        line.cut();
        return null;
      };
      line.up();
      await expect(alice.heard('The second of two missed ones')).toBeVisible(BACK);
      expect(cuts).toBe(2);
      await expect(alice.own('Written without a connection')).toHaveAttribute('data-state', ARRIVED);
      await expect(bob.heard('Written without a connection')).toHaveCount(1);
      await expect(alice.page.locator('.entry[data-author="stranger"] .text'))
        .toHaveText(['The first of two missed ones', 'The second of two missed ones']);
    });
  }

  test('with the match notice still brings the match', async ({ alice, bob }) => {
    const line = await Line.to(alice);
    let cuts = 0;
    line.change = (frame) => {
      if (frame.type !== 'NEW_MATCH' || cuts > 0) return frame;
      cuts += 1;
      line.cut();
      return null;
    };
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    expect(cuts).toBe(1);
    await alice.say('I nearly missed you');
    await expect(bob.heard('I nearly missed you')).toBeVisible();
  });

  test('with the answer to a text shows it once on both sides', async ({ alice, bob }) => {
    const line = await overLine(alice, bob);
    let cuts = 0;
    line.change = (frame) => {
      if (!line.answers(frame, 'CHAT_MESSAGE') || cuts > 0) return frame;
      cuts += 1;
      line.cut();
      return null;
    };
    await alice.say('Did you get this one?');
    await expect(alice.own('Did you get this one?')).toHaveAttribute('data-state', ARRIVED);
    expect(cuts).toBe(1);
    for (const person of [alice, bob]) await expect(person.texts).toHaveText(['Did you get this one?']);
  });

  test('on a line like slow 3G chats all the same', async ({ alice, bob }) => {
    const browser = await alice.page.context().newCDPSession(alice.page);
    await browser.send('Network.enable');
    await browser.send('Network.emulateNetworkConditions',
      { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
    const line = await Line.to(alice);
    line.delay = () => 300 + 400 * Math.random();
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    for (let turn = 1; turn <= 4; turn++) {
      await alice.say(`Slow words, ${turn}`);
      await bob.say(`Quick answer, ${turn}`);
    }
    line.cut();
    await expect(alice.page.locator('.entry[data-author="stranger"]')).toHaveCount(4, BACK);
    await expect(bob.page.locator('.entry[data-author="stranger"] .text'))
      .toHaveText(['Slow words, 1', 'Slow words, 2', 'Slow words, 3', 'Slow words, 4'], BACK);
    for (const text of ['Slow words, 1', 'Slow words, 4']) {
      await expect(alice.own(text)).toHaveAttribute('data-state', ARRIVED, BACK);
    }
  });
});

test.describe('a server that is away', () => {
  test('is told while nobody chats, too, and waited for', async ({ alice, server }) => {
    await alice.connect();
    await server.kill();
    await expect(alice.banner).toContainText(/Connection lost\. Reconnecting in \d+ s\.\.\./);
    await server.startAgain();
    await expect(alice.banner).toBeHidden(BACK);
    await expect(alice.findButton).toBeVisible();
  });

  test('is tried again at once with Try now', async ({ alice, server }) => {
    await alice.page.clock.install();
    await alice.connect();
    await server.kill();
    await expect(alice.banner).toBeVisible();
    // From here on no time passes for the page: only the button can bring it back.
    await alice.page.clock.pauseAt(await alice.page.evaluate(() => Date.now() + 1000));
    await expect(alice.banner).toContainText(/Reconnecting in \d+ s\.\.\./);
    await server.startAgain();
    await expect(alice.banner).toBeVisible();
    await alice.banner.getByRole('button', { name: 'Try now' }).click();
    await expect(alice.banner).toBeHidden();
    await expect(alice.findButton).toBeVisible();
  });

  test('does not end a search', async ({ alice, bob, server }) => {
    await alice.connect();
    await alice.search();
    await server.kill();
    await expect(alice.banner).toBeVisible();
    await expect(alice.page.getByRole('button', { name: 'Cancel Search' })).toBeVisible();
    await server.startAgain();
    await bob.agree();
    await bob.findButton.click();
    await expect(alice.composer).toBeVisible(BACK);
    await expect(bob.composer).toBeVisible();
  });

  test('after a crash in mid-chat is told in plain words, with all that was said and written', async ({ pair: { alice, bob }, server }) => {
    await bob.say('Remember these words');
    await expect(alice.heard('Remember these words')).toBeVisible();
    await alice.composer.fill('half a sentence');
    await server.kill();
    // Nothing is frozen: what happens next is said, and one can write on.
    await expect(alice.banner).toContainText(LOST);
    await alice.composer.press('End');
    await alice.composer.pressSequentially(' and a bit more');
    await expect(alice.composer).toHaveValue('half a sentence and a bit more');
    await server.startAgain();

    for (const person of [alice, bob]) {
      await expect(person.page.getByRole('heading', { name: 'Chat ended' })).toBeVisible(BACK);
      await expect(person.page.locator('#ended')).toContainText('StimChat had to start again, and the chat was lost with it.');
      await expect(person.banner).toBeHidden();
    }
    await expect(alice.heard('Remember these words')).toBeVisible();
    await expect(alice.page.getByText('half a sentence and a bit more')).toBeVisible();
    await meet(alice, bob);
  });

  test.describe('with some time for chats before it stops', () => {
    test.use({ serverFlags: ['--stop-grace', '20s'] });

    test('is announced, and the chat goes on until then', async ({ pair: { alice, bob }, open, server }) => {
      const carol = await open('Carol');
      await carol.connect();
      const stopped = server.stop();
      for (const person of [alice, bob]) {
        await expect(person.banner).toContainText('StimChat is about to restart, and this chat will end with it.');
        await expect(person.banner.getByRole('button')).toBeHidden();
        await expect(person.status).toContainText('StimChat is about to restart');
      }
      await alice.say('Then let me say goodbye');
      await expect(bob.heard('Then let me say goodbye')).toBeVisible();
      // Who does not chat is sent away first.
      await expect(carol.banner).toContainText(/StimChat is restarting\. Trying again/);
      expect(await stopped).toBe(0);
      await expect(bob.page.locator('#ended')).toContainText('StimChat is being restarted');
      await expect(bob.banner).toContainText(/StimChat is restarting\. Trying again/);
      await server.startAgain();
      for (const person of [alice, bob, carol]) await expect(person.banner).toBeHidden(BACK);
    });
  });

  test('at a planned stop ends the chat in plain words', async ({ pair: { alice, bob }, server }) => {
    await alice.say('Something before the end');
    await expect(bob.heard('Something before the end')).toBeVisible();
    expect(await server.stop()).toBe(0);
    for (const person of [alice, bob]) {
      await expect(person.page.getByRole('heading', { name: 'Chat ended' })).toBeVisible();
      await expect(person.page.locator('#ended')).toContainText('StimChat is being restarted');
      await expect(person.texts).toHaveText(['Something before the end']);
    }
    await server.startAgain();
    for (const person of [alice, bob]) await expect(person.banner).toBeHidden(BACK);
    await meet(alice, bob);
  });
});
