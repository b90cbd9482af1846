import { packageBytes, type Manifest } from '../package/manifest.ts';
import type { Residency } from '../protocol/engine.ts';
import type { Backend } from './backend.ts';
import { SMALL_PACKAGE_BYTES } from './sessions.ts';

/** A package may take this part of a machine's memory: there are other tabs, and the picture itself. */
const SHARE_OF_MEMORY = 1 / 6;
/** WebAssembly's heap ends at 4 GiB, never shrinks, and holds the activations, too. */
const MOST_IN_HEAP_BYTES = 1.5e9;

/**
 * Whether all stages stay in memory from picture to picture, or each goes when it is done. Small packages always
 * stay; larger ones where the machine is known to have room: its memory as the browser tells it, the GPU's
 * largest buffer as a sign of what it can hold, the heap on the CPU.
 */
export function residencyFor(
  manifest: Manifest,
  { report, memoryGib }: Pick<Backend, 'report' | 'memoryGib'>,
): Residency {
  const bytes = packageBytes(manifest);
  if (bytes <= SMALL_PACKAGE_BYTES) return 'keep';
  if (memoryGib === undefined) return 'release';
  const most =
    report.provider === 'webgpu'
      ? (report.adapter?.limits['maxBufferSize'] ?? 0)
      : MOST_IN_HEAP_BYTES;
  return bytes <= Math.min(most, memoryGib * 2 ** 30 * SHARE_OF_MEMORY) ? 'keep' : 'release';
}
