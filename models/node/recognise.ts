import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readShardIndex, type ShardIndex } from '../../src/exporter/formats/shard-index.ts';
import * as core from '../../src/exporter/recognise.ts';
import { assertFolder } from './folder-repository.ts';
import { readJson } from './json.ts';

/** What is in a folder. */

export { DECODER_PIPELINE, PRIOR_PIPELINE } from '../../src/exporter/recognise.ts';

/**
 * Refuses a network folder whose config.json is of another architecture, by name.
 * @returns the class
 */
export const assertClass = <T extends string>(folder: string, ...expected: T[]): T =>
  core.assertClass(folder, readJson(join(folder, 'config.json'), v.unknown()), ...expected);

/**
 * Refuses a repository folder that holds another pipeline, by name.
 * @returns the class
 */
export function assertPipeline<T extends string>(folder: string, ...expected: T[]): T {
  assertFolder(folder);
  const read = (path: string): unknown =>
    existsSync(join(folder, path)) ? readJson(join(folder, path), v.unknown()) : undefined;
  const marks = {
    modelIndex: read('model_index.json'),
    config: read('config.json'),
    unetConfig: read('unet/config.json'),
  };
  return core.assertPipeline(folder, marks, ...expected);
}

/**
 * The shards that an index file names, in order.
 * @throws Error naming the index and the entry that is wrong
 */
export const shardNames = (path: string): ShardIndex =>
  readShardIndex(path, readJson(path, v.unknown()));
