import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as v from 'valibot';
import { checkJson, parseJson } from '../../src/exporter/json.ts';
import { assertFile } from './file-kind.ts';

/**
 * Parses a JSON file and checks it.
 * @throws Error naming the file, the fields, what was expected and what came
 */
export function readJson<S extends v.GenericSchema>(path: string, schema: S): v.InferOutput<S> {
  assertFile(path);
  return checkJson(path, parseJson(path, readFileSync(path, 'utf8')), schema);
}

/** A network folder's config.json. */
export const readConfig = <S extends v.GenericSchema>(
  folder: string,
  schema: S,
): v.InferOutput<S> => readJson(join(folder, 'config.json'), schema);
