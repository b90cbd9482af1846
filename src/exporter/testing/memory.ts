import { contentName } from '../content.ts';
import { createWasmSha256, hashesOf } from '../digest.ts';
import { ExportPlan } from '../plan.ts';
import type { PlanInput } from '../plan-input.ts';
import type {
  ByteSource,
  CheckpointRepository,
  FinishedShard,
  PackageSink,
  ShardPool,
} from '../ports.ts';
import { convertShard } from '../shard.ts';
import { cacheBytesOf, TensorReader } from '../weights/tensor-reader.ts';

/** What an export needs, in memory. */

export function memorySource(content: Uint8Array): ByteSource {
  return {
    sizeBytes: content.length,
    version: 'memory',
    read(from, to, signal) {
      signal?.throwIfAborted();
      if (to > content.length) return Promise.reject(new Error(`Nothing at byte ${to}`));
      return Promise.resolve(new Uint8Array(content.subarray(from, to)));
    },
    close: () => Promise.resolve(),
  };
}

export function memoryRepository(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): CheckpointRepository {
  const get = (path: string) => {
    const content = files.get(path);
    return content
      ? Promise.resolve(content)
      : Promise.reject(new Error(`${name}/${path}: expected this file, found none`));
  };
  return {
    name,
    list: () =>
      Promise.resolve([...files].map(([path, { length }]) => ({ path, sizeBytes: length }))),
    bytes: async (path) => new Uint8Array(await get(path)),
    open: async (path) => memorySource(await get(path)),
  };
}

/** Keeps what it gets; `abandon` leaves finished shards for the next export. */
export class MemorySink implements PackageSink {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  private fingerprint = '';
  private shards: FinishedShard[] = [];
  /** Shards that have been begun and neither committed nor taken back. */
  unfinished = 0;
  abandoned = 0;

  resume(fingerprint: string): Promise<FinishedShard[]> {
    if (fingerprint !== this.fingerprint) this.shards = [];
    this.fingerprint = fingerprint;
    return Promise.resolve([...this.shards]);
  }

  assertRoom = () => Promise.resolve();

  create: PackageSink['create'] = ({ weights }) => {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    this.unfinished++;
    return Promise.resolve({
      write: (bytes) => Promise.resolve(void parts.push(bytes.slice())),
      commit: async (hashes) => {
        this.unfinished--;
        const path = contentName(weights, hashes.sha256, 'bin');
        const content = new Uint8Array(await new Blob(parts).arrayBuffer());
        this.files.set(path, content);
        return { path, sizeBytes: content.length, ...hashes };
      },
      abort: () => Promise.resolve(void this.unfinished--),
    });
  };

  finished = (shard: FinishedShard) => Promise.resolve(void this.shards.push(shard));

  async file(stem: string, extension: string, bytes: Uint8Array<ArrayBuffer>) {
    const hashes = await hashesOf(bytes, createWasmSha256);
    const path = contentName(stem, hashes.sha256, extension);
    this.files.set(path, bytes);
    return { path, sizeBytes: bytes.length, ...hashes };
  }

  open = (path: string) => Promise.resolve(memorySource(this.files.get(path)!));

  finish = () => Promise.resolve();

  abandon = () => Promise.resolve(void this.abandoned++);
}

/** Lanes with a plan each, from a copy of the input as a worker would get it, all in this thread. */
export function memoryPool(input: PlanInput, sink: PackageSink, lanes: number): ShardPool {
  const plans = Array.from(
    { length: lanes },
    () => new ExportPlan(structuredClone(input), new TensorReader(null, cacheBytesOf(lanes))),
  );
  return {
    parallel: lanes,
    run: async (job, lane, onBytes, signal) =>
      convertShard(plans[lane]!, job, await sink.create(job), {
        createSha256: createWasmSha256,
        onBytes,
        signal,
      }),
    close: () => Promise.resolve(),
  };
}
