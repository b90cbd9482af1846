import { expect, type Page } from '@playwright/test';
import { seedPictures } from '../seed-pictures.ts';
import type { AppPage } from './app-page.ts';

/** How the page of pictures is used. */

export const micro = { model: 'micro', provider: 'wasm' } as const;
export const strip = (page: Page) => page.getByRole('group', { name: 'Recent' }).getByRole('radio');
export const tiles = (page: Page) => page.getByRole('button', { name: /^Open: / });
export const tile = (page: Page, prompt: string) =>
  page.getByRole('button', { name: `Open: ${prompt}`, exact: true });

/** The page of pictures, with so many of them. */
export async function enterWith(app: AppPage, count: number): Promise<void> {
  const { page } = app;
  await app.enter(micro);
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(1);
  await seedPictures(page, count);
  await page.reload();
  await page.getByRole('link', { name: 'Pictures' }).click();
  await expect(tiles(page).first()).toBeVisible();
}

/** Without the picker for files, so that a zip is an ordinary download. */
export async function withoutPicker(page: Page): Promise<void> {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
}

/** Deletes for good: the notice with Undo is closed, not one of an export or import beside it. */
export async function closeDeleted(page: Page): Promise<void> {
  const notice = page.getByRole('button', { name: 'Undo', exact: true }).locator('..');
  await notice.getByRole('button', { name: 'Close', exact: true }).click();
}
