import type { Geometry, LatentShape } from './geometry.ts';
import { TorchGenerator } from './noise.ts';
import type { StepCoefficients } from './solvers.ts';

/**
 * The noise of one generation, drawn lazily in the reference pipeline's order from one generator:
 * Stage C's start, one tensor per Stage C step, Stage B's start, one tensor per Stage B step. Each
 * call gives the next tensor, float32 [1, channels, height, width], about N(0, 1), never reused.
 * A step whose solver draws no noise gives zeros and leaves the generator alone.
 *
 * Every method throws an Error when called out of that order.
 * Source: diffusers `WuerstchenPriorPipeline`, `WuerstchenDecoderPipeline`, one
 * `torch.Generator('cpu')` for both.
 */
export interface NoiseDraws {
  nextStageCStart(): Float32Array<ArrayBuffer>;
  nextStageCStep(): Float32Array<ArrayBuffer>;
  nextStageBStart(): Float32Array<ArrayBuffer>;
  nextStageBStep(): Float32Array<ArrayBuffer>;
}

interface Draw {
  name: string;
  shape: LatentShape;
  drawsNoise: boolean;
}

/**
 * The draws for a seed, the sizes of both latents and the solver tables of both stages.
 * @param seed integer, -2^63 to 2^64 - 1
 * @throws RangeError for another seed.
 */
export function noiseDraws(
  seed: bigint | number,
  geometry: Pick<Geometry, 'prior' | 'decoder'>,
  stepsC: readonly Pick<StepCoefficients, 'drawsNoise'>[],
  stepsB: readonly Pick<StepCoefficients, 'drawsNoise'>[],
): NoiseDraws {
  const generator = new TorchGenerator(seed);
  const stage = (name: string, shape: LatentShape, steps: typeof stepsC): Draw[] => [
    { name: `${name} start`, shape, drawsNoise: true },
    ...steps.map(({ drawsNoise }) => ({ name: `${name} step`, shape, drawsNoise })),
  ];
  const order = [
    ...stage('Stage C', geometry.prior, stepsC),
    ...stage('Stage B', geometry.decoder, stepsB),
  ];
  let done = 0;

  const next = (name: string): Float32Array<ArrayBuffer> => {
    const draw = order[done];
    if (draw?.name !== name) {
      throw new Error(
        `Expected ${draw?.name ?? 'no further draw'} as draw ${done + 1} of ${order.length}; received ${name}.`,
      );
    }
    done += 1;
    const { channels, height, width } = draw.shape;
    const length = channels * height * width;
    return draw.drawsNoise ? generator.randn(length) : new Float32Array(length);
  };

  return {
    nextStageCStart: () => next('Stage C start'),
    nextStageCStep: () => next('Stage C step'),
    nextStageBStart: () => next('Stage B start'),
    nextStageBStep: () => next('Stage B step'),
  };
}
