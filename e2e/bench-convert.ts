import { chromium, expect, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';
import { launchOptions } from './chromium.ts';
import { openHubServer, type HubServer } from './hub-server.ts';
import { AppPage } from './pages/app-page.ts';
import { cpuTime, measure, rootOf } from './processes.ts';

/**
 * `npm run bench -- convert [checkpoints] [q4|q8|f16] [paint]`: a checkpoint of the published size, with random weights
 * in the published layout, comes from a server on this machine that answers as the Hub does, and is converted in
 * Chromium on the built app; then the same by Node. With `paint`, one step of each stage is painted from the result.
 * `checkpoints` is what `npm run models -- random --out` wrote (12.5 GB); it is made where it is not there.
 * Memory is read from /proc, so this runs on Linux.
 */

const [folder = '.cache/full-size', precision = 'q4', paints] = process.argv.slice(3);
const NAMES: Record<string, RegExp> = { q4: /Small/, q8: /Medium/, f16: /Large/ };
if (!NAMES[precision]) {
  throw new Error(
    `Expected q4, q8 or f16: npm run bench -- convert <checkpoints> q4; received ${precision}`,
  );
}

const PORT = Number(process.env['E2E_PORT'] ?? 4394);
const PATIENCE_MS = 3_000_000;
const SAMPLE_MS = 500;
const CHECKPOINT_BYTES = 12.45e9;
const PRIOR = 'warp-ai/wuerstchen-prior';
const DECODER = 'warp-ai/wuerstchen';

const row = (what: string, value: string) => console.log(`${what.padEnd(46)} ${value}`);
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** How long something took, in seconds: by the clock, and of CPU time. */
interface Taken {
  clock: number;
  cpu: number;
}

/** What a command of `npm run models` takes. */
function run(args: readonly string[]): Promise<Taken> {
  const startedAtMs = performance.now();
  const cpuBefore = ended();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'models/cli/main.ts', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      const clock = (performance.now() - startedAtMs) / 1000;
      if (code === 0) resolve({ clock, cpu: ended() - cpuBefore });
      else reject(new Error(`models ${args[0]} ended with ${code}`));
    });
  });
}

/** CPU time of the processes that this one has started and that have ended. */
function ended(): number {
  const { renderers, others } = cpuTime(process.pid);
  const { user, system } = process.cpuUsage();
  return renderers + others - (user + system) / 1e6;
}

/** What the page says and takes while it converts. */
class Watch {
  peakMemory = 0;
  peakDisk = 0;
  private readonly page: Page;
  private readonly root: number;
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  constructor(page: Page, root: number) {
    this.page = page;
    this.root = root;
    void this.sample();
  }

  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private async sample(): Promise<void> {
    try {
      const { all } = measure(this.root);
      this.peakMemory = Math.max(this.peakMemory, all);
      const usage = await this.page.evaluate(
        async () => (await navigator.storage.estimate()).usage ?? 0,
      );
      this.peakDisk = Math.max(this.peakDisk, usage);
    } catch {
      // The page is being left.
    }
    if (!this.over) this.timer = setTimeout(() => void this.sample(), SAMPLE_MS);
  }
}

