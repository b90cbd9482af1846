import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const line = v.strictObject({
  prompt: v.pipe(v.string(), v.nonEmpty()),
  seed: v.pipe(v.string(), v.regex(/^\d+$/)),
  out: v.pipe(v.string(), v.nonEmpty()),
  negative: v.exactOptional(v.string()),
  completion: v.exactOptional(v.array(v.string())),
});

/** What one line of a batch says; everything else is as the options say. */
export type BatchLine = v.InferOutput<typeof line>;

/**
 * Reads pictures to paint, one JSON object a line; empty lines are skipped.
 * @throws Error that names the line, what was expected and what came.
 */
export function readBatch(path: string): BatchLine[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((text, index) =>
    text.trim() === '' ? [] : [parseLine(text, `${path}, line ${index + 1}`)],
  );
}

function parseLine(text: string, where: string): BatchLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is not JSON: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
  const result = v.safeParse(line, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = v.getDotPath(issue);
  throw new Error(
    `${where}${key ? `, "${key}"` : ''}: expected ${issue.expected ?? 'another value'}, received ${issue.received}. ` +
      'Each line looks like {"prompt": "a tree", "seed": "7", "out": "tree.png"}.',
  );
}
