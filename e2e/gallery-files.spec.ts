import { encode } from 'fast-png';
import {
  closeDeleted,
  enterWith,
  micro,
  strip,
  tile,
  tiles,
  withoutPicker,
} from './pages/pictures-page.ts';
import { countStored, readStored, seedPictures } from './seed-pictures.ts';
import { expect, test } from './test.ts';

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
