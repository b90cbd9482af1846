import * as v from 'valibot';
import { checkJson } from '../json.ts';

/** The file that says which of a network's shards holds which tensor. */

const IndexSchema = v.object({ weight_map: v.record(v.string(), v.string()) });

/** A shard lies beside its index: whatever else a name says is no shard. */
const SHARD = /^[\w-][\w.-]*\.safetensors$/;

export interface ShardIndex {
  /** Of the shards, in order. */
  names: string[];
  /** Tensor to the name of its shard. */
  weightMap: Record<string, string>;
}

/**
 * @param place what the index file is called in messages
 * @param json what it holds
 * @throws Error naming the index and the entry that is wrong
 */
export function readShardIndex(place: string, json: unknown): ShardIndex {
  const { weight_map: weightMap } = checkJson(place, json, IndexSchema);
  const names = [...new Set(Object.values(weightMap))].sort();
  const odd = names.filter((name) => !SHARD.test(name));
  if (odd.length > 0) {
    throw new Error(`${place}: expected names of shards in weight_map, received ${odd.join(', ')}`);
  }
  return { names, weightMap };
}
