import { chromium, expect, type BrowserContext, type Page } from '@playwright/test';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { preview, type Plugin } from 'vite';
import { packageBytes, parseManifest, type Manifest } from '../src/package/manifest.ts';
import { launchOptions, SOFTWARE_GPU } from './chromium.ts';
import { EngineWatch } from './engine-memory.ts';
import { AppPage } from './pages/app-page.ts';
import { measure, most, NOTHING, rootOf, type Processes } from './processes.ts';
import { WorkerHeaps } from './worker-heaps.ts';

/**
 * `npm run bench -- full-size <package> [WxH] [wasm|webgpu] [keep|release]`: a package of any size is installed in Chromium on the built app;
 * then, in a new browser, one picture with two steps of Stage C and one of Stage B, and the first step of another one. What
 * it takes in time and memory. Memory is read from /proc, so this runs on Linux. WebGPU is SwiftShader's: its times
 * say nothing about cards, but what it keeps in memory lies in the browser's GPU process, where it can be seen.
 */

const [folder, size = '512x512', provider = 'wasm', residency = ''] = process.argv.slice(3);
if (!folder || !existsSync(join(folder, 'manifest.json'))) {
  throw new Error(
    'Expected the folder of a package: npm run bench -- full-size <package> [WxH] [wasm|webgpu] [keep|release]',
  );
}

const PORT = Number(process.env['E2E_PORT'] ?? 4395);
const PAINTING_MS = 3_000_000;
const SAMPLE_MS = 250;

const row = (what: string, value: string) => console.log(`${what.padEnd(52)} ${value}`);
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

const thePackage: Plugin = {
  name: 'the-package',
  configurePreviewServer({ middlewares }) {
    middlewares.use('/test-models/full', (request, response) => {
      const path = join(folder, normalize(new URL(request.url ?? '/', 'http://x').pathname));
      const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
      const headers = {
        'Content-Length': sizeBytes ?? 0,
        'Cross-Origin-Resource-Policy': 'same-origin',
      };
      response.writeHead(sizeBytes === undefined ? 404 : 200, headers);
      if (sizeBytes === undefined) response.end();
      else createReadStream(path).pipe(response);
    });
  },
};

/** Weights of the largest stage, in bytes as they lie in the package. */
function largestStage({ networks }: Manifest): number {
  const weights = (names: readonly (keyof Manifest['networks'])[]) => {
    const shards = names.flatMap((name) => networks[name]?.data ?? []);
    const each = new Map(shards.map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
    return [...each.values()].reduce((sum, bytes) => sum + bytes, 0);
  };
  return Math.max(
    weights(['prior-text-encoder', 'decoder-text-encoder']),
    weights(['prior-condition', 'prior-step']),
    weights(['decoder-condition', 'decoder-step']),
    weights(['vqgan-decode']),
  );
}

function openBrowser(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    ...launchOptions([
      '--enable-precise-memory-info',
      ...(provider === 'webgpu' ? SOFTWARE_GPU : []),
    ]),
    baseURL: `http://localhost:${PORT}`,
  });
}

/** Seconds until the package is in the browser's own storage, verified. */
async function install(profile: string): Promise<number> {
  const context = await openBrowser(profile);
  const page = await context.newPage();
  await page.goto('./?provider=wasm#models');
  const address = new URL('test-models/full/', page.url()).href;
  await page.getByRole('textbox', { name: 'Address or repository' }).fill(address);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  const startedAtMs = performance.now();
  await page.getByRole('button', { name: /^Install \(/ }).click();
  const use = page.getByRole('button', { name: 'Make default' });
  await expect(use).toBeVisible({ timeout: PAINTING_MS });
  const seconds = (performance.now() - startedAtMs) / 1000;
  await use.click();
  await context.close();
  return seconds;
}

/** Files are read from the disk again. Only where this process may ask for it. */
function forgetFiles(): boolean {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '1');
    return true;
  } catch {
    return false;
  }
}

/** Bytes at most: of processes, and as the page and its workers count them. */
interface Memory extends Processes {
  heap: number;
  workers: number;
  wasm: number;
  card: number;
}

/** The largest values so far, by what the title of the tab says. */
class Peaks {
  readonly found = new Map<string, Memory>();
  all: Processes = NOTHING;
  /** The page's heap, workers' heaps and buffers, WebAssembly and the card together, at one time. */
  engine = 0;
  private readonly page: Page;
  private readonly root: number;
  private readonly watch: EngineWatch;
  private readonly heaps: WorkerHeaps;
  private timer: NodeJS.Timeout | undefined;

