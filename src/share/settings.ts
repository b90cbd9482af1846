import type { Enlargement, StageSettings } from '../protocol/engine.ts';

/**
 * How a picture was, or shall be, made, as a link or a PNG file carries it. What is missing follows
 * the model's defaults.
 */
export interface SharedSettings {
  prompt?: string;
  /** Phrases that the model reads behind the prompt; missing, unlike the rest: none. */
  completion?: string[];
  negative?: string;
  /** Decimal digits, 0 to 2^64 - 1. */
  seed?: string;
  /** Pixels that Stage C composes; both or neither. */
  width?: number;
  height?: number;
  /** How many times larger Stages B and A paint that; missing: 1. */
  scale?: Enlargement;
  /** From 0 to 1: the picture was painted from another one, which settings do not carry. */
  strength?: number;
  /** Pixels, 0 to 1024: only a part of that picture was painted anew, with an edge this soft. */
  feather?: number;
  prior?: Partial<StageSettings>;
  decoder?: Partial<StageSettings>;
  /** The `id` of the model's manifest. */
  model?: string;
  /** Where that model can be had: an address of `src/package/address.ts`. */
  from?: string;
}
