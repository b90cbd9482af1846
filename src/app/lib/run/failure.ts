import { isPartMissing } from '../../../protocol/app-parts.ts';
import { EngineError, type Failure, type FailureCode } from '../../../protocol/engine.ts';
import { nextRung, type OfferedRung } from '../../../protocol/recovery.ts';
import type { Size } from '../settings/sizes.ts';

/** Any thrown thing as data that can be shown. */
export function toFailure(error: unknown): Failure {
  if (error instanceof EngineError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  return {
    code: isFull ? 'storage-full' : isPartMissing(message) ? 'app-changed' : 'internal',
    message,
    hint: '',
    ...(error instanceof Error && error.stack !== undefined && { detail: error.stack }),
  };
}

/** What a failure happened in: it decides what would help. */
export interface Circumstances {
  /** How often this kind of failure has come in a row, from 1. */
  times: number;
  /** A smaller size of about the same shape that this model paints; null where nothing was to be painted. */
  smaller: Size | null;
  /** Whether the CPU could take over from what has failed. */
  hasFallback: boolean;
  model: 'builtin' | 'other' | 'foreign';
  /** Whether the model has opened, or is one that was there before. */
  found: boolean;
  online: boolean;
}

/** The one thing that an error offers. */
export type Remedy = { kind: 'smaller'; size: Size } | { kind: Exclude<OfferedRung, 'smaller'> };

/** What helps most likely: trying again first where that may help, and something else the second time. */
export function remedyFor(code: FailureCode, where: Circumstances): Remedy {
  const { times, smaller, hasFallback, model } = where;
  if (model === 'foreign') return { kind: 'builtin' };
  const possible: OfferedRung[] = ['retry', 'defaults', 'reload', 'secure', 'pictures'];
  if (smaller !== null) possible.push('smaller');
  if (hasFallback) possible.push('cpu');
  if (model === 'other') possible.push('builtin');
  const taken: OfferedRung[] = times > 1 ? ['retry'] : [];
  const next = nextRung(code, { during: 'generate', taken, possible });
  const kind = possible.find((rung) => rung === next) ?? 'retry';
  return kind === 'smaller' ? { kind, size: smaller! } : { kind };
}

/** Which of the texts in `texts.failure` says what happened. */
export function wordsFor(
  code: FailureCode,
  { model, found, online }: Circumstances,
): FailureCode | 'offline' | 'foreignModel' | 'noModel' {
  if (model === 'foreign') return 'foreignModel';
  if (code === 'file-missing' && !found) return 'noModel';
  return (code === 'network' || code === 'app-changed') && !online ? 'offline' : code;
}
