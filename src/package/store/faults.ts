import { PackageError } from '../source.ts';
import type { StoreFault } from './api.ts';

/** Errors as data, for the way between threads. */
export function toFault(error: unknown): StoreFault {
  if (error instanceof PackageError) {
    return { code: error.code, path: error.path, message: error.message };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: isFull(error) ? 'storage-full' : 'internal', path: '', message };
}

/** Whether a write has failed for want of room. */
export function isFull(error: unknown): boolean {
  if (error instanceof PackageError) return error.code === 'storage-full';
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** Back again, without the advice on another try: whoever sends it has tried. */
export function fromFault({ code, path, message }: StoreFault): Error {
  if (code === 'internal' || code === 'bad-address') return new Error(message);
  return new PackageError(code, path, message);
}
