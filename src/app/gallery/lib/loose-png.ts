import { readPngSettings } from '../../../share/picture-file.ts';
import { PngError } from '../../../share/png-error.ts';
import type { SharedSettings } from '../../../share/settings.ts';
import * as v from 'valibot';
import { newPictureId, PortableSchema, type PortableRecord } from './record.ts';

/** What a PNG of ours tells of itself; null if it is damaged or tells too little. */
export async function readLoosePng(file: File): Promise<PortableRecord | null> {
  const found = await readSettings(new Uint8Array(await file.arrayBuffer()));
  if (found === null) return null;
  const { settings, modelName } = found;
  const { prompt, negative = '', seed, width, height, prior, decoder, model } = settings;
  const record = v.safeParse(PortableSchema, {
    id: newPictureId(),
    paintedAt: file.lastModified,
    request: { prompt, negative, seed, width, height, prior, decoder },
    model: { id: model, name: modelName ?? model, sha256: null },
    provider: null,
    timesMs: null,
    totalMs: null,
    favourite: false,
    sha256: null,
    sizeBytes: file.size,
  });
  return record.success ? record.output : null;
}

async function readSettings(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ settings: SharedSettings; modelName: string | null } | null> {
  try {
    return await readPngSettings(bytes);
  } catch (error) {
    if (error instanceof PngError) return null;
    throw error;
  }
}
