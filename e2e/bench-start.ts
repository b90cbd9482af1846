import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { preview } from 'vite';
import { launchOptions } from './chromium.ts';
import { Kitchen } from './kitchen.ts';
import { traceMainThread } from './main-thread.ts';

/**
 * `npm run bench -- start [rounds]`: what the first picture costs after the page was opened for the first time, and
 * what preparing for it costs the page. Every row is measured in a browser without any past, on the built app with
 * the built-in model at its default size. "Without" is the same page where data is to be saved: nothing is prepared
 * there. Run it on a quiet machine.
 */

const rounds = Number(process.argv[3] ?? 5);
if (!(Number.isInteger(rounds) && rounds >= 1)) {
  throw new Error(`Expected a number of rounds: npm run bench -- start 5; received ${rounds}.`);
}

const PORT = Number(process.env['E2E_PORT'] ?? 4396);
const PROMPT = 'a red house by the sea';
const SECOND_PROMPT = 'two tents in the snow at night';
/** From the opening of the page to the press of Generate. */
const WAITS_S = (process.env['WAITS'] ?? '0,1,2,5').split(',').map(Number);
const PAINTING_MS = 120_000;
const KEY_MS = 60;
/** Storing a picture goes on after it is shown; copying the app for offline use, too. */
const QUIET_MS = 5000;
const LONG_TASK_MS = 50;

type Arm = 'prepared' | 'without';

interface Opened {
  page: Page;
  kitchen: Kitchen;
  browser: Browser;
  context: BrowserContext;
}

/** The page in a new browser; its promise settles when the document is there. */
async function open(arm: Arm): Promise<Opened> {
  const browser = await chromium.launch(launchOptions());
  const context = await browser.newContext({ baseURL: `http://localhost:${PORT}` });
  if (arm === 'without') {
    await context.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
    });
  }
  const page = await context.newPage();
  return { page, kitchen: new Kitchen(page), browser, context };
}

/** Presses Generate; milliseconds until another picture is in the frame, by the page's own clock. */
function pressAndWaitMs({ page, kitchen }: Opened): Promise<number> {
  const frame = page.getByRole('region', { name: kitchen.words.frame.label, exact: true });
  return frame.evaluate(
    async (region, { label, timeoutMs }) => {
      const button = [...document.querySelectorAll('button')].find(
        ({ textContent }) => textContent === label,
      );
      if (button === undefined) throw new Error(`There is no button "${label}".`);
      const before = region.querySelector('img')?.src;
      const pressedAtMs = performance.now();
      button.click();
      for (;;) {
        const shown = region.querySelector('img')?.src;
        if (shown !== undefined && shown !== before) break;
        if (performance.now() - pressedAtMs > timeoutMs) throw new Error('There is no picture.');
        await new Promise((resolve) => setTimeout(resolve, 8));
      }
      return performance.now() - pressedAtMs;
    },
    { label: kitchen.words.actions.generate(1), timeoutMs: PAINTING_MS },
  );
}

const sinceOpened = (page: Page) => page.evaluate(() => performance.now());

async function firstPaintMs(page: Page): Promise<number> {
  return page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  );
}

interface Pictures {
  paintMs: number;
  firstMs: number;
  secondMs: number;
  stages: string;
}

/** Opens, types, presses after `waitS`, and paints a second picture of another prompt. */
async function paintTwo(arm: Arm, waitS: number): Promise<Pictures> {
  const opened = await open(arm);
  const { page, kitchen, browser } = opened;
  try {
    await kitchen.enter();
    await kitchen.prompt.click();
    if (waitS === 0) await kitchen.prompt.fill(PROMPT);
    else
      await page.keyboard.type(PROMPT, { delay: Math.min(KEY_MS, (waitS * 300) / PROMPT.length) });
    await page.waitForTimeout(Math.max(0, waitS * 1000 - (await sinceOpened(page))));
    const firstMs = await pressAndWaitMs(opened);
    const made = page.getByRole('list', { name: 'Time per stage' });
    const stages = (await made.innerText()).split(/\s+/).join(' ');
    await page.waitForTimeout(QUIET_MS);
    await kitchen.prompt.fill(SECOND_PROMPT);
    await page.waitForTimeout(1000);
    const secondMs = await pressAndWaitMs(opened);
    console.log((await made.innerText()).split(/\s+/).join(' '));
    return { paintMs: await firstPaintMs(page), firstMs, secondMs, stages };
  } finally {
    await browser.close();
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const server = await preview({ preview: { port: PORT }, logLevel: 'error' });
try {
  for (const arm of (process.env['ARMS'] ?? 'without,prepared').split(',') as Arm[]) {
    for (const waitS of WAITS_S) {
      for (let i = 0; i < rounds; i++) {
        const p = await paintTwo(arm, waitS);
        console.log(
          arm,
          waitS,
          Math.round(p.paintMs),
          Math.round(p.firstMs),
          Math.round(p.secondMs),
          p.stages,
        );
      }
    }
  }
} finally {
  await server.close();
}
void median;
void traceMainThread;
void LONG_TASK_MS;
