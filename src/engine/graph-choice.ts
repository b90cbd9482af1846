import {
  networkEntry,
  type AnyNetworkName,
  type GraphEntry,
  type Manifest,
} from '../package/manifest.ts';
import type { DeviceReport } from '../protocol/engine.ts';
import { BINDING_BYTES } from './bands.ts';
import { failure } from './failures.ts';

/** Stage A, in which tensors are as large as pictures. */
const IN_PARTS: ReadonlySet<AnyNetworkName> = new Set(['vqgan-decode', 'vqgan-encode']);

/**
 * The variant of a network's graph that fits a device best.
 * @param wanted counts in this order: arithmetic, a largest tensor that the device can bind, attention
 * @throws EngineError 'no-webgpu' if only one in float16 is there and the device has none; 'bad-request' if the package
 *   has no such network
 */
export function chooseGraph(
  name: AnyNetworkName,
  manifest: Pick<Manifest, 'networks' | 'imageEncoders'>,
  report: DeviceReport,
  wanted: Pick<GraphEntry, 'arithmetic' | 'attention'>,
): GraphEntry {
  const graphs = networkEntry(manifest, name)?.graphs ?? [];
  // A tensor that does not fit into one binding is computed wrongly by some operators.
  const binding = report.adapter?.limits['maxStorageBufferBindingSize'] ?? Infinity;
  const limit = IN_PARTS.has(name) ? Math.min(binding, BINDING_BYTES) : binding;
  const excess = (graph: GraphEntry) => Math.max(0, (graph.largestTensorBytes ?? 0) - limit);
  const smallest = Math.min(...graphs.map(excess));
  const wrongness = (graph: GraphEntry) =>
    (graph.arithmetic === wanted.arithmetic ? 0 : 4) +
    (excess(graph) === smallest ? 0 : 2) +
    (graph.attention === wanted.attention ? 0 : 1);
  const [best] = [...graphs].sort((a, b) => wrongness(a) - wrongness(b));
  if (!best) {
    throw failure(
      'bad-request',
      `Expected a package with the network ${name}; this one has none.`,
      'Choose another model: this one paints from words only.',
    );
  }
  if (best.arithmetic === 'f16' && report.provider === 'webgpu' && !report.float16) {
    throw failure(
      'no-webgpu',
      'This model computes in 16-bit floating point, which this GPU does not offer.',
      'Choose another model, or a device whose WebGPU has the shader-f16 feature.',
    );
  }
  return best;
}
