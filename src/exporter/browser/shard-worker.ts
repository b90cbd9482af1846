import type { ToService } from '../../rpc/api.ts';
import { serve } from '../../rpc/serve.ts';
import { createWasmSha256 } from '../digest.ts';
import { ExportPlan } from '../plan.ts';
import { convertShard } from '../shard.ts';
import { TensorReader } from '../weights/tensor-reader.ts';
import type { ConversionFault } from './api.ts';
import { suitable, toFault } from './faults.ts';
import { openConversion, type ConversionFolders } from './folders.ts';
import { createShardFile } from './shard-files.ts';
import type { ShardService } from './shard-pool.ts';
import { blobSource } from './blob-source.ts';

/** Converts one shard after another. */

let opened: { plan: ExportPlan; folders: ConversionFolders } | null = null;

const service: ShardService = {
  async open({ input, conversion, cacheBytes }) {
    const plan = new ExportPlan(input, new TensorReader(null, cacheBytes));
    opened = { plan, folders: await openConversion(conversion) };
  },
  async convert({ sources, ...shard }, { signal, onProgress }) {
    if (!opened) throw new Error('Expected `open` before `convert`.');
    const { plan, folders } = opened;
    const job = {
      ...shard,
      sizeBytes: 0,
      sources: sources.map(({ file, blob, version }) => ({
        file,
        source: blobSource(blob, version),
      })),
    };
    const sink = await createShardFile(folders.shards, shard);
    const onBytes = (bytes: number, tensor: string) => onProgress({ bytes, tensor });
    const options = { createSha256: createWasmSha256, onBytes, signal };
    return suitable(convertShard(plan, job, sink, options));
  },
};

const receive = serve<ConversionFault>(service, (message) => self.postMessage(message), toFault);

self.onmessage = (event: MessageEvent<ToService>) => receive(event.data);
