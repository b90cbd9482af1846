import type {
  CheckpointOffer,
  CheckpointPlaces,
  ConversionFault,
  ConversionProgress,
  ConvertedPrecision,
  UnfinishedConversion,
} from '../../../exporter/browser/api.ts';

type Looking =
  | { kind: 'none' }
  | { kind: 'asking'; places: CheckpointPlaces }
  | { kind: 'offer'; offer: CheckpointOffer }
  | { kind: 'fault'; fault: ConversionFault };

export interface ConversionJob {
  places: CheckpointPlaces;
  precision: ConvertedPrecision;
  /** Null until the worker has told the first. */
  progress: ConversionProgress | null;
  /** Whether a pause was asked for, and is not there yet. */
  isPausing: boolean;
}

/** What the page knows of checkpoints that become models on this device. */
export interface ConversionsState {
  looking: Looking;
  /** What is being converted; one at a time. */
  job: ConversionJob | null;
  /** Begun and not done, without the one that is being converted; null before the worker was asked. */
  unfinished: readonly UnfinishedConversion[] | null;
  /** Of the last try. */
  fault: ConversionFault | null;
  /** What that try was to convert; null where there was none. */
  failed: CheckpointPlaces | null;
  /** Key in the store of what was converted last, until somebody has acted on it. */
  done: string | null;
}
