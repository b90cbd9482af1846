import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import type { Manifest } from '../src/package/manifest.ts';
import { AboutSchema } from './about.ts';
import { ExportPlan, type Sources } from './export-plan.ts';
import { describePackage } from './package-manifest.ts';
import { readTokens } from './text-encoders.ts';
import { assertRoom, gigabytes } from './write/disk.ts';
import { Journal } from './write/journal.ts';
import { assertPlace } from './write/place.ts';
import { plannedBytes, weightPlans } from './plan-networks.ts';
import { intactShards, writeNetworks, type WriteProgress } from './write/networks.ts';
import {
  discardStaging,
  finishStaging,
  keepOnly,
  openStaging,
  releaseStaging,
} from './write/staging.ts';
import { inlineWriter, threadedWriter, type ShardWriter } from './write/writer.ts';

export interface ExportOptions extends Sources {
  /** Where the package goes; replaced whole when everything has been written. */
  out: string;
  /** Contents of an `about.json`; see `models/about.ts`. */
  about?: unknown;
  /** Worker threads; default: one a processor core, none for what is small. */
  threads?: number;
  /** A sentence now and then. */
  onLine?: (line: string) => void;
  onProgress?: (progress: WriteProgress) => void;
}

/** Changes when the same plan would be written as other bytes: no shard is kept across that. */
const FORMAT = 1;

/** Below this a worker takes longer to start than the work would. */
const SMALL_BYTES = 64e6;

/**
 * Exports a diffusers-layout checkpoint as a model package. Weights stream through in pieces; a run
 * that was cut off is gone on with, shard by shard, while its sources are the same.
 * @throws Error naming the file, key or field that is wrong. `out` is as it was then; `out.partial`
 *   is there only if finished shards wait in it
 */
export async function exportPackage(given: ExportOptions): Promise<Manifest> {
  // `--out package/` has no slash of its own; what is empty stays so, and is refused.
  const options = { ...given, out: given.out && resolve(given.out) };
  assertPlace(options.out);
  const about = v.parse(AboutSchema, options.about ?? {});
  // Found wrong now, not after the long part.
  const tokens = { prior: readTokens(options.prior), decoder: readTokens(options.decoder) };
  const plan = new ExportPlan(options);
  try {
    const folder = openStaging(options.out);
    try {
      const networks = await writeWeights(options, plan, folder);
      const manifest = await describePackage({ ...options, folder, plan, about, tokens, networks });
      rmSync(join(folder, Journal.fileName));
      writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
      finishStaging(folder, options.out);
      return manifest;
    } catch (error) {
      if ((Journal.read(folder, fingerprint(options, plan)) ?? []).length > 0)
        releaseStaging(folder);
      else discardStaging(folder);
      throw error;
    }
  } finally {
    plan.close();
  }
}

/** Writes the networks; what an earlier run of the same export has finished stays. */
async function writeWeights(
  options: ExportOptions,
  plan: ExportPlan,
  folder: string,
): Promise<Manifest['networks']> {
  const { onLine = () => undefined, onProgress = () => undefined } = options;
  const identity = fingerprint(options, plan);
  const finished = await intactShards(folder, Journal.read(folder, identity) ?? []);
  keepOnly(folder, new Set(finished.map(({ path }) => path)));
  const total = plannedBytes(plan.networks);
  const here = finished.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (finished.length > 0) {
    onLine(`${finished.length} shards (${gigabytes(here)}) of an earlier run are whole and stay.`);
  }
  await assertRoom(folder, total - here);
  const journal = Journal.start(folder, identity, finished);
  const writer = openWriter(options, plan, total);
  try {
    const networks = await writeNetworks({ plan, folder, writer, journal, finished, onProgress });
    if (fingerprint(options, plan) !== identity) {
      throw new Error('The checkpoint changed while it was exported. Run the same command again.');
    }
    return networks;
  } finally {
    journal.close();
    await writer.close();
  }
}

function openWriter(options: ExportOptions, plan: ExportPlan, bytes: number): ShardWriter {
  const threads = options.threads ?? (bytes < SMALL_BYTES ? 0 : availableParallelism());
  const { prior, decoder, precision, variant } = options;
  return threads === 0
    ? inlineWriter(plan)
    : threadedWriter({ prior, decoder, precision, variant }, threads);
}

/** The same for the same sources, exported the same way. */
function fingerprint({ precision }: ExportOptions, plan: ExportPlan): string {
  const files = plan.checkpoints.flatMap((checkpoint) => checkpoint.state());
  const layout = weightPlans(plan.networks).map((weights) => [
    weights.name,
    weights
      .shards()
      .map(({ sizeBytes, matrices }) => [
        sizeBytes,
        matrices.map((matrix) => [matrix.name, matrix.encoding.name]),
      ]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify({ FORMAT, precision, files, configs: plan.configs, layout }))
    .digest('hex');
}
