import { expect, type Page } from '@playwright/test';
import { card, install, isInstalled, lookAt, test } from './model-server.ts';

// Loading ahead is part of what is looked at.
test.use({ savesData: false });

const PAINTING_MS = 60_000;

/** Counts what is drawn as a preview from now on, however fast the machine is. */
async function watch(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const seen = { previews: 0 };
    const look = () => {
      if (document.querySelector('canvas[aria-label*=preview]')) seen.previews++;
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    Object.assign(window, { seen });
  });
  return () =>
    page.evaluate(() => (window as unknown as { seen: { previews: number } }).seen.previews);
}

/** What the store keeps of previews, by name. */
function keptPreviews(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('wuerstchen-models');
    const names: string[] = [];
    for await (const name of (await store.getDirectoryHandle('previews')).keys()) names.push(name);
    return names;
  });
}

test('a model in a folder that comes without a preview has one from the second picture on, also after a reload', async ({
  app,
  page,
}) => {
  await app.enter({ model: 'no-preview', provider: 'wasm' });
  await app.modelIsOpen();
  let previews = await watch(page);
  await app.paint('a house', PAINTING_MS);
  expect(await previews()).toBe(0);
  await app.paint('another house', PAINTING_MS);
  expect(await previews()).toBeGreaterThan(0);
  expect(await keptPreviews(page)).toEqual(['micro.json']);

  await page.reload();
  await app.modelIsOpen();
  previews = await watch(page);
  await app.paint('a third house', PAINTING_MS);
  expect(await previews()).toBeGreaterThan(0);
});

test('what an installed model has learned is there after a reload, and gone with the model', async ({
  app,
  page,
  server,
}) => {
  const told = JSON.parse(server.files.get('manifest.json')!.toString()) as { preview?: unknown };
  delete told.preview;
  server.files.set('manifest.json', Buffer.from(JSON.stringify(told)));
  const choose = async () => {
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await card(page).getByRole('button', { name: 'Use this model' }).click();
    await expect(card(page)).toContainText('in use');
    await page.getByRole('link', { name: 'Paint', exact: true }).click();
  };
  await app.enter({ provider: 'wasm' });
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await lookAt(page, server.url);
  await install(page);
  await isInstalled(page);
  await choose();
  await app.paint('a house', PAINTING_MS);
  const kept = await keptPreviews(page);
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatch(/^micro-[0-9a-f]{16}\.json$/);

  await page.reload();
  await choose();
  const previews = await watch(page);
  await app.paint('another house', PAINTING_MS);
  expect(await previews()).toBeGreaterThan(0);

  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await card(page).getByRole('button', { name: 'Delete' }).click();
  await card(page).getByRole('button', { name: 'Yes, delete' }).click();
  await expect(card(page)).toBeHidden();
  expect(await keptPreviews(page)).toEqual([]);
});
