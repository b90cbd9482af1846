import { validSides } from '../../../diffusion/geometry.ts';
import type { Manifest } from '../../../package/manifest.ts';
import { ENLARGEMENTS, type Enlargement } from '../../../protocol/engine.ts';
import type { Order } from '../../lib/settings/start.ts';
import { announce } from '../../state/announcer.ts';
import { closeOverlay } from '../../state/overlay.ts';
import { enqueue, hasRoomFor } from '../../state/queue.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { showView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import { paintQueue, refuse } from '../run/generate.ts';

/**
 * The same picture at larger sizes: Stage C composes what it composed before, as the seed is the same, and Stages B and
 * A paint that larger. None for a picture of another model, which would compose another one, or one that is larger already.
 */
export function largerOrders(
  { request, modelId }: Pick<Picture, 'request' | 'modelId'>,
  { id, geometry }: Pick<Manifest, 'id' | 'geometry'>,
): (Order & { scale: Enlargement })[] {
  if (modelId !== id || request.scale !== undefined) return [];
  // Of a start picture that is gone nothing can be composed again.
  if (request.start?.sha256 === null) return [];
  // What was kept around a marked part has no larger pixels.
  if (request.start?.mask !== undefined) return [];
  const sides = new Set<number>(validSides(geometry));
  return ENLARGEMENTS.map((scale) => ({
    ...request,
    width: request.width * scale,
    height: request.height * scale,
    scale,
  })).filter(({ width, height }) => sides.has(width) && sides.has(height));
}

/** Paints one of them next in turn. The form stays as it is. */
export async function paintLarger(order: Order): Promise<void> {
  void closeOverlay().then(() => showView('paint'));
  if (!hasRoomFor(1)) return refuse('queue');
  enqueue([{ ...order, wantPreview: true }]);
  announce(texts.larger.queued);
  await paintQueue();
}
