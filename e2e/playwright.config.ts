import { defineConfig } from '@playwright/test';

// Two people in two browser contexts against a real server of their own. Chromium is the system's; nothing is fetched.
export default defineConfig({
  outputDir: 'results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['html', { outputFolder: 'report', open: 'never' }]],
  use: {
    colorScheme: 'dark',
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['STIMCHAT_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: [
    // The logs of all servers are searched once every test has had its say.
    { name: 'chat', testDir: 'specs', teardown: 'logs' },
    { name: 'logs', testDir: 'after' },
    // Only on demand: npm run screenshots.
    ...(process.env['STIMCHAT_SCREENSHOTS'] ? [{ name: 'screenshots', testDir: 'screenshots' }] : []),
  ],
});
