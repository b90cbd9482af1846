import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { exportPackage as exportWith } from '../../src/exporter/export.ts';
import type { PlanOptions } from '../../src/exporter/plan-input.ts';
import type { Manifest } from '../../src/package/manifest.ts';
import { Meter, type PullProgress } from '../hub/progress.ts';
import { gigabytes } from './disk.ts';
import { nodeEncoderRuntime } from './encoder-runtime.ts';
import { folderRepository } from './folder-repository.ts';
import { FolderSink } from './folder-sink.ts';
import { assertPlace } from './place.ts';
import { createSha256 } from './sha256.ts';
import { inlinePool, threadPool } from './shard-pool.ts';

export interface ExportProgress extends PullProgress {
  /** What is being written. */
  tensor: string;
}

export interface ExportOptions extends PlanOptions {
  /** Folder laid out as `warp-ai/wuerstchen-prior`. */
  prior: string;
  /** Folder laid out as `warp-ai/wuerstchen`. */
  decoder: string;
  /** Folder laid out as `warp-ai/EfficientNetEncoder`; with it the package can start from pictures. */
  compressor?: string | undefined;
  /** Where the package goes; replaced whole when everything has been written. */
  out: string;
  /** Contents of an `about.json`; see `src/exporter/about.ts`. */
  about?: unknown;
  /** Worker threads; default: one a CPU core, none for what is small. */
  threads?: number;
  /** A sentence now and then. */
  onLine?: (line: string) => void;
  onProgress?: (progress: ExportProgress) => void;
  signal?: AbortSignal;
}

/** Below this a worker takes longer to start than the work would. */
const SMALL_BYTES = 64e6;

/**
 * Exports a checkpoint in two folders as a package in a third.
 * @throws Error naming the file, key or field that is wrong. `out` is as it was then; `out.partial`
 *   is there only if finished shards wait in it
 */
export async function exportPackage(options: ExportOptions): Promise<Manifest> {
  const { precision, variant, about, signal, onLine, onProgress } = options;
  // `--out package/` has no slash of its own; what is empty stays so, and is refused.
  const out = options.out && resolve(options.out);
  assertPlace(out);
  const sink = new FolderSink(out);
  let meter: Meter | undefined;
  return exportWith({
    repositories: {
      prior: folderRepository(options.prior),
      decoder: folderRepository(options.decoder),
      ...(options.compressor !== undefined && {
        compressor: folderRepository(options.compressor),
      }),
    },
    ...{ precision, variant, about, sink, createSha256 },
    runtime: nodeEncoderRuntime,
    openPool(input, plan, bytes) {
      const threads = options.threads ?? (bytes < SMALL_BYTES ? 0 : availableParallelism());
      return threads === 0
        ? inlinePool(plan, sink)
        : threadPool({ input, folder: sink.folder }, threads);
    },
    onResumed: (shards, bytes) =>
      onLine?.(`${shards} shards (${gigabytes(bytes)}) of an earlier run are whole and stay.`),
    onProgress({ doneBytes, totalBytes, newBytes, tensor }) {
      meter ??= new Meter(totalBytes);
      onProgress?.({ ...meter.add(out, doneBytes, newBytes), tensor });
    },
    ...(signal && { signal }),
  });
}
