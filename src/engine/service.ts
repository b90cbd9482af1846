import type {
  Bitmap,
  GenerateRequest,
  GenerateResult,
  Latent,
  OpenedModel,
  Progress,
  Residency,
  StageTimes,
  TokenCount,
} from '../protocol/engine.ts';
import type { CallContext } from '../rpc/api.ts';

/** Overrides the engine's own choice; `null` leaves it. */
export type ForcedProvider = 'webgpu' | 'wasm' | null;

/** What an engine is made with. */
export interface EngineChoices {
  provider: ForcedProvider;
  /** Null: by the package's size and the machine. */
  residency: Residency | null;
}

export interface OpenInput {
  /** The `PROTOCOL_VERSION` of the page. */
  version: number;
  url: string;
  /** Of the first `open`: a worker keeps what it was started with. */
  choices: EngineChoices;
}

/** The engine's worker, see `Engine`. Errors are `Failure`s. */
export type EngineService = {
  open: (input: OpenInput, context: CallContext<never>) => Promise<OpenedModel>;
  countTokens: (text: string, context: CallContext<never>) => Promise<TokenCount>;
  prepare: (request: GenerateRequest, context: CallContext<never>) => Promise<StageTimes | null>;
  generate: (request: GenerateRequest, context: CallContext<Progress>) => Promise<GenerateResult>;
  encode: (bitmap: Bitmap, context: CallContext<never>) => Promise<Latent>;
};
