import { HubError } from '../../hub/errors.ts';
import { isFull } from '../../package/store/faults.ts';
import { PackageError } from '../../package/source.ts';
import { ConversionError, type ConversionFault } from './api.ts';

/** Errors as data, for the way to the page. */
export function toFault(error: unknown): ConversionFault {
  if (error instanceof ConversionError) return error.fault;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof HubError) {
    const code = error.kind === 'no-room' ? 'storage-full' : error.kind;
    return { code, path: error.path ?? '', message };
  }
  if (isFull(error)) return { code: 'storage-full', path: '', message };
  if (error instanceof PackageError) {
    const { code, path } = error;
    if (code === 'in-use' || code === 'no-storage' || code === 'network') {
      return { code, path, message };
    }
    if (code === 'file-corrupt') return { code: 'damaged', path, message };
    return { code: 'unsuitable', path, message };
  }
  // Programming errors have names of their own; whatever the exporter finds wrong is a plain Error.
  const isPlain = error instanceof Error && error.name === 'Error';
  return { code: isPlain ? 'unsuitable' : 'internal', path: '', message };
}
