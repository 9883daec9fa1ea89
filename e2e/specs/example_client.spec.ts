import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../fixtures/paths.ts';
import { expect, type Server, test } from '../fixtures/test.ts';

const folder = path.join(root, 'docs/example-client');

/** The client of the documentation, as a program. */
function run(server: Server): { child: ChildProcess; ended: Promise<{ code: number | null; said: string }> } {
  const child = spawn(process.execPath, ['client.mjs', server.url], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  return { child, ended: once(child, 'exit').then(([code]) => ({ code: code as number | null, said })) };
}

test.describe('the example client of the documentation', () => {
  test.describe.configure({ mode: 'serial' });

  test.beforeAll(async () => {
    if (!existsSync(path.join(folder, 'node_modules'))) await promisify(execFile)('npm', ['ci'], { cwd: folder });
  });

  test('talks to another one', async ({ server }) => {
    const [one, other] = [run(server), run(server)];
    for (const { code, said } of await Promise.all([one.ended, other.ended])) {
      expect(said).toContain('Hello from ');
      expect(code, said).toBe(0);
    }
  });

  test('talks to a browser', async ({ alice, server }) => {
    await alice.agree();
    await alice.search();
    const client = run(server);
    await expect(alice.page.locator('.entry[data-author="stranger"]')).toContainText('Hello from ');
    await alice.say('And hello to you, program');
    const { code, said } = await client.ended;
    expect(said).toContain('And hello to you, program');
    expect(code, said).toBe(0);
    await expect(alice.page.getByRole('heading', { name: 'Your partner has disconnected' })).toBeVisible();
  });
});
