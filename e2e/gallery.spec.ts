import type { Locator, Page } from '@playwright/test';
import { encode } from 'fast-png';
import type { AppPage } from './pages/app-page.ts';
import { countStored, readStored, seedPictures } from './seed-pictures.ts';
import { expect, test } from './test.ts';

const micro = { model: 'micro', provider: 'wasm' } as const;
const strip = (page: Page) => page.getByRole('group', { name: 'Recent' }).getByRole('radio');
const tiles = (page: Page) => page.getByRole('button', { name: /^Open: / });
const tile = (page: Page, prompt: string) =>
  page.getByRole('button', { name: `Open: ${prompt}`, exact: true });

/** The page of pictures, with so many of them. */
async function enterWith(app: AppPage, count: number): Promise<void> {
  const { page } = app;
  await app.enter(micro);
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(1);
  await seedPictures(page, count);
  await page.reload();
  await page.getByRole('link', { name: 'Pictures' }).click();
  await expect(tiles(page).first()).toBeVisible();
}

/** Without the picker for files, so that a zip is an ordinary download. */
async function withoutPicker(page: Page): Promise<void> {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
}

/** Deletes for good: the notice with Undo is closed, not one of an export or import beside it. */
async function closeDeleted(page: Page): Promise<void> {
  const notice = page.getByRole('button', { name: 'Undo', exact: true }).locator('..');
  await notice.getByRole('button', { name: 'Close', exact: true }).click();
}

test('what was painted is kept, and the last picture is in the frame again', async ({
  app,
  page,
}) => {
  await app.enter(micro);
  await app.paint('a house');
  await app.paint('a boat');
  await expect(strip(page)).toHaveCount(2);
  const boat = await app.file();
  await page.reload();
  await expect(app.picture).toHaveAttribute('alt', 'a boat');
  expect(await app.file()).toBe(boat);
  await strip(page).nth(1).check();
  await expect(app.picture).toHaveAttribute('alt', 'a house');
  await expect(page.getByRole('group', { name: 'How it was made' })).toContainText('Stage C');
  await expect(app.stop).toBeHidden();
  await page.keyboard.press('ArrowLeft');
  await expect(app.picture).toHaveAttribute('alt', 'a boat');
});

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

test('a zip takes pictures out and brings them back', async ({ app, page }) => {
  await withoutPicker(page);
  await app.enter(micro);
  await app.paint('a house');
  await app.paint('a boat');
  await expect(strip(page)).toHaveCount(2);
  await page.getByRole('link', { name: 'Pictures' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save all as ZIP' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^pictures-[\d-]+\.zip$/);
  await expect(page.getByText('Saved 2 pictures as ZIP.').first()).toBeVisible();
  const zip = test.info().outputPath('pictures.zip');
  await download.saveAs(zip);

  await tile(page, 'a boat').focus();
  await page.keyboard.press('Delete');
  await expect(tiles(page)).toHaveCount(1);
  await closeDeleted(page);
  const bring = page.locator('input[type=file][multiple]');
  await expect
    .poll(async () => (await countStored(page)).records, { message: 'deleted for good' })
    .toBe(1);
  const notAZip = { name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('nothing') };
  await bring.setInputFiles(zip);
  await expect(page.getByText('1 added, 1 already here.').first()).toBeVisible();
  await expect(tile(page, 'a boat')).toBeVisible();
  await bring.setInputFiles([notAZip]);
  await expect(page.getByText('0 added, 1 couldn’t be read.').first()).toBeVisible();
  await page.getByText('Which ones, and why').click();
  await expect(page.getByText(/x\.zip: neither/)).toBeVisible();
});

test('a zip brings back everything that went into it', async ({ app, page }) => {
  await withoutPicker(page);
  await app.enter(micro);
  await app.keepSeed('3');
  await app.paint('a {house} – “ü”, 雪\nin two lines');
  // The very same picture once more is a picture of its own.
  await app.paint('a {house} – “ü”, 雪\nin two lines');
  await expect(strip(page)).toHaveCount(2);
  await seedPictures(page, 6);
  await page.reload();
  await page.getByRole('link', { name: 'Pictures' }).click();
  await expect(tiles(page)).toHaveCount(8);
  const before = await readStored(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save all as ZIP' }).click(),
  ]);
  const zip = test.info().outputPath('pictures.zip');
  await download.saveAs(zip);

  await tiles(page).first().focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await closeDeleted(page);
  await expect
    .poll(() => countStored(page))
    .toEqual({ records: 0, files: 0, thumbnails: 0, starts: 0 });
  await page.locator('input[type=file][multiple]').setInputFiles(zip);
  await expect(page.getByText('8 added.').first()).toBeVisible();
  expect(await readStored(page)).toEqual(before);
});

test('a single PNG of ours is taken in too, once', async ({ app, page }) => {
  await app.enter(micro);
  await app.paint('a house');
  await expect(strip(page)).toHaveCount(1);
  const png = Buffer.from(await app.file(), 'base64');
  const file = { name: 'house.png', mimeType: 'image/png', buffer: png };
  await page.getByRole('link', { name: 'Pictures' }).click();
  const bring = page.locator('input[type=file][multiple]');
  await bring.setInputFiles([file]);
  await expect(page.getByText('0 added, 1 already here.').first()).toBeVisible();
  await tile(page, 'a house').focus();
  await page.keyboard.press('Delete');
  await expect(tiles(page)).toHaveCount(0);
  await closeDeleted(page);
  await expect.poll(async () => (await countStored(page)).records).toBe(0);
  await bring.setInputFiles([file]);
  await expect(page.getByText('1 added.').first()).toBeVisible();
  await expect(tile(page, 'a house')).toBeVisible();
});

test('a damaged PNG is said to be damaged, one without settings to have none', async ({
  app,
  page,
}) => {
  await app.enter(micro);
  await page.getByRole('link', { name: 'Pictures' }).click();
  const plain = encode({ width: 2, height: 2, data: new Uint8Array(16) });
  const damaged = (at: number) => Buffer.from(plain.map((byte, i) => (i === at ? byte ^ 1 : byte)));
  const mimeType = 'image/png';
  await page.locator('input[type=file][multiple]').setInputFiles([
    { name: 'plain.png', mimeType, buffer: Buffer.from(plain) },
    { name: 'header.png', mimeType, buffer: damaged(14) },
    { name: 'pixels.png', mimeType, buffer: damaged(plain.length - 20) },
    { name: 'half.png', mimeType, buffer: Buffer.from(plain.slice(0, -20)) },
  ]);
  await expect(page.getByText('0 added, 4 couldn’t be read.').first()).toBeVisible();
  await page.getByText('Which ones, and why').click();
  await expect(page.getByRole('listitem').filter({ hasText: '.png: ' })).toHaveText([
    'plain.png: has no complete settings from this app',
    'header.png: This PNG is damaged',
    'pixels.png: This PNG is damaged',
    'half.png: This PNG is damaged',
  ]);
});

test('where the browser can, a zip is written straight to the disk', async ({ app, page }) => {
  await page.addInitScript(() => {
    const pick = async () =>
      (await navigator.storage.getDirectory()).getFileHandle('out.zip', { create: true });
    Object.assign(window, { showSaveFilePicker: pick });
  });
  await enterWith(app, 12);
  await page.getByRole('button', { name: 'Save all as ZIP' }).click();
  await expect(page.getByText('Saved 12 pictures as ZIP.').first()).toBeVisible();
  const start = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('out.zip')).getFile();
    return file.slice(0, 2).text();
  });
  expect(start).toBe('PK');
});

