// What is in the database, read by other programs than the server: python3's sqlite3 or psql.
import { execFileSync } from 'node:child_process';

const query = `SELECT r.id, r.conversation_id, r.reporter_key, r.evidence_lines,
  (SELECT COUNT(*) FROM report_evidence e WHERE e.report_id = r.id) FROM reports r`;

const python = `
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], timeout=20)
assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the database file is damaged"
for row in base.execute(sys.argv[2]):
    print("|".join(str(field) for field in row))
`;

function rows(database) {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28 };
  const text = database.startsWith('sqlite:')
    ? execFileSync('python3', ['-c', python, database.slice('sqlite:'.length), query], options)
    : execFileSync('psql', ['--no-psqlrc', '--tuples-only', '--no-align', '--dbname', database, '--command', query], options);
  return text.split('\n').filter(Boolean).map((line) => line.split('|'));
}

/**
 * Holds the answers against the database. "Answered" is a report whose POST was answered with 201; "twice" are two rows
 * of one conversation and one reporter.
 * @returns {{stored: number, answered: number, faults: string[]}}
 */
export function checkStored(database, answers) {
  const faults = [];
  const conversationOf = new Map();
  const reporters = new Set();
  for (const [id, conversation, reporter, lines, linesFound] of rows(database)) {
    conversationOf.set(id, conversation);
    if (reporters.has(conversation + reporter)) faults.push(`report ${id} is there twice`);
    reporters.add(conversation + reporter);
    if (lines !== linesFound) faults.push(`report ${id} has ${linesFound} lines of evidence in place of ${lines}`);
  }
  const answered = new Set();
  for (const { report, conversation } of answers.stored) {
    answered.add(report);
    if (conversationOf.get(report) !== conversation) faults.push(`report ${report} was answered and is not stored`);
  }
  return { stored: conversationOf.size, answered: answered.size, faults };
}
