import { geometryFor, type Geometry } from '../diffusion/geometry.ts';
import { isGuided } from '../diffusion/guidance.ts';
import { timestepsFor } from '../diffusion/schedule.ts';
import { solverTable, type StepCoefficients } from '../diffusion/solvers.ts';
import { SCHEDULES, type Manifest, type SamplingDefaults } from '../package/manifest.ts';
import type { GenerateRequest, StageSettings } from '../protocol/engine.ts';
import { failure } from './failures.ts';

/** What one denoising stage will do. */
export interface StagePlan {
  /** One entry per evaluation. */
  table: StepCoefficients[];
  /** Scale; the batch is [conditional, unconditional] when it is above 1. */
  guidance: number;
  guided: boolean;
}

/** A request that has been checked against the model. */
export interface Plan {
  geometry: Geometry;
  seed: bigint;
  prior: StagePlan;
  decoder: StagePlan;
}

const MAX_SEED = 2n ** 64n - 1n;

/** @throws EngineError 'bad-request', naming the field, what was expected and what came. */
export function planFor(request: GenerateRequest, manifest: Manifest): Plan {
  return {
    geometry: geometryOf(request, manifest),
    seed: seedOf(request.seed),
    prior: stagePlan('prior', request.prior, manifest.prior.sampling, manifest),
    decoder: stagePlan('decoder', request.decoder, manifest.decoder.sampling, manifest),
  };
}

function geometryOf({ width, height }: GenerateRequest, manifest: Manifest): Geometry {
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
  const table = solverTable(solver, timestepsFor({ kind: schedule, steps }), { s, scaler });
  return { table, guidance, guided: isGuided(guidance) };
}
