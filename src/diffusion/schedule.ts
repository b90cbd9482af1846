/**
 * The continuous cosine noise schedule and the lists of times at which a network is evaluated.
 * Time runs from 1 (noise) to 0 (clean).
 */

/** Constants of `DDPMWuerstchenScheduler`; the published models use the defaults. */
export interface AlphaBarOptions {
  /** Offset of the cosine; default 0.008. */
  s?: number;
  /** Warps time: above 1, t -> 1 - (1 - t)^scaler; below 1, t -> t^scaler; default 1. */
  scaler?: number;
}

const ALPHA_BAR_MIN = 1e-4;
const ALPHA_BAR_MAX = 0.9999;

/** Most steps a list may have. */
const MAX_STEPS = 1000;

/**
 * Signal power at time t: x_t = sqrt(abar) x_0 + sqrt(1 - abar) eps. Falls from 0.9999 at t = 0 to
 * 1e-4 at t = 1 (clamped, so it is constant for t < 0.0023 and t > 0.9936 with the default s).
 * Computed in float64; the reference's float32 differs by about 1e-6 relative.
 * Source: diffusers `DDPMWuerstchenScheduler._alpha_cumprod`; cosine schedule of Nichol & Dhariwal.
 * @param t in [0, 1]
 */
export function alphaBar(t: number, options: AlphaBarOptions = {}): number {
  const { s = 0.008, scaler = 1 } = options;
  let warped = t;
  if (scaler > 1) warped = 1 - (1 - t) ** scaler;
  else if (scaler < 1) warped = t ** scaler;
  const level = (time: number) => Math.cos((((time + s) / (1 + s)) * Math.PI) / 2) ** 2;
  return Math.min(Math.max(level(warped) / level(0), ALPHA_BAR_MIN), ALPHA_BAR_MAX);
}

/**
 * `torch.linspace(1, 0, steps + 1)`, float32 [steps + 1]: `steps` evaluations, ending at exactly 0.
 * torch counts the first half from the start and the second from the end, each value rounded once
 * (fused multiply-add); bit-exact against torch 2.13 on x86.
 * @throws RangeError if `steps` is not an integer from 1 to 1000.
 */
export function uniformTimesteps(steps: number): Float32Array<ArrayBuffer> {
  assertSteps(steps);
  const count = steps + 1;
  const half = Math.floor(count / 2);
  const delta = Math.fround(1 / steps);
  return Float32Array.from({ length: count }, (_, i) =>
    // Exact in float64 before the one rounding: 24 significant bits times at most 10.
    i < half ? 1 - delta * i : delta * (steps - i),
  );
}

/**
 * The list of the model's authors for Stage C, float32 [30], 29 evaluations: 19 steps from 1 to
 * 2/3, then 10 from 2/3 to 0. Source: diffusers `DEFAULT_STAGE_C_TIMESTEPS`, that is
 * numpy `linspace(1, 2/3, 20)` followed by `linspace(2/3, 0, 11)[1:]`, rounded to float32.
 */
export function defaultStageCTimesteps(): Float32Array<ArrayBuffer> {
  const knee = 2 / 3;
  return new Float32Array([...linspace64(1, knee, 20), ...linspace64(knee, 0, 11).slice(1)]);
}

/**
 * (1 + cos(pi i / steps)) / 2, float32 [steps + 1]: `steps` evaluations, close together at both ends, ending at exactly
 * 0. A multistep solver needs its short steps where the picture is composed and where edges are drawn; four such steps
 * of the built-in Stage B are as near to its solution as six even ones.
 * @throws RangeError if `steps` is not an integer from 1 to 1000.
 */
export function cosineTimesteps(steps: number): Float32Array<ArrayBuffer> {
  assertSteps(steps);
  return Float32Array.from(
    { length: steps + 1 },
    (_, i) => (1 + Math.cos((Math.PI * i) / steps)) / 2,
  );
}

/** How to choose the times: evenly, closer at both ends, or the published 29-evaluation list of Stage C. */
export interface TimestepPlan {
  kind: 'uniform' | 'cosine' | 'authors';
  /** Evaluations of the network, integer 1 to 1000; ignored by `authors`. */
  steps: number;
}

/**
 * Times for a plan, float32, strictly falling from 1 to exactly 0; one more than evaluations.
 * @throws RangeError if the plan has steps and `steps` is not an integer from 1 to 1000.
 */
export function timestepsFor(plan: TimestepPlan): Float32Array<ArrayBuffer> {
  switch (plan.kind) {
    case 'uniform':
      return uniformTimesteps(plan.steps);
    case 'cosine':
      return cosineTimesteps(plan.steps);
    case 'authors':
      return defaultStageCTimesteps();
  }
}

/**
 * The end of a list of times that begins at `strength`: the nearest time that is not 0 becomes `strength`, and those
 * before it go. A whole list at 1, and no step at 0.
 * @param times strictly falling from 1 to 0
 * @param strength from 0 to 1
 */
export function timestepsFrom(
  times: Float32Array<ArrayBuffer>,
  strength: number,
): Float32Array<ArrayBuffer> {
  const start = Math.fround(strength);
  if (start <= 0) return new Float32Array();
  let nearest = 0;
  for (let i = 1; i < times.length - 1; i++) {
    if (Math.abs(times[i]! - start) < Math.abs(times[nearest]! - start)) nearest = i;
  }
  const rest = times.slice(nearest);
  rest[0] = start;
  return rest;
}

/**
 * A clean latent with as much noise as it has at time t: sqrt(abar) clean + sqrt(1 - abar) noise.
 * Source: diffusers `DDPMWuerstchenScheduler.add_noise`.
 */
export function noised(
  clean: Float32Array<ArrayBuffer>,
  noise: Float32Array<ArrayBuffer>,
  t: number,
  options: AlphaBarOptions = {},
): Float32Array<ArrayBuffer> {
  const abar = alphaBar(t, options);
  const [signal, sigma] = [Math.sqrt(abar), Math.sqrt(1 - abar)];
  return clean.map((value, i) => signal * value + sigma * noise[i]!);
}

function assertSteps(steps: number): void {
  if (!Number.isInteger(steps) || steps < 1 || steps > MAX_STEPS) {
    throw new RangeError(
      `Expected steps to be an integer from 1 to ${MAX_STEPS}; received ${steps}.`,
    );
  }
}

/** numpy's float64 linspace: multiples of one step, the last value set exactly. */
function linspace64(start: number, stop: number, count: number): number[] {
  const step = (stop - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? stop : i * step + start));
}
