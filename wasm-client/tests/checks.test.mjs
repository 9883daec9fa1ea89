import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { importFacade, vectorsUrl } from './module.mjs';

const { init } = await importFacade();
const stimchat = await init();
const vectors = async (name) => JSON.parse(await readFile(new URL(name, vectorsUrl), 'utf8'));

test('checks texts as the vectors say', async () => {
  for (const { name, text, code_points, code } of await vectors('texts.json')) {
    const check = stimchat.checkText(text);
    assert.equal(check.ok ? undefined : check.code, code, name);
    assert.equal(check.codePoints, code_points, name);
    if (!check.ok) assert.ok(check.sentence.length > 0, name);
  }
});

test("checks a server's frames as the vectors say", async () => {
  for (const file of ['server_messages.json', 'frames.json']) {
    for (const { name, direction, frame, code, field } of await vectors(file)) {
      if (direction !== 'server' || frame === undefined) continue;
      const fault = stimchat.checkServerFrame(frame);
      assert.equal(fault?.code, code, name);
      if (fault) assert.equal(fault.field, field, name);
    }
  }
});

test('refuses what is far too long', () => {
  const megabyte = 'x'.repeat(1 << 20);
  assert.equal(stimchat.checkText(megabyte).code, 'text_too_long');
  assert.notEqual(stimchat.checkServerFrame(`{"type":"${megabyte}"}`), null);
});

test('a lone surrogate is no text, but no fault either', () => {
  assert.equal(stimchat.checkText('\ud800').ok, true); // arrives as the replacement character
});
