import { describe, expect, it } from 'vitest';
import reference from '../../models/reference/golden/scheduler.json' with { type: 'json' };
import golden from './golden/scheduler.json' with { type: 'json' };
import { TorchGenerator } from './noise.ts';
import { alphaBar, defaultStageCTimesteps, uniformTimesteps } from './schedule.ts';
import {
  ddim,
  ddpm,
  dpmSolverPlusPlus2M,
  solverTable,
  type SolverName,
  type StepCoefficients,
} from './solvers.ts';

/** Clean data N(mean, deviation^2): eps and the probability flow are known in closed form. */
const MEAN = 0.7;
const DEVIATION = 0.4;

const spread = (abar: number) => Math.sqrt(abar * DEVIATION ** 2 + 1 - abar);
const centre = (abar: number) => Math.sqrt(abar) * MEAN;

function exactEps(x: number, t: number): number {
  const abar = alphaBar(t);
  return (Math.sqrt(1 - abar) * (x - centre(abar))) / spread(abar) ** 2;
}

/** The probability flow keeps the number of standard deviations from the centre. */
function exactFlow(x: number, from: number, to: number): number {
  const deviations = (x - centre(alphaBar(from))) / spread(alphaBar(from));
  return centre(alphaBar(to)) + deviations * spread(alphaBar(to));
}

function integrate(table: StepCoefficients[], start: number): number {
  let x = start;
  let dPrevious = 0;
  for (const step of table) {
    const eps = exactEps(x, step.t);
    const d = step.cleanX * x + step.cleanE * eps;
    x = step.kx * x + step.ke * eps + step.kd * dPrevious;
    dPrevious = d;
  }
  return x;
}

/** Even times between two, so that halving the step halves it everywhere. */
const evenTimes = (from: number, to: number, steps: number) =>
  Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);

function worstError(solver: (times: number[]) => StepCoefficients[], times: number[]): number {
  const from = times[0]!;
  const to = times.at(-1)!;
  const errors = [-1.5, 0.3, 2].map((x) =>
    Math.abs(integrate(solver(times), x) - exactFlow(x, from, to)),
  );
  return Math.max(...errors);
}

/** log2 of the error ratio when the steps double, from `steps` to 2 `steps`. */
function observedOrder(solver: (times: number[]) => StepCoefficients[], steps: number): number {
  const error = (n: number) => worstError(solver, evenTimes(0.95, 0.05, n));
  return Math.log2(error(steps) / error(2 * steps));
}

