import { expect, meet, test } from '../fixtures/test.ts';
import { Moderator } from '../fixtures/moderator.ts';

const THANKS = 'Thank you for your report. The user has been flagged for review.';

test.describe('a report', () => {
  test('ends the chat at once and stores what the server saw', async ({ pair: { alice, bob }, server }) => {
    await bob.say('You are a waste of space');
    await expect(alice.heard('You are a waste of space')).toBeVisible();
    await alice.say('That is not a nice thing to say');
    await expect(bob.heard('That is not a nice thing to say')).toBeVisible();

    await alice.report('Harassment or hate', 'It began out of nowhere');
    await expect(alice.page.getByRole('heading', { name: 'Chat ended' })).toBeVisible();
    await expect(alice.page.getByText(THANKS).first()).toBeVisible();
    // The other side sees an ordinary end, and nothing about a report.
    await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
    expect(bob.framesReceived.join().toLowerCase()).not.toContain('report"');

    expect(await server.rows('SELECT reason, note, status, evidence_lines FROM reports')).toEqual([
      { reason: 'harassment_or_hate', note: 'It began out of nowhere', status: 'open', evidence_lines: 2 },
    ]);
    expect(await server.rows(`SELECT line, content, sender_alias = reported_alias AS by_reported
        FROM report_evidence JOIN reports ON reports.id = report_id ORDER BY line`)).toEqual([
      { line: 1, content: 'You are a waste of space', by_reported: 1 },
      { line: 2, content: 'That is not a nice thing to say', by_reported: 0 },
    ]);
    const [keys] = await server.rows('SELECT reporter_key, reported_key FROM reports');
    expect(keys?.['reporter_key']).not.toBe(keys?.['reported_key']);
  });

  test('is possible after the partner left', async ({ pair: { alice, bob }, server }) => {
    await bob.say('Send me money or else');
    await expect(alice.heard('Send me money or else')).toBeVisible();
    await bob.leave();
    await expect(alice.page.getByText('The conversation can be reported for another 10 minutes.')).toBeVisible();
    await alice.report('Spam or a scam');
    await expect(alice.page.getByText(THANKS).first()).toBeVisible();
    await expect(alice.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
    await expect(alice.page.getByRole('button', { name: 'Report', exact: true })).toBeHidden();
    expect(await server.rows('SELECT reason, evidence_lines FROM reports')).toEqual([{ reason: 'spam_or_scam', evidence_lines: 1 }]);
  });

  test.describe('on a server that does not wait long for who is gone', () => {
    test.use({ serverFlags: ['--resume-window', '1s', '--resume-window-away', '1s'] });

    test('is possible after the partner closed the tab', async ({ pair: { alice, bob }, server }) => {
      await bob.say('Bye bye and good riddance');
      await expect(alice.heard('Bye bye and good riddance')).toBeVisible();
      await bob.page.close();
      await expect(alice.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
      await alice.report('Something else');
      await expect(alice.page.getByText(THANKS).first()).toBeVisible();
      expect(await server.rows('SELECT reason FROM reports')).toEqual([{ reason: 'other' }]);
    });
  });

  test.describe('with a short window', () => {
    test.use({ serverFlags: ['--report-window', '1s'] });

    test('is no longer offered after it', async ({ pair: { alice, bob } }) => {
      await bob.leave();
      await expect(alice.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
      await expect(alice.page.getByRole('button', { name: 'Report', exact: true })).toBeHidden();
      await expect(alice.findButton).toBeVisible();
    });
  });

  test('that cannot be stored now is kept and sent again', async ({ pair: { alice }, server }) => {
    let tries = 0;
    await alice.page.route('**/api/v1/report', (route) => ++tries === 1
      ? route.fulfill({ status: 503, headers: { 'Retry-After': '4' }, contentType: 'application/problem+json', body: '{}' })
      : route.continue());
    await alice.report('Spam or a scam');
    await expect(alice.page.getByText('Your report has not arrived yet.').first()).toBeVisible();
    await expect(alice.page.getByText(THANKS)).toHaveCount(0);
    await expect(alice.page.getByText(THANKS).first()).toBeVisible();
    expect(tries).toBe(2);
    expect(await server.rows('SELECT reason FROM reports')).toEqual([{ reason: 'spam_or_scam' }]);
  });

  test('that is refused says why', async ({ pair: { alice } }) => {
    await alice.page.route('**/api/v1/report', (route) => route.fulfill({
      status: 404, contentType: 'application/problem+json', body: '{"detail":"This chat is not known any more."}',
    }));
    await alice.report('Spam or a scam');
    await expect(alice.page.locator('#ended')).toContainText('This chat is not known any more.');
    await expect(alice.page.getByText(THANKS)).toHaveCount(0);
    await expect(alice.findButton).toBeVisible();
  });

  test('asks for a reason, bounds the note, and can be given up', async ({ pair: { alice }, server }) => {
    await alice.page.getByRole('button', { name: 'Report', exact: true }).click();
    const dialog = alice.page.getByRole('dialog', { name: 'Report this chat' });
    await expect(dialog.getByRole('radio')).toHaveCount(7);
    await expect(dialog).toContainText('The chat ends at once.');
    await dialog.getByRole('button', { name: 'Send Report' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('Please choose what happened.');

    await dialog.getByRole('radio', { name: 'Violence or threats' }).check();
    const note = dialog.getByRole('textbox');
    await note.fill('n'.repeat(501));
    await expect(dialog.getByText('501 of 500: 1 too many')).toBeVisible();
    await dialog.getByRole('button', { name: 'Send Report' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('Please shorten the note to 500 characters.');
    await expect(note).toBeFocused();

    await alice.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(alice.composer).toBeVisible();
    await expect(alice.page.getByText('Press Esc again to leave')).toBeHidden();
    expect(await server.rows('SELECT COUNT(*) AS count FROM reports')).toEqual([{ count: 0 }]);
  });

  test('for self-harm shows where help is', async ({ pair: { alice } }) => {
    await alice.page.getByRole('button', { name: 'Report', exact: true }).click();
    const help = alice.page.getByRole('dialog').getByRole('link', { name: 'findahelpline.com' });
    await expect(help).toBeHidden();
    await alice.page.getByRole('radio', { name: 'Self-harm or suicide' }).check();
    await expect(help).toBeVisible();
    await expect(alice.page.getByRole('dialog')).toContainText('112');
  });

  test('nothing of a chat without a report is in the database', async ({ pair: { alice, bob }, server }) => {
    await alice.say('This stays between the two of us');
    await expect(bob.heard('This stays between the two of us')).toBeVisible();
    await alice.leave();
    await expect(bob.findButton).toBeVisible();
    for (const table of ['reports', 'report_evidence', 'bans']) {
      expect(await server.rows(`SELECT * FROM ${table}`)).toEqual([]);
    }
  });

  test('each of both sides counts', async ({ pair: { alice, bob }, server }) => {
    await alice.say('Something to argue about');
    await expect(bob.heard('Something to argue about')).toBeVisible();
    await alice.report('Harassment or hate');
    await expect(alice.page.getByText(THANKS).first()).toBeVisible();
    await bob.report('Spam or a scam');
    await expect(bob.page.getByText(THANKS).first()).toBeVisible();
    expect(await server.rows('SELECT reason FROM reports ORDER BY reason')).toEqual([
      { reason: 'harassment_or_hate' }, { reason: 'spam_or_scam' },
    ]);
    expect(await (await Moderator.signIn(server)).openReports()).toHaveLength(2);
  });

  test('can be followed by the next chat', async ({ pair: { alice }, open }) => {
    await alice.report('Something else');
    await expect(alice.page.getByText(THANKS).first()).toBeVisible();
    const carol = await open('Carol');
    await carol.agree();
    await meet(alice, carol);
    await expect(alice.page.getByRole('button', { name: 'Report', exact: true })).toBeVisible();
  });
});
