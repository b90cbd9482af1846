import type { Bitmap, GenerateRequest } from '../../protocol/engine.ts';
import { pngWithSettings } from '../../share/picture-file.ts';
import { sha256 } from '../gallery/lib/sha256.ts';
import { makeThumbnail, type Thumbnail } from '../gallery/lib/thumbnail.ts';
import { encodePng, toCanvas } from '../lib/png.ts';
import { APP_VERSION } from '../lib/version.ts';

/** A result as the engine gives it, with what its file shall tell about it. */
export interface Exposure {
  bitmap: Bitmap;
  request: GenerateRequest;
  modelId: string;
  modelName: string;
}

/** All that is made of a result's pixels. */
export interface Print {
  /** With the settings inside. */
  png: Blob;
  /** Of the file, lower-case hex; null where the browser cannot compute it. */
  sha256: string | null;
  /** Null where the browser cannot make it. */
  thumbnail: Thumbnail | null;
}

/** Needs no document: it runs in the darkroom's worker, and on the page where there is none. */
export async function develop(exposure: Exposure): Promise<Print> {
  const { bitmap, request, modelId, modelName } = exposure;
  const canvas = toCanvas(bitmap);
  const plain = await encodePng(canvas);
  // A picture that cannot carry its settings is still a picture.
  const png = await pngWithSettings(plain, request, modelId, modelName, APP_VERSION).catch(
    () => plain,
  );
  const thumbnail = await makeThumbnail(canvas).catch(() => null);
  return { png, sha256: await sha256(png), thumbnail };
}
