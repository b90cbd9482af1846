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
import { findChromium } from './chromium.ts';
import { Kitchen } from './kitchen.ts';
import { WorkerHeaps } from './worker-heaps.ts';

/**
 * `npm run bench -- store [--package DIR]`: the store against a plain `fetch` of the same bytes to nowhere, from a
 * server on this machine, one after the other in one run; and with a package, what loading it costs.
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

const executablePath = findChromium();

function openBrowser(profile: string): Promise<BrowserContext> {
  // A profile on the disk: in a private window the browser keeps files in memory.
  return chromium.launchPersistentContext(profile, {
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    baseURL: `http://localhost:${PORT}`,
    ...(executablePath !== null && { executablePath }),
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

/** The most memory that a page's process has had so far; Linux only. */
function rendererPeakBytes(): number {
  const peaks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return [];
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return [Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
  return Math.max(0, ...peaks);
}

const STEP_MS = 1_200_000;

/** Seconds from Generate to the end of Stage C's first step. */
async function firstStep(page: Page): Promise<number> {
  const kitchen = new Kitchen(page);
  await kitchen.prompt.fill('a red house by the sea');
  const startedAtMs = performance.now();
  await kitchen.generate.click();
  await page.waitForFunction(() => / 1\/\d+/.test(document.title), undefined, {
    timeout: STEP_MS,
    polling: 100,
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  await kitchen.stop.click();
  return seconds;
}

async function load(profile: string, folder: string): Promise<void> {
  const files = readdirSync(folder).map((name): [string, Buffer] => [
    name,
    readFileSync(join(folder, name)),
  ]);
  const server = await openFaultServer(new Map(files));
  let context = await openBrowser(profile);
  let page = await openModels(context);
  const ms = await install(page, server);
  const bytes = files.reduce((sum, [, { length }]) => sum + length, 0);
  row('installed', `${mb(bytes)} in ${(ms / 1000).toFixed(1)} s`);
  await page.getByRole('button', { name: 'Use first' }).click();
  await server.close();
  await context.close();

  // A new browser: nothing of the model is in its memory.
  context = await openBrowser(profile);
  page = await context.newPage();
  await page.goto('./?provider=wasm');
  const heap = await WorkerHeaps.watch(page);
  await page.getByText('About this model').waitFor();
  row('first step, cold', `${(await firstStep(page)).toFixed(1)} s`);
  row('first step, warm', `${(await firstStep(page)).toFixed(1)} s`);
  row('JavaScript heap at most, buffers apart', mb(heap.peak.usedSize));
  row('ArrayBuffers and WebAssembly memory at most', mb(heap.peak.backingStorageSize));
  row('process of the page at most', mb(rendererPeakBytes()));
  heap.stop();
  await context.close();
}

const profile = await mkdtemp(join(tmpdir(), 'bench-store-'));
const site = await preview({ preview: { port: PORT } });
const given = process.argv.indexOf('--package');
try {
  if (given > 0) await load(profile, process.argv[given + 1]!);
  else {
    const context = await openBrowser(profile);
    const page = await openModels(context);
    const heap = await WorkerHeaps.watch(page);
    await compare(page, heap, 'as fast as can be', null);
    await compare(page, heap, '1 Gbit/s', GIGABIT);
    await compare(page, heap, '100 Mbit/s', HOME, 1);
    heap.stop();
    await context.close();
  }
} finally {
  await site.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 });
}
