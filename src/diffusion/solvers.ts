/**
 * Samplers as tables of coefficients. Every solver here is linear in the latent x, the predicted
 * noise eps, the previous step's clean-sample estimate and fresh noise, so the step itself can run
 * inside the network's graph and the latent never leaves the device.
 */

import { alphaBar, type AlphaBarOptions } from './schedule.ts';

/**
 * One evaluation of the network, at time t, going to tNext:
 *
 *     x' = kx x + ke eps + kd dPrevious + kz z
 *     d  = cleanX x + cleanE eps             (= (x - sqrt(1 - abar) eps) / sqrt(abar))
 *
 * with x float32 [1, C, H, W], eps the (guided) predicted noise at (x, t), z fresh normal noise,
 * d the estimate of the clean latent, and dPrevious the d of the step before (zero at first).
 */
export interface StepCoefficients {
  /** Time of the evaluation, in (0, 1]. */
  t: number;
  /** Time reached, in [0, t). */
  tNext: number;
  kx: number;
  ke: number;
  kd: number;
  kz: number;
  cleanX: number;
  cleanE: number;
  /**
   * Whether the generator is advanced by one latent for z. The reference draws on the last DDPM
   * step too and multiplies by zero, so this can be true where kz = 0.
   */
  drawsNoise: boolean;
}

export type SolverName = 'ddpm' | 'ddim' | 'dpm++2m';

export interface SolverOptions extends AlphaBarOptions {
  /** DDIM's noise, 0 (deterministic, default) to 1 (as much as DDPM); other solvers ignore it. */
  eta?: number;
}

/**
 * The coefficients of a solver by name, one entry per evaluation (`timesteps.length - 1`).
 * @param timesteps strictly falling, in [0, 1], at least two.
 * @throws RangeError for other timesteps or an eta outside [0, 1].
 */
export function solverTable(
  name: SolverName,
  timesteps: ArrayLike<number>,
  options: SolverOptions = {},
): StepCoefficients[] {
  switch (name) {
    case 'ddpm':
      return ddpm(timesteps, options);
    case 'ddim':
      return ddim(timesteps, options);
    case 'dpm++2m':
      return dpmSolverPlusPlus2M(timesteps, options);
  }
}

/**
 * Ancestral sampling: the mean and variance of q(x_next | x_t, x_0) at the estimated x_0.
 * No noise is added on the step that reaches t = 0, but it is drawn.
 * Source: diffusers `DDPMWuerstchenScheduler.step`; Ho et al. 2020, equations 7 and 11.
 * @throws RangeError unless timesteps are strictly falling within [0, 1].
 */
export function ddpm(
  timesteps: ArrayLike<number>,
  options: AlphaBarOptions = {},
): StepCoefficients[] {
  return intervals(timesteps, options).map(({ now, next }) => {
    const alpha = now.abar / next.abar;
    const kx = 1 / Math.sqrt(alpha);
    const sigma = Math.sqrt(((1 - alpha) * (1 - next.abar)) / (1 - now.abar));
    return {
      ...cleanEstimate(now, next),
      kx,
      ke: (-kx * (1 - alpha)) / now.sigma,
      kd: 0,
      kz: next.t === 0 ? 0 : sigma,
      drawsNoise: true,
    };
  });
}

/**
 * DDIM: with eta = 0 a first-order step of the probability flow, with eta = 1 the same step as
 * `ddpm`. Draws noise only if eta > 0, then on every step.
 * Source: Song et al. 2021, equations 12 and 16.
 * @throws RangeError unless timesteps are strictly falling within [0, 1] and eta is in [0, 1].
 */
export function ddim(
  timesteps: ArrayLike<number>,
  options: SolverOptions = {},
): StepCoefficients[] {
  const { eta = 0 } = options;
  if (!(eta >= 0 && eta <= 1)) {
    throw new RangeError(`Expected eta from 0 to 1; received ${eta}.`);
  }
  return intervals(timesteps, options).map(({ now, next }) => {
    const alpha = now.abar / next.abar;
    const sigma = eta * Math.sqrt(((1 - alpha) * (1 - next.abar)) / (1 - now.abar));
    const direction = Math.sqrt(1 - next.abar - sigma ** 2);
    const clean = cleanEstimate(now, next);
    return {
      ...clean,
      kx: next.signal * clean.cleanX,
      ke: next.signal * clean.cleanE + direction,
      kd: 0,
      kz: next.t === 0 ? 0 : sigma,
      drawsNoise: eta > 0,
    };
  });
}

/**
 * DPM-Solver++ (2M): second-order multistep on the clean-sample estimate, in
 * lambda = log(sqrt(abar) / sqrt(1 - abar)); deterministic. The first step and the step that
 * reaches t = 0 are first-order (the latter spans so much of lambda that extrapolating over it
 * hurts). Source: Lu et al. 2022, "DPM-Solver++", algorithm 2.
 *
 * Where the schedule is clamped (t near 0 or 1, from about 160 steps) lambda stands still: such a
 * step leaves x as it is, and the step after it is first-order.
 * @throws RangeError unless timesteps are strictly falling within [0, 1].
 */
export function dpmSolverPlusPlus2M(
  timesteps: ArrayLike<number>,
  options: AlphaBarOptions = {},
): StepCoefficients[] {
  let previousWidth = 0;
  return intervals(timesteps, options).map(({ now, next }) => {
    const width = next.lambda - now.lambda;
    const clean = cleanEstimate(now, next);
    const gain = next.signal * -Math.expm1(-width);
    const secondOrder = width > 0 && previousWidth > 0 && next.t !== 0;
    const extrapolation = secondOrder ? width / (2 * previousWidth) : 0;
    previousWidth = width;
    return {
      ...clean,
      kx: next.sigma / now.sigma + gain * (1 + extrapolation) * clean.cleanX,
      ke: gain * (1 + extrapolation) * clean.cleanE,
      kd: secondOrder ? -gain * extrapolation : 0,
      kz: 0,
      drawsNoise: false,
    };
  });
}

/** The schedule at one time: x_t = signal x_0 + sigma eps. */
interface Level {
  t: number;
  abar: number;
  signal: number;
  sigma: number;
  lambda: number;
}

function levelAt(t: number, options: AlphaBarOptions): Level {
  const abar = alphaBar(t, options);
  const signal = Math.sqrt(abar);
  const sigma = Math.sqrt(1 - abar);
  return { t, abar, signal, sigma, lambda: Math.log(signal / sigma) };
}

function intervals(
  timesteps: ArrayLike<number>,
  options: AlphaBarOptions,
): { now: Level; next: Level }[] {
  const times = Array.from(timesteps);
  const falling = times.every((t, i) => t >= 0 && t <= 1 && (i === 0 || t < times[i - 1]!));
  if (times.length < 2 || !falling) {
    throw new RangeError(
      `Expected at least two timesteps, strictly falling within [0, 1]; received [${times.join(', ')}].`,
    );
  }
  const levels = times.map((t) => levelAt(t, options));
  return levels.slice(1).map((next, i) => ({ now: levels[i]!, next }));
}

function cleanEstimate(
  now: Level,
  next: Level,
): Pick<StepCoefficients, 't' | 'tNext' | 'cleanX' | 'cleanE'> {
  return { t: now.t, tNext: next.t, cleanX: 1 / now.signal, cleanE: -now.sigma / now.signal };
}
