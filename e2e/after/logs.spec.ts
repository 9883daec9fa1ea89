import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { LedgerPage } from '../fixtures/ledger.ts';

const IPV4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/;
const IPV6 = /(?:^|[\s"'=[(])(?:::1|::ffff:|(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4}))/i;
// A text as short as this may be part of any word.
const TEXT_LENGTH_MIN = 8;

/** The lines that hold what a log must not hold. */
function leaks(log: string, page: Pick<LedgerPage, 'tokens' | 'texts'>): string[] {
  const secrets = [...page.tokens, ...page.texts.filter((text) => text.length >= TEXT_LENGTH_MIN)];
  return log.split('\n').filter((line) =>
    secrets.some((secret) => line.includes(secret) || line.includes(JSON.stringify(secret).slice(1, -1))) ||
    IPV4.test(line) || IPV6.test(line));
}

function ledgers(): LedgerPage[] {
  const folder = path.join(test.info().project.outputDir, 'ledger');
  return readdirSync(folder).filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as LedgerPage);
}

test('no log line of any server holds a token, a text or an address', () => {
  const pages = ledgers();
  expect(pages.length).toBeGreaterThan(0);
  const found = pages.flatMap((page) => {
    const log = readFileSync(page.logFile, 'utf8');
    expect(log, `${page.test}: the server said something`).not.toBe('');
    return leaks(log, page).map((line) => `${page.test}: ${line}`);
  });
  expect(found).toEqual([]);
});

test('the search for leaks finds them', () => {
  const page = { tokens: ['v1.abcdefghijkl'], texts: ['Good evening "over" there'] };
  for (const line of [
    'hello from v1.abcdefghijkl', 'text="Good evening \\"over\\" there"', 'text=Good evening "over" there',
    'peer 127.0.0.1:4711', 'peer=::1', 'peer [::ffff:10.0.0.1]:80', 'peer "2001:db8:0:1::7"',
  ]) expect(leaks(line, page), line).toHaveLength(1);
  for (const line of [
    '2026-11-20 08:11:38.123 [info] ready on port 40123', '{"time":"2026-11-20T08:11:38.123Z","level":"info"}',
    'session 1f0c closed 4002', 'version 1.81.0', '12:34:56 started',
  ]) expect(leaks(line, page), line).toEqual([]);
});
