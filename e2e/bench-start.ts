import { chromium, type Browser, type Page } from '@playwright/test';
import { preview } from 'vite';
import { launchOptions } from './chromium.ts';
import { AppPage } from './pages/app-page.ts';
import { traceMainThread } from './main-thread.ts';

/**
 * `npm run bench -- start [rounds] [seconds ...]`: what the first picture costs after the page was opened for the first time, and
 * what preparing for it costs the page. Everything is measured in a browser without any past, on the built app with
 * the built-in model at its default size. "Without" is the same page where data is to be saved: there nothing is
 * prepared. Run it on a quiet machine.
 */

const rounds = Number(process.argv[3] ?? 5);
if (!(Number.isInteger(rounds) && rounds >= 1)) {
  throw new Error(
    `Expected a number of rounds: npm run bench -- start 5; received ${process.argv[3]}.`,
  );
}

const PORT = Number(process.env['E2E_PORT'] ?? 4396);
const PROMPT = 'a red house by the sea';
const SECOND_PROMPT = 'two tents in the snow at night';
/** From the opening of the page to the press of Generate. */
const WAITS_S = process.argv.length > 4 ? process.argv.slice(4).map(Number) : [0, 1, 2, 5];
if (!WAITS_S.every((waitS) => waitS >= 0)) {
  throw new Error(
    `Expected seconds from 0 on: npm run bench -- start 5 0 5; received ${process.argv.slice(4).join(' ')}.`,
  );
}
const KEY_MS = 60;
const PAINTING_MS = 120_000;
/** Storing a picture goes on after it is shown; keeping the app for offline use, too. */
const QUIET_MS = 4000;
const LONG_TASK_MS = 50;
/** Somebody types this long while the page prepares. */
const TYPING_MS = 6000;

const ARMS = ['without', 'prepared'] as const;
type Arm = (typeof ARMS)[number];

interface Opened {
  page: Page;
  app: AppPage;
  browser: Browser;
}

interface Pictures {
  arm: Arm;
  waitS: number;
  /** First contentful paint, after the opening. */
  paintMs: number;
  /** From the press to the picture in the frame, by the page's own clock. */
  firstMs: number;
  secondMs: number;
  /** Of the first picture and the second, as the page tells. */
  stages: [string, string];
}

/** What the page costs whoever types in it. */
interface Typing {
  /** Own work of the main thread's longest task. */
  longestMs: number;
  tooLong: number;
  /** From the key to the frame that shows it, in steps of 8. */
  keysMs: number[];
  /** When the last text was prepared, after the opening; NaN if none was. */
  preparedMs: number;
}

const row = (what: string, value: string) => console.log(`${what.padEnd(52)} ${value}`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at % 1);
}

const median = (values: readonly number[]) => quantile(values, 0.5);

async function withPage<T>(arm: Arm, use: (opened: Opened) => Promise<T>): Promise<T> {
  const browser = await chromium.launch(launchOptions());
  try {
    const context = await browser.newContext({ baseURL: `http://localhost:${PORT}` });
    if (arm === 'without') {
      await context.addInitScript(() => {
        Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
      });
    }
    const page = await context.newPage();
    return await use({ page, app: new AppPage(page), browser });
  } finally {
    await browser.close();
  }
}

/** Presses Generate; milliseconds until another picture is in the frame. */
async function pressAndWaitMs({ page, app }: Opened): Promise<number> {
  const button = await app.generate.elementHandle();
  const frame = page.getByRole('region', { name: app.words.frame.label, exact: true });
  return frame.evaluate(
    async (region, { button, timeoutMs }) => {
      const before = region.querySelector('img')?.src;
      const pressedAtMs = performance.now();
      (button as HTMLElement).click();
      for (;;) {
        const shown = region.querySelector('img')?.src;
        const tookMs = performance.now() - pressedAtMs;
        if (shown?.startsWith('blob:') && shown !== before) return tookMs;
        if (tookMs > timeoutMs) throw new Error('There is no picture.');
        await new Promise((resolve) => setTimeout(resolve, 8));
      }
    },
    { button, timeoutMs: PAINTING_MS },
  );
}

/** Types, presses `waitS` after the opening, and paints another prompt behind it. */
function paintTwo(arm: Arm, waitS: number): Promise<Pictures> {
  return withPage(arm, async (opened) => {
    const { page, app } = opened;
    await app.enter();
    if (waitS === 0) await app.prompt.fill(PROMPT);
    else {
      const delay = Math.min(KEY_MS, (waitS * 300) / PROMPT.length);
      await app.prompt.pressSequentially(PROMPT, { delay });
    }
    const openedMs = await page.evaluate(() => performance.now());
    await page.waitForTimeout(Math.max(0, waitS * 1000 - openedMs));
    const firstMs = await pressAndWaitMs(opened);
    const made = page.getByRole('list', { name: 'Time per stage' });
    const readStages = async () => (await made.innerText()).split(/\s+/).join(' ');
    const firstStages = await readStages();
    await page.waitForTimeout(QUIET_MS);
    await app.prompt.pressSequentially(SECOND_PROMPT, { delay: KEY_MS });
    await page.waitForTimeout(1000);
    const secondMs = await pressAndWaitMs(opened);
    const paintMs = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    );
    const stages: [string, string] = [firstStages, await readStages()];
    return { arm, waitS, paintMs, firstMs, secondMs, stages };
  });
}