describe('ddpm', () => {
  for (const { schedule, scaler, s, ...run } of reference) {
    it(`equals every single DDPMWuerstchenScheduler.step: ${schedule}, scaler ${scaler}`, () => {
      const table = ddpm(new Float32Array(run.timesteps), { s, scaler });
      expect(table).toHaveLength(run.prev_sample.length);
      table.forEach((step, i) => {
        // The reference's float32 alpha bar is good to 1e-5 relative near t = 1; scalers dwell there.
        const scale = Math.max(step.kx, 1);
        run.prev_sample[i]!.forEach((expected, k) => {
          const value = step.kx * run.sample[k]! + step.ke * run.eps[k]! + step.kz * run.noise[k]!;
          expect(Math.abs(value - expected) / scale, `step ${i}`).toBeLessThan(
            scaler === 1 ? 5e-6 : 5e-5,
          );
        });
      });
    });
  }

  for (const { scaler, timesteps, ...expected } of golden.exact) {
    it(`has the coefficients of the class run in float64: ${timesteps.length - 1} steps, scaler ${scaler}`, () => {
      const table = ddpm(new Float32Array(timesteps), { scaler });
      expect(table).toHaveLength(expected.kx.length);
      table.forEach((step, i) => {
        for (const key of ['kx', 'ke', 'kz'] as const) {
          const scale = Math.max(Math.abs(expected[key][i]!), 1);
          expect(
            Math.abs(step[key] - expected[key][i]!) / scale,
            `${key} of step ${i}`,
          ).toBeLessThan(1e-12);
        }
      });
    });
  }

  for (const run of golden.runs) {
    const steps = run.timesteps.length - 1;
    it(`follows DDPMWuerstchenScheduler.step for ${steps} steps and leaves the generator where it does`, () => {
      const generator = new TorchGenerator(7);
      let x = Array.from(generator.randn(20));
      const table = ddpm(new Float32Array(run.timesteps));
      expect(table).toHaveLength(steps);
      const expectState = (after: number) => {
        const state = run.states.find((candidate) => candidate.after === after);
        if (!state) return;
        const scale = Math.max(...state.x.map(Math.abs), 1);
        const errors = x.map((value, i) => Math.abs(value - state.x[i]!) / scale);
        expect(Math.max(...errors), `after ${after} steps`).toBeLessThan(1e-5);
      };
      expectState(0);
      table.forEach((step, i) => {
        expect(step.drawsNoise).toBe(true);
        const z = generator.randn(20);
        x = x.map((value, k) => step.kx * value + (step.ke * value) / 2 + step.kz * z[k]!);
        expectState(i + 1);
      });
      const following = generator.randn(20);
      run.following.forEach((value, i) => expect(following[i]).toBeCloseTo(value, 6));
    });
  }

  it('adds no noise on the step that reaches 0, and some on every other', () => {
    const scales = ddpm(defaultStageCTimesteps()).map((step) => step.kz);
    expect(scales.pop()).toBe(0);
    expect(Math.min(...scales)).toBeGreaterThan(0);
  });

  // Read off DDPMWuerstchenScheduler.step with unit inputs, torch 2.13 and diffusers 0.42.1.
  it.each([
    ['the authors’ list', defaultStageCTimesteps(), 2.733778, -2.368102],
    ['30 steps', uniformTimesteps(30), 5.192501, -5.000165],
    ['12 steps', uniformTimesteps(12), 12.950611, -12.874039],
    ['4 steps', uniformTimesteps(4), 37.983166, -37.958736],
  ])('amplifies x and eps in the first step as the reference does: %s', (_, times, kx, ke) => {
    const first = ddpm(times)[0]!;
    expect(first.kx / kx).toBeCloseTo(1, 5);
    expect(first.ke / ke).toBeCloseTo(1, 5);
  });
});

describe('clean-sample estimate', () => {
  it.each(['ddpm', 'ddim', 'dpm++2m'] satisfies SolverName[])('inverts noising in %s', (name) => {
    for (const step of solverTable(name, uniformTimesteps(7))) {
      const abar = alphaBar(step.t);
      const x = Math.sqrt(abar) * 0.37 + Math.sqrt(1 - abar) * -1.2;
      expect(step.cleanX * x + step.cleanE * -1.2).toBeCloseTo(0.37, 10);
    }
  });
});

describe('ddim', () => {
  it('is of first order against the exact probability flow', () => {
    const order = observedOrder((times) => ddim(times), 64);
    expect(order).toBeGreaterThan(0.9);
    expect(order).toBeLessThan(1.2);
    expect(worstError((times) => ddim(times), evenTimes(0.95, 0.05, 256))).toBeLessThan(5e-3);
  });

  it('draws nothing at eta 0, on every step above', () => {
    expect(ddim(uniformTimesteps(5)).some((step) => step.drawsNoise || step.kz !== 0)).toBe(false);
    expect(ddim(uniformTimesteps(5), { eta: 0.3 }).every((step) => step.drawsNoise)).toBe(true);
  });

  it('is ddpm at eta 1', () => {
    const stochastic = ddim(defaultStageCTimesteps(), { eta: 1 });
    ddpm(defaultStageCTimesteps()).forEach((step, i) => {
      for (const key of ['kx', 'ke', 'kd', 'kz', 'cleanX', 'cleanE'] as const) {
        expect(stochastic[i]![key], `${key} of step ${i}`).toBeCloseTo(step[key], 9);
      }
    });
  });

  it('keeps the variance right at any eta', () => {
    // Unit data with exact eps: x' has variance abar' + (1 - abar') = 1 minus what eps lost.
    for (const eta of [0, 0.5, 1]) {
      for (const step of ddim([0.8, 0.5], { eta })) {
        const [from, to] = [alphaBar(0.8), alphaBar(0.5)];
        const onClean = step.kx * Math.sqrt(from);
        const onNoise = step.kx * Math.sqrt(1 - from) + step.ke;
        expect(onClean).toBeCloseTo(Math.sqrt(to), 10);
        expect(onNoise ** 2 + step.kz ** 2).toBeCloseTo(1 - to, 10);
      }
    }
  });

  it.each([-0.1, 1.1, NaN])('refuses eta %s', (eta) => {
    expect(() => ddim([1, 0], { eta })).toThrow(`Expected eta from 0 to 1; received ${eta}.`);
  });
});

