import assert from 'node:assert/strict';
import test from 'node:test';
import { actionWords, ageWords, CHOICES, counted, detailWords, queueWords, reasonWords, shortId, untilWords } from '../admin/src/words.js';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const before = (minutes) => new Date(NOW - minutes * 60_000).toISOString();

test('ages are coarse', () => {
  assert.deepEqual([0, 0.9, 1, 59, 60, 47 * 60, 48 * 60, 24 * 60 * 10].map((minutes) => ageWords(before(minutes), NOW)),
    ['just now', 'just now', '1 min ago', '59 min ago', '1 h ago', '47 h ago', '2 days ago', '10 days ago']);
});

test('a ban says how much of it is left', () => {
  assert.equal(untilWords(null, NOW), 'permanent');
  assert.deepEqual([1, 15, 119, 120, 24 * 60, 47 * 60 + 1, 30 * 24 * 60].map((minutes) => untilWords(before(-minutes), NOW)),
    ['1 minute left', '15 minutes left', '119 minutes left', '2 hours left', '24 hours left', '48 hours left', '30 days left']);
  assert.equal(untilWords(before(1), NOW), 'over');
});

test('every reason and known action has words; an unknown one is shown as it is', () => {
  for (const reason of ['child_safety', 'violence', 'sexual', 'harassment_or_hate', 'spam_or_scam', 'self_harm', 'other'])
    assert.ok(!reasonWords(reason).includes('_'), reason);
  assert.equal(actionWords('ban.impose'), 'banned');
  assert.equal(actionWords('something.new'), 'something.new');
});

test('the keys are 1 to 5 for bans and d to dismiss', () => {
  assert.deepEqual(CHOICES.map(({ key }) => key), ['1', '2', '3', '4', '5', 'd']);
  assert.deepEqual(CHOICES.map(({ decision }) => decision.duration), ['15m', '24h', '7d', '30d', 'permanent', undefined]);
});

test('ids are short, other subjects whole', () => {
  assert.equal(shortId('7d9f2a52-9f5c-4a4e-8f6b-0d2b7c1e5a10'), '7d9f2a52');
  assert.equal(shortId('unknown name'), 'unknown name');
});

test('counts and the queue read well', () => {
  assert.equal(counted(1, 'message'), '1 message');
  assert.equal(counted(0, 'message'), '0 messages');
  assert.notEqual(queueWords(0), queueWords(1));
});

test('an audit entry\'s detail is short', () => {
  assert.equal(detailWords('1440 minutes, report 7d9f2a52-9f5c-4a4e-8f6b-0d2b7c1e5a10'), '24 hours, report 7d9f2a52');
  assert.equal(detailWords('15 minutes'), '15 minutes');
  assert.equal(detailWords('10080 minutes'), '7 days');
  assert.equal(detailWords('permanent'), 'permanent');
});
