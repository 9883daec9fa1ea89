import { el, find } from '../../src/dom.js';
import { displayRuns } from '../../src/words.js';
import { CHOICES, clockWords, counted, reasonWords, timeWords } from './words.js';

/** @typedef {import('./api.js').ReportCase} ReportCase */
/** @typedef {import('./words.js').Choice} Choice */

const FROM = { reporter: 'Reporter', reported: 'Reported' };

/** @param {string} text with controls that would reorder it made visible */
const shownText = (text) =>
  displayRuns(text).map((run) => (run.mark ? el('span', { class: 'control-mark' }, run.text) : run.text));

/** @param {string} term @param {(Node | string)[]} description */
const fact = (term, ...description) => el('div', {}, el('dt', {}, term), el('dd', {}, ...description));

/** @param {string} at */
const time = (at, words = timeWords(at)) => el('time', { datetime: at, title: at }, words);

/** One report with its transcript, on the right. */
export class CaseView {
  #root = find(document, '#case', HTMLElement);
  /** @type {HTMLElement | null} */
  #evidence = null;
  /** @type {HTMLButtonElement | null} */
  #switch = null;
  #decide;
  #back;

  /** @param {(choice: Choice) => void} decide @param {() => void} back */
  constructor(decide, back) {
    this.#decide = decide;
    this.#back = back;
    this.clear();
  }

  clear(words = 'Choose a report, or press j and Enter.') {
    this.#evidence = null;
    this.#switch = null;
    this.#root.replaceChildren(el('h2', { class: 'visually-hidden', id: 'case-title' }, 'No case is open'),
                               el('p', { class: 'empty' }, words));
  }

  /** @param {ReportCase} report */
  show(report) {
    const back = el('button', { type: 'button', class: 'button button-quiet back' }, '\u2190 Queue');
    back.addEventListener('click', () => this.#back());
    const title = el('h2', { id: 'case-title', tabindex: '-1' }, reasonWords(report.reason));
    this.#root.replaceChildren(back, title, this.#facts(report), this.#verdict(report), ...this.#evidenceParts(report));
    title.focus({ preventScroll: true });
    this.#root.scrollIntoView({ block: 'nearest' });
  }

  /** What was written is blurred until somebody chooses to look at it. */
  toggleEvidence() {
    this.#setBlurred(this.#evidence?.dataset['blurred'] === undefined);
  }

  /** @param {ReportCase} report */
  #facts(report) {
    const others = report.other_reports === 0 ? 'none' : counted(report.other_reports, 'other report');
    return el('dl', { class: 'facts' }, fact('Reported', time(report.reported_at)),
              fact('Chat began', time(report.chat_started_at)), fact('Same person', others),
              fact('Report', el('code', {}, report.report_id)));
  }

  /** @param {ReportCase} report */
  #verdict(report) {
    if (report.status !== 'open') {
      const what = report.status === 'banned' ? 'banned the person' : 'dismissed this report';
      return el('p', { class: 'verdict' }, `${report.decided_by ?? 'Somebody'} ${what}`,
                ...(report.decided_at === null ? [] : [', ', time(report.decided_at)]), '.');
    }
    const buttons = CHOICES.map((choice) => {
      const dismiss = choice.decision.action === 'dismiss';
      const button = el('button', { type: 'button', class: dismiss ? 'button' : 'button button-danger',
                                    'aria-label': choice.sure, 'aria-keyshortcuts': choice.key },
                        el('kbd', { 'aria-hidden': 'true' }, choice.key), ` ${choice.label}`);
      button.addEventListener('click', () => this.#decide(choice));
      return button;
    });
    const bans = buttons.slice(0, -1);
    return el('div', { class: 'decide' },
              el('div', { class: 'choices', role: 'group', 'aria-labelledby': 'ban-label' },
                 el('span', { class: 'quiet', id: 'ban-label' }, 'Ban for'), ...bans),
              ...buttons.slice(-1),
              el('p', { class: 'quiet small' }, 'A decision waits 5 seconds before it is sent; until then it can be undone.'));
  }

  /** @param {ReportCase} report */
  #evidenceParts(report) {
    const toggle = el('button', { type: 'button', class: 'button', 'aria-keyshortcuts': 's', 'aria-controls': 'evidence' });
    toggle.addEventListener('click', () => this.toggleEvidence());
    const note = report.note === '' ? [] : [
      el('h3', {}, 'The reporter\u2019s note'),
      el('p', { class: 'note', dir: 'auto' }, ...shownText(report.note)),
    ];
    const missing = report.transcript_truncated
      ? [el('p', { class: 'quiet small' }, 'The chat was longer than what is kept: its beginning is missing.')] : [];
    const lines = report.transcript.length === 0 ? [el('p', { class: 'quiet' }, 'Nothing was written in this chat.')]
      : [el('ol', { class: 'transcript', 'aria-label': 'Transcript' }, ...report.transcript.map((line) => this.#line(line)))];
    this.#evidence = el('div', { class: 'evidence', id: 'evidence' }, ...note,
                        el('h3', {}, `Transcript, ${counted(report.transcript.length, 'message')}`), ...missing, ...lines);
    this.#switch = toggle;
    this.#setBlurred(true);
    return [el('p', { class: 'evidence-switch' }, toggle), this.#evidence];
  }

  /** @param {import('./api.js').TranscriptLine} line */
  #line(line) {
    return el('li', { class: 'line', 'data-from': line.from },
              el('p', { class: 'line-head small' }, el('span', { class: 'figures quiet' }, `#${line.offset} `),
                 el('strong', {}, FROM[line.from]), el('span', { class: 'quiet' }, ` ${line.alias}, `),
                 time(line.at, clockWords(line.at))),
              el('p', { class: 'line-text', dir: 'auto' }, ...shownText(line.text)));
  }

  /** @param {boolean} blurred */
  #setBlurred(blurred) {
    if (this.#evidence === null || this.#switch === null) return;
    this.#evidence.toggleAttribute('data-blurred', blurred);
    this.#evidence.inert = blurred; // neither read out nor copied
    this.#switch.replaceChildren(blurred ? 'Show what was written ' : 'Blur what was written ',
                                 el('kbd', { 'aria-hidden': 'true' }, 's'));
    this.#switch.setAttribute('aria-expanded', String(!blurred));
  }
}
