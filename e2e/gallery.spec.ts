import type { Locator } from '@playwright/test';
import { closeDeleted, enterWith, micro, tile, tiles } from './pages/pictures-page.ts';
import { countStored } from './seed-pictures.ts';
import { expect, test } from './test.ts';

test('an empty wall invites to paint', async ({ app, page }) => {
  await app.enter(micro);
  await page.getByRole('link', { name: 'Pictures' }).click();
  await page.getByRole('button', { name: 'Paint your first picture' }).click();
  await expect(app.prompt).toBeVisible();
});

test('5000 pictures: only those near the screen are in the page, and the last can be reached', async ({
  app,
  page,
}) => {
  await enterWith(app, 5000);
  await expect(page.getByText('5000 pictures', { exact: true })).toBeVisible();
  const nodes = () => page.evaluate(() => document.querySelectorAll('main *').length);
  expect(await tiles(page).count()).toBeLessThan(150);
  expect(await nodes()).toBeLessThan(2500);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await expect(tile(page, 'house 4999')).toBeInViewport();
  await expect(page.getByText('5000 pictures,')).toBeInViewport();
  expect(await nodes()).toBeLessThan(2500);
  await page.evaluate(() => scrollTo(0, 0));
  await tile(page, 'house 0').focus();
  await page.keyboard.press('End');
  await expect(tile(page, 'house 4999')).toBeFocused();
  await expect(tile(page, 'house 4999')).toBeInViewport();
  await page.getByRole('searchbox', { name: 'Search pictures' }).fill('4321 HOUSE');
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.getByText('1 of 5000', { exact: true })).toBeVisible();
});

test('pictures are found by any words, and favourites alone', async ({ app, page }) => {
  await enterWith(app, 8);
  const box = page.getByRole('searchbox', { name: 'Search pictures' });
  await box.fill('nebel 3');
  await expect(tiles(page)).toHaveCount(1);
  await box.fill('zebra');
  await expect(page.getByText('No matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(tiles(page)).toHaveCount(8);
  await page.getByRole('button', { name: 'Favourites', exact: true }).click();
  await expect(tiles(page)).toHaveCount(2);
});

test('pictures stand under their days, and can be sorted', async ({ app, page }) => {
  await enterWith(app, 12);
  // House 10 was painted three days ago.
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('wuerstchen.pictures');
      request.onsuccess = () => resolve(request.result);
    });
    const store = database.transaction('records', 'readwrite').objectStore('records');
    const read = store.get('seeded-000010') as IDBRequest<{ paintedAt: number }>;
    await new Promise<void>((resolve) => {
      read.onsuccess = () => {
        const paintedAt = read.result.paintedAt - 3 * 86_400_000;
        store.put({ ...read.result, paintedAt }).onsuccess = () => resolve();
      };
    });
    database.close();
  });
  await page.reload();
  const grid = page.getByRole('grid', { name: 'All pictures' });
  const days = grid.getByRole('rowheader');
  await expect(days.first()).toHaveText(/^(Today|Yesterday)$/);
  await expect(days.last()).toHaveText(/^\w+day, \w+ \d+, \d{4}$/);
  const order = () =>
    tiles(page).evaluateAll((buttons) => buttons.map((button) => button.ariaLabel?.slice(6)));
  await expect.poll(async () => (await order()).at(-1)).toBe('house 10');
  await tile(page, 'house 11').focus();
  await page.keyboard.press('ArrowDown');
  await expect(tile(page, 'house 10')).toBeFocused();
  const sort = page.getByRole('combobox', { name: 'Sort by' });
  await sort.selectOption('Oldest first');
  await expect.poll(async () => (await order()).slice(0, 2)).toEqual(['house 10', 'house 11']);
  await sort.selectOption('Prompt, A to Z');
  await expect(days).toHaveCount(0);
  await expect.poll(order).toEqual(Array.from({ length: 12 }, (_, i) => `house ${i}`));
});

test('a tile says what it shows and when it was painted, to the mouse and to the keyboard', async ({
  app,
  page,
}) => {
  await enterWith(app, 3);
  const caption = tile(page, 'house 1').getByText(/\d{4}, \d+:\d\d/);
  const seen = () => caption.evaluate((node) => getComputedStyle(node.parentElement!).opacity);
  expect(await seen()).toBe('0');
  await tile(page, 'house 1').hover();
  await expect.poll(seen).toBe('1');
  await page.mouse.move(0, 0);
  await expect.poll(seen).toBe('0');
  await tile(page, 'house 0').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(seen).toBe('1');
});

