import * as v from 'valibot';
import type { CheckpointRepository } from './ports.ts';

/** What a file of a repository is called in messages. */
export const placeOf = ({ name }: Pick<CheckpointRepository, 'name'>, path: string) =>
  path === '' ? name : `${name}/${path}`;

/**
 * Parses the text of a JSON file.
 * @param place what the file is called
 * @throws Error naming it
 */
export function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`${place} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Checks what a JSON file holds.
 * @throws Error naming the file, the fields, what was expected and what came
 */
export function checkJson<S extends v.GenericSchema>(
  place: string,
  json: unknown,
  schema: S,
): v.InferOutput<S> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const lines = result.issues.map(
    (issue) => `${v.getDotPath(issue) ?? '(root)'}: ${issue.message}`,
  );
  throw new Error(`${place}: ${lines.join('; ')}`);
}

/** @throws Error naming the file if it is not there or is not JSON */
export async function readJson(
  repository: CheckpointRepository,
  path: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const bytes = await repository.bytes(path, signal);
  return parseJson(placeOf(repository, path), new TextDecoder().decode(bytes));
}
