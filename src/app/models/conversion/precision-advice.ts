import type { ConvertedPrecision } from '../../../exporter/browser/api.ts';
import type { DeviceReport } from '../../../protocol/engine.ts';

/** What a device says of itself, as far as it says anything. */
export interface DeviceClues {
  /** Null before the model has been opened. */
  device: Pick<DeviceReport, 'provider' | 'adapter'> | null;
  /** GiB as the browser tells it, rounded and capped; undefined where it does not. */
  memoryGib: number | undefined;
}

/** Activations of a 1024x1024 picture and the runtime, beside the weights of the largest stage. */
const ACTIVATION_BYTES = 1e9;
/** Weights and the picture's own memory take at most this part of what a device has. */
const SHARE = 0.5;

/** About how much graphics memory the largest stage needs at this precision. */
export function neededBytes(largestStageBytes: number): number {
  return largestStageBytes + ACTIVATION_BYTES;
}

/**
 * The most careful precision that this device is likely to bear: browsers tell neither the graphics memory nor all of
 * the machine's, so its largest buffer and the rounded memory stand for them. The smallest where nothing is known.
 * @param stages bytes of the largest stage, from the smallest precision to the largest
 */
export function advisedPrecision(
  stages: readonly { precision: ConvertedPrecision; largestStageBytes: number }[],
  { device, memoryGib }: DeviceClues,
): ConvertedPrecision {
  const smallest = stages[0]!.precision;
  const bufferBytes = device?.adapter?.limits['maxBufferSize'];
  if (device?.provider !== 'webgpu' || bufferBytes === undefined || memoryGib === undefined) {
    return smallest;
  }
  const bearable = Math.min(bufferBytes, memoryGib * 2 ** 30 * SHARE);
  const fitting = stages.filter(
    ({ largestStageBytes }) => neededBytes(largestStageBytes) <= bearable,
  );
  return fitting.at(-1)?.precision ?? smallest;
}
