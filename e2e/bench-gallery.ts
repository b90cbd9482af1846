import type { Browser, Page } from '@playwright/test';
import { traceMainThread, type MainThreadTask } from './main-thread.ts';
import { seedPictures } from './seed-pictures.ts';

const SEEDED = 3000;
/** A brisk scroll: pixels per frame, and how far. */
const STEP_PX = 120;
const FAR_PX = 36_000;
/** What an action leads to is over by then. */
const SETTLED_MS = 500;

export interface GalleryCost {
  pictures: number;
  /** Milliseconds between frames while scrolling. */
  frames: { median: number; p95: number; longest: number };
  /** What the main thread did meanwhile. */
  tasks: Record<string, MainThreadTask[]>;
}

/** What thousands of kept pictures cost a page that has been opened. */
export async function measureGallery(browser: Browser, page: Page): Promise<GalleryCost> {
  await seedPictures(page, SEEDED);
  await page.reload();
  const tasks: GalleryCost['tasks'] = {};
  const during = async (what: string, work: () => Promise<void>) => {
    tasks[what] = await traceMainThread(browser, page, async () => {
      await work();
      await page.waitForTimeout(SETTLED_MS);
    });
  };
  const tile = (n: number) => page.getByRole('button', { name: `Open: house ${n}`, exact: true });
  await during('opening', async () => {
    await page.getByRole('link', { name: 'Pictures', exact: true }).click();
    await tile(0).waitFor();
  });
  const frames = await scrollThrough(page);
  await during('scrolling', async () => void (await scrollThrough(page)));
  await page.evaluate(() => scrollTo(0, 0));
  await during('searching', () =>
    page.getByRole('searchbox').pressSequentially('house 12', { delay: 80 }),
  );
  await page.getByRole('searchbox').fill('');
  await tile(2).focus();
  await during('marking, deleting, undoing', async () => {
    for (const key of ['f', 'Delete', 'Control+z']) await page.keyboard.press(key);
  });
  return { pictures: SEEDED, frames, tasks };
}

async function scrollThrough(page: Page): Promise<GalleryCost['frames']> {
  // No function with a name inside: what compiles this file would wrap it in a helper of its own.
  const gaps = await page.evaluate(
    async ({ step, far }) => {
      const gaps: number[] = [];
      let before: number = await new Promise(requestAnimationFrame);
      for (let y = 0; y < far; y += step) {
        scrollTo(0, y);
        const now: number = await new Promise(requestAnimationFrame);
        gaps.push(now - before);
        before = now;
      }
      return gaps.sort((a, b) => a - b);
    },
    { step: STEP_PX, far: FAR_PX },
  );
  const at = (share: number) => gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))]!;
  return { median: at(0.5), p95: at(0.95), longest: at(1) };
}
