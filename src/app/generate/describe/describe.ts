import type { Manifest } from '../../../package/manifest.ts';
import { sizeLike } from '../../lib/settings/sizes.ts';
import { theEngine } from '../../state/services.ts';
import { startBitmap } from '../start/pixels.ts';
import weights from './head.bin?url&inline';
import { look, readHead } from './head.ts';
import { promptOf } from './words.ts';

/**
 * A prompt for a picture, in the words of the built-in model's world: what its own compressor sees in it.
 * @throws EngineError; DOMException if the browser cannot decode the picture; the signal's reason when aborted
 */
export async function describe(
  file: Blob,
  { geometry }: Manifest,
  signal: AbortSignal,
): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  // Things of the size that the head has learned: those of the model's usual pictures.
  const scale = Math.sqrt((geometry.defaultWidth * geometry.defaultHeight) / (width * height));
  const size = sizeLike({ width: width * scale, height: height * scale }, geometry);
  const latent = await theEngine().encode(await startBitmap(file, size), signal);
  return promptOf(look(latent, readHead(bytesOf(weights))));
}

/** @param url `data:...;base64,...` */
function bytesOf(url: string): Uint8Array {
  return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (sign) => sign.charCodeAt(0));
}
