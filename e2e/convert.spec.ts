import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import type { Manifest } from '../src/package/manifest.ts';
import { COMMIT, openHubServer, type HubServer } from './hub-server.ts';
import { Kitchen } from './kitchen.ts';

/** Checkpoints become models in the page, as `npm run models -- export` makes them. */

const CHECKPOINT = 'models/reference/checkpoint';
const PRIOR = 'acme/wuerstchen-prior';
const DECODER = 'acme/wuerstchen';
/** Of the weights, all together. */
const CHECKPOINT_BYTES = 2_587_456;
const WEIGHTS = [
  'prior/diffusion_pytorch_model.safetensors',
  'decoder/diffusion_pytorch_model.safetensors',
];

const test = base.extend<{ hub: HubServer; kitchen: Kitchen }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from here.
  hub: async ({}, use) => {
    const hub = await openHubServer({
      [PRIOR]: `${CHECKPOINT}/prior`,
      [DECODER]: `${CHECKPOINT}/decoder`,
    });
    hub.hide('acme/binary', PRIOR, /\.safetensors$/);
    await use(hub);
    await hub.close();
  },
  kitchen: async ({ page, baseURL, hub }, use) => {
    const complaints: string[] = [];
    const allowed = [new URL(baseURL!).origin, hub.endpoint, hub.cdn];
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.context().on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && !allowed.includes(origin)) complaints.push(request.url());
    });
    await use(new Kitchen(page));
    expect(complaints).toEqual([]);
  },
});

