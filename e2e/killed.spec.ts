import { expect } from '@playwright/test';
import { card, install, isInstalled, lookAt, test } from './model-server.ts';
import { openOwnBrowser } from './own-browser.ts';

// Playwright records every browser that it starts, and fails where one ends in the middle of that.
test.use({ trace: 'off', screenshot: 'off' });

test('a download goes on from the byte reached after the browser was killed', async ({
  server,
  baseURL,
}, testInfo) => {
  const profile = testInfo.outputPath('profile');
  server.bytesPerSecond = 100_000;
  const first = await openOwnBrowser(profile);
  try {
    const page = first.context.pages()[0]!;
    await page.goto(new URL('./?provider=wasm#models', baseURL).href);
    await lookAt(page, server.url);
    await install(page);
    const bar = page.getByRole('progressbar', { name: 'Downloading Micro' });
    const done = () => bar.evaluate((node: HTMLProgressElement) => node.value);
    await expect.poll(done).toBeGreaterThan(300_000);
  } finally {
    await first.kill();
  }
  const before = server.asked.length;
  server.bytesPerSecond = null;
  const second = await openOwnBrowser(profile);
  try {
    const page = second.context.pages()[0]!;
    // The browser brings such notes to its disk some seconds later: whether it has one is chance.
    await page.addInitScript(() => localStorage.removeItem('wuerstchen.installing'));
    await page.goto(new URL('./?provider=wasm#models', baseURL).href);
    await card(page).getByRole('button', { name: 'Resume' }).click();
    await isInstalled(page);
    const again = server.asked.slice(before);
    expect(again.map(({ range }) => range)).toContainEqual(expect.stringMatching(/^bytes=[1-9]/));
    // What was complete, the manifest included, is not asked for again.
    const files = new Set(server.asked.map(({ path }) => path));
    expect(again.length).toBeLessThan(files.size);
    expect(again.map(({ path }) => path)).not.toContain('manifest.json');
  } finally {
    await second.kill();
  }
});
