import { decode } from 'fast-png';
import { readFile } from 'node:fs/promises';
import { E2E_DIST } from './dist.ts';
import { expect, saveData, test } from './test.ts';

test.use({ serviceWorkers: 'allow', savesData: false });

interface Manifest {
  launch_handler: { client_mode: string };
  share_target: { action: string; method: string; enctype: string };
  icons: { src: string; sizes: string; purpose: string }[];
  screenshots: { src: string; sizes: string; form_factor: string }[];
}

test('the browser has nothing to say against installing it', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await page.evaluate(() => navigator.serviceWorker.ready);
  const client = await page.context().newCDPSession(page);
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');
  // What a test's window is not allowed is no fault of the app.
  const faults = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  expect(faults).toEqual([]);
  const { errors } = await client.send('Page.getAppManifest');
  expect(errors).toEqual([]);
});

test('icons and screenshots are there, in the sizes that the manifest tells', async ({
  app,
  page,
  request,
}) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  const address = await page
    .locator('link[rel=manifest]')
    .evaluate((link: HTMLLinkElement) => link.href);
  const manifest = (await (await request.get(address)).json()) as Manifest;
  for (const { src, sizes } of [...manifest.icons, ...manifest.screenshots]) {
    const { width, height } = decode(await (await request.get(new URL(src, address).href)).body());
    expect(`${width}x${height}`, src).toBe(sizes);
  }
  expect(manifest.launch_handler.client_mode).toBe('focus-existing');
  const { action, method, enctype } = manifest.share_target;
  expect([new URL(action, address).pathname, method, enctype]).toEqual([
    '/share-target',
    'POST',
    'multipart/form-data',
  ]);
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
  expect(manifest.screenshots.map((shot) => shot.form_factor).sort()).toEqual(['narrow', 'wide']);
});

test('the browser’s offer to install becomes a button, once', async ({ app, page }) => {
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  const button = page.getByRole('button', { name: 'Install the app' });
  await expect(button).toBeHidden();
  const prevented = await page.evaluate(() => {
    const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: () => {
        document.documentElement.dataset.prompted = 'yes';
        return Promise.resolve({ outcome: 'accepted' });
      },
    });
    return !dispatchEvent(offer);
  });
  expect(prevented).toBe(true);
  await button.click();
  await expect(page.locator('html')).toHaveAttribute('data-prompted', 'yes');
  await expect(button).toBeHidden();
});

test('what the running app is opened with goes into the form, without another load', async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    const setConsumer = (consumer: unknown) => Object.assign(window, { consumer });
    Object.defineProperty(window, 'launchQueue', { value: { setConsumer } });
  });
  await app.enter({ model: 'micro', provider: 'wasm' });
  await app.modelIsOpen();
  await app.prompt.fill('mine');
  let loads = 0;
  page.on('load', () => (loads += 1));
  const launch = (hash: string) =>
    page.evaluate((hash) => {
      type Consumer = (launch: { targetURL: string }) => void;
      const { consumer } = window as unknown as { consumer: Consumer };
      consumer({ targetURL: location.href.split('#')[0]! + hash });
    }, hash);
  // Started from its icon while it is open: nothing changes.
  await launch('');
  await expect(app.prompt).toHaveValue('mine');
  await launch('#v=1&prompt=from+a+link&seed=5');
  await expect(app.prompt).toHaveValue('from a link');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('5');
  expect(loads).toBe(0);
});

test('an app that saves data fetches little before it is used: no binary, no weights', async ({
  page,
}) => {
  // Otherwise it prepares the first picture while it is idle, see start.spec.ts.
  await saveData(page.context());
  const heavy: string[] = [];
  page.context().on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/\.(wasm|bin)$/.test(pathname)) heavy.push(pathname);
  });
  await page.goto('./?model=test-models/micro/');
  await page.evaluate(() => navigator.serviceWorker.ready);
  expect(heavy).toEqual([]);
});

test('what the service worker lists is what was built', async ({ page }) => {
  await page.goto('./');
  const missing = await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const names = await caches.keys();
    const shell = names.filter((name) => name.includes('precache'));
    const kept = await Promise.all(
      shell.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
    );
    const needed = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(
      ({ src }) => src,
    );
    return needed.filter((url) => !kept.flat().some((each) => each.startsWith(url)));
  });
  expect(missing).toEqual([]);
  const worker = await readFile(`${E2E_DIST}/sw.js`, 'utf8');
  for (const name of ['index.html', 'favicon.svg', '/worker-', '.wasm', '/ort.']) {
    expect(worker).toContain(name);
  }
});
