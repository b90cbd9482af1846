import { EngineError, type Failure, type FailureCode } from '../../protocol/engine.ts';
import type { Size } from './sizes.ts';

/** Any thrown thing as data that can be shown. */
export function toFailure(error: unknown): Failure {
  if (error instanceof EngineError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  return {
    code: isFull ? 'storage-full' : 'internal',
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
  /** Whether the processor could take over from what has failed. */
  hasFallback: boolean;
  model: 'builtin' | 'other' | 'foreign';
  /** Whether the model has opened, or is one that was there before. */
  found: boolean;
  online: boolean;
}

/** The one thing that an error offers. */
export type Remedy =
  | { kind: 'smaller'; size: Size }
  | { kind: 'retry' | 'processor' | 'builtin' | 'reload' | 'secure' | 'pictures' | 'defaults' };

/** What helps most likely: trying again first where that may help, and something else the second time. */
export function remedyFor(code: FailureCode, where: Circumstances): Remedy {
  const { times, smaller, hasFallback, model } = where;
  if (model === 'foreign') return { kind: 'builtin' };
  switch (code) {
    case 'out-of-memory':
      if (smaller !== null) return { kind: 'smaller', size: smaller };
      return { kind: hasFallback ? 'processor' : 'retry' };
    case 'device-lost':
      return { kind: times > 1 && hasFallback ? 'processor' : 'retry' };
    case 'bad-output':
      return { kind: hasFallback ? 'processor' : 'retry' };
    case 'engine-crashed':
      return times > 1 && smaller !== null ? { kind: 'smaller', size: smaller } : { kind: 'retry' };
    case 'no-webgpu':
    case 'bad-manifest':
      return { kind: model === 'other' ? 'builtin' : 'retry' };
    case 'file-missing':
    case 'file-corrupt':
      return { kind: model === 'other' && times > 1 ? 'builtin' : 'retry' };
    case 'network':
      return { kind: 'retry' };
    case 'storage-full':
      return { kind: 'pictures' };
    case 'bad-request':
      return { kind: 'defaults' };
    case 'insecure':
      return { kind: 'secure' };
    case 'internal':
      return { kind: times > 1 ? 'reload' : 'retry' };
  }
}

/** Which of the texts in `texts.failure` says what happened. */
export function wordsFor(
  code: FailureCode,
  { model, found, online }: Circumstances,
): FailureCode | 'offline' | 'foreignModel' | 'noModel' {
  if (model === 'foreign') return 'foreignModel';
  if (code === 'file-missing' && !found) return 'noModel';
  return code === 'network' && !online ? 'offline' : code;
}
