// The colours can be read: WCAG 2 AA for every pair that the page puts together, in both themes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const css = readFileSync(new URL('../theme.css', import.meta.url), 'utf8');

/** The custom properties of the block that follows `selector`. */
function colours(selector) {
  const start = css.indexOf('{', css.indexOf(selector));
  const block = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/--color-([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]));
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT = [
  ['text', ['ground', 'surface', 'raised', 'danger-ground']],
  ['quiet', ['ground', 'surface', 'raised']],
  ['link', ['ground', 'surface', 'raised']],
  ['danger', ['ground', 'surface', 'danger-ground']],
  ['ok', ['ground', 'surface', 'raised']],
  ['on-accent', ['accent', 'accent-strong']],
  ['on-you', ['you']],
  ['you-quiet', ['you']],
  ['danger', ['you']],
  ['on-stranger', ['stranger']],
  ['stranger-quiet', ['stranger']],
];
const EDGES = [
  ['edge', ['ground', 'surface']],
  ['focus', ['ground', 'surface', 'raised']],
];

const themes = { dark: colours(':root {'), light: colours(':root[data-theme="light"]') };

for (const [theme, palette] of Object.entries(themes)) {
  test(`texts have 4.5:1 and edges 3:1 in the ${theme} theme`, () => {
    for (const [pairs, least] of [[TEXT, 4.5], [EDGES, 3]]) {
      for (const [front, grounds] of pairs) {
        for (const ground of grounds) {
          const ratio = contrast(palette[front], palette[ground]);
          assert.ok(ratio >= least, `${front} on ${ground}: ${ratio.toFixed(2)}`);
        }
      }
    }
  });
}

test('the chosen light theme is the same as the system\'s', () => {
  assert.deepEqual(colours(':root:not([data-theme="dark"])'), themes.light);
  assert.ok(Object.keys(themes.light).length >= 18);
});
