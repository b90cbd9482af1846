import { chromium, type Page } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { preview } from 'vite';
import { findChromium } from './chromium.ts';
import { Kitchen } from './kitchen.ts';

/**
 * `npm run bench`: what a visitor waits for and what the page costs, measured in Chromium on the
 * built app with the built-in model at its default size. Run it on a quiet machine.
 */

const PORT = 4392;
const PROMPT = 'a red house by the sea';
const PAINTING_MS = 600_000;
const LONG_TASK_MS = 50;

declare global {
  interface Window {
    longTasks: number[];
  }
}

/** Gzipped bytes of the scripts and styles that stand between the address and the first view. */
async function firstViewBytes(page: Page): Promise<number> {
  const urls = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => /\.(js|css)$/.test(entry.name) && entry.startTime < performance.now())
      .map((entry) => entry.name)
      .filter((name) => /\/index-/.test(name)),
  );
  const bodies = await Promise.all(urls.map(async (url) => (await page.request.get(url)).body()));
  return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
}

/** Long tasks of the main thread while one picture is painted, and how long it took. */
async function paint(page: Page, kitchen: Kitchen): Promise<{ seconds: number; tasks: number[] }> {
  await page.evaluate(() => (window.longTasks = []));
  const startedAtMs = performance.now();
  await kitchen.paint(PROMPT, PAINTING_MS);
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { seconds, tasks: await page.evaluate(() => window.longTasks) };
}

/** Bytes of JavaScript and WebAssembly memory, workers included. */
async function memoryBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const measure = (
      performance as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }
    ).measureUserAgentSpecificMemory;
    return measure ? (await measure.call(performance)).bytes : 0;
  });
}

const row = (what: string, value: string) => console.log(`${what.padEnd(44)} ${value}`);
const longest = (tasks: number[]) =>
  `${tasks.length} (longest ${Math.round(Math.max(0, ...tasks))} ms)`;

const executablePath = findChromium();
const server = await preview({ preview: { port: PORT } });
const browser = await chromium.launch({
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  ...(executablePath !== null && { executablePath }),
});
try {
  const page = await browser.newPage({ baseURL: `http://localhost:${PORT}` });
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  const kitchen = new Kitchen(page);
  await kitchen.enter();
  await kitchen.modelIsOpen();
  row('scripts and styles of the first view, gzip', `${await firstViewBytes(page)} bytes`);
  row(
    'first contentful paint',
    await page.evaluate(() => {
      const [entry] = performance.getEntriesByName('first-contentful-paint');
      return `${Math.round(entry?.startTime ?? NaN)} ms`;
    }),
  );
  const first = await paint(page, kitchen);
  row('first picture, loading included', `${first.seconds.toFixed(1)} s`);
  row(`tasks over ${LONG_TASK_MS} ms meanwhile`, longest(first.tasks));
  const made = await page.getByRole('group', { name: 'How it was made' }).innerText();
  row('made with', made.split('\n').slice(0, 8).join(' '));
  const second = await paint(page, kitchen);
  row('second picture', `${second.seconds.toFixed(1)} s`);
  row(`tasks over ${LONG_TASK_MS} ms meanwhile`, longest(second.tasks));
  await kitchen.startLong(PROMPT);
  row('Stop answers after', `${(await kitchen.stopMs()).toFixed(0)} ms`);
  row('memory, workers included', `${Math.round((await memoryBytes(page)) / 1e6)} MB`);
} finally {
  await browser.close();
  await server.close();
}
