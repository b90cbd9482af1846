import { entriesOf, type Matrix } from '../weights/matrix.ts';
import type { TensorSpec } from '../formats/onnx.ts';
import { WeightPlan } from './weight-plan.ts';

/** An initializer of a graph whose values may be somewhere else. */
export type Initializer = Omit<TensorSpec, 'content'> & {
  content: Uint8Array | Matrix | WeightPlan;
};

/** @throws Error if a matrix has not as many values as a shape */
export function assertFills(name: string, shape: readonly number[], values: Matrix): void {
  if (shape.reduce((product, side) => product * side, 1) !== entriesOf(values)) {
    throw new Error(`${name}: ${entriesOf(values)} values do not fill [${shape.join(', ')}]`);
  }
}

export const isMatrix = (content: Initializer['content']): content is Matrix =>
  !(content instanceof Uint8Array) && !(content instanceof WeightPlan);
