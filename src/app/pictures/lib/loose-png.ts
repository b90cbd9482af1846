import { readPngSettings } from '../../../share/picture-file.ts';
import * as v from 'valibot';
import { newPictureId, PortableSchema, type PortableRecord } from './record.ts';

/**
 * What a PNG of ours tells of itself; null if that is too little.
 * @throws PngError if the file is damaged or cut off
 */
export async function readLoosePng(file: File): Promise<PortableRecord | null> {
  const found = await readPngSettings(new Uint8Array(await file.arrayBuffer()));
  if (found === null) return null;
  const { settings, modelName } = found;
  const { prompt, negative = '', seed, prior, decoder, model, strength, scale } = settings;
  const larger = (side: number | undefined) => side && side * (scale ?? 1);
  const size = {
    width: larger(settings.width),
    height: larger(settings.height),
    ...(scale !== undefined && { scale }),
  };
  const mask = settings.feather !== undefined && {
    mask: { sha256: null, feather: settings.feather },
  };
  const start = strength !== undefined && { start: { sha256: null, strength, ...mask } };
  const record = v.safeParse(PortableSchema, {
    id: newPictureId(),
    paintedAt: file.lastModified,
    request: { prompt, negative, seed, ...size, prior, decoder, ...start },
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