describe('dpmSolverPlusPlus2M', () => {
  it('is of second order against the exact probability flow', () => {
    const order = observedOrder((times) => dpmSolverPlusPlus2M(times), 64);
    expect(order).toBeGreaterThan(1.8);
    expect(order).toBeLessThan(2.3);
    expect(
      worstError((times) => dpmSolverPlusPlus2M(times), evenTimes(0.95, 0.05, 256)),
    ).toBeLessThan(1e-4);
  });

  it('beats DDIM over the whole range at the step counts people use', () => {
    for (const steps of [12, 20, 30, 60]) {
      const times = Array.from(uniformTimesteps(steps));
      const error = worstError((list) => dpmSolverPlusPlus2M(list), times);
      expect(error, `${steps} steps`).toBeLessThan(worstError((list) => ddim(list), times));
    }
  });

  it('is first-order, and equal to DDIM, on the first step and the step that reaches 0', () => {
    const table = dpmSolverPlusPlus2M(uniformTimesteps(10));
    const flow = ddim(uniformTimesteps(10));
    for (const i of [0, 9]) {
      expect(table[i]!.kd).toBe(0);
      expect(table[i]!.kx).toBeCloseTo(flow[i]!.kx, 9);
      expect(table[i]!.ke).toBeCloseTo(flow[i]!.ke, 9);
    }
    expect(table.slice(1, 9).every((step) => step.kd < 0)).toBe(true);
    expect(table.some((step) => step.drawsNoise)).toBe(false);
  });

  it('stands still where the schedule is clamped, and stays finite', () => {
    const table = dpmSolverPlusPlus2M(uniformTimesteps(1000));
    expect(table[0]).toMatchObject({ kx: 1, kd: 0, kz: 0 });
    expect(Math.abs(table[0]!.ke)).toBe(0);
    expect(table.every((step) => Number.isFinite(step.kx + step.ke + step.kd))).toBe(true);
    const error = worstError(
      (list) => dpmSolverPlusPlus2M(list),
      Array.from(uniformTimesteps(1000)),
    );
    expect(error).toBeLessThan(1e-3);
  });
});

describe('solverTable', () => {
  it('chooses by name and passes options on', () => {
    const times = uniformTimesteps(6);
    const options = { eta: 0.4, s: 0.01, scaler: 2 };
    expect(solverTable('ddpm', times, options)).toEqual(ddpm(times, options));
    expect(solverTable('ddim', times, options)).toEqual(ddim(times, options));
    expect(solverTable('dpm++2m', times, options)).toEqual(dpmSolverPlusPlus2M(times, options));
    expect(solverTable('ddpm', times, options)).not.toEqual(ddpm(times));
  });

  it.each([[[]], [[1]], [[0, 1]], [[1, 0.5, 0.5, 0]], [[1.1, 0]], [[1, NaN, 0]], [[1, -0.1]]])(
    'refuses the timesteps %j',
    (times) => {
      expect(() => solverTable('ddpm', times)).toThrow(/^Expected at least two timesteps/);
    },
  );
});
