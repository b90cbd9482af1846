import { defineConfig } from '@playwright/test';
import { launchOptions, SOFTWARE_GPU, TIERS_UP_LATE } from './e2e/chromium.ts';

const port = process.env.E2E_PORT ?? '4317';

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/micro-package.ts',
  outputDir: 'test-results',
  // The engine paints on two threads; but most of a test waits, so a second one beside it pays.
  workers: 2,
  // Two browsers on two cores may stall each other. What needed a second try is named as flaky, and is to be mended.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${port}`,
    // Requests that a service worker makes are not seen by `page.route`; its own tests allow it.
    serviceWorkers: 'block',
    // Recording every action costs a quarter of the time, so only a second try is recorded.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: launchOptions(TIERS_UP_LATE),
  },
  projects: [
    { name: 'page', testIgnore: 'webgpu.spec.ts' },
    {
      name: 'webgpu',
      testMatch: 'webgpu.spec.ts',
      use: { launchOptions: launchOptions([...SOFTWARE_GPU, ...TIERS_UP_LATE]) },
    },
  ],
  webServer: {
    command: `npx vite build --config e2e/vite.config.ts --logLevel warn && npx vite preview --config e2e/vite.config.ts`,
    url: `http://localhost:${port}`,
    env: { PORT: port },
    timeout: 120_000,
  },
});
