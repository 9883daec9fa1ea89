import { expect, test } from '../fixtures/test.ts';

const TRANSFERRED_MAX = 80 * 1024;

test('the first load transfers less than 80 KB', async ({ alice, server }) => {
  const client = await alice.page.context().newCDPSession(alice.page);
  await client.send('Network.enable');
  const sizes = new Map<string, number>();
  const names = new Map<string, string>();
  client.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, response.url));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await alice.visit();
  await expect(alice.page.getByRole('button', { name: 'Agree & Continue' })).toBeVisible();
  await alice.page.waitForLoadState('networkidle');
  const table = [...sizes].map(([id, bytes]) => `${bytes} ${names.get(id)?.replace(server.url, '')}`).sort();
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  test.info().annotations.push({ type: 'transferred', description: `${total} bytes: ${table.join(', ')}` });
  expect(total, table.join('\n')).toBeLessThan(TRANSFERRED_MAX);
  expect([...names.values()].some((url) => url.endsWith('.wasm')), 'the module is among it').toBe(true);
});

test('the page loads nothing from elsewhere and forbids what it does not need', async ({ alice, server }) => {
  const response = await alice.page.goto(server.url);
  const headers = response?.headers() ?? {};
  const policy = headers['content-security-policy'] ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'",
    "frame-ancestors 'none'", "base-uri 'none'"]) expect(policy).toContain(rule);
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy).not.toContain("'unsafe-eval'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  await alice.page.waitForLoadState('networkidle');
  for (const request of alice.requests) expect(request.split(' ')[1]).toContain(server.url);
});

test('without JavaScript the page says what it needs', async ({ open }) => {
  const alice = await open('Alice', { javaScriptEnabled: false });
  await alice.visit();
  const words = alice.page.locator('noscript p');
  await expect(words).toBeVisible();
  await expect(words).toContainText('StimChat needs JavaScript, and it is switched off in this browser.');
});

test('without WebAssembly the page says what it needs', async ({ alice }) => {
  await alice.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  await alice.visit();
  await expect(alice.page.getByText('StimChat needs WebAssembly')).toBeVisible();
});

test('a part that cannot be loaded is told', async ({ alice }) => {
  await alice.page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await alice.visit();
  await expect(alice.page.getByText('A part of StimChat could not be loaded')).toBeVisible();
  alice.faults.length = 0; // the console tells it too, as it should
});