/** @param hub null: from the folder itself */
async function convertInPage(hub: HubServer | null, profile: string): Promise<Taken> {
  const context = await chromium.launchPersistentContext(profile, {
    ...launchOptions(),
    baseURL: `http://localhost:${PORT}`,
  });
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const long: number[] = [];
      Object.assign(window, { long });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) long.push(duration);
      }).observe({ type: 'longtask' });
    });
    await page.goto('./?provider=wasm#models');
    if (hub) {
      await page.getByText('Another version, or a mirror').click();
      await page.getByRole('textbox', { name: 'Server', exact: true }).fill(hub.endpoint);
    }
    await page.waitForTimeout(5000);
    const root = rootOf(profile);
    const idle = measure(root).all;
    const usedBefore = await page.evaluate(async () => (await navigator.storage.estimate()).usage!);
    const lookedAtMs = performance.now();
    if (hub) await page.getByRole('button', { name: 'Check these' }).click();
    else await page.getByLabel('Choose the folder that holds').setInputFiles(folder);
    const choice = page.getByRole('radio', { name: NAMES[precision]! });
    await choice.check({ timeout: PATIENCE_MS });
    row(
      'asked and planned, three precisions',
      `${seconds(lookedAtMs)}; ${megabytes(hub?.sentBytes ?? 0)} fetched`,
    );
    await page.evaluate(() => ((window as unknown as { long: number[] }).long.length = 0));
    const sentBefore = hub?.sentBytes ?? 0;
    const startedAtMs = performance.now();
    const cpuBefore = cpuTime(root);
    const watch = new Watch(page, root);
    await page
      .getByRole('button', { name: hub ? 'Download and convert' : 'Convert', exact: true })
      .click();
    const section = page.getByRole('region', { name: 'Würstchen v2' });
    await expect(section).toContainText(/is ready|Technical detail.*(Continue|Get Würstchen)/, {
      timeout: PATIENCE_MS,
    });
    watch.stop();
    const text = (await section.textContent()) ?? '';
    if (!text.includes('is ready')) throw new Error(text);
    const took = (performance.now() - startedAtMs) / 1000;
    const cpu = cpuTime(root);
    const renderers = cpu.renderers - cpuBefore.renderers;
    const others = cpu.others - cpuBefore.others;
    const bytes = (hub?.sentBytes ?? 0) - sentBefore;

    row(
      'converted after',
      `${took.toFixed(1)} s, ${(CHECKPOINT_BYTES / 1e6 / took).toFixed(0)} MB/s of the checkpoint`,
    );
    row(
      'CPU time: page and workers, rest of browser',
      `${renderers.toFixed(1)} s, ${others.toFixed(1)} s`,
    );
    row('fetched', megabytes(bytes));
    row('most memory beyond the idle page', megabytes(watch.peakMemory - idle));
    row('most on the disk', megabytes(watch.peakDisk - usedBefore));
    const long = await page.evaluate(() => (window as unknown as { long: number[] }).long);
    row(
      'main thread, tasks over 50 ms',
      `${long.length} (longest ${Math.round(Math.max(0, ...long))} ms)`,
    );
    if (paints && hub) await paint(page);
    return { clock: took, cpu: renderers };
  } finally {
    await context.close();
  }
}

const seconds = (sinceMs: number) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

/** One step of Stage C, of Stage B, and Stage A. */
async function paint(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'Würstchen v2' })
    .getByRole('button', { name: 'Use this model' })
    .click();
  await page.goto(
    './?provider=wasm#v=1&prompt=an+astronaut&seed=1&size=512x512&steps=1&schedule=uniform&bsteps=1',
  );
  const app = new AppPage(page);
  await app.modelIsOpen(PATIENCE_MS);
  const startedAtMs = performance.now();
  await app.generate.click();
  await app.picture.waitFor({ timeout: PATIENCE_MS });
  row('picture of 512x512, 1 + 1 steps', seconds(startedAtMs));
  const { mean, deviation } = await app.look();
  row('its values, mean and deviation', `${mean.toFixed(1)} ${deviation.toFixed(1)}`);
}

if (!existsSync(join(folder, 'wuerstchen-prior'))) {
  console.log(`Writing checkpoints of random weights to ${folder}`);
  await run(['random', '--out', folder]);
}
const hub = await openHubServer({
  [PRIOR]: join(folder, 'wuerstchen-prior'),
  [DECODER]: join(folder, 'wuerstchen'),
});
hub.pieceBytes = 2 ** 20;
const server = await preview({ preview: { port: PORT }, logLevel: 'error' });
const profile = mkdtempSync(join(tmpdir(), 'bench-convert-'));
const out = mkdtempSync(join(tmpdir(), 'bench-export-'));
try {
  row('cores', String(cpus().length));
  console.log('\nfrom the server');
  const fromServer = await convertInPage(hub, profile);
  rmSync(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 });
  console.log('\nfrom the folder, without a network');
  const fromFolder = await convertInPage(null, profile);
  console.log();
  const node = await run([
    'export',
    ...['--prior', join(folder, 'wuerstchen-prior'), '--decoder', join(folder, 'wuerstchen')],
    ...['--precision', precision, '--out', join(out, 'package')],
  ]);
  row('Node, from the disk', `${node.clock.toFixed(1)} s, ${node.cpu.toFixed(1)} s of CPU time`);
  const share = (page: Taken, of: keyof Taken) => `${((100 * node[of]) / page[of]).toFixed(0)} %`;
  row("the page's rate, of Node's, from the server", share(fromServer, 'clock'));
  row("the page's rate, of Node's, from the folder", share(fromFolder, 'clock'));
  row(
    'the same by CPU time of page and workers',
    `${share(fromServer, 'cpu')}, ${share(fromFolder, 'cpu')}`,
  );
} finally {
  await hub.close();
  await server.close();
  for (const each of [profile, out]) {
    rmSync(each, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 });
  }
}
