import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { reportNetwork } from '../inspect/checkpoint.ts';
import { DECODER_PIPELINE, PRIOR_PIPELINE } from '../../src/exporter/recognise.ts';
import { TextEncoderConfigSchema } from '../../src/exporter/networks/text-encoder.ts';
import { toHalfArray } from '../../src/exporter/weights/float16.ts';
import { tensorBytes, type TensorInfo } from '../../src/exporter/formats/safetensors.ts';
import { readConfig } from '../node/json.ts';
import { safetensorsHeader } from '../node/safetensors.ts';
import { scaleOf } from './rules.ts';
import { writeTokenizer } from './tokenizer.ts';
import { RandomValues } from './values.ts';

/** Checkpoints of random weights in the layout of the published ones: for runs at full size. */

export interface RandomOptions {
  out: string;
  /** Holds the two repositories' model_index.json and configs. */
  configs: string;
  dtype: 'f32' | 'f16' | 'bf16';
  /** Bytes of a shard; null for one file a network. */
  shardBytes: number | null;
  seed: number;
  onLine: (line: string) => void;
}

const REPOSITORIES = {
  [PRIOR_PIPELINE]: { name: 'wuerstchen-prior', folders: ['prior', 'text_encoder'] },
  [DECODER_PIPELINE]: { name: 'wuerstchen', folders: ['decoder', 'text_encoder', 'vqgan'] },
};

/** The compressor, where there is a config of it: one network in the root of its repository. */
const COMPRESSOR = 'EfficientNetEncoder';

/** Values that are made and written at a time. */
const PIECE = 2 ** 22;

/** @returns the folders of both repositories, and the compressor's where there is a config of it */
export async function writeRandomCheckpoints(options: RandomOptions): Promise<string[]> {
  const values = new RandomValues(options.seed);
  const written: string[] = [];
  for (const { name, folders } of Object.values(REPOSITORIES)) {
    const from = join(options.configs, name);
    const to = join(options.out, name);
    mkdirSync(to, { recursive: true });
    copyFileSync(join(from, 'model_index.json'), join(to, 'model_index.json'));
    mkdirSync(join(to, 'scheduler'), { recursive: true });
    const scheduler = { _class_name: 'DDPMWuerstchenScheduler', s: 0.008, scaler: 1 };
    writeFileSync(join(to, 'scheduler/scheduler_config.json'), JSON.stringify(scheduler));
    const { vocab_size: words } = readConfig(join(from, 'text_encoder'), TextEncoderConfigSchema);
    writeTokenizer(join(to, 'tokenizer'), words);
    for (const folder of folders) {
      mkdirSync(join(to, folder), { recursive: true });
      copyFileSync(join(from, folder, 'config.json'), join(to, folder, 'config.json'));
      const bytes = await writeNetwork(join(to, folder), options, values);
      options.onLine(`${join(to, folder)}: ${(bytes / 1e9).toFixed(2)} GB`);
    }
    written.push(to);
  }
  const compressor = join(options.out, COMPRESSOR);
  if (existsSync(join(options.configs, COMPRESSOR))) {
    mkdirSync(compressor, { recursive: true });
    copyFileSync(join(options.configs, COMPRESSOR, 'config.json'), join(compressor, 'config.json'));
    const bytes = await writeNetwork(compressor, options, values);
    options.onLine(`${compressor}: ${(bytes / 1e9).toFixed(2)} GB`);
    written.push(compressor);
  }
  return written;
}

interface Tensor {
  name: string;
  dtype: TensorInfo['dtype'];
  shape: readonly number[];
}

async function writeNetwork(
  folder: string,
  options: RandomOptions,
  values: RandomValues,
): Promise<number> {
  const { className, published } = await reportNetwork(folder);
  const dtype = ({ f32: 'F32', f16: 'F16', bf16: 'BF16' } as const)[options.dtype];
  const tensors: Tensor[] = [...published.tensors].map(([name, shape]) => ({ name, dtype, shape }));
  const stem = className === 'CLIPTextModel' ? 'model' : 'diffusion_pytorch_model';
  const branches = tensors.filter(({ name }) =>
    /(channelwise\.4|to_out\.0|out_proj|fc2)\.weight$/.test(name),
  ).length;
  const groups = split(tensors, options.shardBytes);
  const names = groups.map((_, i) =>
    groups.length === 1
      ? `${stem}.safetensors`
      : `${stem}-${number(i + 1)}-of-${number(groups.length)}.safetensors`,
  );
  groups.forEach((group, i) => writeFile(join(folder, names[i]!), group, branches, values));
  const total = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  if (groups.length > 1) {
    const map = groups.flatMap((group, i) => group.map(({ name }) => [name, names[i]!] as const));
    const index = { metadata: { total_size: total }, weight_map: Object.fromEntries(map) };
    writeFileSync(join(folder, `${stem}.safetensors.index.json`), JSON.stringify(index, null, 2));
  }
  return total;
}

const number = (value: number) => String(value).padStart(5, '0');
const bytesOf = ({ dtype, shape }: Tensor) => tensorBytes({ dtype, shape: [...shape] });

function split(tensors: readonly Tensor[], limit: number | null): Tensor[][] {
  const groups: Tensor[][] = [[]];
  let size = 0;
  for (const tensor of tensors) {
    if (limit !== null && size > 0 && size + bytesOf(tensor) > limit) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)!.push(tensor);
    size += bytesOf(tensor);
  }
  return groups;
}

function writeFile(
  path: string,
  tensors: readonly Tensor[],
  branches: number,
  values: RandomValues,
): void {
  const file = openSync(path, 'w');
  try {
    const write = (bytes: Uint8Array) => {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(file, bytes, done, bytes.length - done);
      }
    };
    write(safetensorsHeader(tensors));
    for (const { name, dtype, shape } of tensors) {
      const { mean, deviation } = scaleOf(name, shape, branches);
      const entries = shape.reduce((product, side) => product * side, 1);
      for (let done = 0; done < entries; done += PIECE) {
        const piece = new Float32Array(Math.min(PIECE, entries - done));
        values.fill(piece, mean, deviation);
        write(encode(piece, dtype));
      }
    }
  } finally {
    closeSync(file);
  }
}

function encode(values: Float32Array<ArrayBuffer>, dtype: Tensor['dtype']): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(values.buffer);
  if (dtype === 'F16') return new Uint8Array(toHalfArray(values).buffer);
  const bits = new Uint32Array(values.buffer);
  // Cut off, not rounded: it makes no difference to a random value.
  return new Uint8Array(Uint16Array.from(bits, (value) => value >>> 16).buffer);
}
