import type { Manifest, ScheduleName, SolverName } from '../package/manifest.ts';

/**
 * All that crosses the worker boundary. The worker's client, the in-process engine of Node and
 * the test fake implement `Engine`; everything here survives structured cloning.
 */
export const PROTOCOL_VERSION = 6;

export interface StageSettings {
  /** Evaluations of the network, 1 to the manifest's maxSteps. Ignored by the `authors` schedule. */
  steps: number;
  schedule: ScheduleName;
  /** Scale w in uncond + w (cond - uncond); no guidance at w <= 1. */
  guidance: number;
  solver: SolverName;
}

/** How many times larger than it was composed a picture may be painted. */
export const ENLARGEMENTS = [1.5, 2] as const;
export type Enlargement = (typeof ENLARGEMENTS)[number];

export interface GenerateRequest {
  prompt: string;
  /** Phrases that the model reads behind the prompt, see `src/package/completion.ts`; absent: none. */
  completion?: string[];
  negative: string;
  /** Decimal digits, 0 to 2^64 - 1. */
  seed: string;
  /** Pixels. */
  width: number;
  height: number;
  /**
   * Stage C composes a picture of width / scale and height / scale, which the model has to paint, too; Stages B and A
   * paint that latent at the whole size. Absent: 1. Not together with a mask.
   */
  scale?: Enlargement;
  prior: StageSettings;
  decoder: StageSettings;
  /** The picture that this one starts from; absent: words alone. For models with `imageEncoders`. */
  image?: ImageInput;
  /** Also return the final latents of Stage C and Stage B. */
  wantLatents?: boolean;
  /** Send a preview with every Stage C step, where the package has a projection. */
  wantPreview?: boolean;
}

/** The size that Stage C composes at, pixels. */
export function composedSize({
  width,
  height,
  scale,
}: Pick<GenerateRequest, 'width' | 'height' | 'scale'>): { width: number; height: number } {
  return { width: width / (scale ?? 1), height: height / (scale ?? 1) };
}

/** A picture to start from. */
export interface ImageInput {
  /**
   * As large as the picture that is composed. Without a `scale`, where nothing is composed anew (strength 0, no mask) it may be smaller, down
   * to half its sides in the same proportion, at a size that the model paints: Stage B then paints its latent larger.
   * What is transparent lets white through.
   */
  bitmap: Bitmap;
  /**
   * The time from which Stage C denoises: 0 keeps what the compressor made of the picture, 1 keeps nothing of it.
   */
  strength: number;
  /** Paints a part anew and leaves the rest; as large as the bitmap. */
  mask?: Mask;
  /** Pixels around the mask in which old and new are mixed; default 8. Beyond them every pixel stays bit for bit. */
  feather?: number;
}

/** Milliseconds. */
export type StageTimes = Record<Stage, number>;

export type Stage = 'load' | 'text' | 'prior' | 'decoder' | 'vqgan';

