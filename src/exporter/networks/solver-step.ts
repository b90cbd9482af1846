import type { Graph, Value } from '../graph/graph.ts';
import type { Dimension } from '../formats/onnx.ts';

/**
 * What every step graph shares around its network: the inputs of a solver step, guidance, and the
 * step itself. Every solver is linear, so one graph serves them all; see
 * `src/diffusion/solvers.ts` for the coefficients.
 */

export interface StepInputs {
  /** [1, c, h, w] */
  latent: Value;
  /** [1, cR] */
  time: Value;
  /** One per half of the batch, [G, 1, 1, 1]; sums to 1. */
  guidance: Value;
  coefficients: Value;
  noise: Value;
  previous: Value;
}

export function stepInputs(g: Graph, channels: number, timeChannels: number): StepInputs {
  const latent: Dimension[] = [1, channels, 'h', 'w'];
  const weights = g.input('guidance', 'f32', ['G', 1, 1]);
  return {
    latent: g.input('latent', 'f32', ['B', channels, 'h', 'w']),
    time: g.input('time', 'f32', [1, timeChannels]),
    guidance: g.node('Reshape', [weights, g.integers([-1, 1, 1, 1])]),
    coefficients: g.input('coefficients', 'f32', [6]),
    noise: g.input('noise', 'f32', latent),
    previous: g.input('previous', 'f32', latent),
  };
}

/** Repeats a [1, ..] value over the guided batch; a value that has the batch already stays. */
export function overBatch(g: Graph, x: Value, guidance: Value): Value {
  const ones = g.node('Add', [g.node('Mul', [guidance, g.scalar(0)]), g.scalar(1)]);
  return g.node('Mul', [x, ones]);
}

/**
 * Guidance and the solver step.
 * @param eps predicted noise per half of the batch, [G, c, h, w]
 */
export function solverStep(g: Graph, inputs: StepInputs, eps: Value, channels: number): void {
  const weighted = g.node('Mul', [eps, inputs.guidance]);
  const guided = g.node('ReduceSum', [weighted, g.integers([0])], { keepdims: 1n });
  const coefficient = (index: number) =>
    g.node('Slice', [
      inputs.coefficients,
      g.integers([index]),
      g.integers([index + 1]),
      g.integers([0]),
    ]);
  const term = (index: number, x: Value) => g.node('Mul', [coefficient(index), x]);
  const add = (a: Value, b: Value) => g.node('Add', [a, b]);
  const shape: Dimension[] = ['B', channels, 'h', 'w'];
  g.output(
    'next',
    add(
      add(term(0, inputs.latent), term(1, guided)),
      add(term(2, inputs.previous), term(3, inputs.noise)),
    ),
    shape,
  );
  g.output('clean', add(term(4, inputs.latent), term(5, guided)), shape);
}
