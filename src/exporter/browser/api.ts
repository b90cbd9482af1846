export { HUB_ENDPOINT } from '../../hub/api.ts';
import type { Manifest } from '../../package/manifest.ts';
import type { HubErrorKind } from '../../hub/errors.ts';
import type { Trouble } from '../../package/store/api.ts';
import type { CheckpointProblem } from '../checkpoint-error.ts';
import type { CallContext } from '../../rpc/api.ts';

/**
 * Published checkpoints become packages of the model store: what the page and the conversion's worker agree on.
 * Everything here survives structured cloning.
 */

/** How weights are stored, from the smallest. The published float32 would fit no graphics memory that people have. */
export const CONVERTED_PRECISIONS = ['q4', 'q8', 'f16'] as const;
export type ConvertedPrecision = (typeof CONVERTED_PRECISIONS)[number];

/** A repository in the diffusers layout on the Hugging Face Hub or a mirror of it. */
export interface HubPlace {
  kind: 'hub';
  /** Without a final slash. */
  endpoint: string;
  /** `owner/name`. */
  repository: string;
  /** A branch, tag or commit; pinned to a commit when it is looked at. */
  revision: string;
}

/** Files of a folder that a person has picked or dropped. */
export interface PickedPlace {
  kind: 'picked';
  /** Of the folder. */
  name: string;
  /** With paths from the folder that holds `model_index.json`. */
  files: readonly PickedFile[];
}

export interface PickedFile {
  path: string;
  file: File;
}

/** The two repositories that make a model, and the one with which it can start from pictures. */
export interface CheckpointPlaces {
  prior: HubPlace | PickedPlace;
  decoder: HubPlace | PickedPlace;
  /** Laid out as `warp-ai/EfficientNetEncoder`; absent: the model paints from words only. */
  compressor?: HubPlace | PickedPlace;
}

/** What each repository is called, for people. */
export interface CheckpointNames {
  prior: string;
  decoder: string;
  compressor?: string;
}

/** What one precision costs. */
export interface PrecisionOffer {
  precision: ConvertedPrecision;
  /** Names the conversion: the same for the same content and precision. */
  id: string;
  /** To come over the line, or to be read from the folder; weights only. */
  sourceBytes: number;
  /** Of the finished package. */
  keptBytes: number;
  /** Weights of the network that needs the most memory. */
  largestStageBytes: number;
  /** Most that is on the disk at a time, beyond what is there now. */
  peakBytes: number;
}

/** Multiply-adds of one picture with the model's own defaults, in each stage over all of its steps. */
export interface PictureCosts {
  width: number;
  height: number;
  prior: number;
  decoder: number;
  vqgan: number;
}

/** What is converted, and what each precision of it costs. */
export interface CheckpointVersion {
  places: CheckpointPlaces;
  /** Of each repository, for people: `warp-ai/wuerstchen at 0123abcd`. */
  names: CheckpointNames;
  parameters: number;
  precisions: readonly PrecisionOffer[];
}

/** A checkpoint that can be converted. */
export interface CheckpointOffer extends CheckpointVersion {
  /** Null where that cannot be told. */
  costs: PictureCosts | null;
  /** The same with the encoders of pictures; null where they were not asked for or cannot be had. */
  withImages: CheckpointVersion | null;
  /** Why the encoders that were asked for cannot be had. */
  imagesFault: ConversionFault | null;
  /** What the browser still gives; null if it does not say. */
  freeBytes: number | null;
}

export interface ConversionOrder {
  /** Pinned, as the offer has them. */
  places: CheckpointPlaces;
  precision: ConvertedPrecision;
}

export interface ConversionProgress {
  /** Of the source files: on this device now, or needed no more. */
  fetchedBytes: number;
  sourceBytes: number;
  /** Of the package. */
  convertedBytes: number;
  keptBytes: number;
  /** The source file that is being fetched; null while none is. */
  fetching: string | null;
  /** The tensor that is being converted; null while none is. */
  converting: string | null;
  /** Of fetching; null before there is a measurement. */
  bytesPerSecond: number | null;
  /** Until all is done; null before there is a measurement. */
  leftMs: number | null;
  /** A passing trouble with the network. */
  trouble: Trouble | null;
}

/** A conversion that was begun and is not done. */
export interface UnfinishedConversion {
  id: string;
  precision: ConvertedPrecision;
  names: CheckpointNames;
  sourceBytes: number;
  keptBytes: number;
  /** Of the package, finished shards. */
  convertedBytes: number;
  /** On the disk: finished shards and what has been fetched. */
  usedBytes: number;
  /** A person has stopped it: it does not go on by itself. */
  paused: boolean;
  /** Where it can be gone on with; null where a folder has to be picked again. */
  places: { prior: HubPlace; decoder: HubPlace; compressor?: HubPlace } | null;
}

export interface Converted {
  /** In the model store. */
  key: string;
  manifest: Manifest;
}

/** Why something did not work, as data. */
export interface ConversionFault {
  code:
    | Exclude<HubErrorKind, 'no-room'>
    | CheckpointProblem
    /** It is no checkpoint that can be converted, for another reason than these. */
    | 'unsuitable'
    | 'storage-full'
    /** The browser keeps nothing for pages, as in some private windows. */
    | 'no-storage'
    /** Another tab is converting. */
    | 'in-use'
    /** The server has no longer the version that the conversion was begun with. */
    | 'version-gone'
    /** The folder has to be picked again. */
    | 'pick-again'
    | 'internal';
  /** The file, or ''. */
  path: string;
  message: string;
}

export class ConversionError extends Error {
  readonly fault: ConversionFault;
  constructor(fault: ConversionFault) {
    super(fault.message);
    this.name = 'ConversionError';
    this.fault = fault;
  }
}

/** The conversion's worker. Errors are `ConversionFault`s. */
export type ConversionService = {
  /** The repositories in a folder that was picked. */
  placesIn: (
    folder: { name: string; files: readonly PickedFile[] },
    context: CallContext<never>,
  ) => Promise<CheckpointPlaces>;
  look: (places: CheckpointPlaces, context: CallContext<never>) => Promise<CheckpointOffer>;
  /** Aborting pauses: finished shards and fetched bytes stay, and the next call goes on from there. */
  convert: (order: ConversionOrder, context: CallContext<ConversionProgress>) => Promise<Converted>;
  unfinished: (input: null, context: CallContext<never>) => Promise<UnfinishedConversion[]>;
  /**
   * What a package was made from, by its key in the store, to be converted again: only what is damaged is, from the
   * bytes that it needs.
   * @throws `pick-again` where that was a folder, or nothing is known
   */
  orderOf: (key: string, context: CallContext<never>) => Promise<ConversionOrder>;
  /** Deletes what has been fetched and converted. */
  discard: (id: string, context: CallContext<never>) => Promise<void>;
};
