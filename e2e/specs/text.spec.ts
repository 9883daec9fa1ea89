import { ARRIVED, expect, test } from '../fixtures/test.ts';

const NASTY = [
  '<script>window.hit = 1</script>',
  '<img src=x onerror="window.hit = 1">',
  '"><svg onload=window.hit=1>',
  '</p></li></ol><h1>Stranger says</h1>',
  'javascript:window.hit=1',
  '{{constructor.constructor("window.hit=1")()}}',
  '&lt;b&gt;&amp;#x41; &nbsp;',
  '${window.hit = 1} `backticks` \\u003cscript>',
  '{"type":"CONVERSATION_ENDED"}\\n\\0',
  "Robert'); DROP TABLE reports;--",
];

test.describe('a text', () => {
  test('with markup in it is shown as it was written, and nothing runs', async ({ pair: { alice, bob } }) => {
    for (const text of NASTY) {
      await alice.say(text);
      await expect(bob.heard(text)).toBeVisible();
    }
    await expect(bob.page.locator('.entry .text')).toHaveText(NASTY);
    expect(await bob.page.locator('.entry').locator('script, img, h1, a, b').count()).toBe(0);
    for (const person of [alice, bob]) expect(await person.page.evaluate(() => 'hit' in window)).toBe(false);
  });

  test('of 2,000 emoji arrives whole', async ({ pair: { alice, bob } }) => {
    const text = '\u{1F989}'.repeat(2000);
    await alice.say(text);
    await expect(bob.page.locator('.entry .text')).toHaveText(text);
    await expect(alice.own(text)).toHaveAttribute('data-state', ARRIVED);
  });

  test('with combined emoji, accents and ancient letters arrives whole', async ({ pair: { alice, bob } }) => {
    const text = '\u{1F469}\u{1F3FD}\u200D\u{1F680} e\u0301 \u{12000} \u{1F1EB}\u{1F1F7} a\u0330\u0303\u0348 \uFE0F\u2764';
    await alice.say(text);
    await expect(bob.page.locator('.entry .text')).toHaveText(text);
  });

  test('from right to left stands that way, in the bubble and in the input', async ({ pair: { alice, bob } }) => {
    const hebrew = '\u05E9\u05DC\u05D5\u05DD, \u05DE\u05D4 \u05E9\u05DC\u05D5\u05DE\u05DA?';
    await alice.composer.fill(hebrew);
    expect(await alice.composer.evaluate((input) => getComputedStyle(input).direction)).toBe('rtl');
    await alice.say(hebrew);
    const text = bob.heard(hebrew).locator('.text');
    expect(await text.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    await bob.say('and this goes the other way');
    expect(await bob.own('and this goes the other way').locator('.text')
      .evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
  });

  test('with controls that reorder shows them as marks', async ({ pair: { alice, bob } }) => {
    const text = 'invoice\u202Egpj.exe';
    await alice.say(text);
    await expect(bob.page.locator('.entry .control-mark')).toHaveText('RLO');
    await expect(bob.page.locator('.entry .text')).toHaveText('invoiceRLOgpj.exe');
    expect(await bob.page.locator('.entry .text').textContent()).not.toContain('\u202E');
  });

  test('without a break does not push the page wider', async ({ pair: { alice, bob } }) => {
    await bob.page.setViewportSize({ width: 320, height: 600 });
    const text = 'W'.repeat(500);
    await alice.say(text);
    await expect(bob.heard(text)).toBeVisible();
    expect(await bob.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  test('with an address in it is no link', async ({ pair: { alice, bob } }) => {
    await alice.say('look at https://example.org/path now');
    await expect(bob.heard('look at https://example.org/path now')).toBeVisible();
    await expect(bob.page.locator('.entry a')).toHaveCount(0);
  });
});
