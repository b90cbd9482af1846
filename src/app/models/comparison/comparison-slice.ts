import type { Comparison, ComparisonFault, VerifyProgress } from '../../../verify/browser/api.ts';

export type ComparisonState =
  /** Null until the model is loaded. */
  | { kind: 'running'; progress: VerifyProgress | null }
  | { kind: 'done'; result: Comparison }
  | { kind: 'fault'; fault: ComparisonFault };

/** What the page knows of models that are compared with references. */
export interface ComparisonsState {
  /** By key in the store; of each model the last one. */
  states: Readonly<Record<string, ComparisonState>>;
  /** One at a time: each takes the whole device. */
  running: string | null;
}
