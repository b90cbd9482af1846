import type { PageServices } from '../state/page-services.ts';
import { startConversions } from '../models/conversion/conversions.ts';
import { startModels } from '../models/models.ts';
import { keepQueue } from '../generate/queue/keep-queue.ts';
import { dismissWhenGenerating } from '../share/incoming.ts';
import { countAttempts } from '../generate/run/attempts.ts';
import { forgiveMendedFields } from '../generate/run/generate.ts';
import { followChosenModel } from '../state/model.ts';
import { pauseWhenHidden } from '../generate/run/pause-when-hidden.ts';
import { followDeletions } from '../pictures/store/shown.ts';
import { prepareAhead } from '../generate/run/prepare.ts';
import { followAddress } from '../state/view.ts';
import { followBatches } from '../generate/run/follow-batches.ts';

/**
 * Starts all that goes on beside what is rendered: nothing in the app's state follows anything before.
 * @returns how to stop all of it
 */
export function startServices({ store, converter }: PageServices): () => void {
  const stops = [
    countAttempts(),
    forgiveMendedFields(),
    dismissWhenGenerating(),
    followDeletions(),
    followBatches(),
    startModels(store),
    startConversions({ converter, store }),
    followChosenModel(),
    keepQueue(),
    followAddress(),
    pauseWhenHidden(),
    prepareAhead(),
  ];
  return () => {
    for (const stop of stops.reverse()) stop();
  };
}
