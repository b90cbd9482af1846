import { expect } from '@playwright/test';
import { encode } from 'fast-png';
import { readdir, readFile } from 'node:fs/promises';
import { openFaultServer } from '../src/package/testing/fault-server.ts';
import { withPngText } from '../src/share/png.ts';
import { violations } from './axe.ts';
import { E2E_DIST } from './dist.ts';
import { MICRO_FOLDER } from './micro-package.ts';
import {
  device,
  governed,
  holdWeights,
  isolated,
  offer,
  PAINTING_MS,
  test,
} from './offline-test.ts';

test.use({ serviceWorkers: 'allow' });
// Every test starts from an empty browser: it compiles the engine and copies the whole app.
test.setTimeout(300_000);

test('one reload makes the page isolated on a host without headers', async ({ app, page }) => {
  let loads = 0;
  page.on('load', () => (loads += 1));
  await app.enter();
  await isolated(page);
  await app.modelIsOpen();
  expect(loads).toBe(2);
  await page.reload();
  await isolated(page);
  await app.modelIsOpen();
  expect(loads).toBe(3);
  await expect(await device(page, 'Isolated page')).toContainText('yes');
});

test('whoever has begun to type is not interrupted', async ({ app, page, site }) => {
  let release = () => {};
  site.delays.set('sw.js', new Promise((resolve) => (release = resolve)));
  let loads = 0;
  page.on('load', () => (loads += 1));
  await app.enter();
  await app.prompt.pressSequentially('a red');
  release();
  await governed(page);
  await app.prompt.pressSequentially(' house');
  await expect(app.prompt).toHaveValue('a red house');
  expect(loads).toBe(1);
  await app.paint('a red house', PAINTING_MS);
});

test('after the first visit everything works without a network', async ({
  app,
  page,
  site,
  context,
}) => {
  offer(site, 'Offered');
  await app.enter({ provider: 'wasm' });
  await isolated(page);
  await app.modelIsOpen();
  await expect(await device(page, 'Works offline')).toContainText('yes', {
    timeout: 60_000,
  });
  await site.close();
  await context.setOffline(true);
  await page.goto('./?provider=wasm');
  await expect(page.getByText('You’re offline. You can keep painting').first()).toBeVisible();
  await app.paint('a red house', PAINTING_MS);
  expect((await app.look()).deviation).toBeGreaterThan(1);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(page.getByRole('listitem', { name: 'Offered' })).toBeVisible();
});

test('how to host the app is a page of it, under a path and without a network', async ({
  app,
  page,
  site,
  context,
}) => {
  await app.enter();
  await isolated(page);
  await governed(page);
  await site.close();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Device' }).click();
  const opens = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Host this app' }).click();
  const hosting = await opens;
  await expect(hosting.getByRole('heading', { level: 1 })).toHaveText('Hosting the app');
  await expect(hosting.getByRole('cell', { name: 'models/builtin/', exact: true })).toBeVisible();
  expect(await violations(hosting)).toEqual([]);
  await hosting.setViewportSize({ width: 320, height: 640 });
  const overflow = () =>
    hosting.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await hosting.getByRole('link', { name: 'Würstchen' }).click();
  await expect(hosting.getByRole('button', { name: 'Generate' })).toBeVisible();
});

test('an installed model paints without a network, ONNX Runtime included', async ({
  app,
  page,
  site,
  context,
}) => {
  const names = await readdir(MICRO_FOLDER);
  const server = await openFaultServer(
    new Map(
      await Promise.all(
        names.map(async (name): Promise<[string, Buffer]> => [
          name,
          await readFile(`${MICRO_FOLDER}/${name}`),
        ]),
      ),
    ),
  );
  await page.goto('./?provider=wasm#models');
  await isolated(page);
  await page.getByRole('textbox', { name: 'Address or repository' }).fill(server.url);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: /^(Install \(|Add$)/ }).click();
  await page.getByRole('button', { name: 'Make default' }).click();
  // From now on nothing but what the next visit needs is fetched: its model is on the disk.
  await page.goto('./?provider=wasm');
  await app.modelIsOpen();
  await expect(await device(page, 'Works offline')).toContainText('yes', {
    timeout: 60_000,
  });
  await server.close();
  await site.close();
  await context.setOffline(true);
  await page.goto('./?provider=wasm');
  await expect(page.getByText('You’re offline. You can keep painting').first()).toBeVisible();
  await app.paint('a red house', PAINTING_MS);
  expect((await app.look()).deviation).toBeGreaterThan(1);
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(page.getByRole('listitem', { name: 'Micro' }).last()).toContainText('in use');
});

