import type { Page } from '@playwright/test';
import type { Client, SendError, StimChat } from '../../wasm-client/index.d.ts';
import { expect, type Person, type Server, test } from '../fixtures/test.ts';
import { Line } from '../fixtures/line.ts';

declare global {
  var ours: Client;
}

/** A client without the page around it, agreed to the terms. */
async function join({ page }: Person, server: Server): Promise<void> {
  await page.goto(`${server.url}/rules`);
  await page.evaluate(async () => {
    const file = '/client/index.mjs';
    const { init } = (await import(file)) as { init: () => Promise<StimChat> };
    globalThis.ours = (await init()).createClient({ clientName: 'bare/1.0' });
    globalThis.ours.agree();
  });
}

async function meet(server: Server, ...people: Person[]): Promise<void> {
  for (const person of people) {
    await join(person, server);
    await person.page.evaluate(() => globalThis.ours.find());
  }
  for (const { page } of people) await expect.poll(() => page.evaluate(() => globalThis.ours.view.phase)).toBe('chatting');
}

/** What becomes of the promise, kept in the page until it is asked for. */
const startSending = (page: Page, text: string) => page.evaluate((words) => {
  const outcome = globalThis.ours.send(words).then(
    (sent) => ({ sent: sent.messageId }),
    (error: SendError) => ({ code: error.code, entry: error.entry, message: error.message, name: error.constructor.name }),
  );
  Object.assign(globalThis, { outcome });
}, text);

const outcomeOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { outcome: Promise<Record<string, unknown>> }).outcome);

test.describe('the promise of send()', () => {
  test('is kept when the server has the text', async ({ alice, bob, server }) => {
    await meet(server, alice, bob);
    await startSending(alice.page, 'A text with a promise');
    const { sent } = await outcomeOf(alice.page);
    expect(sent).toMatch(/^[0-9a-f-]{36}$/);
    expect(await alice.page.evaluate(() => globalThis.ours.view.log.map(({ messageId }) => messageId))).toEqual([sent]);
    await expect.poll(() => bob.page.evaluate(() => globalThis.ours.view.log.map(({ text }) => text)))
      .toEqual(['A text with a promise']);
  });

  test('is broken with the code of the refusal', async ({ alice, bob, server }) => {
    await meet(server, alice, bob);
    await startSending(alice.page, 'x'.repeat(2001));
    expect(await outcomeOf(alice.page)).toMatchObject({ code: 'text_too_long', entry: 0 });
  });

  test('is broken when there is no chat', async ({ alice, server }) => {
    await join(alice, server);
    await startSending(alice.page, 'To nobody');
    expect(await outcomeOf(alice.page)).toMatchObject({ code: 'not_in_conversation', entry: 0 });
  });

  test('is broken without an answer in time, and the text stays', async ({ alice, bob, server }) => {
    const line = await Line.to(alice);
    await meet(server, alice, bob);
    line.down();
    await startSending(alice.page, 'Into the void');
    const outcome = await outcomeOf(alice.page);
    expect(outcome).toMatchObject({ code: 'no_answer' });
    expect(outcome['entry']).toBeGreaterThan(0);
    expect(outcome['message']).not.toBe('');
    expect(await alice.page.evaluate(() => globalThis.ours.view.log.map(({ state }) => state))).toEqual(['failed']);
  });

  test('is broken when the chat ends first', async ({ alice, bob, server }) => {
    const line = await Line.to(alice);
    await meet(server, alice, bob);
    line.down();
    await startSending(alice.page, 'Too late for this chat');
    await bob.page.evaluate(() => globalThis.ours.leave());
    await expect.poll(() => bob.page.evaluate(() => globalThis.ours.view.phase)).toBe('ended');
    line.up();
    await alice.page.evaluate(() => globalThis.ours.reconnectNow());
    expect(await outcomeOf(alice.page)).toMatchObject({ code: 'chat_over' });
  });

  test('is broken at close()', async ({ alice, bob, server }) => {
    const line = await Line.to(alice);
    await meet(server, alice, bob);
    line.down();
    await startSending(alice.page, 'Nobody waits for this');
    await alice.page.evaluate(() => globalThis.ours.close());
    expect(await outcomeOf(alice.page)).toMatchObject({ code: 'closed' });
    await startSending(alice.page, 'Nor for this');
    expect(await outcomeOf(alice.page)).toMatchObject({ code: 'closed', entry: 0 });
  });
});
