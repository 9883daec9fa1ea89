import { ARRIVED, expect, meet, test } from '../fixtures/test.ts';

test.describe('the composer', () => {
  test('breaks the line with Shift+Enter and sends with Enter', async ({ pair: { alice, bob } }) => {
    await alice.composer.pressSequentially('first line');
    await alice.composer.press('Shift+Enter');
    await alice.composer.pressSequentially('second line');
    expect(alice.framesSent.filter((frame) => frame.includes('CHAT_MESSAGE'))).toEqual([]);
    await alice.composer.press('Enter');
    await expect(bob.page.locator('.entry .text')).toHaveText('first line\nsecond line', { useInnerText: true });
    await expect(alice.composer).toHaveValue('');
  });

  test('does not send with the Enter that ends a composition', async ({ pair: { alice, bob } }) => {
    await alice.composer.fill('\u3053\u3093\u306b\u3061\u306f');
    const enter = (how: { isComposing?: boolean; keyCode?: number }) => alice.composer.evaluate((input, init) => {
      input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
    }, how);
    await enter({ isComposing: true });
    await enter({ keyCode: 229 });
    await expect(alice.composer).toHaveValue('\u3053\u3093\u306b\u3061\u306f');
    await expect(alice.page.locator('.entry')).toHaveCount(0);
    // The control: the next Enter, outside of a composition, sends.
    await alice.composer.press('Enter');
    await expect(bob.heard('\u3053\u3093\u306b\u3061\u306f')).toBeVisible();
  });

  test('counts near the limit, and keeps a text that is too long', async ({ pair: { alice, bob } }) => {
    const counter = alice.page.locator('#counter');
    await alice.composer.fill('x'.repeat(1799));
    await expect(counter).toBeHidden();
    await alice.composer.fill('x'.repeat(1800));
    await expect(counter).toHaveText('1,800 of 2,000');
    await alice.composer.fill('x'.repeat(2001));
    await expect(counter).toHaveText('2,001 of 2,000: 1 too many');
    await alice.composer.press('Enter');
    await expect(counter).toHaveText('This message is too long. Shorten it and send it again.');
    await expect(alice.composer).toHaveValue('x'.repeat(2001));
    await expect(alice.page.locator('.entry')).toHaveCount(0);
    await alice.composer.fill('x'.repeat(2000));
    await alice.composer.press('Enter');
    await expect(bob.heard('x'.repeat(2000))).toBeVisible();
  });

  test('sends nothing when there is nothing', async ({ pair: { alice } }) => {
    await alice.composer.press('Enter');
    await alice.composer.fill('  \n ');
    await alice.composer.press('Enter');
    await alice.page.getByRole('button', { name: 'Send' }).click();
    await expect(alice.page.locator('.entry')).toHaveCount(0);
  });

  test('grows with the text, up to a bound', async ({ pair: { alice } }) => {
    const height = async () => (await alice.composer.boundingBox())?.height ?? 0;
    const one = await height();
    expect(one).toBeGreaterThanOrEqual(44);
    await alice.composer.fill('1\n2\n3');
    const three = await height();
    expect(three).toBeGreaterThan(one + 30);
    await alice.composer.fill('line\n'.repeat(100));
    expect(await height()).toBeLessThan(one + 200);
    await alice.composer.fill('');
    expect(await height()).toBe(one);
  });
});