test('what the host offers is read anew, and known without a network', async ({
  app,
  page,
  site,
  context,
}) => {
  offer(site, 'Offered first');
  await app.enter({ provider: 'wasm' });
  await isolated(page);
  await expect(await device(page, 'Works offline')).toContainText('yes', {
    timeout: 60_000,
  });
  offer(site, 'Offered later');
  const models = page.getByRole('link', { name: 'Models', exact: true });
  const entry = (name: string) => page.getByRole('listitem', { name });
  await models.click();
  await expect(entry('Offered later')).toContainText('1.83 GB · q4 · MIT');
  await site.close();
  await context.setOffline(true);
  await page.goto('./?provider=wasm#models');
  await expect(entry('Offered later')).toContainText(`From ${site.url}models/other/`);
  await expect(entry('Offered first')).toBeHidden();
});

test('a new model is taken whole, and until then the old one stays', async ({
  app,
  page,
  site,
}) => {
  await app.enter({ provider: 'wasm' });
  await isolated(page);
  await app.modelIsOpen();
  await expect(await device(page, 'Works offline')).toContainText('yes', {
    timeout: 60_000,
  });
  // Another version, of which the connection brings nothing but the list of contents.
  const manifest = JSON.parse(await readFile(`${MICRO_FOLDER}/manifest.json`, 'utf8')) as {
    name: string;
    networks: Record<string, { data: { sha256: string }[] }>;
  };
  manifest.name = 'Newer';
  manifest.networks['vqgan-decode']!.data[0]!.sha256 = '0'.repeat(64);
  site.files.set('models/builtin/manifest.json', JSON.stringify(manifest));
  await page.goto('./?provider=wasm');
  await app.modelIsOpen();
  await expect(page.getByRole('combobox', { name: 'Model' })).toContainText('Newer');
  await site.close();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Model' })).toContainText('Micro');
  await app.paint('a red house', PAINTING_MS);
});

test('a new version waits for the button, and the button for the picture', async ({
  app,
  page,
  site,
}) => {
  // However fast the machine is, the picture is not ready before the button is pressed.
  const release = await holdWeights(site);
  await app.enter({ provider: 'wasm' });
  await isolated(page);
  await app.modelIsOpen();
  await governed(page);
  const worker = await readFile(`${E2E_DIST}/sw.js`, 'utf8');
  site.files.set('sw.js', `${worker}\n// a newer version\n`);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const reload = page.getByRole('button', { name: 'Reload' });
  await expect(reload).toBeVisible({ timeout: 60_000 });
  expect(await violations(page)).toEqual([]);

  await app.prompt.fill('a red house');
  await app.generate.click();
  await expect(app.stop.first()).toBeVisible();
  let loads = 0;
  page.on('load', () => (loads += 1));
  await reload.click();
  await expect(page.getByText('opens after the last picture').first()).toBeVisible();
  expect(loads).toBe(0);
  await expect(app.stop.first()).toBeVisible();
  release();
  await expect.poll(() => loads, { timeout: PAINTING_MS }).toBe(1);
  // It has been painted and kept before.
  await expect(app.picture).toHaveAttribute('alt', 'a red house');
  await expect(app.prompt).toHaveValue('a red house');
  await expect(reload).toBeHidden();
  const waiting = () =>
    page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null);
  await expect.poll(waiting).toBe(false);
});

test('a picture shared with the app is opened by it', async ({ app, page, site }) => {
  await app.enter();
  await isolated(page);
  await governed(page);
  site.files.set(
    'share.html',
    '<meta charset="utf-8"><form action="share-target" method="post" enctype="multipart/form-data">' +
      '<input type="file" name="file"><button>Share</button></form>',
  );
  await page.goto('./share.html');
  const plain = Uint8Array.from(encode({ width: 2, height: 2, data: new Uint8Array(16) }));
  const text = 'a cat on a roof\nSteps: 2, Sampler: DDPM, CFG scale: 7, Seed: 99, Size: 256x256';
  await page.locator('input').setInputFiles({
    name: 'für dich.png',
    mimeType: 'image/png',
    buffer: Buffer.from(withPngText(plain, 'parameters', text)),
  });
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByText('Filled in from “für dich.png”.').first()).toBeVisible();
  await expect(app.prompt).toHaveValue('a cat on a roof');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('99');
  expect(new URL(page.url()).search).toBe('');
  expect(site.asked).not.toContain('share-target');
});
