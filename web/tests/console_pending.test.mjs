import assert from 'node:assert/strict';
import test from 'node:test';
import { Pending, WAIT_MS } from '../admin/src/pending.js';

/** A Pending on a clock of its own, and what happened. */
function bench(t) {
  const real = { setTimeout, clearTimeout };
  t.after(() => Object.assign(globalThis, real));
  const happened = [];
  const timers = new Map();
  let now = 0;
  globalThis.setTimeout = (call, ms) => {
    const timer = Symbol('timer');
    timers.set(timer, { call, at: now + ms });
    return timer;
  };
  globalThis.clearTimeout = (timer) => timers.delete(timer);
  const pending = new Pending(() => happened.push(`shown: ${pending.words}`), () => now);
  const deed = (name) => ({
    words: name,
    send: async (leaving) => void happened.push(`${leaving ? 'sent while leaving' : 'sent'}: ${name}`),
    undo: () => happened.push(`undone: ${name}`),
  });
  const pass = (ms) => {
    now += ms;
    for (const [timer, { call, at }] of timers) {
      if (at > now) continue;
      timers.delete(timer);
      call();
    }
  };
  return { pending, happened, deed, pass };
}

test('a decision is sent once its time is over, and not before', (t) => {
  const { pending, happened, deed, pass } = bench(t);
  void pending.add(deed('ban'));
  assert.equal(pending.secondsLeft, WAIT_MS / 1000);
  pass(WAIT_MS - 1);
  assert.deepEqual(happened, ['shown: ban']);
  assert.equal(pending.secondsLeft, 1);
  pass(1);
  assert.deepEqual(happened, ['shown: ban', 'shown: null', 'sent: ban']);
  pass(WAIT_MS * 2);
  assert.equal(happened.length, 3);
});

test('an undone decision is never sent', (t) => {
  const { pending, happened, deed, pass } = bench(t);
  void pending.add(deed('ban'));
  assert.equal(pending.undo(), true);
  assert.equal(pending.undo(), false);
  pass(WAIT_MS * 2);
  assert.deepEqual(happened, ['shown: ban', 'undone: ban', 'shown: null']);
});

test('the next decision sends the one before it, and waits by itself', async (t) => {
  const { pending, happened, deed, pass } = bench(t);
  void pending.add(deed('first'));
  pass(WAIT_MS - 1);
  await pending.add(deed('second'));
  assert.deepEqual(happened, ['shown: first', 'shown: second', 'sent: first']);
  pass(WAIT_MS - 1);
  assert.equal(happened.length, 3);
  pass(1);
  assert.equal(happened.at(-1), 'sent: second');
});

test('leaving the page sends what waits', async (t) => {
  const { pending, happened, deed } = bench(t);
  void pending.add(deed('ban'));
  await pending.flush(true);
  await pending.flush(true);
  assert.deepEqual(happened, ['shown: ban', 'shown: null', 'sent while leaving: ban']);
});
