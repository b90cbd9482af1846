import { gzipSync } from 'node:zlib';
import { expect, test } from './test.ts';

const FIRST_VIEW_BYTES = 200_000;

test('the first view is light: scripts and styles without the engine', async ({
  page,
  request,
}) => {
  await page.goto('./');
  const urls = await page.evaluate(() =>
    [
      ...document.querySelectorAll('script[src], link[rel=stylesheet], link[rel=modulepreload]'),
    ].map((node) =>
      node instanceof HTMLScriptElement ? node.src : (node as HTMLLinkElement).href,
    ),
  );
  const files = await Promise.all(urls.map(async (url) => (await request.get(url)).body()));
  expect(files.length).toBeGreaterThan(1);
  const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
  expect(bytes).toBeLessThan(FIRST_VIEW_BYTES);
});
