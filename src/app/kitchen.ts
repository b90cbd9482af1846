import { createContext, useContext } from 'react';
import type { Converter } from '../exporter/browser/client.ts';
import type { ModelStore } from '../package/store/api.ts';
import type { Verifier } from '../verify/browser/client.ts';
import { startConversions } from './models/conversion/conversions.ts';
import { startModels } from './models/models.ts';
import { keepQueue } from './queue/keep-queue.ts';
import { noteWhatIsPainted } from './share/incoming.ts';
import { countAttempts } from './state/attempts.ts';
import { forgiveMendedFields } from './state/generate.ts';
import { followChosenModel } from './state/model.ts';
import { pauseWhenHidden } from './state/pause-when-hidden.ts';
import { followDeletions } from './state/pictures.ts';
import { prepareAhead } from './state/prepare.ts';
import { followAddress } from './state/view.ts';

/** What the pages work with besides the engine, which is in `state/services.ts`. */
export interface Kitchen {
  /** The packages on the disk. */
  store: ModelStore;
  /** Makes packages of published checkpoints. */
  converter: Converter;
  /** Compares packages with what PyTorch computed. */
  verifier: Verifier;
}

export const KitchenContext = createContext<Kitchen | null>(null);

/** @throws Error outside of `<App>`. */
export function useKitchen(): Kitchen {
  const kitchen = useContext(KitchenContext);
  if (kitchen === null) throw new Error('Expected to be rendered inside <App>.');
  return kitchen;
}

/**
 * Starts all that goes on beside what is rendered: nothing in the app's state follows anything before.
 * @returns how to stop all of it
 */
export function startServices({ store, converter }: Kitchen): () => void {
  const stops = [
    countAttempts(),
    forgiveMendedFields(),
    noteWhatIsPainted(),
    followDeletions(),
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
