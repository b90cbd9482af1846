import { evaluateCosts } from '../diffusion/costs.ts';
import { geometryFor } from '../diffusion/geometry.ts';
import { networkEntry, type AnyNetworkName, type Manifest } from '../package/manifest.ts';
import type { Cost } from './graph/graph.ts';

/**
 * Multiply-adds as a function of the picture's size. Sizes by name: `G` halves of a guided batch,
 * `B` texts, `text` token positions, `prior` Stage C positions, `decoder/<n>` Stage B positions at
 * latent side / n, `vqgan` Stage B latent positions, `prior*<n>` and `vqgan*<n>` n times as many, `one` 1.
 */
export function sumCosts(costs: readonly Cost[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { factor, sizes } of costs) {
    const key = sizes.filter((size) => size !== 'one').join('*') || 'one';
    sums[key] = (sums[key] ?? 0) + factor;
  }
  return sums;
}

/** Multiply-adds of one run of a network at a picture size, `halves` = 2 under guidance. */
export function multiplyAdds(
  manifest: Manifest,
  network: AnyNetworkName,
  pixels: { width: number; height: number },
  halves: 1 | 2,
): number {
  return evaluateCosts(networkEntry(manifest, network)?.multiplyAdds ?? {}, {
    geometry: geometryFor(pixels.width, pixels.height, manifest.geometry),
    text: manifest.textEncoders.prior.maxLength,
    halves,
  });
}
