import { composedSize, EngineError, type GenerateRequest } from '../../../protocol/engine.ts';
import { texts } from '../../i18n/texts.ts';
import type { Order } from '../../lib/settings/start.ts';
import { readStart } from '../../pictures/public.ts';
import { startBitmap } from './pixels.ts';

/**
 * What the engine is asked for: the pixels of the start picture are read when its turn comes, anew for every try.
 * @throws EngineError 'bad-request' where the start picture is gone
 */
export async function withStartPixels({ start, ...request }: Order): Promise<GenerateRequest> {
  if (start === undefined) return request;
  const file = start.sha256 === null ? null : await readStart(start.sha256);
  if (file === null) {
    throw new EngineError({
      code: 'bad-request',
      message: texts.start.gone,
      hint: texts.start.again,
    });
  }
  const bitmap = await startBitmap(file, composedSize(request));
  return { ...request, image: { bitmap, strength: start.strength } };
}