  constructor(page: Page, root: number, watch: EngineWatch, heaps: WorkerHeaps) {
    this.page = page;
    this.root = root;
    this.watch = watch;
    this.heaps = heaps;
    this.schedule();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private schedule(): void {
    const again = () => this.schedule();
    this.timer = setTimeout(() => void this.sample().then(again, again), SAMPLE_MS);
  }

  private async sample(): Promise<void> {
    const stage = (await this.page.title()).replace(/\d+/g, '#').slice(0, 40);
    const heap = await this.page.evaluate(() => {
      const { memory } = performance as { memory?: { usedJSHeapSize: number } };
      return memory?.usedJSHeapSize ?? 0;
    });
    const { usedSize, backingStorageSize } = this.heaps.now;
    // A busy worker answers when it has done its work: what it says then is as good.
    const { card, wasm } = await this.watch.read();
    const workers = usedSize + backingStorageSize;
    const now = measure(this.root);
    const before = this.found.get(stage) ?? { ...NOTHING, heap: 0, workers: 0, card: 0, wasm: 0 };
    this.all = most(this.all, now);
    this.engine = Math.max(this.engine, heap + workers + wasm + card);
    this.found.set(stage, {
      ...most(before, now),
      heap: Math.max(before.heap, heap),
      workers: Math.max(before.workers, workers),
      card: Math.max(before.card, card),
      wasm: Math.max(before.wasm, wasm),
    });
  }
}

/** Waits, unless the page tells of a failure. */
async function orFailure(page: Page, waiting: Promise<unknown>): Promise<void> {
  const failure = page.getByRole('alert').filter({ hasText: /\w/ }).first();
  await Promise.race([waiting, failure.waitFor({ timeout: PAINTING_MS })]);
  if (await failure.isVisible()) throw new Error((await failure.textContent()) ?? '');
}

/** Seconds from Generate to the end of Stage C's first step. */
async function firstStep(page: Page): Promise<number> {
  const startedAtMs = performance.now();
  await new AppPage(page).generate.click();
  const step = page.waitForFunction(() => /^C [1-9]/.test(document.title), undefined, {
    timeout: PAINTING_MS,
    polling: 50,
  });
  await orFailure(page, step);
  return (performance.now() - startedAtMs) / 1000;
}

/** A picture and the first step of another one: what they take in time. */
async function paint(page: Page, app: AppPage, isCold: boolean): Promise<void> {
  const startedAtMs = performance.now();
  const first = await firstStep(page);
  row(`first step, ${isCold ? 'from the disk' : 'a new browser'}`, `${first.toFixed(1)} s`);
  await orFailure(page, app.picture.waitFor({ timeout: PAINTING_MS }));
  const seconds = (performance.now() - startedAtMs) / 1000;
  row(`picture of ${size}, 2 + 1 steps, loading included`, `${seconds.toFixed(1)} s`);
  const times = await page.getByRole('list', { name: 'Time per stage' }).innerText();
  row('time per stage', times.split(/\s+/).join(' '));
  const { mean, deviation } = await app.look();
  row('its values, mean and deviation', `${mean.toFixed(1)} ${deviation.toFixed(1)}`);
  row('first step of another one', `${(await firstStep(page)).toFixed(1)} s`);
  await app.stop.click();
}

/** What they take in memory, also when they fail. */
async function paintAndWeigh(profile: string, largest: number): Promise<void> {
  const isCold = forgetFiles();
  const context = await openBrowser(profile);
  const page = await context.newPage();
  page.on('crash', () => console.error('The page crashed.'));
  const engine = new EngineWatch(page);
  const settings = `prompt=a+red+house&seed=1&size=${size}&steps=2&schedule=uniform&bsteps=1`;
  await page.goto(`./?provider=${provider}&residency=${residency}#v=1&${settings}`);
  const app = new AppPage(page);
  await app.modelIsOpen(PAINTING_MS);
  const before = measure(rootOf(profile));
  const heaps = await WorkerHeaps.watch(page);
  const peaks = new Peaks(page, rootOf(profile), engine, heaps);
  try {
    await paint(page, app, isCold);
  } finally {
    heaps.stop();
    peaks.stop();
    tell(peaks, before, largest);
    await context.close();
  }
}

function tell(peaks: Peaks, before: Processes, largest: number): void {
  const idle = [before.renderer, before.gpu].map(megabytes).join(' / ');
  row('processes before, renderer / GPU process', idle);
  row('at most, by the title of the tab:', TITLES.join(' / '));
  for (const [stage, peak] of peaks.found) row(`  ${stage}`, say(peak));
  const ofLargest = (bytes: number) =>
    `${megabytes(bytes)}, ${(bytes / largest).toFixed(2)} x the largest stage's ${megabytes(largest)}`;
  row('heaps, buffers, WebAssembly and the card, at most', ofLargest(peaks.engine));
  // What an idle page and an idle card take is not the model's.
  const added = peaks.all.renderer - before.renderer + peaks.all.gpu - before.gpu;
  row('renderer and GPU process, at most, beyond before', ofLargest(added));
}

const TITLES = [
  'renderer',
  'GPU process',
  'all',
  "page's heap",
  "workers' heaps and buffers",
  'WebAssembly',
  "card's buffers",
];

const say = ({ renderer, gpu, all, heap, workers, wasm, card }: Memory) =>
  [renderer, gpu, all, heap, workers, wasm, card].map(megabytes).join(' / ');

const profile = mkdtempSync(join(tmpdir(), 'bench-full-size-'));
const server = await preview({ preview: { port: PORT }, plugins: [thePackage] });
try {
  const manifest = parseManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const seconds = await install(profile);
  row('installed', `${megabytes(packageBytes(manifest))} in ${seconds.toFixed(1)} s`);
  await paintAndWeigh(profile, largestStage(manifest));
} finally {
  await server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 });
}
