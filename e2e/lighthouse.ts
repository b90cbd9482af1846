import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { preview } from 'vite';
import { findChromium, SANDBOX } from './chromium.ts';

/**
 * `npm run lighthouse`: Lighthouse on the built app as `npm start` serves it, as a phone and as a
 * desktop. Its two hundred packages are fetched when it is run, by `npx`; nothing else needs them.
 * Run it on a quiet machine: it measures with the CPU that it gets, and says how fast that is. One run alone
 * varies by several points, so it is the middle one of three that counts, as Lighthouse itself advises.
 */

const LIGHTHOUSE = 'lighthouse@12.8.2';
const PORT = 4393;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const AT_LEAST = 0.95;
const RUNS = 3;
const TRIES = 4;

interface Report {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { displayValue?: string }>;
  environment: { benchmarkIndex: number };
}

const METRICS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
  'speed-index',
];

async function measure(device: 'mobile' | 'desktop', folder: string): Promise<Report> {
  const path = join(folder, `${device}.json`);
  const chrome = findChromium();
  const flags = ['--headless=new', ...SANDBOX].join(' ');
  await promisify(execFile)(
    'npx',
    [
      ...['--yes', LIGHTHOUSE, `http://localhost:${PORT}/`, '--quiet'],
      ...[`--chrome-flags=${flags}`, `--only-categories=${CATEGORIES.join(',')}`],
      ...['--output=json', `--output-path=${path}`],
      ...(device === 'desktop' ? ['--preset=desktop'] : []),
    ],
    { env: { ...process.env, ...(chrome !== null && { CHROME_PATH: chrome }) } },
  );
  return JSON.parse(await readFile(path, 'utf8')) as Report;
}

/** Lighthouse at times fails to record a page, and says itself that it wants to be run again. */
async function measureWithPatience(...what: Parameters<typeof measure>): Promise<Report> {
  for (let tries = 1; ; tries++) {
    try {
      return await measure(...what);
    } catch (error) {
      if (tries === TRIES || !String(error).includes('run Lighthouse again')) throw error;
    }
  }
}

const performanceOf = ({ categories }: Report) => categories['performance']?.score ?? 0;

const folder = await mkdtemp(join(tmpdir(), 'lighthouse-'));
const server = await preview({ preview: { port: PORT } });
try {
  for (const device of ['mobile', 'desktop'] as const) {
    const reports: Report[] = [];
    for (let run = 0; run < RUNS; run++) reports.push(await measureWithPatience(device, folder));
    reports.sort((a, b) => performanceOf(a) - performanceOf(b));
    const { categories, audits, environment } = reports[RUNS >> 1]!;
    const scores = reports.map((report) => Math.round(100 * performanceOf(report))).join(', ');
    console.log(`${device} (benchmark index ${environment.benchmarkIndex}; performance ${scores})`);
    for (const [name, { score }] of Object.entries(categories)) {
      console.log(`  ${name.padEnd(28)} ${Math.round(100 * (score ?? 0))}`);
      if ((score ?? 0) < AT_LEAST) process.exitCode = 1;
    }
    for (const metric of METRICS) {
      console.log(`  ${metric.padEnd(28)} ${audits[metric]?.displayValue ?? '?'}`);
    }
  }
} finally {
  await server.close();
  await rm(folder, { recursive: true });
}
