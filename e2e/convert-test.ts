import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test as base, expect, type Page } from '@playwright/test';
import type { Manifest } from '../src/package/manifest.ts';
import { openHubServer, type HubServer } from './hub-server.ts';
import { Kitchen } from './kitchen.ts';

export const CHECKPOINT = 'models/reference/checkpoint';
export const PRIOR = 'acme/wuerstchen-prior';
export const DECODER = 'acme/wuerstchen';
/** Of the weights, all together. */
export const CHECKPOINT_BYTES = 2_587_456;
export const WEIGHTS = [
  'prior/diffusion_pytorch_model.safetensors',
  'decoder/diffusion_pytorch_model.safetensors',
];

/** A server that answers as the Hub does, with the reference checkpoint, and the page of models. */
export const test = base.extend<{ hub: HubServer; kitchen: Kitchen }>({
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
export function exported(precision: string): Manifest {
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

export async function openModels(kitchen: Kitchen): Promise<void> {
  await kitchen.enter();
  await kitchen.page.getByRole('link', { name: 'Models', exact: true }).click();
}

export async function look(page: Page, hub: HubServer, changes: Record<string, string> = {}) {
  const values = { Prior: PRIOR, Decoder: DECODER, Server: hub.endpoint, ...changes };
  await page.getByText('Another version, or a mirror').click();
  for (const [label, value] of Object.entries(values)) {
    await page.getByRole('textbox', { name: label, exact: true }).fill(value);
  }
  await page.getByRole('button', { name: 'Check these' }).click();
}

export const section = (page: Page) => page.getByRole('region', { name: 'Würstchen v2' });
export const start = (page: Page) => page.getByRole('button', { name: 'Download and convert' });

/** The checkpoint has been looked at, and can be converted. */
export async function offered(kitchen: Kitchen, hub: HubServer): Promise<void> {
  await openModels(kitchen);
  await look(kitchen.page, hub);
  await expect(start(kitchen.page)).toBeVisible();
}

export const ready = (page: Page) => expect(section(page)).toContainText('Würstchen v2 is ready.');

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

export { expect } from '@playwright/test';
