import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';
import { Digest } from '../models/write/digest.ts';
import { packageFiles, parseManifest, type FileEntry } from '../src/package/manifest.ts';
import { openFaultServer, type FaultServer } from '../src/package/testing/fault-server.ts';
import { launchOptions } from './chromium.ts';
import { WorkerHeaps } from './worker-heaps.ts';

/**
 * `npm run bench -- store`: the store against a plain `fetch` of the same bytes to nowhere, from a
 * server on this machine, one after the other in one run.
 */

const PORT = 4394;
const SHARDS = 3;
const SHARD_BYTES = 64e6;
const ROUNDS = 3;
const GIGABIT = 125e6;
const HOME = 12.5e6;
const BUILTIN = 'public/models/builtin';

const row = (what: string, value: string) => console.log(`${what.padEnd(58)} ${value}`);
const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** The built-in package with random shards in place of Stage C's weights. */
function bigPackage(salt: number): Map<string, Buffer> {
  const files = new Map(
    readdirSync(BUILTIN).map((name): [string, Buffer] => [name, readFileSync(join(BUILTIN, name))]),
  );
  const manifest = parseManifest(JSON.parse(files.get('manifest.json')!.toString()));
  const data = Array.from({ length: SHARDS }, (_, i): FileEntry => {
    const bytes = randomBytes(SHARD_BYTES);
    const path = `random.${salt}.${i}.bin`;
    files.set(path, bytes);
    const digest = new Digest();
    digest.update(bytes);
    return { path, sizeBytes: bytes.length, ...digest.end() };
  });
  manifest.networks['prior-step'].data = data;
  manifest.name = `Random ${salt}`;
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  return files;
}

/**
 * Fetches all files to nowhere, three at a time, in a worker as the store does; milliseconds. On a page of the server
 * itself: the app's own pages may not talk to it.
 */
async function fetchToNowhere(context: BrowserContext, server: FaultServer): Promise<number> {
  const page = await context.newPage();
  await page.goto(new URL('/elsewhere?type=text/html', server.url).href);
  const json: unknown = JSON.parse(server.files.get('manifest.json')!.toString());
  const urls = packageFiles(parseManifest(json)).map(({ path }) => server.url + path);
  const ms = await page.evaluate(async (urls) => {
    const source = `onmessage = async ({ data: urls }) => {
      const startedAt = performance.now();
      const take = async () => {
        for (let url = urls.shift(); url; url = urls.shift()) {
          const reader = (await fetch(url, { cache: 'no-store' })).body.getReader();
          while (!(await reader.read()).done);
        }
      };
      await Promise.all([take(), take(), take()]);
      postMessage(performance.now() - startedAt);
    }`;
    const worker = new Worker(URL.createObjectURL(new Blob([source])));
    return new Promise<number>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
      worker.postMessage(urls);
    });
  }, urls);
  await page.close();
  return ms;
}

/** Installs through the page, as a person does; milliseconds until the package is complete. */
async function install(page: Page, server: FaultServer): Promise<number> {
  await page.getByRole('textbox', { name: 'Address or repository' }).fill(server.url);
  await page.getByRole('button', { name: 'Look what it is' }).click();
  const button = page.getByRole('button', { name: /^Install \(/ });
  await button.waitFor();
  return button.evaluate(async (node: HTMLElement) => {
    const startedAt = performance.now();
    node.click();
    // No function of its own: tsx would name it with a helper that the page does not have.
    while (
      ![...document.querySelectorAll('button')].some((each) => each.textContent === 'Verify')
    ) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return performance.now() - startedAt;
  });
}

async function remove(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, delete' }).click();
  await page.locator('[data-used-bytes="0"]').waitFor();
}

function openBrowser(profile: string): Promise<BrowserContext> {
  // A profile on the disk: in a private window the browser keeps files in memory.
  return chromium.launchPersistentContext(profile, {
    ...launchOptions(),
    baseURL: `http://localhost:${PORT}`,
  });
}

async function openModels(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto('./?provider=wasm#models');
  await page.locator('[data-used-bytes]').waitFor();
  return page;
}

async function compare(
  page: Page,
  heap: WorkerHeaps,
  what: string,
  bytesPerSecond: number | null,
  rounds = ROUNDS,
) {
  const [plain, ours]: [number[], number[]] = [[], []];
  let totalBytes = 0;
  for (let round = 0; round < rounds; round++) {
    const server = await openFaultServer(bigPackage(round));
    totalBytes = [...server.files.values()].reduce((sum, { length }) => sum + length, 0);
    server.bytesPerSecond = bytesPerSecond;
    plain.push(await fetchToNowhere(page.context(), server));
    heap.reset();
    ours.push(await install(page, server));
    await remove(page);
    await server.close();
  }
  const speed = (ms: number[]) => `${mb((totalBytes / median(ms)) * 1000)}/s`;
  row(`${what}: fetch to nowhere`, speed(plain));
  row(`${what}: into the store, verified`, speed(ours));
  row(`${what}: ratio`, (median(plain) / median(ours)).toFixed(2));
  row(`${what}: buffers of ${heap.mostWorkers} workers at most`, mb(heap.addedBuffers));
}

const profile = await mkdtemp(join(tmpdir(), 'bench-store-'));
const site = await preview({ preview: { port: PORT } });
try {
  const context = await openBrowser(profile);
  const page = await openModels(context);
  const heap = await WorkerHeaps.watch(page);
  await compare(page, heap, 'as fast as can be', null);
  await compare(page, heap, '1 Gbit/s', GIGABIT);
  await compare(page, heap, '100 Mbit/s', HOME, 1);
  heap.stop();
  await context.close();
} finally {
  await site.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 });
}
