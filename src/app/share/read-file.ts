import { readPngSettings } from '../../share/picture-file.ts';
import { PngError } from '../../share/png-error.ts';
import type { FileFault, Reading } from './reading.ts';

/** Larger than any picture that a browser paints. */
const MAX_FILE_BYTES = 128e6;

export type FileReading = { kind: 'read'; reading: Reading } | { kind: 'fault'; fault: FileFault };

/** The settings in a picture's file. It never throws: what is wrong with a file is an answer. */
export async function readSettingsFile(file: Blob): Promise<FileReading> {
  const fault = (fault: FileFault): FileReading => ({ kind: 'fault', fault });
  if (file.size > MAX_FILE_BYTES) return fault('too-big');
  try {
    const reading = await readPngSettings(new Uint8Array(await file.arrayBuffer()));
    return reading === null ? fault('no-settings') : { kind: 'read', reading };
  } catch (error) {
    // Folders, and files that were taken away meanwhile, fail in `arrayBuffer`.
    return fault(error instanceof PngError ? error.fault : 'unreadable');
  }
}