/** Of the package that Node makes of the same checkpoint. */
function exported(precision: string): Manifest {
  const out = `.cache/e2e/exported-${precision}`;
  if (!existsSync(`${out}/manifest.json`)) {
    execFileSync(
      process.execPath,
      [
        ...['--import', 'tsx', 'models/cli/main.ts', 'export', '--precision', precision],
        ...['--prior', `${CHECKPOINT}/prior`, '--decoder', `${CHECKPOINT}/decoder`],
        ...['--out', out],
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }
  return JSON.parse(readFileSync(`${out}/manifest.json`, 'utf8')) as Manifest;
}

async function openModels(kitchen: Kitchen): Promise<void> {
  await kitchen.enter();
  await kitchen.page.getByRole('link', { name: 'Models', exact: true }).click();
}

async function look(page: Page, hub: HubServer, changes: Record<string, string> = {}) {
  const values = { Prior: PRIOR, Decoder: DECODER, Server: hub.endpoint, ...changes };
  await page.getByText('Another version, or a mirror').click();
  for (const [label, value] of Object.entries(values)) {
    await page.getByRole('textbox', { name: label, exact: true }).fill(value);
  }
  await page.getByRole('button', { name: 'Check these' }).click();
}

const section = (page: Page) => page.getByRole('region', { name: 'Würstchen v2' });
const start = (page: Page) => page.getByRole('button', { name: 'Download and convert' });

/** The checkpoint has been looked at, and can be converted. */
async function offered(kitchen: Kitchen, hub: HubServer): Promise<void> {
  await openModels(kitchen);
  await look(kitchen.page, hub);
  await expect(start(kitchen.page)).toBeVisible();
}

const ready = (page: Page) => expect(section(page)).toContainText('Würstchen v2 is ready.');

/** Manifests in the store, by key, and the SHA-256 of what really lies there under each hash. */
function stored(page: Page) {
  return page.evaluate(async () => {
    const root = await (
      await navigator.storage.getDirectory()
    ).getDirectoryHandle('wuerstchen-models');
    const read = async (folder: string) => {
      const found: [string, File][] = [];
      const handle = await root.getDirectoryHandle(folder, { create: true });
      for await (const [name, each] of handle.entries()) {
        if (each.kind === 'file') found.push([name, await each.getFile()]);
      }
      return found;
    };
    const hex = (bytes: ArrayBuffer) =>
      [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const hashes: Record<string, string> = {};
    for (const [name, file] of await read('files')) {
      hashes[name] = hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    }
    const manifests: unknown[] = [];
    for (const [, file] of await read('packages')) {
      manifests.push((JSON.parse(await file.text()) as { manifest: unknown }).manifest);
    }
    let left = 0;
    const conversions = await root.getDirectoryHandle('conversions', { create: true });
    for await (const [, each] of conversions.entries()) {
      const folders: FileSystemDirectoryHandle[] = [each as FileSystemDirectoryHandle];
      for (let next = folders.pop(); next; next = folders.pop()) {
        for await (const [, child] of next.entries()) {
          if (child.kind === 'directory') folders.push(child);
          else left += (await child.getFile()).size;
        }
      }
    }
    return { hashes, manifests, left };
  });
}

test('a checkpoint from the Hub becomes the model that Node makes of it, and paints', async ({
  kitchen,
  page,
  hub,
}) => {
  await openModels(kitchen);
  await look(page, hub);
  const choice = page.getByRole('group', { name: 'Which version do you want to keep?' });
  await expect(choice.getByRole('radio')).toHaveCount(3);
  await expect(choice).toContainText('suggested for this device');
  expect(hub.asked.some(({ path }) => path.includes('.bin'))).toBe(false);
  const asked = hub.sentBytes;
  await start(page).click();
  await ready(page);

  const { hashes, manifests, left } = await stored(page);
  const node = exported('q4');
  expect(manifests).toHaveLength(1);
  const [here] = manifests as Manifest[];
  expect(here!.networks).toEqual(node.networks);
  expect({ ...here, textEncoders: null }).toEqual({ ...node, textEncoders: null });
  for (const { graphs, data } of Object.values(node.networks)) {
    for (const { sha256 } of [...graphs, ...data]) expect(hashes[sha256]).toBe(sha256);
  }
  // Nothing but the order stays beside the package.
  expect(left).toBeLessThan(20_000);
  expect(hub.sentBytes - asked).toBeGreaterThan(1e6);
  expect(hub.asked.every(({ method }) => method === 'GET')).toBe(true);

  await page
    .getByRole('region', { name: 'Würstchen v2' })
    .getByRole('button', { name: 'Use this model' })
    .click();
  await page.getByRole('link', { name: 'Paint', exact: true }).click();
  await kitchen.chooseSteps(2);
  await kitchen.paint('an astronaut riding a horse');
});

test('a folder of this machine is converted without any network', async ({
  kitchen,
  page,
  hub,
}) => {
  await openModels(kitchen);
  await page.getByLabel('Choose the folder that holds').setInputFiles(CHECKPOINT);
  await expect(section(page)).toContainText('Nothing is downloaded.');
  await page.getByRole('radio', { name: /Large/ }).check();
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  await ready(page);
  const { manifests } = await stored(page);
  expect((manifests as Manifest[])[0]!.networks).toEqual(exported('f16').networks);
  expect(hub.asked).toEqual([]);
});

test('it goes on after a pause, a reload and lost connections, and fetches no byte twice', async ({
  kitchen,
  page,
  hub,
}) => {
  await offered(kitchen, hub);
  // A header is read in one piece; the file that follows breaks off three times.
  for (const path of WEIGHTS) hub.cuts.set(path, [100_000, 70_000, 50_000]);
  hub.bytesPerSecond = 120_000;
  await start(page).click();
  await expect(section(page)).toContainText(/Downloaded [1-9]/);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(section(page)).toContainText('Paused.');
  await page.reload();
  await expect(section(page)).toContainText('Paused.');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(section(page)).toContainText(/Downloaded [1-9]/);

  // Whoever has paused nothing finds it going on.
  await page.reload();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  hub.bytesPerSecond = null;
  await ready(page);
  const { manifests, left } = await stored(page);
  expect((manifests as Manifest[])[0]!.networks).toEqual(exported('q4').networks);
  expect(left).toBeLessThan(20_000);
  for (const path of WEIGHTS) {
    const starts = hub.asked
      .filter((each) => each.path.endsWith(`/resolve/${COMMIT}/${path}`))
      .flatMap(({ range }) => /^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? []);
    expect(starts.length).toBeGreaterThan(1);
    expect(starts.map(Number)).toEqual(starts.map(Number).sort((a, b) => a - b));
    expect(Number(starts.at(-1))).toBeGreaterThan(0);
  }
  // What was on the line when it broke comes again, and no more.
  expect(hub.downloadedBytes).toBeLessThan(1.5 * CHECKPOINT_BYTES);
});

test('without a network it waits, and goes on when it is back', async ({ kitchen, page, hub }) => {
  await offered(kitchen, hub);
  hub.bytesPerSecond = 120_000;
  await start(page).click();
  await expect(section(page)).toContainText(/Downloaded [1-9]/);
  hub.isDown = true;
  await expect(section(page)).toContainText('trying again');
  hub.isDown = false;
  hub.bytesPerSecond = null;
  await ready(page);
});

test('a full disk is said in words, and nothing is lost', async ({ kitchen, page, hub }) => {
  await offered(kitchen, hub);
  const { origin } = new URL(page.url());
  const client = await page.context().newCDPSession(page);
  const { usage } = await client.send('Storage.getUsageAndQuota', { origin });
  await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 900_000 });
  await start(page).click();
  await expect(section(page)).toContainText('There is not enough free space.');
  await client.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('button', { name: 'Continue' }).click();
  await ready(page);
});

test('one tab converts, the other says so; what is deleted is gone', async ({
  kitchen,
  page,
  hub,
}) => {
  await offered(kitchen, hub);
  hub.bytesPerSecond = 120_000;
  await start(page).click();
  await expect(section(page)).toContainText(/Downloaded [1-9]/);

  const other = await page.context().newPage();
  await openModels(new Kitchen(other));
  await expect(section(other)).toContainText('Another tab is doing this.');
  await other.close();

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel and delete' }).click();
  await page.getByRole('button', { name: 'Yes, delete' }).click();
  await expect(page.getByRole('button', { name: 'Get Würstchen v2' })).toBeVisible();
  await expect(section(page)).not.toContainText('Paused.');
  const { left } = await stored(page);
  expect(left).toBe(0);
});

test('a damaged shard is made anew from the bytes that it needs', async ({
  kitchen,
  page,
  hub,
}) => {
  await openModels(kitchen);
  await look(page, hub);
  await start(page).click();
  await ready(page);
  const [damaged] = exported('q4').networks['prior-step'].data;
  await page.evaluate(async (sha256) => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('wuerstchen-models');
    const file = await (await store.getDirectoryHandle('files')).getFileHandle(sha256);
    const writable = await file.createWritable({ keepExistingData: true });
    await writable.write({ type: 'write', position: 100, data: new Uint8Array([1, 2, 3]) });
    await writable.close();
  }, damaged!.sha256);
  const model = page.getByRole('listitem', { name: 'Würstchen v2' });
  await model.getByRole('button', { name: 'Verify' }).click();
  await expect(model).toContainText('Some files are damaged');
  const before = hub.sentBytes;
  await model.getByRole('button', { name: 'Repair' }).click();
  await expect(model).not.toContainText('Some files are damaged');
  await ready(page);
  const { hashes } = await stored(page);
  expect(hashes[damaged!.sha256]).toBe(damaged!.sha256);
  // The prior is one of five files.
  expect(hub.sentBytes - before).toBeLessThan(0.7 * CHECKPOINT_BYTES);
});

