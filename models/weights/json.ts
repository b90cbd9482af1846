import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { assertFile } from './file-kind.ts';

/**
 * Parses a JSON file and checks it.
 * @throws Error naming the file, the fields, what was expected and what came
 */
export function readJson<S extends v.GenericSchema>(path: string, schema: S): v.InferOutput<S> {
  assertFile(path);
  const text = readFileSync(path, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const lines = result.issues.map(
    (issue) => `${v.getDotPath(issue) ?? '(root)'}: ${issue.message}`,
  );
  throw new Error(`${path}: ${lines.join('; ')}`);
}
