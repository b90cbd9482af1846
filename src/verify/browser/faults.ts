import { toFailure } from '../../engine/failures.ts';
import type { FailureCode } from '../../protocol/engine.ts';
import { RecordError } from '../record.ts';
import type { ComparisonFault } from './api.ts';

const CODES: Partial<Record<FailureCode, ComparisonFault['code']>> = {
  'file-missing': 'model',
  'file-corrupt': 'model',
  'bad-manifest': 'model',
  'bad-request': 'bad-size',
  'out-of-memory': 'out-of-memory',
  'no-webgpu': 'device',
  'device-lost': 'device',
  'bad-output': 'device',
};

/** Errors as data, for the way to the page. */
export function toFault(error: unknown): ComparisonFault {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RecordError) return { code: error.problem, message };
  // A case that could not be run tells why by its cause.
  const { code } = toFailure(error instanceof Error && error.cause ? error.cause : error);
  return { code: CODES[code] ?? 'internal', message };
}
