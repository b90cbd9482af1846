/** What is wrong with a checkpoint, for whoever has words of their own for it. */
export type CheckpointProblem =
  /** Another pipeline, or another class of network. */
  | 'another-model'
  /** A single network, without the pipeline around it. */
  | 'one-network'
  /** Weights in another format, or none. */
  | 'no-safetensors'
  /** Tensors that are missing, left over or of another shape than config.json asks for. */
  | 'tensors'
  /** Prior and decoder of two different models. */
  | 'halves'
  /** A value that is no number, or that the wanted precision cannot hold. */
  | 'values';

/** The message names the place, what was expected and what came. */
export class CheckpointError extends Error {
  readonly problem: CheckpointProblem;
  constructor(problem: CheckpointProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}
