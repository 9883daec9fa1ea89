import { el, find, setShown, setText, slot } from '../../src/dom.js';
import { ageWords, counted, queueWords, reasonWords } from './words.js';

/** The open reports, on the left. */
export class QueueView {
  #list = find(document, '#queue', HTMLOListElement);
  #empty = find(document, '#queue-empty', HTMLElement);
  #count = slot(document, 'queue-count');
  #hint = slot(document, 'queue-hint');
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  #open;

  /** @param {(report: string) => void} open */
  constructor(open) {
    this.#open = open;
  }

  /**
   * @param {import('./api.js').ReportSummary[]} reports in the queue's order
   * @param {string | null} opened
   * @param {number} now
   */
  show(reports, opened, now) {
    const focused = this.#focusedReport();
    const known = this.#buttons;
    this.#buttons = new Map();
    const rows = reports.map((report) => {
      const button = known.get(report.report_id) ?? this.#makeButton(report.report_id);
      this.#buttons.set(report.report_id, button);
      this.#fill(button, report, report.report_id === opened, now);
      return button.parentElement ?? el('li', {}, button);
    });
    const unchanged = rows.length === this.#list.children.length && rows.every((row, at) => row === this.#list.children[at]);
    if (!unchanged) this.#list.replaceChildren(...rows);
    if (focused !== null && !unchanged) this.#buttons.get(focused)?.focus({ preventScroll: true });
    setShown(this.#empty, reports.length === 0);
    setText(this.#count, reports.length === 0 ? '' : String(reports.length));
    setText(this.#hint, queueWords(reports.length));
  }

  /**
   * Moves the focus by one report; from elsewhere, from the opened one.
   * @param {1 | -1} step @param {string | null} opened
   */
  move(step, opened) {
    const ids = [...this.#buttons.keys()];
    const focused = this.#focusedReport();
    const from = ids.indexOf(focused ?? opened ?? '');
    const to = from === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, from + step));
    this.focus(ids[to] ?? null);
  }

  /** @param {string | null} report null: the first */
  focus(report) {
    const button = this.#buttons.get(report ?? '') ?? this.#buttons.values().next().value;
    button?.focus();
    button?.scrollIntoView({ block: 'nearest' });
  }

  #focusedReport() {
    for (const [id, button] of this.#buttons) if (button === document.activeElement) return id;
    return null;
  }

  /** @param {string} id */
  #makeButton(id) {
    const button = el('button', { type: 'button', class: 'queue-row' });
    button.addEventListener('click', () => this.#open(id));
    return button;
  }

  /**
   * @param {HTMLButtonElement} button @param {import('./api.js').ReportSummary} report
   * @param {boolean} opened @param {number} now
   */
  #fill(button, report, opened, now) {
    const others = report.other_reports === 0 ? '' : `, ${counted(report.other_reports, 'other report')}`;
    const urgent = report.reason === 'child_safety' ? [el('span', { class: 'urgent' }, 'Urgent')] : [];
    const words = `${ageWords(report.reported_at, now)}, ${counted(report.messages, 'message')}${others}`;
    button.toggleAttribute('data-urgent', report.reason === 'child_safety');
    if (opened) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
    if (button.dataset['words'] === words) return;
    button.dataset['words'] = words;
    button.replaceChildren(el('span', { class: 'queue-reason' }, reasonWords(report.reason), ' ', ...urgent),
                           el('span', { class: 'quiet small' }, words));
  }
}
