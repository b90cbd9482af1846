import type {
  Failure,
  GenerateRequest,
  GenerateResult,
  OpenedModel,
  Progress,
  Residency,
  StageTimes,
  TokenCount,
} from '../protocol/engine.ts';

/**
 * What `client.ts` and the worker say to each other. Every answer carries the id of its request;
 * a request gets one answer, a picture any number of `progress` before it.
 */

/** Overrides the engine's own choice; `null` leaves it. */
export type ForcedProvider = 'webgpu' | 'wasm' | null;

/** What an engine is made with. */
export interface EngineChoices {
  provider: ForcedProvider;
  /** Null: by the package's size and the machine. */
  residency: Residency | null;
}

export type ToWorker =
  | { kind: 'open'; id: number; version: number; url: string; choices: EngineChoices }
  | { kind: 'count-tokens'; id: number; text: string }
  | { kind: 'prepare'; id: number; request: GenerateRequest }
  | { kind: 'generate'; id: number; request: GenerateRequest }
  /** Ends the request with this id as soon as possible; it still gets its answer. */
  | { kind: 'cancel'; id: number };

export type FromWorker =
  | { kind: 'opened'; id: number; model: OpenedModel }
  | { kind: 'counted'; id: number; count: TokenCount }
  | { kind: 'prepared'; id: number; timesMs: StageTimes | null }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'generated'; id: number; result: GenerateResult }
  | { kind: 'failed'; id: number; failure: Failure };
