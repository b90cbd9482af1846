import type { CallContext } from '../../rpc/api.ts';
import type { DeviceReport } from '../../protocol/engine.ts';
import type { RecordedNetwork, RecordProblem } from '../record.ts';
import type { Finding, Verification, VerifyProgress } from '../verify.ts';

export type { Finding, RecordedNetwork, VerifyProgress };

/**
 * An installed package is compared with a record: what the page and the comparison's worker agree on. Everything here
 * survives structured cloning.
 */

export interface ComparisonOrder {
  /** Of the package in the store. */
  key: string;
  /** The record, as a person picked or dropped it. */
  file: File;
  /** Overrides the choice of what runs the networks; null leaves it. */
  provider: 'webgpu' | 'wasm' | null;
}

export interface Comparison extends Verification {
  /** What the record has, in the order in which a picture passes it. */
  compared: RecordedNetwork[];
  /** Those of them with an output beyond the limits. */
  differing: RecordedNetwork[];
  device: DeviceReport;
  /** All of it as text, for a bug report. */
  report: string;
}

/** Why nothing could be compared, as data. */
export interface ComparisonFault {
  code:
    | RecordProblem
    /** A picture of a size that the model does not paint. */
    | 'bad-size'
    /** The package is not on this device any more, or a file of it is damaged. */
    | 'model'
    | 'out-of-memory'
    /** What should run the networks does not, or computes wrongly. */
    | 'device'
    | 'internal';
  message: string;
}

export class ComparisonError extends Error {
  readonly fault: ComparisonFault;
  constructor(fault: ComparisonFault) {
    super(fault.message);
    this.name = 'ComparisonError';
    this.fault = fault;
  }
}

/** The comparison's worker. Errors are `ComparisonFault`s. */
export type ComparisonService = {
  compare: (order: ComparisonOrder, context: CallContext<VerifyProgress>) => Promise<Comparison>;
};
