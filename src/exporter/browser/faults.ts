import { HubError } from '../../hub/errors.ts';
import { isFull } from '../../package/store/faults.ts';
import { PackageError } from '../../package/source.ts';
import { CheckpointError } from '../checkpoint-error.ts';
import { isCommit } from '../../hub/api.ts';
import { ConversionError, type CheckpointPlaces, type ConversionFault } from './api.ts';

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
  return { code: 'internal', path: '', message };
}

/** For tasks that fail where a checkpoint is none: what the exporter finds wrong is a plain `Error`. */
export async function suitable<T>(task: Promise<T>): Promise<T> {
  try {
    return await task;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Error') throw error;
    if (error instanceof ConversionError) throw error;
    const code = error instanceof CheckpointError ? error.problem : 'unsuitable';
    throw new ConversionError({ code, path: '', message: error.message });
  }
}

/** What is missing of a version that a conversion has begun with is no mistake of whoever goes on with it. */
export function goneWithin(places: CheckpointPlaces, error: unknown): unknown {
  if (!(error instanceof HubError)) return error;
  const { kind, repository, path, message } = error;
  if (kind !== 'no-revision' && kind !== 'no-file') return error;
  const isPinned = [places.prior, places.decoder, places.compressor].some(
    (place) => place?.kind === 'hub' && place.repository === repository && isCommit(place.revision),
  );
  return isPinned
    ? new ConversionError({ code: 'version-gone', path: path ?? '', message })
    : error;
}
