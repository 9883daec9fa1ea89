import type { Page } from '@playwright/test';
import type { Client, StimChat, View } from '../../wasm-client/index.d.ts';
import { App } from '../fixtures/app.ts';
import { expect, type Server, test as base } from '../fixtures/test.ts';

declare global {
  var client: Client;
}

const test = base.extend<{ app: App }>({
  app: async ({}, use) => {
    const app = await App.start();
    await use(app);
    await app.stop();
  },
});

/** The app's page with a client of the server, agreed to the terms. */
async function join(page: Page, app: App, server: Server): Promise<void> {
  await page.goto(app.origin);
  await page.evaluate(async (origin) => {
    const file = '/index.mjs';
    const { init } = (await import(file)) as { init: () => Promise<StimChat> };
    globalThis.client = (await init()).createClient({ origin, clientName: 'their-app/1.0' });
    globalThis.client.agree();
  }, server.url);
}

const viewOf = (page: Page): Promise<View> => page.evaluate(() => globalThis.client.view);
const heardBy = async (page: Page): Promise<string[]> =>
  (await viewOf(page)).log.filter(({ author }) => author === 'stranger').map(({ text }) => text);

test.describe('on a server that allows the origin, a web app', () => {
  test.use({ serverFlags: async ({ app }, use) => use(['--origin', app.origin]) });

  test('lets people meet, chat and report', async ({ app, server, alice, bob, ledger }) => {
    for (const { page } of [alice, bob]) {
      await join(page, app, server);
      await expect.poll(async () => (await viewOf(page)).link).toBe('up');
      await page.evaluate(() => globalThis.client.find());
    }
    for (const { page } of [alice, bob]) await expect.poll(async () => (await viewOf(page)).phase).toBe('chatting');

    const text = 'Hello from another origin';
    ledger.texts.add(text);
    const { messageId } = await alice.page.evaluate((words) => globalThis.client.send(words), text);
    expect((await viewOf(alice.page)).log.map((entry) => entry.messageId)).toEqual([messageId]);
    await expect.poll(() => heardBy(bob.page)).toEqual([text]);

    await bob.page.evaluate(() => globalThis.client.report('spam_or_scam'));
    await expect.poll(async () => (await viewOf(bob.page)).report).toBe('stored');
    await expect.poll(async () => (await viewOf(alice.page)).endReason).toBe('partner_left');
  });

  test('may renew a token, and read why something is refused', async ({ app, server, alice }) => {
    await alice.page.goto(app.origin);
    const answers = await alice.page.evaluate(async (origin) => {
      const post = async (path: string, headers: Record<string, string>) => {
        const answer = await fetch(origin + path, { method: 'POST', headers, credentials: 'omit' });
        return { status: answer.status, content: (await answer.json()) as Record<string, string> };
      };
      const first = await post('/api/v1/identity', {});
      const renewed = await post('/api/v1/identity', { Authorization: `Bearer ${first.content['token']}` });
      const refused = await post('/api/v1/report', { Authorization: 'Bearer x', 'Content-Type': 'application/json' });
      return { first: first.status, renewed: renewed.status, refused: refused.content['type'] };
    }, server.url);
    expect(answers).toEqual({ first: 201, renewed: 201, refused: '/problems/token-invalid' });
  });

  test('gets at nothing but those two addresses', async ({ app, server, browser }) => {
    const page = await browser.newPage();
    await page.goto(app.origin);
    const read = await page.evaluate(async (origin) => {
      const paths = ['/', '/health', '/client/index.mjs', '/api/openapi.json', '/api/v1/admin/session', '/api/v1/admin/reports'];
      const answers = await Promise.allSettled(paths.map((path) => fetch(origin + path)));
      return paths.filter((_, i) => answers[i]?.status === 'fulfilled');
    }, server.url);
    expect(read).toEqual([]);
    await page.close();
  });
});

test('a web app of an origin that the server does not allow gets no further than trying again', async ({ app, server, browser }) => {
  const page = await browser.newPage();
  const told: string[] = [];
  page.on('console', (message) => told.push(message.text()));
  await join(page, app, server);
  await expect.poll(async () => (await viewOf(page)).link).toBe('waiting');
  const view = await viewOf(page);
  expect(view.retryAt).toBeGreaterThan(0);
  expect(view.phase).not.toBe('chatting');
  // Why, only the developer is told, by the browser.
  expect(told.join('\n')).toMatch(/blocked by CORS policy/);
  const opened = await page.evaluate((origin) => new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws`, 'stimchat.v1');
    socket.onopen = () => resolve(true);
    socket.onclose = () => resolve(false);
  }), server.url);
  expect(opened).toBe(false);
  await page.close();
});