test('the picture that is being painted is seen among the others', async ({ app, page }) => {
  await app.enter(micro);
  await app.modelIsOpen();
  const release = await app.holdWeights();
  await app.prompt.fill('a boat');
  await app.generate.click();
  await page.getByRole('link', { name: 'Pictures', exact: true }).click();
  const painting = page.getByRole('region', { name: 'Painting now' });
  await expect(painting).toContainText('a boat');
  await expect(painting.getByRole('progressbar').first()).toBeVisible();
  release();
  await expect(tile(page, 'a boat')).toBeVisible({ timeout: 60_000 });
  await expect(painting).toBeHidden();
});

for (const [device, viewport] of [
  ['desktop', { width: 1280, height: 800 }],
  ['phone', { width: 390, height: 844 }],
] as const) {
  test(`${device}: a notice with Undo never covers the facts of a picture`, async ({
    app,
    page,
  }) => {
    await page.setViewportSize(viewport);
    await enterWith(app, 3);
    const undo = page.getByRole('button', { name: 'Undo', exact: true });
    const covered = async (facts: Locator) => {
      const card = (await undo.locator('..').boundingBox())!;
      const box = (await facts.boundingBox())!;
      const apart =
        card.x + card.width <= box.x ||
        box.x + box.width <= card.x ||
        card.y + card.height <= box.y ||
        box.y + box.height <= card.y;
      return !apart;
    };
    await tile(page, 'house 1').click();
    const viewer = page.getByRole('dialog', { name: 'Picture in full size' });
    await viewer.getByRole('button', { name: 'Delete' }).click();
    await expect(undo).toBeInViewport();
    expect(await covered(viewer.locator('dl'))).toBe(false);
    await viewer.getByRole('button', { name: 'Use all settings' }).click();
    await expect(app.picture).toBeVisible();
    await expect(undo).toBeInViewport();
    expect(await covered(page.getByRole('group', { name: 'How it was made' }))).toBe(false);
  });
}

test('the grid is worked with the keyboard alone', async ({ app, page }) => {
  await enterWith(app, 8);
  await tile(page, 'house 0').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tile(page, 'house 1')).toBeFocused();
  await page.keyboard.press('f');
  const cell = page.getByRole('gridcell').filter({ has: tile(page, 'house 1') });
  await expect(cell.getByRole('button', { name: 'Favourite' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('Space');
  await expect(cell).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(cell).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Delete');
  await expect(tile(page, 'house 1')).toBeHidden();
  await expect(tile(page, 'house 2')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(tile(page, 'house 1')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Picture in full size' })).toBeVisible();
});

test('selected pictures are deleted together, and for good only once it is too late', async ({
  app,
  page,
}) => {
  await enterWith(app, 5);
  await page.getByRole('checkbox', { name: 'Select: house 1' }).check();
  await tile(page, 'house 3').click({ modifiers: ['Shift'] });
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tiles(page)).toHaveCount(5);
  await tile(page, 'house 4').focus();
  await page.keyboard.press('Delete');
  await expect(tiles(page)).toHaveCount(4);
  expect(await countStored(page)).toEqual({ records: 5, files: 5, thumbnails: 5, starts: 0 });
  await closeDeleted(page);
  await expect
    .poll(() => countStored(page))
    .toEqual({ records: 4, files: 4, thumbnails: 4, starts: 0 });
});

test('on a phone the wall never scrolls sideways', async ({ app, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await enterWith(app, 30);
  await page.getByRole('checkbox', { name: 'Select: house 0' }).check({ force: true });
  const overflow = () =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  expect(await overflow()).toBe(0);
  await page.getByRole('link', { name: 'Paint', exact: true }).click();
  expect(await overflow()).toBe(0);
});

test.describe('with fingers', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('a tap opens, and chooses once one asks to choose', async ({ app, page }) => {
    await enterWith(app, 4);
    const box = page.getByRole('checkbox', { name: 'Select: house 1' });
    await expect(box).toBeHidden();
    await page.getByRole('button', { name: 'Select', exact: true }).tap();
    await expect(box).toBeVisible();
    await tile(page, 'house 1').tap();
    await tile(page, 'house 2').tap();
    await expect(box).toBeChecked();
    await expect(page.getByText('2 selected')).toBeVisible();
    await page.getByRole('button', { name: 'Clear selection' }).tap();
    await expect(box).toBeHidden();
    await tile(page, 'house 1').tap();
    await expect(page.getByRole('dialog', { name: 'Picture in full size' })).toBeVisible();
  });
});
