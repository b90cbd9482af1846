import type { Locator } from '@playwright/test';
import { german } from '../src/app/i18n/de.ts';
import { english } from '../src/app/i18n/en.ts';
import { AppPage } from './pages/app-page.ts';
import { expect, test } from './test.ts';

// Requests through a service worker could not be held up.
test.use({ serviceWorkers: 'block' });
test.setTimeout(240_000);

const PAGES = ['Pictures', 'Models', 'Device'];

/** The first picture waits for its weights, the others for it. */
async function order(app: AppPage, prompt: string, pictures: number): Promise<void> {
  await app.holdWeights();
  await app.prompt.fill(prompt);
  await app.page.getByRole('button', { name: /^Generate/ }).click();
  await expect(app.waiting).toHaveCount(pictures - 1);
  await expect(app.stop).toBeVisible();
}

/** Where each of them is on the page, however far that is scrolled, or in the window where it is fixed there. */
async function boxesOf(controls: Record<string, Locator>) {
  const boxes: Record<string, number[]> = {};
  for (const [name, control] of Object.entries(controls)) {
    const box = await control.evaluate((element) => {
      let isFixed = false;
      for (let node: Element | null = element; node !== null; node = node.parentElement) {
        isFixed ||= getComputedStyle(node).position === 'fixed';
      }
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x, isFixed ? y : y + scrollY, width, height];
    });
    boxes[name] = box.map((px) => Math.round(10 * px) / 10);
  }
  return boxes;
}

/** What a pointer may be over while something is painted or typed. */
const controlsOf = ({ page, prompt, words }: AppPage) => ({
  prompt,
  generate: page.getByRole('button', { name: /^(Generate|Add)/ }),
  count: page.getByRole('combobox', { name: words.actions.count }),
});

/** And those below, which only the queue could move. */
const restOf = ({ page }: AppPage) => ({
  standard: page.getByRole('radio', { name: /Standard/ }),
  settings: page.getByText('Settings', { exact: true }),
  advanced: page.getByText('Advanced', { exact: true }),
});

test.beforeEach(async ({ page, locale }) => {
  const app = new AppPage(page, locale === 'de-DE' ? german : english);
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
});

test('every page has progress, the length of the queue, one Stop and one Stop all', async ({
  app,
  page,
}) => {
  await order(app, '{one|two|three|four}', 4);
  for (const name of ['Paint', ...PAGES]) {
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('progressbar', { name: 'Whole picture' })).toHaveCount(1);
    await expect(page.getByRole('button', { name: /^Stop/ })).toHaveText(['Stop', 'Stop all']);
    await expect(page.getByRole('button', { name: '3 waiting' })).toBeVisible();
  }
  await app.stop.click();
  await expect(page.getByRole('button', { name: '2 waiting' })).toBeVisible();
  await expect(app.stop).toBeVisible();
  // The second half of a double click does not stop the next one.
  await app.stop.dblclick();
  await expect(page.getByRole('button', { name: '1 waiting' })).toBeVisible();
  await app.stopAll.focus();
  await page.keyboard.press('Enter');
  await expect(app.stop).toBeHidden();
  await expect(page.getByRole('link', { name: 'Device', exact: true })).toBeFocused();
  await page.getByRole('button', { name: '1 waiting' }).click();
  await expect(app.queue).toBeInViewport();
  await expect(app.queue).toContainText('Queue paused.');
});

test('how much is done is told away from the picture, and in the title', async ({ app, page }) => {
  await app.startLong('a house');
  await expect(page).toHaveTitle(/^\d+ %( – \d+ (s|min) left)? · a house · Würstchen$/);
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(page.getByRole('banner')).toContainText(/\d+ %/);
  await app.stop.click();
  await expect(app.stop).toBeHidden();
});

test('a double click on Generate is one order', async ({ app }) => {
  await app.holdWeights();
  await app.prompt.fill('a house');
  await app.generate.dblclick();
  await expect(app.stop).toBeVisible();
  await expect(app.waiting).toHaveCount(0);
  await expect(app.queue).toBeHidden();
  await app.stop.click();
});

for (const [device, viewport] of [
  ['a desktop', { width: 1280, height: 800 }],
  ['a small window', { width: 1000, height: 700 }],
  ['a phone', { width: 390, height: 844 }],
  ['a small phone', { width: 320, height: 568 }],
  ['a phone on its side', { width: 844, height: 390 }],
] as const) {
  test.describe(`on ${device}`, () => {
    test.use({ viewport });

    test('nothing moves when a picture is painted and others wait', async ({ app, page }) => {
      await app.holdWeights();
      const controls = controlsOf(app);
      await app.prompt.fill('{one|two|three}');
      // On a phone the picture, whose frame takes its shape now, is above the form: only what is fixed stays there.
      const { generate, count } = controls;
      const all = device.includes('phone') ? { generate, count } : { ...controls, ...restOf(app) };
      const idle = await boxesOf(all);
      await page.getByRole('button', { name: 'Generate 3 pictures' }).click();
      await expect(app.waiting).toHaveCount(2);
      await expect(app.stop).toBeVisible();
      expect(await boxesOf(all)).toEqual(idle);
      await app.stopAll.click();
      await expect(app.stop).toBeHidden();
      if (device.includes('phone')) expect(await boxesOf(all)).toEqual(idle);
    });

    for (const name of PAGES) {
      test(`nothing moves on ${name} when a picture begins or ends`, async ({ app, page }) => {
        await order(app, '{one|two}', 2);
        await page.getByRole('link', { name, exact: true }).click();
        const controls = {
          page: page.getByRole('link', { name, exact: true }),
          heading: page.getByRole('main').getByRole('heading').first(),
        };
        await expect(controls.heading).toBeVisible();
        await expect(app.stop).toBeInViewport();
        const painting = await boxesOf(controls);
        await app.stopAll.click();
        await expect(app.stop).toBeHidden();
        expect(await boxesOf(controls)).toEqual(painting);
      });
    }
  });
}

for (const [locale, words] of [
  ['en-US', english],
  ['de-DE', german],
] as const) {
  test.describe(`the narrowest phone, ${locale}`, () => {
    test.use({ viewport: { width: 320, height: 568 }, locale });

    test('what is told and pressed takes one row, with many waiting', async ({ page }) => {
      const app = new AppPage(page, words);
      await app.holdWeights();
      await app.prompt.fill('{a|b|c|d|e|f|g|h|i|j|k|l|m}');
      const generate = page.locator('#generate');
      const idle = await boxesOf({ generate });
      await generate.click();
      const waiting = page.getByRole('button', { name: words.queue.waiting(12) });
      await expect(waiting).toBeVisible();
      expect(await boxesOf({ generate })).toEqual(idle);
      const tops = await Promise.all(
        [app.stop, app.stopAll, waiting].map(async (button) => (await button.boundingBox())!.y),
      );
      expect(new Set(tops).size).toBe(1);
      await expect(page.locator('form').getByText(/^(\d+ %|…)$/)).toBeInViewport();
    });
  });
}

test('a queue that scrolls shows where it goes on', async ({ app }) => {
  await order(app, '{a|b|c|d|e|f|g|h|i|j|k|l}', 12);
  const list = app.queue.getByRole('list');
  await expect(list).toHaveAttribute('data-more', 'below');
  await list.evaluate((element) => element.scrollTo(0, 60));
  await expect(list).toHaveAttribute('data-more', 'both');
  await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(list).toHaveAttribute('data-more', 'above');
  await app.page.getByRole('button', { name: 'Clear all' }).click();
  await app.stop.click();
});
