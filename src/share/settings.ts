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

/** Settings from a file or a text, of this program or another one. */
export interface SettingsReading {
  settings: SharedSettings;
  /** What was not taken, each once. */
  problems: SettingProblem[];
  /** The model as people call it, whichever program painted with it. */
  modelName: string | null;
  /** The program that wrote them, where it is known and neither this one nor AUTOMATIC1111. */
  program?: string;
}

/** What a value should have been: data, so that the page finds the words. */
export type Expected =
  | { kind: 'version'; newest: number }
  | { kind: 'percent-encoding' }
  | { kind: 'json' }
  | { kind: 'length'; max: number }
  | { kind: 'integer' | 'number'; from: string; to: string }
  | { kind: 'size' }
  | { kind: 'choice'; choices: string[] }
  /** Nothing is wrong: -1 means a random seed in other programs. */
  | { kind: 'random' }
  /** This app has nothing of that kind, such as LoRAs. */
  | { kind: 'nothing' }
  /** A graph in which one cannot tell what this value is: one that says it, or several that agree. */
  | { kind: 'plain-graph' };

/** A value that could not be taken over. `key` is spelled as it was found. */
export interface SettingProblem {
  key: string;
  value: string;
  expected: Expected;
}
