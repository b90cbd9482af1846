import type { StageSettings } from '../../../protocol/engine.ts';

/** A picture that shows what the built-in model can do, with all it takes to paint it again. */
export interface Sample {
  prompt: string;
  /** Decimal digits, 0 to 2^64 - 1. */
  seed: string;
  /** Phrases that the model read behind the prompt. */
  completion: readonly string[];
  /** The small picture beside this file, a square of `Samples.side` pixels. */
  file: string;
}

/** The samples, and the one model that paints them. */
export interface Samples {
  /** The `id` of its manifest. */
  model: string;
  /** Names its weights: see `src/app/pictures/lib/model-hash.ts`. */
  modelHash: string;
  /** Pixels. */
  side: number;
  /** The same for all of them: width and height in pixels, and how both stages sample. */
  settings: Readonly<{
    width: number;
    height: number;
    prior: Readonly<StageSettings>;
    decoder: Readonly<StageSettings>;
  }>;
  pictures: readonly Sample[];
}
