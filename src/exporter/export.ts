import type { Manifest } from '../package/manifest.ts';
import * as v from 'valibot';
import { AboutSchema } from './about.ts';
import { createWasmSha256, hashesOf } from './digest.ts';
import { describePackage } from './manifest.ts';
import { openInPlace } from './open-in-place.ts';
import { ExportPlan } from './plan.ts';
import {
  haveSameTextEncoder,
  readPlanInput,
  repositoryOf,
  sourceTables,
  type PlanInput,
  type PlanOptions,
  type Repositories,
} from './plan-input.ts';
import { plannedBytes, weightPlans } from './plan-networks.ts';
import type {
  CreateSha256,
  EncoderRuntime,
  PackageSink,
  ShardPool,
  SourceLifecycle,
} from './ports.ts';
import { allFiles } from './schedule.ts';
import { readTokens, type Tokenizer } from './text-encoders.ts';
import { TensorReader } from './weights/tensor-reader.ts';
import {
  readSmallWeights,
  writeGraphs,
  writeShards,
  type NetworkEntries,
  type WriteProgress,
} from './write-networks.ts';

/** Where a planned export goes, and what it works with. */
interface WriteOptions {
  sink: PackageSink;
  /**
   * Starts what converts the shards.
   * @param input what its workers make their own plans of
   * @param plan for those in this thread
   * @param bytes that are still to be written
   */
  openPool: (input: PlanInput, plan: ExportPlan, bytes: number) => ShardPool;
  runtime: EncoderRuntime;
  /** Default: files are opened where they are. */
  lifecycle?: SourceLifecycle;
  /** Default: hash-wasm. */
  createSha256?: CreateSha256;
  /** Contents of an `about.json`; see `about.ts`. */
  about?: unknown;
  /** Shards that an earlier run has finished, and their bytes. */
  onResumed?: (shards: number, bytes: number) => void;
  onProgress?: (progress: WriteProgress) => void;
  signal?: AbortSignal;
}

export interface ExportOptions extends PlanOptions, WriteOptions {
  repositories: Repositories;
}

/** An export of which nothing has been written yet. */
export interface PlannedExport {
  repositories: Repositories;
  plan: ExportPlan;
  tokens: { prior: Tokenizer; decoder: Tokenizer };
  /** Closes what was opened for small reads. */
  close: () => Promise<void>;
}

/** Changes when the same plan would be written as other bytes: no shard is kept across that. */
const FORMAT = 1;

/**
 * Exports a diffusers-layout checkpoint as a model package. Weights stream through in pieces; a run
 * that was cut off is gone on with, shard by shard, while its sources are the same.
 * @throws Error naming the file, key or field that is wrong; an `AbortError` if it was cancelled. Finished
 *   shards stay with the sink, for the next run
 */
export async function exportPackage(options: ExportOptions): Promise<Manifest> {
  const { repositories, signal } = options;
  // Found wrong now, not after the long part.
  v.parse(AboutSchema, options.about ?? {});
  const planned = await planExport(repositories, options, signal);
  try {
    return await writePackage(planned, options);
  } finally {
    await planned.close();
  }
}

/**
 * Reads what is small and plans all of it; `close` must follow.
 * @throws Error naming the file, key or field that is wrong
 */
export async function planExport(
  repositories: Repositories,
  options: PlanOptions,
  signal?: AbortSignal,
): Promise<PlannedExport> {
  const input = await readPlanInput(repositories, options, signal);
  const tokens = {
    prior: await readTokens(repositories.prior, signal),
    decoder: await readTokens(repositories.decoder, signal),
  };
  const reader = new TensorReader((file) => repositoryOf(repositories, file).open(file.path));
  const close = () => reader.close();
  try {
    let plan = new ExportPlan(input, reader);
    if (
      plan.hasTextEncodersOfOneShape &&
      (await haveSameTextEncoder(repositories, input, signal))
    ) {
      plan = new ExportPlan({ ...input, sharesTextEncoder: true }, reader);
    }
    return { repositories, plan, tokens, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Writes what `planExport` has planned. @throws as `exportPackage` */
export async function writePackage(
  planned: PlannedExport,
  options: WriteOptions,
): Promise<Manifest> {
  const { plan, tokens } = planned;
  const { sink, runtime, signal = new AbortController().signal } = options;
  const about = v.parse(AboutSchema, options.about ?? {});
  try {
    const networks = await writeNetworks(options, planned, signal);
    const manifest = await describePackage({
      ...{ plan, about, tokens, networks, sink, runtime, signal },
    });
    await sink.finish(manifest);
    return manifest;
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

/** Writes the networks; what an earlier run of the same export has finished stays. */
async function writeNetworks(
  options: WriteOptions,
  { plan, repositories }: PlannedExport,
  signal: AbortSignal,
): Promise<NetworkEntries> {
  const { sink, onResumed, onProgress = () => undefined } = options;
  const finished = await sink.resume(await fingerprint(plan, options));
  const here = finished.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (finished.length > 0) onResumed?.(finished.length, here);
  const bytes = plannedBytes(plan.networks) - here;
  await sink.assertRoom(bytes);
  await readSmallWeights(plan);
  const pool = options.openPool(plan.input, plan, bytes);
  try {
    const lifecycle = options.lifecycle ?? openInPlace(repositories);
    const shards = await writeShards({
      ...{ plan, sink, pool, lifecycle, finished, onProgress, signal },
    });
    const networks = await writeGraphs(plan.networks, sink, shards);
    await assertUnchanged(repositories, plan, signal);
    return networks;
  } finally {
    await pool.close();
  }
}

async function assertUnchanged(
  repositories: Repositories,
  plan: ExportPlan,
  signal: AbortSignal,
): Promise<void> {
  const known = versions(plan);
  for (const [i, file] of allFiles(plan).entries()) {
    const source = await repositoryOf(repositories, file).open(file.path, signal);
    await source.close();
    if (source.sizeBytes === known[i]!.sizeBytes && source.version === known[i]!.version) continue;
    throw new Error('The checkpoint changed while it was exported. Run the same command again.');
  }
}

/** Of every weight file, in the order of `allFiles`. */
const versions = ({ input }: ExportPlan) =>
  sourceTables(input).flatMap(({ table }) =>
    table.files.map(({ path, sizeBytes, version }) => ({ path, sizeBytes, version })),
  );

/** The same for the same sources, exported the same way. */
async function fingerprint(
  plan: ExportPlan,
  { createSha256 = createWasmSha256 }: WriteOptions,
): Promise<string> {
  const layout = weightPlans(plan.networks).map((weights) => [
    weights.name,
    weights
      .shards()
      .map(({ sizeBytes, matrices }) => [
        sizeBytes,
        matrices.map((matrix) => [matrix.name, matrix.encoding.name]),
      ]),
  ]);
  const { precision } = plan.input;
  const files = versions(plan);
  const text = JSON.stringify({ FORMAT, precision, files, configs: plan.configs, layout });
  return (await hashesOf(new TextEncoder().encode(text), createSha256)).sha256;
}
