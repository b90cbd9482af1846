import { BINDING_BYTES } from '../../src/engine/bands.ts';
import type { TensorShape } from '../../src/exporter/graph/shapes.ts';

/** What is too large for a small binding, by what makes it; and the number of such tensors. */
export function oversized(tensors: readonly TensorShape[], limit = BINDING_BYTES): string[] {
  const kinds = new Map<string, { count: number; sizeBytes: number }>();
  for (const { opType, shape, sizeBytes } of tensors) {
    if (sizeBytes <= limit) continue;
    const key = `${opType} [${shape.join(', ')}]`;
    kinds.set(key, { count: (kinds.get(key)?.count ?? 0) + 1, sizeBytes });
  }
  return [...kinds].map(
    ([key, { count, sizeBytes }]) => `${count} x ${key}, ${Math.round(sizeBytes / 2 ** 20)} MiB`,
  );
}
