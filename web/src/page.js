/** The page: which screen is there, what a click does, where the focus goes. */
import { createAnnouncer } from './announcer.js';
import { createAttention } from './attention.js';
import { createBanner } from './banner.js';
import { createChat } from './chat.js';
import { createConsent } from './consent.js';
import { find, setShown, setText, slot } from './dom.js';
import { createReport } from './report.js';
import { startThemeSwitch } from './theme_switch.js';
import { banWords, chatBegunWords, elapsedWords, followLink, needsClock, screenOf } from './words.js';

/** @typedef {import('/client/index.mjs').View} View */
/** @typedef {import('/client/index.mjs').StimChat} StimChat */
/** @typedef {import('/client/index.mjs').Client} Client */

const CLOCK_MS = 250;
// A chat that is caught up with comes as hundreds of views, and each one shown costs a layout.
const SHOW_EVERY_MS = 30;

/**
 * @param {StimChat} stimchat
 * @param {Client} client
 */
export function startPage(stimchat, client) {
  const announcer = createAnnouncer();
  const attention = createAttention();
  const banner = createBanner(() => moveFocus(client.view, chat));
  const consent = createConsent();
  const report = createReport(stimchat, client);
  const chat = createChat(stimchat, client, announcer);
  startThemeSwitch();

  /** @type {Record<string, () => void>} */
  const actions = {
    'agree': () => client.agree(),
    'find': () => client.find(),
    'cancel': () => client.cancel(),
    'leave': () => client.leave(),
    'use-here': () => client.useHere(),
    'try-now': () => client.reconnectNow(),
    'send-unsent': () => client.retryUnsent(),
    'delete-unsent': () => client.discardUnsent(),
    'open-report': () => report.open(),
    'close-report': () => report.close(),
    'copy-unsent': () => chat.copyUnsent(),
    'reload': () => location.reload(),
  };
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-do]') : null;
    if (button instanceof HTMLElement) actions[button.dataset['do'] ?? '']?.();
  });

  /** @type {View | null} */
  let before = null;
  let link = { lost: false, wasUp: false };
  let cameFrom = ''; // the last phase in which there was something to do or to wait for
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock;

  let shownAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let showing;

  /** At once what one waits for; the rest soon. @param {View} view */
  function showSoon(view) {
    const isNews = before === null || view.phase !== before.phase || view.link !== before.link;
    const wait = shownAt + SHOW_EVERY_MS - Date.now();
    if (isNews || wait <= 0) return show();
    showing ??= setTimeout(show, Math.min(wait, SHOW_EVERY_MS));
  }

  function show() {
    showing = void clearTimeout(showing);
    const view = client.view;
    const now = Date.now();
    shownAt = now;
    link = followLink(link, view);
    const begun = view.phase === 'chatting' && before?.phase !== 'chatting' ? chatBegunWords(cameFrom) : '';
    if (view.phase !== 'idle') cameFrom = view.phase;
    showScreen(view, now);
    banner.update(view, now, link);
    chat.update(view, now, link.lost, begun);
    consent.update(view);
    report.update(view, now);
    attention.update(view);
    announcer.update(view, now, link.lost, begun);
    // A fresh page leaves the focus where it is, but for one that goes on with a chat.
    if (before === null ? view.phase === 'chatting' : before.phase !== view.phase) moveFocus(view, chat);
    before = view;
    runClock(needsClock(view));
  }

  /** @param {boolean} wanted */
  function runClock(wanted) {
    if (wanted && clock === undefined) clock = setInterval(show, CLOCK_MS);
    if (!wanted && clock !== undefined) clock = void clearInterval(clock);
  }

  client.subscribe(showSoon);
}

/**
 * @param {View} view
 * @param {number} now
 */
function showScreen(view, now) {
  const shown = screenOf(view);
  for (const screen of document.querySelectorAll('[data-screen]')) {
    if (screen instanceof HTMLElement) setShown(screen, screen.dataset['screen'] === shown);
  }
  document.documentElement.dataset['shown'] = shown;

  for (const notice of document.querySelectorAll('[data-slot="notice"]')) setText(notice, noticeOf(view));
  if (view.phase === 'searching') {
    setText(slot(document, 'elapsed'), elapsedWords(view.searchingSince === null ? 0 : now - view.searchingSince));
  }
  if (view.phase === 'banned') showBan(view);
  if (view.phase === 'failed') {
    setText(slot(document, 'failed-title'), 'StimChat cannot go on in this page.');
    setText(slot(document, 'failed-words'), view.notice || 'Loading the page again usually helps.');
  }
}

/** A refused report is told where the report's other news is. @param {View} view */
const noticeOf = (view) => (view.report === 'refused' ? '' : view.notice);

/** @param {View} view */
function showBan(view) {
  const ban = banWords(view);
  setText(slot(document, 'ban-title'), ban.title);
  setText(slot(document, 'ban-reason'), ban.reason);
  setText(slot(document, 'ban-until'), ban.until);
}

/**
 * To what one most likely does next, so that a chat needs no mouse.
 * @param {View} view
 * @param {ReturnType<typeof createChat>} chat
 */
function moveFocus(view, chat) {
  if (screenOf(view) === 'chat') return chat.focus(view);
  if (view.phase === 'consent' || view.phase === 'banned') return;
  find(document, `[data-screen="${screenOf(view)}"] [data-focus]`, HTMLElement).focus();
}
