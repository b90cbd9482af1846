import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseManifest, type AnyNetworkName, type GraphEntry } from '../../src/package/manifest.ts';
import { parseSize } from '../cli/size.ts';
import type { StepReport, StepRequest } from './one-step.ts';

/**
 * Loads every network of a package and runs it once, each in a process of its own, with random inputs:
 * whether a package of any size runs here, how long it takes and how much memory.
 */
export interface RunOptions {
  folder: string;
  sizes: readonly string[];
  /** Which; all if none is named. */
  networks: readonly string[];
  attention: GraphEntry['attention'];
  onLine: (line: string) => void;
}

/** Networks whose inputs do not depend on the picture's size. */
const ONCE: ReadonlySet<AnyNetworkName> = new Set([
  'prior-text-encoder',
  'decoder-text-encoder',
  'prior-condition',
]);

/** @returns whether every output was finite, and not all the same */
export function runSteps(options: RunOptions): boolean {
  const { folder, sizes, attention, onLine } = options;
  const manifest = parseManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const all = [
    ...Object.keys(manifest.networks),
    ...Object.keys(manifest.imageEncoders?.networks ?? {}),
  ] as AnyNetworkName[];
  const unknown = options.networks.filter((name) => !all.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(`Expected networks from ${all.join(', ')}; received ${unknown.join(', ')}`);
  }
  const wanted = all.filter(
    (name) => options.networks.length === 0 || options.networks.includes(name),
  );
  onLine(`${folder}, ${manifest.precision}, ${attention} attention`);
  onLine(line(['network', 'size', 'load s', 'run s', 'peak MB', 'largest', 'spread', '']));
  let sound = true;
  for (const network of wanted) {
    for (const size of ONCE.has(network) ? sizes.slice(0, 1) : sizes) {
      const report = runOne({ folder, network, attention, ...parseSize(size) });
      const passed = report.finite && report.spread > 0;
      sound &&= passed;
      onLine(
        line([
          network,
          ONCE.has(network) ? '' : size,
          report.loadSeconds.toFixed(1),
          report.runSeconds.toFixed(1),
          (report.peakBytes / 1e6).toFixed(0),
          report.largest.toPrecision(3),
          report.spread.toPrecision(3),
          passed ? 'ok' : 'FAILED',
        ]),
      );
    }
  }
  return sound;
}

/** Each as soon as it is known: at full size a row takes minutes. */
const line = ([network, ...values]: readonly string[]) =>
  [network!.padEnd(22), ...values.map((value) => value.padStart(9))].join(' ').trimEnd();

function runOne(request: StepRequest): StepReport {
  const script = fileURLToPath(new URL('one-step.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), script, JSON.stringify(request)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${request.network} failed: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as StepReport;
}
