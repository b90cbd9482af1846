import { chromium, expect, type Page } from '@playwright/test';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { preview, type Plugin } from 'vite';
import { findChromium } from './chromium.ts';
import { Kitchen } from './kitchen.ts';

/**
 * `npm run bench -- full-size <package> [WxH]`: a package of any size is installed, then one picture is
 * painted with one step a stage, in Chromium on the built app, on WebAssembly; what it takes in time
 * and memory. Memory is read from /proc, so this runs on Linux.
 */

const [folder, size = '512x512'] = process.argv.slice(3);
if (!folder || !existsSync(join(folder, 'manifest.json'))) {
  throw new Error('Expected the folder of a package: npm run bench -- full-size <package> [WxH]');
}

const PORT = Number(process.env['E2E_PORT'] ?? 4395);
const PAINTING_MS = 1_500_000;
const SAMPLE_MS = 250;

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

interface Processes {
  /** Of the largest renderer: page and worker share it. */
  renderer: number;
  /** Of all processes of the browser, shared pages counted once. */
  all: number;
}

/** Proportional set sizes of the browser's processes, in bytes. */
function measure(root: number): Processes {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isOurs = (pid: number): boolean =>
    pid === root || (parents.has(pid) && parents.get(pid)! > 1 && isOurs(parents.get(pid)!));
  const found: Processes = { renderer: 0, all: 0 };
  for (const pid of parents.keys()) {
    if (!isOurs(pid)) continue;
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0;
    const bytes = Number(kilobytes) * 1024;
    found.all += bytes;
    if (read(`/proc/${pid}/cmdline`).includes('--type=renderer')) {
      found.renderer = Math.max(found.renderer, bytes);
    }
  }
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

const row = (what: string, value: string) => console.log(`${what.padEnd(52)} ${value}`);
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** The browser's own process: the one that has this profile and is nobody's helper. */
function rootOf(profile: string): number {
  const pid = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .find((entry) => {
      const command = read(`/proc/${entry}/cmdline`);
      return command.includes(`--user-data-dir=${profile}`) && !command.includes('--type=');
    });
  if (pid === undefined) throw new Error('The browser is not there');
  return Number(pid);
}

/** Seconds until the package is in the browser's own storage, verified. */
async function install(page: Page): Promise<number> {
  await page.goto('./?provider=wasm#models');
  const address = new URL('test-models/full/', page.url()).href;
  await page.getByRole('textbox', { name: 'Address or repository' }).fill(address);
  await page.getByRole('button', { name: 'Look what it is' }).click();
  const startedAtMs = performance.now();
  await page.getByRole('button', { name: /^Install \(/ }).click();
  const use = page.getByRole('button', { name: 'Use first' });
  await expect(use).toBeVisible({ timeout: PAINTING_MS });
  const seconds = (performance.now() - startedAtMs) / 1000;
  await use.click();
  return seconds;
}

/** The largest values so far, by what the title of the tab says. */
class Peaks {
  private readonly found = new Map<string, Processes & { heap: number }>();
  private readonly page: Page;
  private readonly root: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(page: Page, root: number) {
    this.page = page;
    this.root = root;
    this.schedule();
  }

  stop(): ReadonlyMap<string, Processes & { heap: number }> {
    clearTimeout(this.timer);
    return this.found;
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
    const now = measure(this.root);
    const peak = this.found.get(stage) ?? { renderer: 0, all: 0, heap: 0 };
    this.found.set(stage, {
      renderer: Math.max(peak.renderer, now.renderer),
      all: Math.max(peak.all, now.all),
      heap: Math.max(peak.heap, heap),
    });
  }
}

const executablePath = findChromium();
const profile = mkdtempSync(join(tmpdir(), 'bench-full-size-'));
const server = await preview({ preview: { port: PORT }, plugins: [thePackage] });
const context = await chromium.launchPersistentContext(profile, {
  args: ['--enable-precise-memory-info', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  baseURL: `http://localhost:${PORT}`,
  ...(executablePath !== null && { executablePath }),
});
try {
  row('installed', `${(await install(await context.newPage())).toFixed(1)} s`);
  for (const page of context.pages().slice(1)) await page.close();
  const page = await context.newPage();
  page.on('crash', () => console.error('The page crashed.'));
  const settings = `prompt=a+red+house&seed=1&size=${size}&steps=1&schedule=uniform&bsteps=1`;
  await page.goto(`./?provider=wasm#v=1&${settings}`);
  const kitchen = new Kitchen(page);
  await kitchen.modelIsOpen();
  const root = rootOf(profile);
  const before = measure(root);
  row('renderer / all processes before', [before.renderer, before.all].map(megabytes).join(' / '));

  const peaks = new Peaks(page, root);
  const startedAtMs = performance.now();
  await kitchen.generate.click();
  const failure = page.getByRole('alert').filter({ hasText: /\w/ }).first();
  await expect(kitchen.picture.or(failure).first()).toBeVisible({ timeout: PAINTING_MS });
  const seconds = (performance.now() - startedAtMs) / 1000;
  const found = peaks.stop();
  if (await failure.isVisible()) throw new Error((await failure.textContent()) ?? '');
  row(`picture of ${size}, one step a stage, loading included`, `${seconds.toFixed(1)} s`);
  const times = await page.getByRole('list', { name: 'Time per stage' }).innerText();
  row('time per stage', times.split(/\s+/).join(' '));
  const { mean, deviation } = await kitchen.look();
  row('its values, mean and deviation', `${mean.toFixed(1)} ${deviation.toFixed(1)}`);
  row('peaks by the title of the tab', 'renderer / all processes / JavaScript heap of the page');
  for (const [stage, { renderer, all, heap }] of found) {
    row(`  ${stage}`, [renderer, all, heap].map(megabytes).join(' / '));
  }
  const memory = await page.evaluate(async () => {
    const { measureUserAgentSpecificMemory: ask } = performance as {
      measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>;
    };
    return ask ? (await ask.call(performance)).bytes : 0;
  });
  row('JavaScript and WebAssembly memory afterwards', megabytes(memory));
} finally {
  await context.close();
  await server.close();
  rmSync(profile, { recursive: true, force: true });
}
