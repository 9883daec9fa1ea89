import type { Locator } from '@playwright/test';
import { expect, meet, test } from '../fixtures/test.ts';
import { Line } from '../fixtures/line.ts';
import { setHidden } from '../fixtures/person.ts';

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

for (const width of [320, 360]) {
  test(`a whole chat on a phone of ${width} px`, async ({ open, bob }) => {
    const alice = await open('Alice', { ...PHONE, viewport: { width, height: 640 } });
    const fits = async () =>
      expect(await alice.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await alice.visit();
    await fits();
    await alice.page.getByRole('button', { name: 'Agree & Continue' }).tap();
    await expect(alice.findButton).toBeInViewport();
    await fits();
    await bob.agree();
    await alice.findButton.tap();
    await bob.findButton.click();
    await expect(alice.composer).toBeInViewport();
    for (const name of ['Leave Chat', 'Report']) {
      await expect(alice.page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 });
    }
    await fits();
    await alice.composer.fill('Sent from a small screen');
    await alice.page.getByRole('button', { name: 'Send' }).tap();
    await expect(bob.heard('Sent from a small screen')).toBeVisible();
    await alice.page.getByRole('button', { name: 'Report', exact: true }).tap();
    await expect(alice.page.getByRole('button', { name: 'Send Report' })).toBeInViewport({ ratio: 1 });
    await fits();
    await alice.page.getByRole('button', { name: 'Back' }).tap();
    await alice.page.getByRole('button', { name: 'Leave Chat' }).tap();
    await expect(alice.findButton).toBeInViewport({ ratio: 1 });
    await fits();
  });
}

test('a lost connection and what was not sent fit 320 px, and a keyboard reaches all of it', async ({ open, bob }) => {
  const alice = await open('Alice', { ...PHONE, viewport: { width: 320, height: 568 } });
  const line = await Line.to(alice);
  await alice.page.clock.install();
  await Promise.all([alice.agree(), bob.agree()]);
  await meet(alice, bob);
  const expectToFit = async (...buttons: Locator[]) => {
    expect(await alice.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    for (const button of [...buttons, alice.composer, alice.page.getByRole('button', { name: 'Leave Chat' })]) {
      await expect(button).toBeInViewport({ ratio: 1 });
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    // The head keeps its height, whatever it says.
    expect(await alice.chatState.evaluate((element) => [element.scrollWidth - element.clientWidth, element.clientHeight < 24]))
      .toEqual([0, true]);
  };
  await setHidden(bob.page, true);
  await expect(alice.chatState).toHaveText('Stranger is away');
  await expectToFit();

  line.down();
  await expect(alice.banner).toBeVisible();
  const tryNow = alice.banner.getByRole('button', { name: 'Try now' });
  await expectToFit(tryNow);
  await alice.say('Sent from under the ground');
  await alice.page.clock.fastForward(11_000);
  await expect(alice.own('Sent from under the ground')).toHaveAttribute('data-state', 'failed');
  line.up();
  await tryNow.focus();
  await alice.page.keyboard.press('Enter');

  const [send, forget] = ['Send now', 'Delete'].map((name) => alice.ask.getByRole('button', { name }));
  await expectToFit(send!, forget!);
  await expect(alice.composer).toBeFocused();
  await alice.page.keyboard.press('Shift+Tab');
  await expect(forget!).toBeFocused();
  await alice.page.keyboard.press('Shift+Tab');
  await expect(send!).toBeFocused();
  await alice.page.keyboard.press('Enter');
  await expect(alice.composer).toBeFocused();
  await expect(bob.heard('Sent from under the ground')).toBeVisible();
});

test('the composer stays above the keyboard', async ({ open, bob }) => {
  const alice = await open('Alice', PHONE);
  await Promise.all([alice.agree(), bob.agree()]);
  await meet(alice, bob);
  for (let line = 1; line <= 15; line++) await bob.say(`A line before the keyboard, number ${line}`);
  await expect(alice.heard('A line before the keyboard, number 15')).toBeInViewport();
  await alice.page.setViewportSize({ width: 360, height: 380 }); // what interactive-widget=resizes-content does
  await expect(alice.composer).toBeInViewport({ ratio: 1 });
  await expect(alice.heard('A line before the keyboard, number 15')).toBeInViewport();
  expect(await alice.page.locator('meta[name=viewport]').getAttribute('content')).toContain('interactive-widget=resizes-content');
});

test('what a thumb has to hit is large enough, and inputs do not make the phone zoom', async ({ open, bob }) => {
  const alice = await open('Alice', PHONE);
  await Promise.all([alice.agree(), bob.agree()]);
  const tooSmall = () => alice.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, footer a')].filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return element.checkVisibility() && (height < 44 || width < 24);
    }).map((element) => element.textContent));
  expect(await tooSmall()).toEqual([]);
  await meet(alice, bob);
  expect(await tooSmall()).toEqual([]);
  expect(await alice.composer.evaluate((input) => parseFloat(getComputedStyle(input).fontSize))).toBeGreaterThanOrEqual(16);
});
