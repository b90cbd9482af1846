import { geometryFor, type Geometry } from '../diffusion/geometry.ts';
import { isGuided } from '../diffusion/guidance.ts';
import { timestepsFor, timestepsFrom } from '../diffusion/schedule.ts';
import { solverTable, type StepCoefficients } from '../diffusion/solvers.ts';
import { SCHEDULES, type Manifest, type SamplingDefaults } from '../package/manifest.ts';
import {
  composedSize,
  ENLARGEMENTS,
  type GenerateRequest,
  type StageSettings,
} from '../protocol/engine.ts';
import { failure } from './failures.ts';
import { imagePlan, type ImagePlan } from './image-request.ts';

/** What one denoising stage will do. */
export interface StagePlan {
  /** One entry per evaluation; empty where a picture is left as it is. */
  table: StepCoefficients[];
  /** Scale; the batch is [conditional, unconditional] when it is above 1. */
  guidance: number;
  guided: boolean;
}

/** A request that has been checked against the model. */
export interface Plan {
  /** Stage C's sides are those of the picture that it composes or starts from, which may be smaller. */
  geometry: Geometry;
  /** Null where words are all there is. */
  image: ImagePlan | null;
  seed: bigint;
  prior: StagePlan;
  decoder: StagePlan;
}

const MAX_SEED = 2n ** 64n - 1n;

/** @throws EngineError 'bad-request', naming the field, what was expected and what came. */
export function planFor(request: GenerateRequest, manifest: Manifest): Plan {
  assertScale(request.scale);
  const whole = geometryOf(request, manifest);
  const composed = composedSize(request);
  const image = imagePlan(request, composed, manifest);
  const { prior } = geometryOf(image?.bitmap ?? composed, manifest);
  return {
    geometry: { ...whole, prior },
    image,
    seed: seedOf(request.seed),
    prior: stagePlan('prior', request.prior, manifest.prior.sampling, manifest, image?.strength),
    decoder: stagePlan('decoder', request.decoder, manifest.decoder.sampling, manifest),
  };
}

function assertScale(scale: GenerateRequest['scale']): void {
  if (scale === undefined || ENLARGEMENTS.includes(scale)) return;
  throw failure(
    'bad-request',
    `Expected scale to be one of ${ENLARGEMENTS.join(', ')}; received ${String(scale)}.`,
    'Choose another scale.',
  );
}

/** @throws EngineError 'bad-request' where the model does not paint that size */
export function geometryOf(
  { width, height }: { width: number; height: number },
  manifest: Manifest,
): Geometry {
  try {
    return geometryFor(width, height, {
      ...manifest.geometry,
      priorChannels: manifest.prior.channels,
      decoderChannels: manifest.decoder.channels,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw failure('bad-request', error.message, 'Choose one of the sizes that the model paints.');
  }
}

function seedOf(seed: string): bigint {
  if (/^\d{1,20}$/.test(seed) && BigInt(seed) <= MAX_SEED) return BigInt(seed);
  throw failure(
    'bad-request',
    `Expected seed to be a whole number from 0 to ${MAX_SEED}; received "${seed}".`,
    'Choose another seed.',
  );
}

function stagePlan(
  stage: 'prior' | 'decoder',
  settings: StageSettings,
  sampling: SamplingDefaults,
  manifest: Manifest,
  strength = 1,
): StagePlan {
  const { steps, schedule, guidance, solver } = settings;
  const wrong = (field: string, expected: string, received: unknown) =>
    failure(
      'bad-request',
      `Expected ${stage}.${field} to be ${expected}; received ${String(received)}.`,
      'Go back to the default settings of this model.',
    );
  if (!SCHEDULES.includes(schedule)) {
    throw wrong('schedule', `one of ${SCHEDULES.join(', ')}`, schedule);
  }
  if (
    schedule !== 'authors' &&
    !(Number.isInteger(steps) && steps >= 1 && steps <= sampling.maxSteps)
  ) {
    throw wrong('steps', `a whole number from 1 to ${sampling.maxSteps}`, steps);
  }
  if (!(guidance >= 0 && guidance <= sampling.maxGuidance)) {
    throw wrong('guidance', `from 0 to ${sampling.maxGuidance}`, guidance);
  }
  if (!sampling.solvers.includes(solver)) {
    throw wrong('solver', `one of ${sampling.solvers.join(', ')}`, solver);
  }
  const { s, scaler } = manifest.scheduler;
  const times = timestepsFrom(timestepsFor({ kind: schedule, steps }), strength);
  const table = times.length > 0 ? solverTable(solver, times, { s, scaler }) : [];
  return { table, guidance, guided: isGuided(guidance) };
}