test.describe('Esc', () => {
  test('twice leaves the chat', async ({ pair: { alice, bob } }) => {
    await alice.page.keyboard.press('Escape');
    await expect(alice.page.locator('#toast')).toHaveText('Press Esc again to leave');
    await expect(alice.page.locator('#toast')).toBeVisible();
    await expect(alice.page.locator('#status')).toHaveText('Press Esc again to leave');
    await alice.page.keyboard.press('Escape');
    await expect(alice.page.getByRole('heading', { name: 'Chat ended' })).toBeVisible();
    await expect(bob.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
  });

  test('once does not, and is forgotten after three seconds', async ({ alice, bob }) => {
    await alice.page.clock.install();
    await Promise.all([alice.agree(), bob.agree()]);
    await meet(alice, bob);
    await alice.page.keyboard.press('Escape');
    await expect(alice.page.locator('#toast')).toBeVisible();
    await alice.page.clock.fastForward(3100);
    await expect(alice.page.locator('#toast')).toBeHidden();
    await alice.page.keyboard.press('Escape');
    await expect(alice.page.locator('#toast')).toBeVisible();
    await expect(alice.composer).toBeVisible();
  });
});

test.describe('the log', () => {
  // The page hears of it with the next frame.
  const toTop = async (element: HTMLElement) => {
    element.scrollTo({ top: 0 });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  };
  const distanceFromBottom = (element: HTMLElement) => element.scrollHeight - element.scrollTop - element.clientHeight;

  test('follows near the bottom, and else offers what is new', async ({ pair: { alice, bob } }) => {
    const scroll = alice.page.locator('#log-scroll');
    const pill = alice.page.locator('#pill');
    for (let line = 1; line <= 24; line++) await bob.say(`Line number ${line} of a long story`);
    await expect(alice.heard('Line number 24 of a long story')).toBeInViewport();
    await expect(pill).toBeHidden();

    await scroll.evaluate(toTop);
    await bob.say('And one more thing');
    await expect(pill).toHaveText('1 new message');
    await bob.say('And another one after it');
    await bob.say('And the last one of all');
    await expect(pill).toHaveText('3 new messages');
    expect(await scroll.evaluate((element) => element.scrollTop)).toBe(0);

    await pill.click();
    await expect(pill).toBeHidden();
    await expect(alice.heard('And the last one of all')).toBeInViewport();
    expect(await scroll.evaluate(distanceFromBottom)).toBeLessThan(2);

    // One's own message always shows.
    await scroll.evaluate(toTop);
    await alice.say('I was reading further up');
    await expect(alice.own('I was reading further up')).toBeInViewport();
  });

  test('announces each message once, by adding it once', async ({ pair: { alice, bob } }) => {
    await alice.page.evaluate(() => {
      const added: string[] = [];
      Object.assign(window, { added });
      new MutationObserver((records) => {
        for (const record of records) {
          for (const node of record.addedNodes) {
            if (!(node instanceof HTMLElement) || !node.matches('.entry')) continue;
            const read = node.cloneNode(true) as HTMLElement;
            for (const silent of read.querySelectorAll('[aria-hidden="true"]')) silent.remove();
            added.push(read.textContent ?? '');
          }
        }
      }).observe(document.querySelector('[role=log]')!, { childList: true, subtree: true });
    });
    await bob.say('Say this to me once');
    await alice.say('And my own words once');
    await expect(alice.own('And my own words once')).toHaveAttribute('data-state', ARRIVED);
    // Who and what, without the time.
    expect(await alice.page.evaluate(() => (window as unknown as { added: string[] }).added)).toEqual([
      'StrangerSay this to me once', 'YouAnd my own words once',
    ]);
    await expect(alice.log).toHaveAttribute('aria-relevant', 'additions');
  });
});

test('everything works with the keyboard alone', async ({ alice, bob }) => {
  const press = (key: string) => alice.page.keyboard.press(key);
  await alice.visit();
  await expect(alice.page.getByRole('button', { name: 'Agree & Continue' })).toBeFocused();
  await press('Enter');
  await expect(alice.findButton).toBeFocused();
  await press('Enter');
  await expect(alice.page.getByRole('button', { name: 'Cancel Search' })).toBeFocused();
  await bob.agree();
  await bob.findButton.click();
  await expect(alice.composer).toBeFocused();
  await alice.page.keyboard.type('typed without a mouse');
  await expect(alice.composer).toHaveValue('typed without a mouse');
  await press('Enter');
  await expect(bob.heard('typed without a mouse')).toBeVisible();

  // From the composer back to the log and the two buttons.
  await press('Shift+Tab');
  await expect(alice.page.locator('#log-scroll')).toBeFocused();
  await press('Shift+Tab');
  await expect(alice.page.getByRole('button', { name: 'Leave Chat' })).toBeFocused();
  await press('Shift+Tab');
  await expect(alice.page.getByRole('button', { name: 'Report', exact: true })).toBeFocused();
  await press('Enter');
  await expect(alice.page.getByRole('radio').first()).toBeFocused();
  await press('Space');
  await press('ArrowDown');
  await expect(alice.page.getByRole('radio', { name: 'Violence or threats' })).toBeChecked();
  await press('Tab');
  await press('Tab');
  await expect(alice.page.getByRole('button', { name: 'Back' })).toBeFocused();
  await press('Enter');
  await expect(alice.page.getByRole('button', { name: 'Report', exact: true })).toBeFocused();

  await press('Escape');
  await press('Escape');
  await expect(alice.findButton).toBeFocused();
});
