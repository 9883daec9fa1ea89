import { expect, foreignTokens, test } from '../fixtures/test.ts';

test('no token of the other one is in any frame or answer', async ({ pair: { alice, bob } }) => {
  await alice.say('A message with nothing secret');
  await expect(bob.heard('A message with nothing secret')).toBeVisible();
  await bob.say('An answer just as harmless');
  await expect(alice.heard('An answer just as harmless')).toBeVisible();
  await alice.report('Something else');
  await expect(alice.page.getByText('Thank you for your report.').first()).toBeVisible();
  await bob.findButton.click();

  for (const person of [alice, bob]) {
    expect(person.tokens.size).toBe(1);
    expect(person.framesReceived.length).toBeGreaterThan(3);
    const stored = await person.page.evaluate(() => localStorage.getItem('stimchat_user_token'));
    expect(person.tokens.has(stored ?? '')).toBe(true);
    for (const token of person.tokens) {
      expect([...person.requests, ...person.sockets].join(), 'no token in an address').not.toContain(token);
    }
  }
  expect(foreignTokens([alice, bob])).toEqual([]);

  // The control: the scan sees a token where there is one.
  bob.framesReceived.push(`{"sender":"${[...alice.tokens][0]}"}`);
  expect(foreignTokens([alice, bob])).toEqual(['Bob was sent the token of Alice']);
  bob.framesReceived.pop();
});

test('two chats in a row show two different names for the same person', async ({ pair: { alice, bob } }) => {
  const aliases = (frames: string[]) => frames.filter((frame) => frame.includes('NEW_MATCH'))
    .flatMap((frame) => Object.values((JSON.parse(frame) as { data: Record<string, string> }).data));
  const seen = aliases([...alice.framesReceived, ...bob.framesReceived]);
  expect(new Set(seen).size).toBe(2);
});
