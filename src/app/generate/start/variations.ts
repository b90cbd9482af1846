import { stagesOf } from '../../lib/settings/presets.ts';
import { randomSeed } from '../../lib/settings/seed.ts';
import { sizeLike } from '../../lib/settings/sizes.ts';
import { VARIATION_STRENGTH, type Order } from '../../lib/settings/start.ts';
import { announce } from '../../state/announcer.ts';
import { useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { closeOverlay } from '../../state/overlay.ts';
import { enqueue, hasRoomFor } from '../../state/queue.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { showView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import { keepStart } from '../../pictures/public.ts';
import { paintQueue, refuse } from '../run/generate.ts';

const VARIATIONS = 4;

/** Orders four pictures that start from this one, with its prompt and other seeds. The form stays as it is. */
export async function paintVariations(picture: Picture): Promise<void> {
  const model = useModel.getState();
  if (model.kind !== 'open') return;
  void closeOverlay().then(() => showView('paint'));
  if (!hasRoomFor(VARIATIONS)) return refuse('queue');
  const sha256 = await keepStart(picture.blob);
  if (sha256 === null) return;
  const { manifest } = model.model;
  const isOwn = manifest.id === picture.modelId;
  const { prompt, completion, negative, prior, decoder } = picture.request;
  const order: Omit<Order, 'seed'> = {
    prompt,
    ...(completion !== undefined && { completion }),
    negative,
    ...sizeLike(picture.request, manifest.geometry),
    // What another model was told of its steps means little to this one.
    ...(isOwn ? { prior, decoder } : stagesOf(useForm.getState(), manifest)),
    wantPreview: true,
    start: { sha256, strength: VARIATION_STRENGTH },
  };
  enqueue(Array.from({ length: VARIATIONS }, () => ({ ...order, seed: randomSeed() })));
  announce(texts.start.queued(VARIATIONS));
  await paintQueue();
}
