import { E2E_DIST } from './dist.ts';
import { firstViewFiles } from './first-view.ts';
import { expect, test } from './test.ts';

const FIRST_VIEW_BYTES = 200_000;

test('the first view is light: scripts and styles without the engine', async () => {
  const files = await firstViewFiles(E2E_DIST);
  const names = Object.keys(files).join(' ');
  expect(names).toMatch(/assets\/index-\S+\.js/);
  expect(names).toMatch(/\.css/);
  expect(names).toMatch(/assets\/de-/);
  const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
  expect(bytes, JSON.stringify(files)).toBeLessThan(FIRST_VIEW_BYTES);
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('nothing else is fetched for it: engine and other pages come after', async ({ page }) => {
    const counted = Object.keys(await firstViewFiles(E2E_DIST));
    await page.goto('./?model=test-models/micro/');
    await page.getByRole('button', { name: 'Bild malen' }).waitFor();
    const seenMs = await page.evaluate(() => performance.now());
    // What was asked for by then is listed once it has come.
    await page.waitForLoadState('networkidle');
    // The page's own list: the worker keeps another one.
    const asked = await page.evaluate(
      (seenMs) =>
        performance
          .getEntriesByType('resource')
          .filter(({ startTime }) => startTime <= seenMs)
          .map(({ name }) => new URL(name).pathname.slice(1)),
      seenMs,
    );
    const first = asked.filter(
      (path) => /\.(js|css)$/.test(path) && !path.startsWith('assets/worker-'),
    );
    expect(first).not.toEqual([]);
    expect(first.filter((path) => !counted.includes(path))).toEqual([]);
  });
});
