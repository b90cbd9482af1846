import { EngineError, type Failure } from '../../protocol/engine.ts';
import { texts } from '../texts.ts';

/** Any thrown thing as data that can be shown. */
export function toFailure(error: unknown): Failure {
  if (error instanceof EngineError) return error.failure;
  return {
    code: 'internal',
    message: texts.failure.unknown,
    hint: texts.failure.unknownHint,
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}