test('what cannot be converted is refused, each in its own words', async ({
  kitchen,
  page,
  hub,
}) => {
  await openModels(kitchen);
  const says = async (changes: Record<string, string>, text: string) => {
    await look(page, hub, changes);
    await expect(section(page)).toContainText(text);
    await page.reload();
  };
  await says({ Prior: 'nowhere' }, 'Expected a repository for the prior');
  await says({ Prior: 'acme/nothing' }, 'There is no public repository of this name.');
  hub.refusals.set(PRIOR, { status: 403, code: 'GatedRepo' });
  await says({}, 'This repository asks you to accept its terms.');
  hub.refusals.clear();
  await says({ Prior: DECODER, Decoder: PRIOR }, 'This is another model.');
  await says({ Prior: 'acme/binary' }, 'The weights are not in safetensors format.');
});

test('a folder that is dropped is looked at', async ({ kitchen, page, hub }) => {
  await openModels(kitchen);
  await section(page)
    .getByText('The full model')
    .evaluate(dropCheckpoint, await dropped());
  await expect(section(page)).toContainText('Nothing is downloaded.');
  expect(hub.asked).toEqual([]);
});

type Dropped = { path: string; base64: string }[];

/** All files of the checkpoint. */
async function dropped(): Promise<Dropped> {
  const entries = await readdir(CHECKPOINT, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: path.slice(CHECKPOINT.length + 1),
      base64: readFileSync(path).toString('base64'),
    }));
}

/** A page can make no folder of its own: its entries are played. */
function dropCheckpoint(target: Element, given: Dropped): void {
  interface Played {
    name: string;
    isDirectory: boolean;
    createReader?: () => { readEntries: (done: (entries: Played[]) => void) => void };
    file?: (done: (file: File) => void) => void;
  }
  const folder = (name: string, files: Dropped): Played => {
    const names = [...new Set(files.map(({ path }) => path.split('/')[0]!))];
    const entries = names.map((each): Played => {
      const own = files.filter(({ path }) => path === each || path.startsWith(`${each}/`));
      const [only] = own;
      if (only!.path !== each) {
        const inside = own.map((file) => ({ ...file, path: file.path.slice(each.length + 1) }));
        return folder(each, inside);
      }
      const bytes = Uint8Array.from(atob(only!.base64), (character) => character.charCodeAt(0));
      return { name: each, isDirectory: false, file: (done) => done(new File([bytes], each)) };
    });
    let left: Played[] = entries;
    const readEntries = (done: (entries: Played[]) => void) => {
      const now = left;
      left = [];
      done(now);
    };
    return { name, isDirectory: true, createReader: () => ({ readEntries }) };
  };
  const entry = folder('checkpoint', given);
  const event = new DragEvent('drop', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'dataTransfer', {
    value: { types: ['Files'], files: [], items: [{ webkitGetAsEntry: () => entry }] },
  });
  target.dispatchEvent(event);
}
