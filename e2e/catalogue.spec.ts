import { expect, type Page } from '@playwright/test';
import { violations } from './axe.ts';
import type { AppPage } from './pages/app-page.ts';
import { card, install, isInstalled, test } from './model-server.ts';

/** Models that whoever hosts the page offers: `models/catalogue.json`. */

const entry = {
  name: 'Micro',
  description: 'Noise, for tests.',
  licence: 'MIT',
  precision: 'f32',
  sizeBytes: 2_400_000,
};

/** The host's file, in place of the empty one. */
async function host(page: Page, catalogue: unknown, contentType = 'application/json') {
  const body = typeof catalogue === 'string' ? catalogue : JSON.stringify(catalogue);
  await page.route('**/models/catalogue.json', (route) => route.fulfill({ body, contentType }));
}

const available = (page: Page) => page.getByRole('region', { name: 'Also available' });

async function openModels({ page }: AppPage): Promise<void> {
  await page.goto('./?provider=wasm#models');
  // The store has answered: whatever is listed, is listed now.
  await expect(page.locator('[data-used-bytes]')).toBeVisible();
}

test('an offered model is looked at, installed, listed once, deleted, and offered again', async ({
  page,
  app,
  server,
}) => {
  await host(page, [
    { ...entry, address: server.url },
    { ...entry, name: 'Other', address: 'acme/wuerstchen/q4@v2' },
  ]);
  await openModels(app);
  await expect(card(page)).toContainText('2.4 MB · f32 · MIT');
  await expect(card(page)).toContainText(`From ${server.url}`);
  await expect(card(page)).toContainText('Noise, for tests.');
  const other = available(page).getByRole('listitem', { name: 'Other' });
  await expect(other).toContainText('From the Hugging Face Hub: acme/wuerstchen/q4, version v2');
  expect(await violations(page)).toEqual([]);
  expect(server.asked).toEqual([]);

  const button = card(page).getByRole('button', { name: 'Install', exact: true });
  await button.click();
  const offer = card(page).getByRole('group', { name: 'Found: Micro' });
  await expect(offer).toContainText(/Downloads 2\.\d MB\. [\d.]+ GB free\./);
  expect(await violations(page)).toEqual([]);
  await offer.getByRole('button', { name: 'No thanks' }).click();
  await expect(offer).toBeHidden();
  expect(server.asked.map(({ path }) => path)).toEqual(['manifest.json']);

  server.bytesPerSecond = 1_000_000;
  await button.click();
  await install(page);
  await expect(page.getByRole('progressbar', { name: 'Downloading Micro' })).toBeVisible();
  server.bytesPerSecond = null;
  await isInstalled(page);
  await expect(card(page)).toHaveCount(1);
  await expect(available(page).getByRole('listitem')).toHaveCount(1);
  await expect(other).toBeVisible();

  await card(page).getByRole('button', { name: 'Delete' }).click();
  await card(page).getByRole('button', { name: 'Yes, delete' }).click();
  await expect(available(page).getByRole('listitem', { name: 'Micro' })).toBeVisible();
});

test('a source that does not answer is told where it was asked', async ({ page, app, server }) => {
  await host(page, [{ ...entry, address: `${server.url}nothing/` }]);
  await openModels(app);
  await card(page).getByRole('button', { name: 'Install' }).click();
  await expect(card(page).getByRole('alert')).toContainText('No model found at this address.');
  // It can be tried again.
  server.prefixes.unshift('/model/nothing/');
  await card(page).getByRole('button', { name: 'Install' }).click();
  await expect(page.getByRole('group', { name: 'Found: Micro' })).toBeVisible();
});

test('a wrong entry is told to the host, and costs nothing else', async ({ page, app, server }) => {
  await host(page, [
    { ...entry, name: 'Wrong', address: 'acme/wuerstchen', licence: undefined },
    { ...entry, address: server.url },
  ]);
  await openModels(app);
  await expect(card(page)).toBeVisible();
  await expect(available(page).getByRole('listitem')).toHaveCount(1);
  await page.getByText('For the owner of this site').click();
  await expect(available(page)).toContainText('Correct models/catalogue.json');
  await expect(available(page)).toContainText(
    'Entry 1 (Wrong), licence: Invalid key: Expected "licence" but received undefined',
  );
  expect(await violations(page)).toEqual([]);
});

test('a page in place of the catalogue is told to the host', async ({ page, app }) => {
  await host(page, '<!doctype html><title>Welcome</title>', 'text/html');
  await openModels(app);
  await page.getByText('For the owner of this site').click();
  await expect(available(page)).toContainText('expected the file, received a web page (text/html)');
});

test('where nothing is offered, or there is no catalogue, nothing is said of it', async ({
  page,
  app,
}) => {
  const shipped = page.waitForResponse('**/models/catalogue.json');
  await openModels(app);
  expect(await (await shipped).json()).toEqual([]);
  await expect(available(page)).toHaveCount(0);
  await page.route('**/models/catalogue.json', (route) => route.fulfill({ status: 404 }));
  const missing = page.waitForResponse('**/models/catalogue.json');
  await page.reload();
  expect((await missing).status()).toBe(404);
  await expect(page.locator('[data-used-bytes]')).toBeVisible();
  await expect(available(page)).toHaveCount(0);
});
