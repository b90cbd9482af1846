import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { assertFile, oddityAt } from './file-kind.ts';
import { readJson } from './json.ts';
import { chooseWeights, type Wanted, type WeightsName } from './variants.ts';

export interface Index {
  path: string;
  /** Tensor to the path of its shard. */
  map: Map<string, string>;
}

const IndexSchema = v.object({ weight_map: v.record(v.string(), v.string()) });

/** A shard lies beside its index: whatever else a name says is no shard. */
const SHARD = /^[\w-][\w.-]*\.safetensors$/;

/**
 * The shards that an index file's content names, in order.
 * @throws Error naming the index and the entry that is wrong
 */
export function shardNames(path: string): { names: string[]; weightMap: Record<string, string> } {
  const { weight_map: weightMap } = readJson(path, IndexSchema);
  const names = [...new Set(Object.values(weightMap))].sort();
  const odd = names.filter((name) => !SHARD.test(name));
  if (odd.length > 0) {
    throw new Error(`${path}: expected names of shards in weight_map, received ${odd.join(', ')}`);
  }
  return { names, weightMap };
}

/**
 * The files that a network's weights are read from.
 * @throws Error naming what is missing, no file, or there twice
 */
export function weightFiles(
  folder: string,
  wanted: Wanted,
): { weights: WeightsName; paths: string[]; index: Index | null } {
  const has = (name: string) => oddityAt(join(folder, name)) !== 'nothing';
  const weights = chooseWeights(folder, has, wanted);
  if (!weights) throw new Error(noWeights(folder));
  const path = join(folder, weights.name);
  if (!weights.isIndex) {
    assertFile(path);
    return { weights, paths: [path], index: null };
  }
  const { names, weightMap } = shardNames(path);
  const missing = names.filter((name) => !has(name));
  if (missing.length > 0) {
    throw new Error(`${path} names shards that are not here: ${missing.join(', ')}`);
  }
  for (const name of names) assertFile(join(folder, name));
  const map = Object.entries(weightMap).map(
    ([tensor, shard]) => [tensor, join(folder, shard)] as const,
  );
  const paths = names.map((name) => join(folder, name));
  return { weights, paths, index: { path, map: new Map(map) } };
}

function noWeights(folder: string): string {
  const others = existsSync(folder)
    ? readdirSync(folder).filter((name) => /\.(bin|pt|pth|ckpt|safetensors)$/.test(name))
    : [];
  return (
    `${folder}: expected diffusion_pytorch_model.safetensors or model.safetensors here, or their shards with an index` +
    (others.length > 0 ? `; found only ${others.join(', ')}` : '')
  );
}
