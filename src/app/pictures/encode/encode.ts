import type { Bitmap } from '../../../protocol/engine.ts';
import type { CallContext } from '../../../rpc/api.ts';
import { pngWithSettings } from '../../../share/png-with-settings.ts';
import { sha256 } from '../lib/sha256.ts';
import { makeThumbnail, type Thumbnail } from '../lib/thumbnail.ts';
import { encodePng, toCanvas } from './png.ts';
import type { Order } from '../../lib/settings/start.ts';
import { APP_VERSION } from '../../lib/version.ts';

/** A picture as the engine gives it, with what its file shall tell about it. */
export interface RawPicture {
  bitmap: Bitmap;
  request: Order;
  modelId: string;
  modelName: string;
}

/** All that is made of a picture's pixels. */
export interface EncodedPicture {
  /** With the settings inside. */
  png: Blob;
  /** Of the file, lower-case hex; null where the browser cannot compute it. */
  sha256: string | null;
  /** Null where the browser cannot make it. */
  thumbnail: Thumbnail | null;
}

/** The encoder's worker. Errors are their messages. */
export type EncodeService = {
  encode: (picture: RawPicture, context: CallContext<never>) => Promise<EncodedPicture>;
};

/**
 * Needs no document: it runs in the encoder's worker, and on the page where there is none.
 * @throws Error if the picture cannot be encoded at all
 */
export async function encode(picture: RawPicture): Promise<EncodedPicture> {
  const { bitmap, request, modelId, modelName } = picture;
  const canvas = toCanvas(bitmap);
  const plain = await encodePng(canvas);
  // A picture that cannot carry its settings is still a picture.
  const png = await pngWithSettings(plain, request, modelId, modelName, APP_VERSION).catch(
    () => plain,
  );
  const thumbnail = await makeThumbnail(canvas).catch(() => null);
  return { png, sha256: await sha256(png), thumbnail };
}
