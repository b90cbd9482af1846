import type { Page } from '@playwright/test';
import { seedPictures } from './seed-pictures.ts';
import { expect, test } from './test.ts';

/** The page is never wider than its window. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

test.describe('narrow and wide', () => {
  for (const width of [320, 768, 1920, 3840]) {
    test(`nothing is cut off at ${width} px`, async ({ page, kitchen }) => {
      await page.setViewportSize({ width, height: 900 });
      await kitchen.enter({ model: 'micro', provider: 'wasm' });
      await kitchen.modelIsOpen();
      for (const view of ['Paint', 'Pictures', 'Models', 'Device']) {
        await page.getByRole('link', { name: view, exact: true }).click();
        expect(await overflow(page), view).toBeLessThanOrEqual(0);
      }
    });
  }

  test('right to left, nothing is cut off, and arrow keys go where they point', async ({
    page,
    kitchen,
  }) => {
    await kitchen.enter({ model: 'micro', provider: 'wasm' });
    await seedPictures(page, 12);
    await page.reload();
    await kitchen.modelIsOpen();
    await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      for (const view of ['Paint', 'Pictures', 'Models', 'Device']) {
        await page.getByRole('link', { name: view, exact: true }).click();
        await expect(page.getByRole('main')).toBeVisible();
        expect(await overflow(page), `${view} at ${width} px`).toBeLessThanOrEqual(0);
      }
    }
    await page.getByRole('link', { name: 'Pictures', exact: true }).click();
    const tile = (n: number) => page.getByRole('button', { name: `Open: house ${n}`, exact: true });
    await tile(0).focus();
    await page.keyboard.press('ArrowLeft');
    await expect(tile(1)).toBeFocused();
    await page.keyboard.press('Enter');
    const viewer = page.getByRole('dialog', { name: 'Picture' });
    await expect(viewer.getByText('2 of 12')).toBeVisible();
    await viewer.getByRole('group', { name: 'Drag or use' }).press('ArrowLeft');
    await expect(viewer.getByText('3 of 12')).toBeVisible();
    await viewer.getByRole('group', { name: 'Drag or use' }).press('ArrowRight');
    await expect(viewer.getByText('2 of 12')).toBeVisible();
  });
});

test.describe('languages', () => {
  test.use({ locale: 'de-DE' });

  test('a German browser is greeted in German, and English is one choice away', async ({
    page,
    kitchen,
  }) => {
    await page.goto('./?model=test-models/micro/&provider=wasm');
    await expect(page.getByRole('button', { name: 'Bild malen' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await page.getByRole('link', { name: 'Gerät', exact: true }).click();
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
    await expect(page.getByRole('heading', { name: 'Device' })).toBeVisible();
    await page.getByRole('link', { name: 'Paint', exact: true }).click();
    await expect(kitchen.generate).toBeVisible();

    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(kitchen.generate).toBeVisible();
  });
});

test('a picture can be made with the keyboard alone', async ({ page, kitchen }) => {
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.modelIsOpen();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(kitchen.prompt).toBeFocused();
  await page.keyboard.type('a pine tree');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(kitchen.picture).toHaveAttribute('alt', 'a pine tree', { timeout: 60_000 });
  await expect(kitchen.spoken).toContainText('ready');
});

/** How one stop of the Tab key looks; null at the end, when the focus leaves the page. */
interface Stop {
  name: string;
  /** Something marks it: an outline of its own, or of the label that it lies in. */
  marked: boolean;
  /** Nothing covers all of it, neither the bar that sticks to a phone's lower edge. */
  seen: boolean;
}

/** Presses Tab once and tells where that led. */
async function tab(page: Page): Promise<Stop | null> {
  await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLElement) || activeElement === document.body) return null;
    const carriers = [activeElement, ...document.querySelectorAll(':has(:focus-visible)')];
    const marked = carriers.some((node) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(node);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    const { left, top, width, height } = activeElement.getBoundingClientRect();
    const parts = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y] as const));
    const seen = parts.some(([x, y]) => {
      const there = document.elementFromPoint(left + x * width, top + y * height);
      return there !== null && (activeElement.contains(there) || there.contains(activeElement));
    });
    activeElement.dataset.visited = 'yes';
    const name = activeElement.ariaLabel ?? activeElement.innerText.trim();
    return { name: `${activeElement.tagName} ${name || activeElement.id}`, marked, seen };
  });
}

/** Every stop of the Tab key, from before everything to the end. */
async function round(page: Page): Promise<Stop[]> {
  await page.evaluate(() => {
    // The Tab key goes on from where one was last.
    const start = Object.assign(document.createElement('span'), { tabIndex: -1 });
    document.body.prepend(start);
    start.focus();
  });
  const stops: Stop[] = [];
  for (let stop = await tab(page); stop !== null; stop = await tab(page)) stops.push(stop);
  return stops;
}

/** What can be used with a mouse but was not led to; of radio buttons with one name one is enough. */
function unvisited(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const usable = 'a[href], button, input, select, textarea, summary';
    const isRival = (node: Element) =>
      node instanceof HTMLInputElement &&
      node.type === 'radio' &&
      document.querySelector(`[name="${node.name}"][data-visited]`) !== null;
    return [...document.querySelectorAll<HTMLElement>(usable)]
      .filter((node) => node.tabIndex >= 0 && !node.matches(':disabled'))
      .filter((node) => node.checkVisibility({ visibilityProperty: true }))
      .filter((node) => node.dataset.visited === undefined && !isRival(node))
      .map((node) => node.outerHTML.slice(0, 120));
  });
}

for (const [device, viewport] of [
  ['desktop', { width: 1280, height: 800 }],
  ['phone', { width: 390, height: 700 }],
] as const) {
  test.describe(device, () => {
    test.use({ viewport });

    test('the Tab key leads everywhere, and one sees where it is', async ({ page, kitchen }) => {
      await kitchen.enter({ model: 'micro', provider: 'wasm' });
      await kitchen.paint('a pine tree');
      for (const fold of ['Settings', 'Advanced', 'About this model']) await kitchen.open(fold);
      for (const view of ['Paint', 'Pictures', 'Models', 'Device']) {
        await page.getByRole('link', { name: view, exact: true }).click();
        await expect(page.getByRole('main')).toBeVisible();
        await page.evaluate(() => {
          for (const each of document.querySelectorAll<HTMLElement>('[data-visited]')) {
            delete each.dataset.visited;
          }
        });
        // Once more if something appeared meanwhile: pages and the browser's answers come later.
        await expect(async () => {
          const stops = await round(page);
          expect(stops.length, view).toBeGreaterThan(4);
          expect(stops.filter(({ marked, seen }) => !marked || !seen)).toEqual([]);
          expect(await unvisited(page), view).toEqual([]);
        }).toPass({ timeout: 60_000 });
      }
    });
  });
}

test('whoever wants no motion gets none', async ({ page, kitchen }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await kitchen.enter({ model: 'micro', provider: 'wasm' });
  await kitchen.paint('a red house');
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
});
