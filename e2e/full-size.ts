import { chromium, expect } from '@playwright/test';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { preview, type Plugin } from 'vite';
import { findChromium } from './chromium.ts';
import { Kitchen } from './kitchen.ts';

/**
 * `npm run bench:full-size -- <package> [WxH]`: one picture of one step a stage with a package of any
 * size, in Chromium on the built app, on WebAssembly; what it takes in time and memory. Memory is read
 * from /proc, so this runs on Linux.
 */

const [folder, size = '512x512'] = process.argv.slice(2);
if (!folder || !existsSync(join(folder, 'manifest.json'))) {
  throw new Error('Expected the folder of a package: npm run bench:full-size -- <package> [WxH]');
}

const PORT = Number(process.env['E2E_PORT'] ?? 4393);
const PAINTING_MS = 1_500_000;
const SAMPLE_MS = 250;

const thePackage: Plugin = {
  name: 'the-package',
  configurePreviewServer({ middlewares }) {
    middlewares.use('/test-models/full', (request, response) => {
      const path = join(folder, normalize(new URL(request.url ?? '/', 'http://x').pathname));
      const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
      response.writeHead(sizeBytes === undefined ? 404 : 200, { 'Content-Length': sizeBytes ?? 0 });
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

const executablePath = findChromium();
const server = await preview({ preview: { port: PORT }, plugins: [thePackage] });
const browser = await chromium.launchServer({
  args: ['--enable-precise-memory-info', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  ...(executablePath !== null && { executablePath }),
});
const client = await chromium.connect(browser.wsEndpoint());
const peaks = new Map<string, Processes & { heap: number }>();
let timer: NodeJS.Timeout | undefined;
try {
  const page = await client.newPage({ baseURL: `http://localhost:${PORT}` });
  page.on('crash', () => console.error('The page crashed.'));
  const settings = `prompt=a+red+house&seed=1&size=${size}&steps=1&schedule=uniform&bsteps=1`;
  await page.goto(`./?model=test-models/full/&provider=wasm#v=1&${settings}`);
  const kitchen = new Kitchen(page);
  await expect(kitchen.generate).toBeEnabled({ timeout: 120_000 });
  const before = measure(browser.process().pid!);
  row(
    'browser before, renderer / all processes',
    `${megabytes(before.renderer)} / ${megabytes(before.all)}`,
  );

  const sample = async () => {
    const stage = (await page.title().catch(() => '')).replace(/\d+/g, '#').slice(0, 40);
    const heap = await page.evaluate(() => {
      const { memory } = performance as { memory?: { usedJSHeapSize: number } };
      return memory?.usedJSHeapSize ?? 0;
    });
    const now = measure(browser.process().pid!);
    const peak = peaks.get(stage) ?? { renderer: 0, all: 0, heap: 0 };
    peaks.set(stage, {
      renderer: Math.max(peak.renderer, now.renderer),
      all: Math.max(peak.all, now.all),
      heap: Math.max(peak.heap, heap),
    });
  };
  const again = () => {
    timer = setTimeout(
      () =>
        void sample()
          .catch(() => undefined)
          .finally(again),
      SAMPLE_MS,
    );
  };
  again();

  const startedAtMs = performance.now();
  await kitchen.generate.click();
  const failure = page.getByRole('alert');
  await expect(kitchen.picture.or(failure).first()).toBeVisible({ timeout: PAINTING_MS });
  if (await failure.isVisible()) throw new Error(await failure.innerText());
  const seconds = (performance.now() - startedAtMs) / 1000;
  row(`picture of ${size}, one step a stage, loading included`, `${seconds.toFixed(1)} s`);
  const made = await page.getByRole('group', { name: 'How it was made' }).innerText();
  row('made with', made.replaceAll('\n', ' '));
  const { mean, deviation } = await kitchen.look();
  row('its values, mean and deviation', `${mean.toFixed(1)} ${deviation.toFixed(1)}`);
  clearTimeout(timer);
  row('peaks by the title of the tab', 'renderer / all processes / JavaScript heap of the page');
  for (const [stage, { renderer, all, heap }] of peaks) {
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
  clearTimeout(timer);
  await client.close();
  await browser.close();
  await server.close();
}
