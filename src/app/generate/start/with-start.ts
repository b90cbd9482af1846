import { composedSize, EngineError, type GenerateRequest } from '../../../protocol/engine.ts';
import { texts } from '../../i18n/texts.ts';
import type { Order } from '../../lib/settings/start.ts';
import { readStart } from '../../pictures/public.ts';
import type { Size } from '../../lib/settings/sizes.ts';

/**
 * What the engine is asked for: the pixels of the start picture are read when its turn comes, anew for every try.
 * @throws EngineError 'bad-request' where the start picture or its mask is gone, or nothing of the mask is in what is painted
 */
export async function withStartPixels({ start, ...request }: Order): Promise<GenerateRequest> {
  if (start === undefined) return request;
  const { strength, mask } = start;
  const size = composedSize(request);
  const bitmap = await read(start.sha256, size, texts.start.gone, texts.start.again);
  if (mask === undefined) return { ...request, image: { bitmap, strength } };
  const { gone, again, cutOff, cutOffHint } = texts.draw;
  // As large as the picture's file, it is cut as the picture is.
  const { width, height, rgba } = await read(mask.sha256, size, gone, again);
  const data = rgba.filter((_, i) => i % 4 === 0);
  if (!data.some((value) => value > 0)) throw refusal(cutOff, cutOffHint);
  const image = { bitmap, strength, mask: { width, height, data }, feather: mask.feather };
  return { ...request, image };
}

async function read(sha256: string | null, size: Size, message: string, hint: string) {
  const file = sha256 === null ? null : await readStart(sha256);
  if (file === null) throw refusal(message, hint);
  // No part of the first view.
  const { startBitmap } = await import('./pixels.ts');
  return startBitmap(file, size);
}

const refusal = (message: string, hint: string) =>
  new EngineError({ code: 'bad-request', message, hint });
