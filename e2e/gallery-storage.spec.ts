import type { Locator } from '@playwright/test';
import { enterWith, micro, strip, tile, tiles } from './pages/pictures-page.ts';
import { countStored } from './seed-pictures.ts';
import { expect, test } from './test.ts';

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
