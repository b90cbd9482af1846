import { describe, expect, it } from 'vitest';
import { noiseDraws } from './draws.ts';
import { geometryFor } from './geometry.ts';
import { TorchGenerator } from './noise.ts';
import { uniformTimesteps } from './schedule.ts';
import { solverTable } from './solvers.ts';

const geometry = geometryFor(384, 256, {
  resolutionMultiple: 42.67,
  latentDimScale: 10.67,
  decoderMultiple: 16,
  pixelsPerLatent: 4,
  minSide: 256,
  maxSide: 1536,
});
const LENGTH_C = 16 * 9 * 6;
const LENGTH_B = 4 * 96 * 64;
const SEED = 4294967303n;

describe('noiseDraws', () => {
  it('draws in the reference order: C start, C steps with the last, B start, B steps', () => {
    const steps = solverTable('ddpm', uniformTimesteps(2));
    const draws = noiseDraws(SEED, geometry, steps, steps);
    const generator = new TorchGenerator(SEED);
    expect(draws.nextStageCStart()).toEqual(generator.randn(LENGTH_C));
    expect(draws.nextStageCStep()).toEqual(generator.randn(LENGTH_C));
    expect(draws.nextStageCStep()).toEqual(generator.randn(LENGTH_C));
    expect(draws.nextStageBStart()).toEqual(generator.randn(LENGTH_B));
    expect(draws.nextStageBStep()).toEqual(generator.randn(LENGTH_B));
    expect(draws.nextStageBStep()).toEqual(generator.randn(LENGTH_B));
  });

  it('gives zeros, and advances nothing, for solvers without noise', () => {
    const still = solverTable('dpm++2m', uniformTimesteps(2));
    const noisy = solverTable('ddim', uniformTimesteps(1), { eta: 1 });
    const draws = noiseDraws(SEED, geometry, still, noisy);
    const generator = new TorchGenerator(SEED);
    expect(draws.nextStageCStart()).toEqual(generator.randn(LENGTH_C));
    expect(draws.nextStageCStep()).toEqual(new Float32Array(LENGTH_C));
    expect(draws.nextStageCStep()).toEqual(new Float32Array(LENGTH_C));
    expect(draws.nextStageBStart()).toEqual(generator.randn(LENGTH_B));
    expect(draws.nextStageBStep()).toEqual(generator.randn(LENGTH_B));
  });

  it('refuses draws out of order or beyond the end', () => {
    const steps = solverTable('ddpm', uniformTimesteps(1));
    const draws = noiseDraws(SEED, geometry, steps, steps);
    expect(() => draws.nextStageBStart()).toThrow(
      'Expected Stage C start as draw 1 of 4; received Stage B start.',
    );
    draws.nextStageCStart();
    draws.nextStageCStep();
    expect(() => draws.nextStageCStep()).toThrow(
      'Expected Stage B start as draw 3 of 4; received Stage C step.',
    );
    draws.nextStageBStart();
    draws.nextStageBStep();
    expect(() => draws.nextStageBStep()).toThrow('Expected no further draw as draw 5 of 4');
  });
});
