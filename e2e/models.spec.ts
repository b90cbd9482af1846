import { expect, type Page } from '@playwright/test';
import { parseManifest, type FileEntry, type NetworkName } from '../src/package/manifest.ts';
import type { FaultServer } from '../src/package/testing/fault-server.ts';
import type { AppPage } from './pages/app-page.ts';
import { MICRO_FOLDER } from './micro-package.ts';
import { card, install, isInstalled, lookAt, test } from './model-server.ts';

const PAINTING_MS = 120_000;

async function openModels(app: AppPage): Promise<void> {
  await app.enter({ provider: 'wasm' });
  await app.page.getByRole('link', { name: 'Models', exact: true }).click();
}

/** The weights of a network. */
function weights(server: FaultServer, network: NetworkName): FileEntry {
  const json: unknown = JSON.parse(server.files.get('manifest.json')!.toString());
  return parseManifest(json).networks[network].data[0]!;
}

/** A folder of the page's own site, as it has to be typed: from the scheme on. */
const ofThisSite = (path: string, page: Page) => new URL(path, page.url()).href;

const timesAsked = (server: FaultServer, path: string) =>
  server.asked.filter((asked) => asked.path === path).length;

test('a model from another server arrives through every trouble, is used, checked, repaired, deleted', async ({
  app,
  page,
  server,
}) => {
  const big = weights(server, 'decoder-step');
  const corrupt = weights(server, 'prior-step').path;
  server.faults.set(big.path, [{ kind: 'cut', afterBytes: 300_000 }]);
  server.faults.set(corrupt, [{ kind: 'corrupt' }]);
  server.faults.set(weights(server, 'prior-condition').path, [{ kind: 'html' }]);
  server.faults.set(weights(server, 'vqgan-decode').path, [
    { kind: 'status', status: 503, retryAfter: '1' },
  ]);
  await openModels(app);
  await lookAt(page, server.url);
  const offer = page.getByRole('group', { name: 'Found: Micro' });
  await expect(offer).toContainText(server.url);
  await expect(offer).toContainText(/Downloads 2\.\d MB\. [\d.]+ GB free\./);
  await expect(offer).toContainText('It cannot paint anything at all.');
  expect(server.asked.map(({ path }) => path)).toEqual(['manifest.json']);
  await install(page);
  await isInstalled(page);
  expect(timesAsked(server, big.path)).toBe(2);
  expect(server.asked.filter(({ path }) => path === big.path)[1]!.range).toMatch(/^bytes=[1-9]/);
  expect(timesAsked(server, corrupt)).toBe(2);
  expect(timesAsked(server, weights(server, 'decoder-condition').path)).toBe(1);

  await card(page).getByRole('button', { name: 'Use this model' }).click();
  await expect(card(page)).toContainText('in use');
  await page.getByRole('link', { name: 'Paint', exact: true }).click();
  await app.paint('a red house', PAINTING_MS);
  expect((await app.look()).deviation).toBeGreaterThan(1);

  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await card(page).getByRole('button', { name: 'Verify' }).click();
  await expect(card(page)).toContainText('All files are intact.');
  await damage(page, big.sha256);
  await card(page).getByRole('button', { name: 'Verify' }).click();
  await expect(card(page)).toContainText('Some files are damaged');
  const before = server.asked.length;
  await card(page).getByRole('button', { name: 'Repair' }).click();
  await expect(card(page).getByRole('button', { name: 'Verify' })).toBeVisible();
  expect(server.asked.slice(before).map(({ path }) => path)).toEqual([big.path]);

  await card(page).getByRole('button', { name: 'Delete' }).click();
  await card(page).getByRole('button', { name: 'Yes, delete' }).click();
  await expect(card(page)).toBeHidden();
  await expect(page.locator('[data-used-bytes="0"]')).toBeVisible();
  await expect(page.getByText(/^.+ free for other models\.$/)).toBeVisible();
});

