import { expect, meet, test } from '../fixtures/test.ts';

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
