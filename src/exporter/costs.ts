import { geometryFor, type Geometry } from '../diffusion/geometry.ts';
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

/** What the names of sizes stand for. */
export interface CostSizes {
  geometry: Pick<Geometry, 'prior' | 'decoder'>;
  /** Token positions. */
  text: number;
  /** 2 under guidance. */
  halves: 1 | 2;
}

/**
 * Multiply-adds at these sizes.
 * @param sums as `sumCosts` makes them and a manifest holds them
 * @throws Error naming a size that is unknown
 */
export function evaluateCosts(
  sums: Readonly<Record<string, number>>,
  { geometry: { prior, decoder }, text, halves }: CostSizes,
): number {
  const size = (name: string): number => {
    if (name === 'one') return 1;
    if (name === 'G') return halves;
    if (name === 'B') return 1;
    if (name === 'text') return text;
    if (name === 'prior') return prior.width * prior.height;
    if (name === 'vqgan') return decoder.width * decoder.height;
    const divisor = /^decoder\/(\d+)$/.exec(name)?.[1];
    if (divisor) return (decoder.width * decoder.height) / Number(divisor) ** 2;
    if (/^\d+$/.test(name)) return Number(name);
    throw new Error(`Unknown size ${name} in multiplyAdds`);
  };
  return Object.entries(sums).reduce(
    (sum, [key, factor]) =>
      sum + key.split('*').reduce((product, name) => product * size(name), factor),
    0,
  );
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
