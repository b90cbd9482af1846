import type { PictureCosts } from '../../../exporter/browser/api.ts';
import { evaluateCosts } from '../../../diffusion/costs.ts';
import { geometryFor } from '../../../diffusion/geometry.ts';
import type { Manifest, NetworkName } from '../../../package/manifest.ts';
import type { TimingRecord } from '../../lib/run/eta.ts';

/**
 * How long a picture of another model should take on the CPU: each stage as fast as the model that has been painted
 * with, multiply-add for multiply-add. Small networks keep a CPU less busy than large ones, so it is more often less.
 * @param records what pictures with `manifest` took
 * @returns milliseconds; null where none was painted on the CPU, or nothing is known of its costs
 */
export function cpuPictureMs(
  costs: PictureCosts,
  manifest: Manifest,
  records: readonly TimingRecord[],
): number | null {
  const own = records.filter(({ model, provider }) => model === manifest.id && provider === 'wasm');
  // The largest tells most of large networks.
  const [record] = own.sort((a, b) => b.width * b.height - a.width * a.height);
  if (!record) return null;
  const { pace, guided, width, height } = record;
  const geometry = geometryFor(width, height, manifest.geometry);
  const text = manifest.textEncoders.prior.maxLength;
  const msFor = (multiplyAdds: number, network: NetworkName, ms: number, isGuided: boolean) => {
    const sizes = { geometry, text, halves: isGuided ? 2 : 1 } as const;
    return (multiplyAdds / evaluateCosts(manifest.networks[network].multiplyAdds, sizes)) * ms;
  };
  const ms =
    msFor(costs.prior, 'prior-step', pace.prior, guided.prior) +
    msFor(costs.decoder, 'decoder-step', pace.decoder, guided.decoder) +
    msFor(costs.vqgan, 'vqgan-decode', pace.vqgan, false);
  // A package may say that it costs nothing.
  return Number.isFinite(ms) ? ms : null;
}
