import type { ConversionProgress } from '../../../exporter/browser/api.ts';

/** How much of a conversion is done, 0 to 1: fetching and converting, by the bytes of each. Never falls. */
export function conversionShare({
  fetchedBytes,
  sourceBytes,
  convertedBytes,
  keptBytes,
}: ConversionProgress): number {
  const total = sourceBytes + keptBytes;
  return total === 0 ? 0 : (fetchedBytes + convertedBytes) / total;
}