test('a host that compresses, hides its headers and renames what it sends is as good as any', async ({
  app,
  page,
  server,
}) => {
  const big = weights(server, 'decoder-step').path;
  let answers = 0;
  server.etagOf = () => `"${answers++}"`;
  server.headers = () => ({ 'Access-Control-Allow-Origin': '*' });
  for (const path of server.files.keys()) server.faults.set(path, [{ kind: 'gzip' }]);
  server.faults.set(
    big,
    [300_000, 300_000].map((afterBytes) => ({ kind: 'cut', afterBytes })),
  );
  await openModels(app);
  await lookAt(page, server.url);
  await install(page);
  await isInstalled(page);
  expect(server.asked.filter(({ path, range }) => path === big && !range)).toHaveLength(1);
  expect(timesAsked(server, big)).toBe(3);
  expect(timesAsked(server, weights(server, 'prior-step').path)).toBe(1);
  await card(page).getByRole('button', { name: 'Verify' }).click();
  await expect(card(page)).toContainText('All files are intact.');
});

/** Changes one byte of a file on the disk, as a failing disk does. */
async function damage(page: Page, sha256: string): Promise<void> {
  await page.evaluate(async (name) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('wuerstchen-models');
    const files = await folder.getDirectoryHandle('files');
    const stream = await (
      await files.getFileHandle(name)
    ).createWritable({ keepExistingData: true });
    await stream.write({ type: 'write', position: 1000, data: new Uint8Array([1, 2, 3, 4, 5]) });
    await stream.close();
  }, sha256);
}

test('a download survives a reload, a pause and another tab', async ({
  app,
  page,
  server,
  context,
}) => {
  // It must not end before the page is back, however busy the machine is.
  server.bytesPerSecond = 60_000;
  await openModels(app);
  await lookAt(page, server.url);
  await install(page);
  const bar = page.getByRole('progressbar', { name: 'Downloading Micro' });
  const done = () => bar.evaluate((node: HTMLProgressElement) => node.value);
  await expect.poll(done).toBeGreaterThan(100_000);
  await expect(card(page)).toContainText(/[\d.]+ kB\/s, about \d+ s left/);

  const other = await context.newPage();
  await other.goto('./#models');
  await expect(card(other)).toContainText('Another tab is downloading it.');
  await expect(card(other).getByRole('button', { name: 'Pause' })).toHaveCount(0);
  await other.close();

  await page.reload();
  // It goes on by itself, from where it was.
  await expect.poll(done).toBeGreaterThan(100_000);
  await card(page).getByRole('button', { name: 'Pause' }).click();
  await expect(card(page)).toContainText(/of 2\.\d MB are here/);
  const paused = server.asked.length;
  await page.reload();
  await expect(card(page)).toContainText('incomplete');
  expect(server.asked.length).toBe(paused);

  server.bytesPerSecond = null;
  await card(page).getByRole('button', { name: 'Resume' }).click();
  await isInstalled(page);
  expect(server.asked.some(({ range }) => range !== undefined)).toBe(true);
});

test('a link that names a model elsewhere asks first', async ({ app, page, server }) => {
  const link = `./?provider=wasm&model=${encodeURIComponent(server.url)}`;
  await page.goto(link);
  const ask = page.getByRole('region', { name: 'A model from a link' });
  await expect(ask).toContainText(server.url);
  await app.modelIsOpen();
  expect(server.asked).toEqual([]);
  await ask.getByRole('button', { name: /^Check its size on localhost:\d+$/ }).click();
  await expect(page.getByRole('group', { name: 'Found: Micro' })).toContainText(/Size\s*2\.\d MB/);
  await install(page);
  await isInstalled(page);
  // Now that it is here, the link opens it.
  await page.goto(link);
  await expect(page.getByText('About this model')).toBeVisible();
  await expect(ask).toBeHidden();
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(card(page)).toContainText('in use');
});

test('a folder of this machine is installed as it is', async ({ app, page }) => {
  await openModels(app);
  await page.getByLabel('Choose a folder').last().setInputFiles(MICRO_FOLDER);
  await expect(page.getByRole('group', { name: 'Found: Micro' })).toContainText(
    'From the folder “micro” on this device',
  );
  await install(page);
  await isInstalled(page);
  await expect(card(page)).toContainText('From the folder “micro”');
});

test('what cannot be a model is refused in words', async ({ app, page, server }) => {
  await openModels(app);
  for (const [address, words] of [
    ['http://example.test/model/', 'is neither a folder served over https'],
    [`${server.url}nothing/`, 'No model found at this address.'],
    [
      server.url.replace('/model/', '/elsewhere?type=text/html#'),
      'No model found at this address.',
    ],
  ] as const) {
    await lookAt(page, address);
    await expect(page.getByRole('alert')).toContainText(words);
  }
});