test('a full storage is said plainly, and nothing is lost meanwhile', async ({ app, page }) => {
  await page.addInitScript(() => {
    type Put = (...args: unknown[]) => IDBRequest<IDBValidKey>;
    const put = Reflect.get(IDBObjectStore.prototype, 'put') as Put;
    IDBObjectStore.prototype.put = function (...args: unknown[]) {
      if (this.name === 'files' && !('hasRoom' in window)) {
        throw new DOMException('No room.', 'QuotaExceededError');
      }
      return Reflect.apply(put, this, args);
    };
  });
  await app.enter(micro);
  await app.paint('a house');
  const notice = page.getByRole('alert').filter({ hasText: 'browser’s storage is full' });
  await expect(notice).toContainText('One picture isn’t saved yet');
  await expect(page.getByRole('link', { name: 'Download PNG' })).toBeVisible();
  await app.paint('a boat');
  await expect(strip(page)).toHaveCount(2);
  await strip(page).nth(1).check();
  await expect(app.picture).toHaveAttribute('alt', 'a house');
  await page.evaluate(() => Object.assign(window, { hasRoom: true }));
  await notice.getByRole('button', { name: 'Try saving again' }).click();
  await expect(notice).toBeHidden();
  expect(await countStored(page)).toEqual({ records: 2, files: 2, thumbnails: 2, starts: 0 });
});

test('without any storage one paints all the same', async ({ app, page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Denied.', 'SecurityError');
    };
  });
  await app.enter(micro);
  await app.paint('a house');
  await expect(page.getByText('This browser offers no storage here')).toBeVisible();
  await expect(strip(page)).toHaveCount(1);
  const drawn = (tile: Locator) =>
    tile
      .locator('img')
      .evaluateAll((images: HTMLImageElement[]) =>
        images.map(({ complete, naturalWidth }) => complete && naturalWidth > 0),
      );
  await expect.poll(() => drawn(page.getByRole('group', { name: 'Recent' }))).toEqual([true]);
  await page.getByRole('link', { name: 'Pictures', exact: true }).click();
  await expect.poll(() => drawn(tile(page, 'a house'))).toEqual([true]);
  await page.getByRole('link', { name: 'Paint', exact: true }).click();
  await expect.poll(() => drawn(page.getByRole('group', { name: 'Recent' }))).toEqual([true]);
  await expect(page.getByRole('link', { name: 'Download PNG' })).toBeVisible();
});

test('tabs show the same pictures', async ({ app, page, context }) => {
  await enterWith(app, 3);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(tiles(other)).toHaveCount(3);
  await tile(page, 'house 1').focus();
  await page.keyboard.press('Delete');
  await expect(tiles(other)).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(tiles(other)).toHaveCount(3);
});

test('a newer version in another tab is let in, and this one says what to do', async ({
  app,
  page,
}) => {
  await enterWith(app, 1);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('wuerstchen.pictures', 99);
        request.onblocked = () => reject(new Error('blocked'));
        request.onsuccess = () => resolve();
      }),
  );
  await expect(page.getByText('A newer version of this page is open')).toBeVisible();
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
