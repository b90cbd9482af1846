import type { LatentShape } from '../diffusion/geometry.ts';
import { guidanceWeights } from '../diffusion/guidance.ts';
import { noised, type AlphaBarOptions } from '../diffusion/schedule.ts';
import { timeEmbedding } from '../diffusion/time-embedding.ts';
import type { NetworkName } from '../package/manifest.ts';
import type { Backend } from './backend.ts';
import { failure } from './failures.ts';
import type { StagePlan } from './request.ts';
import { disposeAll, floats, type Runtime, type RuntimeTensor, type Tensors } from './runtime.ts';
import type { Lease, Sessions } from './sessions.ts';

export interface DenoiseOptions {
  runtime: Runtime;
  network: Lease;
  plan: StagePlan;
  shape: LatentShape;
  /** Width of the time embedding. */
  timeChannels: number;
  /** The condition graph's outputs, inputs of every step. */
  condition: Tensors;
  /** The starting latent, float32 [1, channels, height, width]. */
  start: Float32Array;
  /** What stays as it is in a part of the picture; absent: all is painted. */
  known?: KnownLatent | undefined;
  /** Fresh noise of that shape for each step. */
  nextNoise: () => Float32Array;
  /** Gets the estimate of the clean latent after each step, if it wants to. */
  wantClean: boolean;
  onStep: (done: number, clean: Float32Array | null) => void;
  signal: AbortSignal;
}

/** A latent of which only a part is painted anew. */
export interface KnownLatent {
  /** Of the given picture, float32 [1, channels, height, width]. */
  clean: Float32Array<ArrayBuffer>;
  /** What it is noised with at every time, of that shape. */
  noise: Float32Array<ArrayBuffer>;
  /** Where it is painted anew, float32 [height * width], 1 or 0. */
  anew: Float32Array<ArrayBuffer>;
  schedule: AlphaBarOptions;
}

/** The painted latent where it is painted anew, elsewhere the given one with the noise of time t; in place. */
function keepKnown(
  painted: Float32Array<ArrayBuffer>,
  { clean, noise, anew, schedule }: KnownLatent,
  t: number,
): Float32Array<ArrayBuffer> {
  const kept = t > 0 ? noised(clean, noise, t, schedule) : clean;
  for (let i = 0; i < painted.length; i++) {
    if (anew[i % anew.length] === 0) painted[i] = kept[i]!;
  }
  return painted;
}

/**
 * Runs a step network through a solver's table. The latent stays on the device; only the last one
 * is downloaded, and the clean estimates if they are wanted.
 * @returns the final latent, float32 [1, channels, height, width]
 * @throws the signal's reason when aborted between steps
 */
export async function denoise(options: DenoiseOptions): Promise<Float32Array<ArrayBuffer>> {
  const { network, plan, shape, condition, signal } = options;
  const { Tensor } = options.runtime;
  const dims = [1, shape.channels, shape.height, shape.width];
  const length = shape.channels * shape.height * shape.width;
  const latentOf = (data: Float32Array) => new Tensor('float32', data, dims);
  const weights = guidanceWeights(plan.guidance);
  const guidance = new Tensor('float32', weights, [weights.length, 1, 1]);
  // Only multistep solvers look back at the last clean estimate.
  const looksBack = plan.table.some((step) => step.kd !== 0);
  const fetches = looksBack || options.wantClean ? ['next', 'clean'] : ['next'];

  let latent: RuntimeTensor = latentOf(options.start);
  let previous: RuntimeTensor = latentOf(new Float32Array(length));
  try {
    for (const [i, step] of plan.table.entries()) {
      await nextTask();
      signal.throwIfAborted();
      const { kx, ke, kd, kz, cleanX, cleanE } = step;
      const outputs = await network.run(
        {
          ...condition,
          latent,
          previous,
          guidance,
          time: new Tensor('float32', timeEmbedding(step.t, options.timeChannels), [
            1,
            options.timeChannels,
          ]),
          coefficients: new Tensor('float32', Float32Array.of(kx, ke, kd, kz, cleanX, cleanE), [6]),
          noise: latentOf(options.nextNoise()),
        },
        fetches,
      );
      latent.dispose();
      latent = outputs['next']!;
      if (options.known) {
        const painted = (await floats(latent)).slice();
        latent.dispose();
        latent = latentOf(keepKnown(painted, options.known, step.tNext));
      }
      let clean: Float32Array | null = null;
      const estimate = outputs['clean'];
      if (estimate) {
        previous.dispose();
        previous = estimate;
        if (options.wantClean) clean = await floats(estimate);
      }
      options.onStep(i + 1, clean);
    }
    signal.throwIfAborted();
    return (await floats(latent)).slice();
  } finally {
    latent.dispose();
    previous.dispose();
  }
}

/**
 * Runs a condition graph, lets it go, and then runs the steps on its outputs. They pass through
 * the CPU's memory: what a session put on the device does not outlive it.
 */
export async function withCondition<T>(
  names: { condition: NetworkName; step: NetworkName },
  feeds: Tensors,
  { sessions, backend }: { sessions: Sessions; backend: Backend },
  use: (step: Lease, condition: Tensors) => Promise<T>,
): Promise<T> {
  const condition: Tensors = {};
  const network = await sessions.lease(names.condition);
  try {
    for (const [name, tensor] of Object.entries(await network.run(feeds))) {
      condition[name] = backend.upload?.(await floats(tensor), tensor.dims) ?? tensor;
    }
  } finally {
    await network.release();
  }
  try {
    const step = await sessions.lease(names.step);
    try {
      return await use(step, condition);
    } finally {
      await step.release();
    }
  } finally {
    disposeAll(condition);
  }
}

/** @throws EngineError 'bad-output' if a latent holds NaN or infinity. */
export function assertFinite(latent: Float32Array, what: string): void {
  if (latent.every(Number.isFinite)) return;
  throw failure(
    'bad-output',
    `${what} produced values that are not numbers.`,
    'Try again with other settings; if it happens again, this device computes wrongly.',
  );
}

/** Lets waiting messages in, a cancel among them: a run on the CPU never leaves the thread. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
