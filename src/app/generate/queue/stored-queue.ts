import * as v from 'valibot';
import { SCHEDULES, SOLVERS } from '../../../package/manifest.ts';
import { ENLARGEMENTS } from '../../../protocol/engine.ts';
import type { Order } from '../../lib/settings/start.ts';
import { LONGEST_QUEUE } from '../../state/queue.ts';

const StageSchema = v.object({
  steps: v.pipe(v.number(), v.integer(), v.minValue(1)),
  schedule: v.picklist(SCHEDULES),
  guidance: v.pipe(v.number(), v.finite()),
  solver: v.picklist(SOLVERS),
});

const Pixels = v.pipe(v.number(), v.integer(), v.minValue(1));

const RequestSchema = v.object({
  prompt: v.string(),
  completion: v.exactOptional(v.array(v.string())),
  negative: v.string(),
  seed: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
  width: Pixels,
  height: Pixels,
  scale: v.exactOptional(v.picklist(ENLARGEMENTS)),
  prior: StageSchema,
  decoder: StageSchema,
  start: v.exactOptional(
    v.object({
      sha256: v.nullable(v.string()),
      strength: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      mask: v.exactOptional(
        v.object({
          sha256: v.nullable(v.string()),
          feather: v.pipe(v.number(), v.minValue(0), v.maxValue(1024)),
        }),
      ),
    }),
  ),
});

const StoredQueue = v.object({ version: v.literal(1), requests: v.array(v.unknown()) });

/** The pictures that are ordered and not yet painted, as text to be kept. */
export function writeStoredQueue(requests: readonly Order[]): string {
  return JSON.stringify({ version: 1, requests });
}

/** Reads what was kept, whatever it is; a damaged order is left out, the others are taken. */
export function readStoredQueue(text: string | null): Order[] {
  const stored = v.safeParse(StoredQueue, parseJson(text ?? ''));
  if (!stored.success) return [];
  return stored.output.requests
    .slice(0, LONGEST_QUEUE)
    .map((request) => v.safeParse(RequestSchema, request))
    .filter((read) => read.success)
    .map((read) => ({ ...read.output, wantPreview: true }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
