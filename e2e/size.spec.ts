import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { E2E_DIST } from './dist.ts';
import { firstViewFiles } from './first-view.ts';
import { expect, test } from './test.ts';

const FIRST_VIEW_BYTES = 200_000;
/** A worker with the engine, gzipped, without ONNX Runtime: 37,098 bytes with the tokenizer of transformers. */
const WORKER_BYTES = 46_000;

test('the first view is light: scripts and styles without the engine', async () => {
  const files = await firstViewFiles(E2E_DIST);
  const names = Object.keys(files).join(' ');
  expect(names).toMatch(/assets\/index-\S+\.js/);
  expect(names).toMatch(/\.css/);
  expect(names).toMatch(/assets\/de-/);
  const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
  expect(bytes, JSON.stringify(files)).toBeLessThan(FIRST_VIEW_BYTES);
});

test('the build has one ONNX Runtime, of transformers the tokenizer alone, and asks no CDN', async () => {
  const assets = join(E2E_DIST, 'assets');
  const names = await readdir(assets);
  const builds = names
    .filter((name) => name.endsWith('.wasm'))
    .map((name) => name.split('-').slice(0, 4).join('-'));
  expect(builds.sort()).toEqual([
    expect.stringMatching(/^ort-wasm-simd-threaded$/),
    expect.stringMatching(/^ort-wasm-simd-threaded\.asyncify$/),
    expect.stringMatching(/^ort-wasm-simd-threaded\.jspi$/),
  ]);
  const scripts = await Promise.all(
    names
      .filter((name) => name.endsWith('.js'))
      .map(async (name) => ({ name, text: await readFile(join(assets, name), 'utf8') })),
  );
  expect(scripts.filter(({ text }) => /jsdelivr|unpkg/.test(text)).map(({ name }) => name)).toEqual(
    [],
  );
  const workers = scripts.filter(({ text }) => text.includes('RobertaProcessing'));
  // The engine's worker, and the one that compares models with references: each is built by itself.
  expect(workers.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^worker-/),
    expect.stringMatching(/^worker-/),
  ]);
  for (const { text } of workers) expect(gzipSync(text).length).toBeLessThan(WORKER_BYTES);
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('nothing else is fetched before it is painted: engine and other pages come after', async ({
    page,
  }) => {
    const counted = Object.keys(await firstViewFiles(E2E_DIST));
    // In the page, on its own clock: nothing asked for later is mistaken for something earlier.
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (document.querySelector('form button[type=submit]') === null) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => performance.mark('painted');
          port2.postMessage(null);
        });
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto('./?model=test-models/micro/');
    await page.getByText('Über dieses Modell').waitFor();
    const asked = await page.evaluate(() => {
      const paintedMs = performance.getEntriesByName('painted')[0]!.startTime;
      const resources = performance.getEntriesByType('resource').map(({ name, startTime }) => ({
        path: new URL(name).pathname.slice(1),
        isEarly: startTime <= paintedMs,
      }));
      const paths = (isEarly: boolean) =>
        resources.filter((each) => each.isEarly === isEarly).map(({ path }) => path);
      return { early: paths(true), late: paths(false) };
    });
    const code = asked.early.filter((path) => /\.(js|css|wasm|json)$/.test(path));
    expect(code).toEqual(expect.arrayContaining(counted));
    expect(code.filter((path) => !counted.includes(path))).toEqual([]);
    expect(asked.late.join(' ')).toMatch(/assets\/worker-/);
  });
});
