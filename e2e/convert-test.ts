import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type { Manifest } from '../src/package/manifest.ts';
import { openHubServer, type HubServer } from './hub-server.ts';
import type { AppPage } from './pages/app-page.ts';
import { test as base } from './test.ts';

export const CHECKPOINT = 'models/reference/checkpoint';
export const PRIOR = 'acme/wuerstchen-prior';
export const DECODER = 'acme/wuerstchen';
export const ENCODER = 'acme/EfficientNetEncoder';
/** Of the weights, all together. */
export const CHECKPOINT_BYTES = 2_587_456;
export const WEIGHTS = [
  'prior/diffusion_pytorch_model.safetensors',
  'decoder/diffusion_pytorch_model.safetensors',
];

/** A server that answers as the Hub does, with the reference checkpoint, and the page of models. */
export const test = base.extend<{ hub: HubServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from here.
  hub: async ({}, use) => {
    const hub = await openHubServer({
      [PRIOR]: `${CHECKPOINT}/prior`,
      [DECODER]: `${CHECKPOINT}/decoder`,
      [ENCODER]: `${CHECKPOINT}/compressor-efficientnet`,
    });
    hub.hide('acme/binary', PRIOR, /\.safetensors$/);
    await use(hub);
    await hub.close();
  },
  origins: async ({ hub }, use) => use([hub.endpoint, hub.cdn]),
});

export const exportedFolder = (precision: string) => `.cache/e2e/exported-${precision}`;

/**
 * Of the package that Node makes of the same checkpoint.
 * @param encoder whether it can start from pictures
 */
export function exported(precision: string, encoder = false): Manifest {
  const out = exportedFolder(encoder ? `${precision}-images` : precision);
  if (!existsSync(`${out}/manifest.json`)) {
    execFileSync(
      process.execPath,
      [
        ...['--import', 'tsx', 'models/cli/main.ts', 'export', '--precision', precision],
        ...['--prior', `${CHECKPOINT}/prior`, '--decoder', `${CHECKPOINT}/decoder`],
        ...(encoder ? ['--compressor', `${CHECKPOINT}/compressor-efficientnet`] : []),
        ...['--out', out],
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }
  return JSON.parse(readFileSync(`${out}/manifest.json`, 'utf8')) as Manifest;
}

export async function openModels(app: AppPage): Promise<void> {
  await app.enter();
  await app.page.getByRole('link', { name: 'Models', exact: true }).click();
}

export async function look(page: Page, hub: HubServer, changes: Record<string, string> = {}) {
  const repositories = { Prior: PRIOR, Decoder: DECODER, 'Image encoder': '' };
  const values = { ...repositories, Server: hub.endpoint, ...changes };
  await page.getByText('Another version, or a mirror').click();
  for (const [label, value] of Object.entries(values)) {
    await page.getByRole('textbox', { name: label, exact: true }).fill(value);
  }
  await page.getByRole('button', { name: 'Check these' }).click();
}

export const section = (page: Page) => page.getByRole('region', { name: 'Würstchen v2' });
export const start = (page: Page) => page.getByRole('button', { name: 'Download and convert' });

/** The checkpoint has been looked at, and can be converted. */
export async function offered(app: AppPage, hub: HubServer): Promise<void> {
  await openModels(app);
  await look(app.page, hub);
  await expect(start(app.page)).toBeVisible();
}

export const ready = (page: Page, timeout?: number) =>
  expect(section(page)).toContainText(
    'Würstchen v2 is ready.',
    timeout === undefined ? {} : { timeout },
  );

/** Manifests in the store, by key, and the SHA-256 of what really lies there under each hash. */
export function stored(page: Page) {
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

/** A file of float32 numbers in the store. */
export function storedFloats(page: Page, sha256: string): Promise<number[]> {
  return page.evaluate(async (sha256) => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('wuerstchen-models');
    const files = await store.getDirectoryHandle('files');
    const file = await (await files.getFileHandle(sha256)).getFile();
    return Array.from(new Float32Array(await file.arrayBuffer()));
  }, sha256);
}

/** The package that lies in the store, and every file of it, are what Node makes. */
export async function expectAsNode(page: Page, precision: string): Promise<void> {
  const { hashes, manifests } = await stored(page);
  const { networks } = exported(precision);
  expect((manifests as Manifest[]).map((manifest) => manifest.networks)).toEqual([networks]);
  for (const { graphs, data } of Object.values(networks)) {
    for (const { sha256 } of [...graphs, ...data]) expect(hashes[sha256]).toBe(sha256);
  }
}

/** What conversions have on the disk: sizes of all files by their paths, from the conversion's folder. */
export function conversionFiles(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('wuerstchen-models', { create: true });
    const conversions = await store.getDirectoryHandle('conversions', { create: true });
    const sizes: Record<string, number> = {};
    const visit = async (folder: FileSystemDirectoryHandle, path: string) => {
      for await (const [name, each] of folder.entries()) {
        if (each.kind === 'directory') await visit(each, `${path}${name}/`);
        // A file may go while the folder is read.
        else sizes[path + name] = (await each.getFile().catch(() => null))?.size ?? 0;
      }
    };
    for await (const [, each] of conversions.entries()) {
      await visit(each as FileSystemDirectoryHandle, '');
    }
    return sizes;
  });
}

/** The browser takes files away: paths from `wuerstchen-models`, where `*` stands for any one name. */
export function evict(page: Page, ...paths: string[]): Promise<number> {
  return page.evaluate(async (paths) => {
    const root = await navigator.storage.getDirectory();
    const store = await root.getDirectoryHandle('wuerstchen-models');
    let gone = 0;
    const remove = async (folder: FileSystemDirectoryHandle, [name, ...rest]: string[]) => {
      const names: string[] = [];
      for await (const each of folder.keys()) if (name === '*' || each === name) names.push(each);
      for (const each of names) {
        if (rest.length > 0) await remove(await folder.getDirectoryHandle(each), rest);
        else {
          await folder.removeEntry(each);
          gone++;
        }
      }
    };
    for (const path of paths) await remove(store, path.split('/'));
    return gone;
  }, paths);
}

/** Stopped by a person in the middle: some shards are finished, and a file of weights has come in part. */
export async function pausedHalfway(app: AppPage, hub: HubServer): Promise<void> {
  const { page } = app;
  await offered(app, hub);
  hub.bytesPerSecond = 120_000;
  await start(page).click();
  await isHalfway(page);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(section(page)).toContainText('Paused.');
  hub.bytesPerSecond = null;
}

/** Both text encoders are converted, and the prior is on the line. */
export async function isHalfway(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        const files = await conversionFiles(page);
        const shards = Object.keys(files).filter((path) => path.startsWith('shards/'));
        return shards.length >= 2 && (files[PRIOR_SOURCE] ?? 0) > 50_000;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
}

/** Where the prior's weights lie while they are fetched. */
export const PRIOR_SOURCE = 'sources/prior-prior-diffusion_pytorch_model.safetensors';

export { expect } from '@playwright/test';