/** Types from the first moment on, with breaks that the page takes for the end. */
function typeAhead(arm: Arm): Promise<Typing> {
  return withPage(arm, async ({ page, app, browser }) => {
    await app.enter();
    await page.evaluate(() => {
      const keys: number[] = [];
      Object.assign(window, { keys });
      new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries()) {
          if (name === 'keydown') keys.push(duration);
        }
      }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    });
    await app.prompt.click();
    const tasks = await traceMainThread(browser, page, async () => {
      const untilMs = performance.now() + TYPING_MS;
      for (let i = 0; performance.now() < untilMs; i++) {
        await page.keyboard.type(PROMPT[i % PROMPT.length]!, { delay: KEY_MS });
        if (i % 10 === 9) await page.waitForTimeout(500);
      }
    });
    const { keys, preparedMs } = await page.evaluate(() => ({
      keys: (window as unknown as { keys: number[] }).keys,
      preparedMs:
        performance.getEntriesByName('wuerstchen.prepared', 'mark').at(-1)?.startTime ?? NaN,
    }));
    const own = tasks.map(({ ownMs }) => ownMs);
    return {
      longestMs: Math.max(0, ...own),
      tooLong: own.filter((ms) => ms > LONG_TASK_MS).length,
      keysMs: keys,
      preparedMs,
    };
  });
}

/** Bytes of the model and of the runtime that were fetched before Generate was pressed. */
function fetchedAhead(arm: Arm): Promise<number> {
  return withPage(arm, async ({ page, app }) => {
    let bytes = 0;
    page.on('requestfinished', (request) => {
      if (!/\.(bin|onnx|wasm)$/.test(new URL(request.url()).pathname)) return;
      void request.sizes().then(({ responseBodySize }) => (bytes += responseBodySize));
    });
    await app.enter();
    await app.prompt.pressSequentially(PROMPT, { delay: KEY_MS });
    await page.waitForTimeout(TYPING_MS);
    return bytes;
  });
}

function tell(pictures: readonly Pictures[]): void {
  const of = (arm: Arm, waitS?: number) =>
    pictures.filter((each) => each.arm === arm && (waitS === undefined || each.waitS === waitS));
  for (const arm of ARMS) {
    const all = of(arm);
    console.log(`\n${arm}`);
    row('  first contentful paint', `${Math.round(median(all.map((each) => each.paintMs)))} ms`);
    const usual = median(all.map(({ secondMs }) => secondMs));
    row('  second picture', seconds(usual));
    for (const waitS of WAITS_S) {
      const some = of(arm, waitS);
      const first = median(some.map(({ firstMs }) => firstMs));
      const ratio = median(some.map(({ firstMs, secondMs }) => firstMs / secondMs));
      row(
        `  first picture, Generate pressed after ${waitS} s`,
        `${seconds(first)}, ${ratio.toFixed(2)} of its second`,
      );
    }
  }
}

const server = await preview({ preview: { port: PORT }, logLevel: 'error' });
try {
  const pictures: Pictures[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const waitS of WAITS_S) {
      for (const arm of ARMS) {
        const painted = await paintTwo(arm, waitS);
        pictures.push(painted);
        const { firstMs, secondMs, stages } = painted;
        console.log(
          `round ${round}: ${arm}, after ${waitS} s: ${seconds(firstMs)} (${stages[0]}), then ${seconds(secondMs)} (${stages[1]})`,
        );
      }
    }
  }
  tell(pictures);
  for (const arm of ARMS) {
    const typed: Typing[] = [];
    for (let round = 1; round <= rounds; round++) typed.push(await typeAhead(arm));
    const keys = typed.flatMap(({ keysMs }) => keysMs);
    console.log(`\n${arm}, typing for ${TYPING_MS / 1000} s`);
    row(
      `  main thread over ${LONG_TASK_MS} ms, own work`,
      `${typed.reduce((sum, { tooLong }) => sum + tooLong, 0)} (longest ${Math.round(Math.max(...typed.map(({ longestMs }) => longestMs)))} ms)`,
    );
    row(
      '  key to the frame that shows it',
      keys.length === 0
        ? 'all under 16 ms'
        : `of those over 16 ms: median ${median(keys)} ms, 95 % under ${quantile(keys, 0.95)} ms (${keys.length} keys)`,
    );
    const { preparedMs } = typed.at(-1)!;
    row('  last prepared after', Number.isNaN(preparedMs) ? 'never' : seconds(preparedMs));
    row(
      '  model and runtime fetched before Generate',
      `${((await fetchedAhead(arm)) / 1e6).toFixed(1)} MB`,
    );
  }
} finally {
  await server.close();
}
