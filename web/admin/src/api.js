/** The console's calls to the server. Each gives the answer's JSON, or throws a Fault. */

/**
 * @typedef {'child_safety' | 'violence' | 'sexual' | 'harassment_or_hate' | 'spam_or_scam' | 'self_harm' | 'other'} Reason
 * @typedef {'15m' | '24h' | '7d' | '30d' | 'permanent'} BanLength
 * @typedef {{name: string, csrf_token: string, expires_at: string}} Session
 * @typedef {{report_id: string, reason: Reason, status: string, reported_at: string, messages: number,
 *            other_reports: number}} ReportSummary
 * @typedef {{offset: number, from: 'reporter' | 'reported', alias: string, at: string, text: string}} TranscriptLine
 * @typedef {{report_id: string, conversation_id: string, reason: Reason, note: string,
 *            status: 'open' | 'dismissed' | 'banned', reported_at: string, chat_started_at: string,
 *            reporter_alias: string, reported_alias: string, other_reports: number, transcript_truncated: boolean,
 *            transcript: TranscriptLine[], decided_by: string | null, decided_at: string | null}} ReportCase
 * @typedef {{ban_id: string, participant_key: string, reason: string, imposed_at: string, imposed_by: string,
 *            until: string | null, report_id: string | null}} Ban
 * @typedef {{at: string, actor: string, action: string, subject: string, detail: string}} AuditEntry
 * @typedef {{action: 'dismiss'} | {action: 'ban', duration: BanLength}} Decision
 */

const CALL_MS_MAX = 15_000;
const ROWS_MAX = 200;

/** A call that did not succeed; `message` is for the person. */
export class Fault extends Error {
  /**
   * @param {string} kind the last part of the problem's type, e.g. "already-decided"; "unreachable" without an answer
   * @param {string} sentence
   * @param {number | null} retryAfterS
   */
  constructor(kind, sentence, retryAfterS = null) {
    super(sentence);
    this.kind = kind;
    this.retryAfterS = retryAfterS;
  }
}

/** @param {Response} response @returns {Promise<Fault>} */
async function faultOf(response) {
  const problem = await response.json().catch(() => null);
  const kind = typeof problem?.type === 'string' ? problem.type.replace('/problems/', '') : 'unknown';
  const sentence = typeof problem?.detail === 'string' ? problem.detail : `The server answered with status ${response.status}.`;
  const wait = Number(response.headers.get('Retry-After') ?? NaN);
  return new Fault(kind, sentence, Number.isFinite(wait) ? wait : null);
}

export class Api {
  #csrf = '';

  /**
   * @param {'GET' | 'POST' | 'DELETE'} method
   * @param {string} path below /api/v1/admin/
   * @param {object} [body]
   * @param {boolean} [keepalive] goes on when the page is left
   */
  async #call(method, path, body, keepalive = false) {
    /** @type {Record<string, string>} */
    const headers = {};
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (method !== 'GET' && this.#csrf !== '') headers['X-CSRF-Token'] = this.#csrf;
    /** @type {RequestInit} */
    const options = { method, headers, keepalive, credentials: 'same-origin', cache: 'no-store' };
    if (body !== undefined) options.body = JSON.stringify(body);
    if (!keepalive) options.signal = AbortSignal.timeout(CALL_MS_MAX);
    let response;
    try {
      response = await fetch(`/api/v1/admin/${path}`, options);
    } catch {
      throw new Fault('unreachable', 'The server cannot be reached. Nothing was changed that is not shown here.');
    }
    if (!response.ok) throw await faultOf(response);
    return response.status === 204 ? null : response.json();
  }

  /** @param {Session} session */
  #keep(session) {
    this.#csrf = session.csrf_token;
    return session;
  }

  /** @param {string} name @param {string} password @returns {Promise<Session>} */
  async signIn(name, password) {
    return this.#keep(await this.#call('POST', 'session', { name, password }));
  }

  /** @returns {Promise<Session>} */
  async whoAmI() {
    return this.#keep(await this.#call('GET', 'session'));
  }

  async signOut() {
    await this.#call('DELETE', 'session');
    this.#csrf = '';
  }

  /** @returns {Promise<ReportSummary[]>} */
  async openReports() {
    return (await this.#call('GET', `reports?limit=${ROWS_MAX}`)).reports;
  }

  /** @param {string} report @returns {Promise<ReportCase>} */
  openCase(report) {
    return this.#call('GET', `reports/${report}`);
  }

  /** @param {string} report @param {Decision} decision @param {boolean} [leaving] */
  async decide(report, decision, leaving = false) {
    await this.#call('POST', `reports/${report}/decision`, decision, leaving);
  }

  /** @returns {Promise<Ban[]>} */
  async bans() {
    return (await this.#call('GET', `bans?limit=${ROWS_MAX}`)).bans;
  }

  /** @param {string} ban @param {boolean} [leaving] */
  async lift(ban, leaving = false) {
    await this.#call('DELETE', `bans/${ban}`, undefined, leaving);
  }

  /** @returns {Promise<AuditEntry[]>} */
  async audit() {
    return (await this.#call('GET', `audit?limit=${ROWS_MAX}`)).entries;
  }
}
