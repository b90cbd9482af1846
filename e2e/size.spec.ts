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
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/\.(js|css)$/.test(request.url())) asked.push(new URL(request.url()).pathname.slice(1));
    });
    await page.goto('./?model=test-models/micro/');
    await page.getByRole('button', { name: 'Bild malen' }).waitFor();
    // The engine starts after the first paint; a fast worker asks for its own modules before we look.
    const first = asked.filter((path) => !/^assets\/(worker-|ort\.|rolldown-runtime-)/.test(path));
    expect(first.filter((path) => !counted.includes(path))).toEqual([]);
  });
});
