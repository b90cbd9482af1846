import { chromium, type Browser, type Page } from '@playwright/test';
import { preview } from 'vite';
import { measureGallery } from './bench-gallery.ts';
import { launchOptions } from './chromium.ts';
import { firstViewFiles } from './first-view.ts';
import { AppPage } from './pages/app-page.ts';
import { traceMainThread, type MainThreadTask } from './main-thread.ts';
import { seedPictures } from './seed-pictures.ts';

/**
 * `npm run bench`: what a visitor waits for and what the page costs, measured in Chromium on the
 * built app with the built-in model at its default size. Run it on a quiet machine.
 */

const PORT = 4392;
const PROMPT = 'a red house by the sea';
const PAINTING_MS = 600_000;
/** Storing a picture goes on after it is shown. */
const KEEPING_MS = 1500;
const LONG_TASK_MS = 50;
/** A history to paint into. */
const KEPT_PICTURES = 500;

declare global {
  interface Window {
    presses: number[];
  }
}

/** What the main thread does while one picture is painted and kept, and how long that took. */
async function paint(browser: Browser, page: Page, app: AppPage): Promise<void> {
  let seconds = NaN;
  const tasks = await traceMainThread(browser, page, async () => {
    const startedAtMs = performance.now();
    await app.paint(PROMPT, PAINTING_MS);
    seconds = (performance.now() - startedAtMs) / 1000;
    await page.waitForTimeout(KEEPING_MS);
  });
  row('  painted in', `${seconds.toFixed(1)} s`);
  row(
    `  main thread over ${LONG_TASK_MS} ms, on the clock`,
    longest(tasks, ({ wallMs }) => wallMs),
  );
  row(
    `  main thread over ${LONG_TASK_MS} ms, own work`,
    longest(tasks, ({ ownMs }) => ownMs),
  );
  const [first] = tasks.sort((a, b) => b.ownMs - a.ownMs);
  if (first !== undefined) row('  the most work at once was', first.parts);
}

/**
 * Presses Stop with the mouse while a picture is painted; milliseconds from the press to the frame
 * that shows the answer, as the browser itself measures it (Event Timing, in steps of 8).
 */
async function stopToFrameMs(page: Page, app: AppPage): Promise<number> {
  await page.evaluate(() => {
    window.presses = [];
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) {
        if (name === 'click' || name === 'pointerup') window.presses.push(duration);
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  await app.stop.click();
  await page.waitForTimeout(1000);
  // What took less than 16 ms is not told.
  return Math.max(16, ...(await page.evaluate(() => window.presses)));
}

/** JavaScript's and WebAssembly's memory, workers included. What a picture took of the latter stays taken. */
async function memory(page: Page): Promise<string> {
  const bytes = await page.evaluate(async () => {
    const measure = (
      performance as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }
    ).measureUserAgentSpecificMemory;
    return measure ? (await measure.call(performance)).bytes : 0;
  });
  return `${Math.round(bytes / 1e6)} MB`;
}

const row = (what: string, value: string) => console.log(`${what.padEnd(44)} ${value}`);

/** How many tasks are too long, and how long the longest is. */
function longest(tasks: MainThreadTask[], msOf: (task: MainThreadTask) => number): string {
  const times = tasks.map(msOf);
  const tooLong = times.filter((ms) => ms > LONG_TASK_MS).length;
  return `${tooLong} (longest ${Math.round(Math.max(0, ...times))} ms)`;
}

const server = await preview({ preview: { port: PORT } });
const browser = await chromium.launch(launchOptions());
try {
  const page = await browser.newPage({ baseURL: `http://localhost:${PORT}` });
  const app = new AppPage(page);
  await app.enter();
  await app.modelIsOpen();
  const firstView = Object.values(await firstViewFiles('dist')).reduce((a, b) => a + b, 0);
  row('scripts and styles of the first view, gzip', `${firstView} bytes`);
  row(
    'first contentful paint',
    await page.evaluate(() => {
      const [entry] = performance.getEntriesByName('first-contentful-paint');
      return `${Math.round(entry?.startTime ?? NaN)} ms`;
    }),
  );
  row('first picture, loading included', '');
  await paint(browser, page, app);
  const made = await page.getByRole('list', { name: 'Time per stage' }).innerText();
  row('time per stage', made.split(/\s+/).join(' '));
  row('second picture', '');
  await paint(browser, page, app);
  await seedPictures(page, KEPT_PICTURES);
  await page.reload();
  await app.modelIsOpen();
  row(`a picture beside ${KEPT_PICTURES} others`, '');
  await paint(browser, page, app);
  row('memory, workers included', await memory(page));
  await app.chooseSide(1024);
  row('a picture of 1024 x 1024', '');
  await paint(browser, page, app);
  row('memory, workers included', await memory(page));
  await app.startLong(PROMPT);
  row('Stop answers after', `${(await app.stopMs()).toFixed(0)} ms`);
  await app.startLong(PROMPT);
  row('press of Stop to the frame that shows it', `${await stopToFrameMs(page, app)} ms`);
  const { pictures, frames, tasks } = await measureGallery(browser, page);
  const { median, p95, longest: slowest } = frames;
  row(
    `${pictures} pictures: frames while scrolling`,
    `median ${median.toFixed(0)} ms, 95 % under ${p95.toFixed(0)} ms, longest ${slowest.toFixed(0)} ms`,
  );
  for (const [what, done] of Object.entries(tasks)) {
    row(
      `  ${what}: over ${LONG_TASK_MS} ms, own work`,
      longest(done, ({ ownMs }) => ownMs),
    );
  }
} finally {
  await browser.close();
  await server.close();
}
