import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeEncoderRuntime } from '../../models/node/encoder-runtime.ts';
import { folderRepository } from '../../models/node/folder-repository.ts';
import { writeRandomCheckpoints } from '../../models/random/checkpoint.ts';
import { editJson } from '../../models/testing/edit-checkpoint.ts';
import { exportPackage } from './export.ts';
import type { CheckpointRepository } from './ports.ts';
import { memoryPool, MemorySink } from './testing/memory.ts';

/** How much of a checkpoint is read, and in how many reads: a tenth of the published one's width. */

const folder = mkdtempSync(join(tmpdir(), 'reads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REFERENCE = 'models/reference/checkpoint';

/** Few layers, each as wide as that matrices make up nearly all of it, as in the published model. */
const CONFIGS: Record<string, Record<string, unknown>> = {
  'wuerstchen-prior/prior': { c: 1024, c_cond: 640, depth: 2, nhead: 16 },
  'wuerstchen-prior/text_encoder': {
    ...{ hidden_size: 640, intermediate_size: 2560, num_hidden_layers: 1 },
    ...{ num_attention_heads: 10 },
  },
  'wuerstchen/text_encoder': {
    ...{ hidden_size: 512, intermediate_size: 2048, num_hidden_layers: 1 },
    ...{ num_attention_heads: 8 },
  },
  'wuerstchen/decoder': {
    ...{ c_hidden: [192, 768], nhead: [-1, 12], blocks: [1, 1], level_config: ['CT', 'CTA'] },
    ...{ inject_effnet: [false, true], c_cond: 512, clip_embd: 512 },
  },
  'wuerstchen/vqgan': { embed_dim: 384 },
};

let sources: string[];
beforeAll(async () => {
  const configs = join(folder, 'configs');
  cpSync(join(REFERENCE, 'prior'), join(configs, 'wuerstchen-prior'), { recursive: true });
  cpSync(join(REFERENCE, 'decoder'), join(configs, 'wuerstchen'), { recursive: true });
  for (const [network, change] of Object.entries(CONFIGS)) {
    editJson(join(configs, network, 'config.json'), (json) => Object.assign(json, change));
    rmSync(join(configs, network, 'model.safetensors'), { force: true });
    rmSync(join(configs, network, 'diffusion_pytorch_model.safetensors'), { force: true });
  }
  sources = await writeRandomCheckpoints({
    ...{ out: join(folder, 'random'), configs, dtype: 'f32', shardBytes: null, seed: 3 },
    onLine: () => undefined,
  });
});

interface Read {
  file: string;
  from: number;
  to: number;
}

/** A folder whose reads are noted. */
function counted(root: string, reads: Read[]): CheckpointRepository {
  const repository = folderRepository(root);
  return {
    ...repository,
    async open(path) {
      const source = await repository.open(path);
      const read: typeof source.read = (from, to, signal) => {
        reads.push({ file: join(root, path), from, to });
        return source.read(from, to, signal);
      };
      return { ...source, read };
    },
  };
}

/** Bytes of some reads, those that several of them have counted once. */
function distinctBytes(reads: readonly Read[]): number {
  const inOrder = [...reads].sort((a, b) => a.file.localeCompare(b.file) || a.from - b.from);
  let bytes = 0;
  let [file, end] = ['', 0];
  for (const read of inOrder) {
    if (read.file !== file) [file, end] = [read.file, 0];
    bytes += Math.max(0, read.to - Math.max(end, read.from));
    end = Math.max(end, read.to);
  }
  return bytes;
}

it.each([
  ['f32', 1],
  ['q4', 2],
] as const)(
  'at %s, with %i lanes, every byte is read once, a tensor at a time',
  async (precision, lanes) => {
    const reads: Read[] = [];
    const [prior, decoder] = sources.map((root) => counted(root, reads));
    const sink = new MemorySink();
    await exportPackage({
      repositories: { prior: prior!, decoder: decoder! },
      ...{ precision, sink, runtime: nodeEncoderRuntime },
      openPool: (input) => memoryPool(input, sink, lanes),
    });
    const lists = await Promise.all([prior!, decoder!].map((repository) => repository.list()));
    const sizeBytes = lists
      .flat()
      .filter(({ path }) => path.endsWith('.safetensors'))
      .reduce((sum, file) => sum + file.sizeBytes, 0);
    const bytes = reads.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(bytes / sizeBytes).toBeLessThan(1.02);
    expect(bytes / distinctBytes(reads)).toBeLessThan(1.005);
    expect(bytes / reads.length).toBeGreaterThan(2 ** 20);
  },
);