test.describe('the Hub', () => {
  test.use({ alsoAllowed: ['https://huggingface.co'] });

  test('gives a repository at the commit that its branch is now', async ({
    app,
    page,
    server,
    context,
  }) => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const asked: string[] = [];
    await context.route('https://huggingface.co/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      asked.push(pathname);
      const headers = { 'access-control-allow-origin': '*' };
      if (pathname === '/api/models/acme/wuerstchen/revision/main') {
        return route.fulfill({ headers, json: { sha: commit } });
      }
      const path = pathname.replace(`/acme/wuerstchen/resolve/${commit}/q4/`, '');
      const body = server.files.get(path);
      return body === undefined
        ? route.fulfill({ headers, status: 404 })
        : route.fulfill({ headers, body, contentType: 'application/octet-stream' });
    });
    await openModels(app);
    await lookAt(page, 'acme/wuerstchen/q4');
    await install(page);
    await isInstalled(page);
    await expect(card(page)).toContainText(
      'From the Hugging Face Hub: acme/wuerstchen/q4, version 0123456789ab',
    );
    // Asked once: what is installed is the commit that was looked at.
    expect(asked.filter((path) => !path.includes(commit))).toHaveLength(1);
    expect(server.asked).toEqual([]);

    // A link that names the branch opens what is here of it, and asks nobody.
    const before = asked.length;
    await page.goto('./?provider=wasm&model=hf:acme/wuerstchen/q4');
    await expect(page.getByText('About this model')).toBeVisible();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await expect(card(page)).toContainText('in use');
    expect(asked.slice(before)).toEqual([]);
  });
});

test('a browser that promises more room than it gives is not believed twice', async ({
  app,
  page,
}) => {
  await page.route(/\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch({ maxRetries: 3 });
    const promise = `const estimate = navigator.storage.estimate.bind(navigator.storage);
      navigator.storage.estimate = async () => ({ ...(await estimate()), quota: 1e12 });`;
    await route.fulfill({ response, body: `${promise}\n${await response.text()}` });
  });
  await openModels(app);
  const { origin } = new URL(page.url());
  const client = await page.context().newCDPSession(page);
  const { usage } = await client.send('Storage.getUsageAndQuota', { origin });
  await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 1_500_000 });
  await lookAt(page, ofThisSite('test-models/micro/', page));
  const offer = page.getByRole('group', { name: 'Found: Micro' });
  await expect(offer).toContainText(/ \d{3,4}\.\d\d GB free\./);
  await install(page);
  await expect(card(page)).toContainText('Not enough free space.');
  await expect(page.getByText('0 B free.')).toBeVisible();
  await page.reload();
  await card(page).getByRole('button', { name: 'Delete' }).click();
  await card(page).getByRole('button', { name: 'Yes, delete' }).click();
  await expect(page.getByText(/^[\d.]+ [kM]B free for other models\.$/)).toBeVisible();

  await lookAt(page, ofThisSite('test-models/micro/', page));
  await expect(offer).toContainText('The last download that needed more space than this failed.');
  await client.send('Storage.overrideQuotaForOrigin', { origin });
  await install(page);
  await isInstalled(page);
});

test('where the browser keeps no files, a small model is painted from memory', async ({
  app,
  page,
}) => {
  await page.route(/\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch({ maxRetries: 3 });
    const refusal = 'navigator.storage.getDirectory = () => Promise.reject(new Error("private"));';
    await route.fulfill({ response, body: `${refusal}\n${await response.text()}` });
  });
  await openModels(app);
  await expect(page.getByText('This browser keeps no files for pages here')).toBeVisible();
  // Of this site: a script that a test has changed may not ask other servers on this machine.
  await lookAt(page, ofThisSite('test-models/micro/', page));
  await expect(page.getByRole('button', { name: /^Install/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Open from memory' }).click();
  await page.getByRole('link', { name: 'Paint', exact: true }).click();
  await expect(page.getByText('a sailboat on the sea')).toBeVisible();
  await app.paint('a red house', PAINTING_MS);
});