/** Which parts of a picture are painted anew. */
interface Mask {
  width: number;
  height: number;
  /** A byte a pixel, rows top to bottom: 0 stays as it is, 255 is painted anew, a value between mixes both. */
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** Interleaved RGBA bytes, rows top to bottom. */
export interface Bitmap {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * One step of progress. Within a stage `total` is constant, `done` never falls and ends at
 * `total`; stages come in the order of `Stage`. `load` counts bytes, the others count steps.
 * A picture to start from is encoded in `text`; where nothing of it is composed anew there is no `prior`.
 */
export type StepProgress =
  | { stage: 'load'; done: number; total: number; file: string }
  | { stage: 'text' | 'decoder' | 'vqgan'; done: number; total: number }
  | { stage: 'prior'; done: number; total: number; preview?: Bitmap };

/**
 * Why a picture begins again: in float32, as float16 gave NaN or a black picture; with one stage in memory at a time,
 * as it ran out; in a fresh worker, as the one before ended over what came before the picture. See `recovery.ts`.
 */
export type RestartReason = 'float32' | 'stage-by-stage' | 'fresh-worker';

/** The picture begins again with its first stage; all steps before this are void. */
interface Restart {
  stage: 'restart';
  reason: RestartReason;
}

/** What a picture tells on its way: between two restarts it keeps the promises of `StepProgress`. */
export type Progress = StepProgress | Restart;

export type ProviderName = 'webgpu' | 'wasm' | 'cpu';

/**
 * Why a provider was chosen: there is a GPU; somebody asked for it; the browser has no
 * WebGPU; it has, but found no adapter; the adapter is emulated in software.
 */
export type ProviderReason = 'gpu' | 'asked' | 'no-webgpu' | 'no-adapter' | 'software-adapter';

/** What runs the networks here, and why. */
export interface DeviceReport {
  provider: ProviderName;
  reason: ProviderReason;
  /** The GPU that was found, also where it is not used. */
  adapter: AdapterFacts | null;
  float16: boolean;
  threads: number;
  /** Could paint this package, too, if `provider` fails; null if nothing else could. */
  fallback: 'wasm' | null;
  /** ONNX Runtime's build and version: `onnxruntime-web 1.30.0`. */
  runtime: string;
}

/** What a browser tells of a GPU; empty where it does not. */
export interface AdapterFacts {
  vendor: string;
  architecture: string;
  description: string;
  /** WebGPU's names of what it can do, sorted. */
  features: string[];
  /** WebGPU's limits that decide which models fit, by name. */
  limits: Record<string, number>;
}

/** `keep` holds the weights of all stages from picture to picture, `release` only those of the stage that runs. */
export type Residency = 'keep' | 'release';

export interface OpenedModel {
  manifest: Manifest;
  device: DeviceReport;
  residency: Residency;
}

/** Tensor data as float32, shape [1, channels, height, width]. */
export interface Latent {
  channels: number;
  height: number;
  width: number;
  data: Float32Array<ArrayBuffer>;
}

export type GenerateResult =
  | {
      kind: 'picture';
      bitmap: Bitmap;
      request: GenerateRequest;
      modelId: string;
      provider: ProviderName;
      /** Milliseconds each stage took. */
      timesMs: StageTimes;
      latents?: { prior: Latent; decoder: Latent };
    }
  | { kind: 'cancelled' };

/** How a prompt fits the text encoder. */
export interface TokenCount {
  /** Tokens of the whole text, without start and end marks; may be more than `limit`. */
  used: number;
  /** Most tokens that fit, without start and end marks. */
  limit: number;
  /**
   * The end of the text that does not fit, from the first word that is not read whole; in a text without spaces from
   * the first such character. Empty when all of it fits.
   */
  dropped: string;
}

/** Everything that can go wrong, as the page tells it apart: each has a text with one thing to do. */
export const FAILURE_CODES = [
  'bad-request',
  'bad-manifest',
  'file-missing',
  'file-corrupt',
  'network',
  'no-webgpu',
  'out-of-memory',
  'device-lost',
  'bad-output',
  'storage-full',
  'insecure',
  'engine-crashed',
  'app-changed',
  'internal',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

/** An error as data: what was expected, what came, and the one thing that helps. */
export interface Failure {
  code: FailureCode;
  message: string;
  hint: string;
  detail?: string;
}

/** Thrown on either side of the boundary; only `failure` crosses it. */
export class EngineError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'EngineError';
    this.failure = failure;
  }
}

export interface Engine {
  /**
   * Reads and checks the package at `url` (a folder), and chooses a provider. Weights are loaded
   * by the first picture, or by what prepares for it. Aborting rejects with the signal's reason.
   * @param provider overrides the engine's choice, where it has one, from now on
   */
  open(url: string, signal?: AbortSignal, provider?: 'webgpu' | 'wasm'): Promise<OpenedModel>;
  countTokens(text: string): Promise<TokenCount>;
  /**
   * Makes ready for such a picture, so that `generate` only has to paint: loads the model, encodes the texts, and runs
   * every stage once at this size. Does nothing where stages do not stay in memory from picture to picture. It tells no
   * progress, and changes no picture.
   *
   * It ends early, without an error, when it is aborted and when `generate`, another `prepare` or `open` comes; they go
   * on from what is there by then, a load in progress included.
   * @returns milliseconds that each stage took, the two that denoise for a single step; null where not all of them ran
   * @throws EngineError as `generate`, which will then meet the same trouble and may be called all the same
   */
  prepare(request: GenerateRequest, signal: AbortSignal): Promise<StageTimes | null>;
  /**
   * Aborting gives `{ kind: 'cancelled' }`, never an exception, and no progress after that. Pictures are made one after
   * the other, in the order in which they were asked for; one that follows a stopped one waits until the engine has let
   * go of that. Some failures make the picture begin again, once for each reason, which is told as a `Restart`.
   */
  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<GenerateResult>;
  /**
   * What the Semantic Compressor makes of a picture, at a size that the model paints: Stage C's clean latent. For models
   * with `imageEncoders`. It waits for its turn as a picture does.
   * @throws EngineError as `generate`; the signal's reason when aborted
   */
  encode(bitmap: Bitmap, signal: AbortSignal): Promise<Latent>;
  close(): Promise<void>;
}
