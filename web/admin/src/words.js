/** What the console says, as pure functions. Nothing here touches the document. */

/** @typedef {import('./api.js').Decision} Decision */

/** @type {Record<import('./api.js').Reason, string>} */
const REASONS = {
  child_safety: 'Child safety',
  violence: 'Violence',
  sexual: 'Sexual content',
  harassment_or_hate: 'Harassment or hate',
  spam_or_scam: 'Spam or scam',
  self_harm: 'Self-harm',
  other: 'Something else',
};

/** @param {import('./api.js').Reason} reason */
export const reasonWords = (reason) => REASONS[reason] ?? reason;

/** The decisions, each with its key. `sure`: what is about to be sent. */
export const CHOICES = /** @type {const} */ ([
  { key: '1', label: '15 minutes', sure: 'Ban for 15 minutes', decision: { action: 'ban', duration: '15m' } },
  { key: '2', label: '24 hours', sure: 'Ban for 24 hours', decision: { action: 'ban', duration: '24h' } },
  { key: '3', label: '7 days', sure: 'Ban for 7 days', decision: { action: 'ban', duration: '7d' } },
  { key: '4', label: '30 days', sure: 'Ban for 30 days', decision: { action: 'ban', duration: '30d' } },
  { key: '5', label: 'Permanently', sure: 'Ban permanently', decision: { action: 'ban', duration: 'permanent' } },
  { key: 'd', label: 'Dismiss', sure: 'Dismiss the report', decision: { action: 'dismiss' } },
]);
/** @typedef {typeof CHOICES[number]} Choice */

/** @type {Record<string, string>} */
const ACTIONS = {
  'session.open': 'signed in',
  'session.close': 'signed out',
  'session.refuse': 'refused a sign-in',
  'report.store': 'stored a report',
  'report.open': 'opened a case',
  'report.dismiss': 'dismissed a report',
  'ban.impose': 'banned',
  'ban.lift': 'lifted a ban',
  'moderator.add': 'added a moderator',
};

/** @param {string} action */
export const actionWords = (action) => ACTIONS[action] ?? action;

/** The first part of an id: enough to tell two apart at a glance. @param {string} id */
export const shortId = (id) => (/^[0-9a-f]{8}-/.test(id) ? id.slice(0, 8) : id);

/** Minutes as a moderator says them. @param {number} minutes */
function lengthWords(minutes) {
  if (minutes % 1440 === 0 && minutes > 1440) return counted(minutes / 1440, 'day');
  if (minutes % 60 === 0) return counted(minutes / 60, 'hour');
  return counted(minutes, 'minute');
}

/** An entry's detail with ids and lengths made short. @param {string} detail */
export const detailWords = (detail) =>
  detail.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, shortId)
    .replace(/^(\d+) minutes/, (_, minutes) => lengthWords(Number(minutes)));

/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/**
 * How long ago, coarsely: a queue is read by age.
 * @param {string} at @param {number} now
 */
export function ageWords(at, now) {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** In the moderator's own time zone, to the second. @param {string} at */
export function timeWords(at) {
  const date = new Date(at);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Without the day: within a transcript. @param {string} at */
export const clockWords = (at) => timeWords(at).slice(11);

/** @param {string | null} until @param {number} now */
export function untilWords(until, now) {
  if (until === null) return 'permanent';
  const minutes = Math.ceil((Date.parse(until) - now) / 60_000);
  if (minutes <= 0) return 'over';
  if (minutes < 120) return `${counted(minutes, 'minute')} left`;
  if (minutes < 48 * 60) return `${Math.ceil(minutes / 60)} hours left`;
  return `${Math.ceil(minutes / 1440)} days left`;
}

/** @param {number} reports */
export function queueWords(reports) {
  if (reports === 0) return 'New reports show up here by themselves.';
  return 'Child safety first, then the oldest.';
}
