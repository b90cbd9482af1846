import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

/** What counts as calm, what follows a key or a press included; a good page stays below 0.1 without. */
const CALM = 0.02;

declare global {
  interface Window {
    layoutShifts: { value: number; moved: string[] }[];
  }
}

/** Counts every layout shift from the page's beginning on, those within half a second of an input too. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    type Shift = PerformanceEntry & {
      value: number;
      sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
    };
    window.layoutShifts = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[]) {
        const moved = sources.map(({ node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          return `${element?.tagName} ${element?.className} ${previousRect.y} -> ${currentRect.y}`;
        });
        window.layoutShifts.push({ value, moved });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** The sum since the last call, with what moved for whoever has to mend it. */
async function expectCalm(page: Page, what: string): Promise<void> {
  const shifts = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return window.layoutShifts.splice(0);
  });
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  expect(sum, `${what}: ${JSON.stringify(shifts)}`).toBeLessThan(CALM);
}

const LONG =
  'a fluffy dragon with green eyes on a tall tower by the sea at night, oil on canvas, a storm in the distance, ' +
  'and seven small ships with red sails that come home before the rain begins, as an old master would have ' +
  'painted it, with glazes and many thin layers of colour, under the northern lights --ar 16:9';

for (const { device, viewport } of [
  { device: 'desktop', viewport: { width: 1280, height: 800 } },
  { device: 'phone', viewport: { width: 390, height: 844 } },
]) {
  for (const model of ['micro', 'closed']) {
    test.describe(`${device}, ${model}`, () => {
      test.use({ viewport, hasTouch: device === 'phone' });

      test('nothing jumps while the page opens, while one types, and on Generate', async ({
        app,
        page,
      }) => {
        await watchShifts(page);
        await app.enter({ model, provider: 'wasm' });
        await app.modelIsOpen();
        await expectCalm(page, 'opening');
        await app.prompt.pressSequentially(LONG, { delay: 5 });
        await expect(page.getByText('Only the first 75 tokens count.')).toBeAttached();
        // The advice waits for a moment without a key.
        await page.waitForTimeout(800);
        await expectCalm(page, 'typing');
        await app.prompt.fill('a house');
        await page.waitForTimeout(800);
        await page.evaluate(() => window.layoutShifts.splice(0));
        await app.generate.click();
        await expect(app.picture.or(app.stop).first()).toBeVisible();
        await expectCalm(page, 'Generate');
      });
    });
  }
}
