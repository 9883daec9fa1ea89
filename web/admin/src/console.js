import { find, setShown, setText, slot } from '../../src/dom.js';
import { Fault } from './api.js';
import { AuditView } from './audit_view.js';
import { BansView } from './bans_view.js';
import { CaseView } from './case_view.js';
import { startKeys } from './keys.js';
import { Pending } from './pending.js';
import { PendingView } from './pending_view.js';
import { QueueView } from './queue_view.js';
import { CHOICES, reasonWords, shortId } from './words.js';

/** @typedef {import('./api.js').Session} Session */
/** @typedef {import('./words.js').Choice} Choice */
/** @typedef {'queue' | 'bans' | 'audit'} Tab */

const REFRESH_MS = 15_000;

/** @returns {Tab} */
function tabInAddress() {
  const name = location.hash.slice(1);
  return name === 'bans' || name === 'audit' ? name : 'queue';
}

/** The moderator's day: what is shown, and what follows from a key or click. */
export class Console {
  #status = find(document, '#status', HTMLElement);
  #fault = find(document, '#fault', HTMLElement);
  /** @type {Session | null} */
  #session = null;
  /** @type {import('./api.js').ReportSummary[]} */
  #reports = [];
  /** @type {import('./api.js').Ban[]} */
  #bans = [];
  /** Decided here, not to be shown again, whatever an older answer says. @type {Set<string>} */
  #gone = new Set();
  /** @type {string | null} */
  #opened = null;
  #opening = 0;
  #faultOfRefresh = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #api;
  #askToSignIn;

  #queue = new QueueView((report) => void this.#open(report));
  #case = new CaseView((choice) => this.#decide(choice), () => this.#closeCase());
  #bansView = new BansView((ban) => this.#lift(ban));
  #audit = new AuditView();
  #pending = new Pending(() => this.#pendingView.show());
  #pendingView = new PendingView(this.#pending, () => this.#undo());

