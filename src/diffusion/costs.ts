import type { Geometry } from './geometry.ts';

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
 * @param sums as a manifest holds them: factors by the sizes that they are multiplied with
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
