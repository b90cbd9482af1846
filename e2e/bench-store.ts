import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';
import { newDigest } from '../models/node/sha256.ts';
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
/** About as long as the longest files of the published size in 4 bits. */
const SHARD_BYTES = 256e6;
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
    const digest = newDigest();
    digest.update(bytes);
    return { path, sizeBytes: bytes.length, ...digest.end() };
  });
  manifest.networks['prior-step'].data = data;
  manifest.name = `Random ${salt}`;
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  return files;
}

/** Reads answers and lets go of them, as a page would that only wants to know how fast that is. */
const TO_NOWHERE = `async (url) => {
  const reader = (await fetch(url, { cache: 'no-store' })).body.getReader();
  while (!(await reader.read()).done);
}`;

/**
 * The least that any page can do for a file that it keeps: reads into the same memory, hashes 4 MiB at a time with
 * WebCrypto, writes to its own files and brings that to the disk. No locks, records, retries, progress.
 */
const TO_DISK = `async (url) => {
  const name = url.replace(/.*\\//, '');
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle();
  const reader = (await fetch(url, { cache: 'no-store' })).body.getReader({ mode: 'byob' });
  let memory = new ArrayBuffer(2 ** 22), filled = 0, written = 0, hashing;
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(memory, filled));
    memory = value.buffer;
    for (let at = 0; at < value.length; at += 2 ** 18) {
      file.write(value.subarray(at, at + 2 ** 18), { at: written + at });
    }
    filled += value.length;
    written += value.length;
    if (done || filled === memory.byteLength) {
      await hashing;
      hashing = crypto.subtle.digest('SHA-256', new Uint8Array(memory, 0, filled));
      filled = 0;
      if (written % 2 ** 24 === 0) file.flush();
    }
    if (done) break;
  }
  await hashing;
  file.flush();
  file.close();
  await folder.removeEntry(name);
}`;

/**
 * Takes all files in so many workers; milliseconds. On a page of the server itself: the app's own pages may not talk
 * to it.
 */
async function takeAll(
  context: BrowserContext,
  server: FaultServer,
  take: string,
  workers: number,
): Promise<number> {
  const page = await context.newPage();
  await page.goto(new URL('/elsewhere?type=text/html', server.url).href);
  const json: unknown = JSON.parse(server.files.get('manifest.json')!.toString());
  const urls = packageFiles(parseManifest(json))
    .sort((a, b) => b.sizeBytes - a.sizeBytes)
    .map(({ path }) => server.url + path);
  const ms = await page.evaluate(
    async ({ urls, take, workers }) => {
      const source = `onmessage = ({ data }) => (${take})(data).then(() => postMessage(null));`;
      const script = URL.createObjectURL(new Blob([source]));
      const lanes = Array.from({ length: workers }, () => new Worker(script));
      const startedAt = performance.now();
      await Promise.all(
        lanes.map(async (worker) => {
          for (let url = urls.shift(); url; url = urls.shift()) {
            await new Promise<unknown>((resolve, reject) => {
              worker.onmessage = resolve;
              worker.onerror = reject;
              worker.postMessage(url);
            });
          }
        }),
      );
      return performance.now() - startedAt;
    },
    { urls, take, workers },
  );
  await page.close();
  return ms;
}

/** Installs through the page, as a person does; milliseconds until the package is complete. */
async function install(page: Page, server: FaultServer): Promise<number> {
  await page.getByRole('textbox', { name: 'Address or repository' }).fill(server.url);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
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
  const [plain, least, ours]: [number[], number[], number[]] = [[], [], []];
  let totalBytes = 0;
  for (let round = 0; round < rounds; round++) {
    const server = await openFaultServer(bigPackage(round));
    totalBytes = [...server.files.values()].reduce((sum, { length }) => sum + length, 0);
    server.bytesPerSecond = bytesPerSecond;
    plain.push(await takeAll(page.context(), server, TO_NOWHERE, 3));
    least.push(await takeAll(page.context(), server, TO_DISK, 4));
    heap.reset();
    ours.push(await install(page, server));
    await remove(page);
    await server.close();
  }
  const speed = (ms: number[]) => `${mb((totalBytes / median(ms)) * 1000)}/s`;
  row(`${what}: fetch to nowhere`, speed(plain));
  row(`${what}: into the store, verified`, speed(ours));
  row(`${what}: ratio`, (median(plain) / median(ours)).toFixed(2));
  row(`${what}: the least that a page can do`, speed(least));
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
