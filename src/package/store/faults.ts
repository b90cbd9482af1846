import { PackageError } from '../source.ts';
import type { StoreFault } from './api.ts';

/** Errors as data, for the way between threads. */
export function toFault(error: unknown): StoreFault {
  if (error instanceof PackageError) {
    return { code: error.code, path: error.path, message: error.message };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  return { code: isFull ? 'storage-full' : 'internal', path: '', message };
}

/** Back again, without the advice on another try: whoever sends it has tried. */
export function fromFault({ code, path, message }: StoreFault): Error {
  if (code === 'internal' || code === 'bad-address') return new Error(message);
  return new PackageError(code, path, message);
}
