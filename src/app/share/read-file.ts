import { PngError } from '../../share/png-error.ts';
import type { FileFault, Reading } from './reading.ts';

/** Larger than any picture that a browser paints. */
const MAX_FILE_BYTES = 128e6;
/** Settings as a text file, as some programs put them beside a picture. */
const MAX_TEXT_BYTES = 1e6;

export type FileReading = { kind: 'read'; reading: Reading } | { kind: 'fault'; fault: FileFault };

/** The settings in a picture's file, or in a text. It never throws: what is wrong with a file is an answer. */
export async function readSettingsFile(file: Blob): Promise<FileReading> {
  const fault = (fault: FileFault): FileReading => ({ kind: 'fault', fault });
  if (file.size > MAX_FILE_BYTES) return fault('too-big');
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const { readPictureSettings } = await import('../../share/picture-file.ts');
    const reading = await readPictureSettings(bytes).catch(async (error: unknown) => {
      if (!(error instanceof PngError) || error.fault !== 'not-png') throw error;
      const text = bytes.length > MAX_TEXT_BYTES ? null : await readTextFile(bytes);
      if (text === null) throw error;
      return text;
    });
    return reading === null ? fault('no-settings') : { kind: 'read', reading };
  } catch (error) {
    // Folders, and files that were taken away meanwhile, fail in `arrayBuffer`.
    return fault(error instanceof PngError ? error.fault : 'unreadable');
  }
}

async function readTextFile(bytes: Uint8Array): Promise<Reading | null> {
  const { readSettingsText } = await import('./read-text.ts');
  try {
    return readSettingsText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
