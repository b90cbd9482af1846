import type { Catalogue } from '../../package/catalogue.ts';
import type {
  Offer,
  StoreFault,
  StoreProgress,
  StoreState,
  Trouble,
  Where,
} from '../../package/store/api.ts';
import { createSlicedStore } from '../lib/sliced-store.ts';
import type { ConversionProgress } from '../../exporter/browser/api.ts';
import type { ComparisonsState } from './comparison/comparison-slice.ts';
import type { ConversionsState } from './conversion/conversion-slice.ts';

/** What the page knows of the models on this device and of those that could be. */

/** Something that is being done to a package. */
export interface Job {
  kind: 'install' | 'verify';
  progress: StoreProgress | null;
  /** The last passing trouble, until something comes again. */
  trouble: Trouble | null;
  /** Another tab does it. */
  elsewhere: boolean;
}

/** What came of the last thing that was done to a package. */
export type Outcome = { kind: 'fault'; fault: StoreFault } | { kind: 'intact' | 'damaged' };

/** Where on the page a source was asked for: an entry of the catalogue, by its address; null is the form. */
export type Place = string | null;

type Looking =
  | { kind: 'none' }
  | { kind: 'asking'; where: Where; at: Place }
  | { kind: 'offer'; offer: Offer; where: Where; at: Place }
  /** Agreed to, and not in the store yet. */
  | { kind: 'starting'; offer: Offer; at: Place }
  /** `asked`: the address that was asked, where one was. */
  | { kind: 'fault'; fault: StoreFault; at: Place; asked?: string };

interface Packages {
  /** Null until the store has been asked. */
  state: StoreState | null;
  jobs: Record<string, Job>;
  outcomes: Record<string, Outcome>;
  looking: Looking;
}

interface ModelsState {
  packages: Packages;
  /** What whoever hosts this page offers besides the built-in model. */
  catalogue: Catalogue;
  conversions: ConversionsState;
  /** How far another tab's conversion is; null where none has been heard of lately. */
  elsewhere: { progress: ConversionProgress | null };
  comparisons: ComparisonsState;
}

export const {
  packages: useModels,
  catalogue: useCatalogue,
  conversions: useConversions,
  elsewhere: useElsewhere,
  comparisons: useComparisons,
} = createSlicedStore<ModelsState>({
  packages: () => ({ state: null, jobs: {}, outcomes: {}, looking: { kind: 'none' } }),
  catalogue: () => ({ entries: [], faults: [] }),
  conversions: () => ({
    looking: { kind: 'none' },
    job: null,
    unfinished: null,
    fault: null,
    failed: null,
    done: null,
  }),
  elsewhere: () => ({ progress: null }),
  comparisons: () => ({ states: {}, running: null }),
});