  /** @param {import('./api.js').Api} api @param {(why: string) => void} askToSignIn */
  constructor(api, askToSignIn) {
    this.#api = api;
    this.#askToSignIn = askToSignIn;
    startKeys((key) => this.#pressed(key));
    addEventListener('hashchange', () => this.#showTab());
    // The last moment at which a browser surely lets a page send something.
    addEventListener('pagehide', () => void this.#pending.flush(true));
    document.addEventListener('visibilitychange', () => void this.#refresh());
  }

  /** After a load of the page: goes on with the session there is. */
  async resume() {
    try {
      this.enter(await this.#api.whoAmI());
    } catch (error) {
      this.#showSignIn(error instanceof Fault && error.kind !== 'not-signed-in' ? error.message : '');
    }
  }

  /** @param {Session} session */
  enter(session) {
    this.#session = session;
    setText(slot(document, 'who'), session.name);
    this.#setSignedIn(true);
    this.#showTab();
    this.#say(`Signed in as ${session.name}.`);
  }

  /** Signs out. */
  async leave() {
    await this.#attempt(async () => {
      await this.#pending.flush();
      await this.#api.signOut();
      this.#showSignIn('');
    });
  }

  // --- what is shown

  #showTab() {
    if (this.#session === null) return;
    const tab = tabInAddress();
    for (const view of document.querySelectorAll('[data-view]'))
      setShown(/** @type {HTMLElement} */ (view), view.getAttribute('data-view') === tab);
    for (const link of document.querySelectorAll('[data-tab]')) {
      if (link.getAttribute('data-tab') === tab) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    void this.#refresh();
  }

  /** @param {string} why */
  #showSignIn(why) {
    this.#session = null;
    clearTimeout(this.#timer);
    this.#pending.undo();
    this.#reports = [];
    this.#bans = [];
    this.#gone.clear();
    this.#closeCase();
    this.#render();
    this.#complain('');
    this.#setSignedIn(false);
    this.#askToSignIn(why);
  }

  /** @param {boolean} signedIn */
  #setSignedIn(signedIn) {
    for (const part of document.querySelectorAll('[data-signed-in]')) setShown(/** @type {HTMLElement} */ (part), signedIn);
    for (const view of document.querySelectorAll('[data-view]'))
      setShown(/** @type {HTMLElement} */ (view), !signedIn && view.getAttribute('data-view') === 'sign-in');
  }

  #render() {
    const open = this.#reports.filter((report) => !this.#gone.has(report.report_id));
    this.#queue.show(open, this.#opened, Date.now());
    this.#bansView.show(this.#bans.filter((ban) => !this.#gone.has(ban.ban_id)), Date.now());
    document.title = open.length === 0 ? 'StimChat moderation' : `(${open.length}) StimChat moderation`;
    find(document, '[data-view="queue"]', HTMLElement).toggleAttribute('data-case-open', this.#opened !== null);
  }

  /** Now, and every REFRESH_MS while somebody can see it. */
  async #refresh() {
    clearTimeout(this.#timer);
    if (this.#session === null || document.hidden) return;
    this.#timer = setTimeout(() => void this.#refresh(), REFRESH_MS);
    await this.#attempt(async () => {
      const tab = tabInAddress();
      const before = this.#reports.length;
      const reports = await this.#api.openReports();
      if (tab === 'bans') this.#bans = await this.#api.bans();
      if (tab === 'audit') this.#audit.show(await this.#api.audit());
      if (this.#session === null) return;
      this.#reports = reports;
      if (this.#faultOfRefresh) this.#complain('');
      this.#render();
      if (reports.length > before && before > 0) this.#say('There are new reports.');
    }, true);
  }

  // --- what the moderator does

  /** @param {string} report */
  async #open(report) {
    if (this.#session === null) return;
    const turn = ++this.#opening;
    this.#complain('');
    await this.#attempt(async () => {
      const found = await this.#api.openCase(report);
      if (turn !== this.#opening) return; // another was opened meanwhile
      this.#opened = report;
      this.#case.show(found);
      this.#render();
    });
  }

  #closeCase() {
    const report = this.#opened;
    this.#opening += 1;
    this.#opened = null;
    this.#case.clear();
    this.#render();
    this.#queue.focus(report);
  }

  /** @param {Choice} choice */
  #decide(choice) {
    const report = this.#opened;
    const summary = this.#reports.find((known) => known.report_id === report);
    if (report === null || summary === undefined) return;
    const words = `${choice.sure}: ${reasonWords(summary.reason)}, report ${shortId(report)}`;
    const next = this.#neighbour(report);
    this.#complain('');
    void this.#pending.add({
      words,
      send: (leaving) => this.#carryOut(report, words, () => this.#api.decide(report, choice.decision, leaving)),
      undo: () => this.#putBack(report),
    });
    this.#gone.add(report);
    this.#closeCase();
    this.#queue.focus(next);
    this.#say(`${words}. It is sent in 5 seconds; press u to undo.`);
  }

  /** @param {import('./api.js').Ban} ban */
  #lift(ban) {
    const words = `Lift the ban of ${shortId(ban.participant_key)}: ${ban.reason}`;
    this.#complain('');
    void this.#pending.add({
      words,
      send: (leaving) => this.#carryOut(ban.ban_id, words, () => this.#api.lift(ban.ban_id, leaving)),
      undo: () => this.#putBack(ban.ban_id),
    });
    this.#gone.add(ban.ban_id);
    this.#render();
    this.#bansView.focus(null);
    this.#say(`${words}. It is done in 5 seconds; press u to undo.`);
  }

  #undo() {
    if (this.#pending.undo()) this.#say('Undone. Nothing was sent.');
  }

  /** @param {string} id of the report or ban */
  #putBack(id) {
    this.#gone.delete(id);
    this.#render();
    if (this.#reports.some((report) => report.report_id === id)) void this.#open(id);
    else this.#bansView.focus(id);
  }

  /**
   * Sends a decision. Where it fails, the report is back in the queue, and the moderator is told.
   * @param {string} id @param {string} words @param {() => Promise<void>} send
   */
  async #carryOut(id, words, send) {
    try {
      await send();
      this.#say(`Done: ${words}.`);
      void this.#refresh();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.kind === 'already-decided' || error.kind === 'report-unknown' || error.kind === 'ban-unknown')
        return this.#complain(`${words}: not done. ${error.message}`);
      this.#gone.delete(id);
      this.#render();
      if (error.kind === 'not-signed-in') return this.#showSignIn(`${words}: not done. ${error.message}`);
      this.#complain(`${words}: not done, and back in the list. ${error.message}`);
    }
  }

  /** The report that comes after this one, else before. @param {string} report */
  #neighbour(report) {
    const ids = this.#reports.map((known) => known.report_id).filter((id) => id === report || !this.#gone.has(id));
    const at = ids.indexOf(report);
    return ids[at + 1] ?? ids[at - 1] ?? null;
  }

  /** @param {string} key */
  #pressed(key) {
    if (this.#session === null) return false;
    if (key === 'u') return this.#undo(), true;
    if (tabInAddress() !== 'queue') return false;
    if (key === 'j' || key === 'k') return this.#queue.move(key === 'j' ? 1 : -1, this.#opened), true;
    if (this.#opened === null) return false;
    if (key === 's') return this.#case.toggleEvidence(), true;
    if (key === 'Escape') return this.#closeCase(), true;
    const choice = CHOICES.find((known) => known.key === key);
    if (choice === undefined) return false;
    this.#decide(choice);
    return true;
  }

  // --- words

  /**
   * Carries something out; what goes wrong is told.
   * @param {() => Promise<unknown>} what @param {boolean} [isRefresh]
   */
  async #attempt(what, isRefresh = false) {
    try {
      await what();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.kind === 'not-signed-in') this.#showSignIn(error.message);
      else this.#complain(error.message, isRefresh);
    }
  }

  /** @param {string} words */
  #say(words) {
    setText(this.#status, words);
  }

  /** @param {string} words @param {boolean} [isRefresh] goes away by itself once a refresh succeeds */
  #complain(words, isRefresh = false) {
    this.#faultOfRefresh = isRefresh;
    setText(this.#fault, words);
  }
}
