import type { Manifest } from '../../src/package/manifest.ts';
import { exportPackage } from '../node/export.ts';
import type { Precision } from '../../src/exporter/weights/precision.ts';

/** What the tests of whole packages share: the exported micro checkpoint. */

export const REFERENCE = 'models/reference';

/** The committed micro compressors, of both architectures. */
export const COMPRESSORS = ['efficientnet', 'semantic'] as const;
export type ReferenceCompressor = (typeof COMPRESSORS)[number];

/** Exports the committed micro checkpoint into `folder`. */
export function exportReference(
  folder: string,
  precision: Precision = 'f32',
  compressor?: ReferenceCompressor,
): Promise<Manifest> {
  return exportPackage({
    ...(compressor && { compressor: `${REFERENCE}/checkpoint/compressor-${compressor}` }),
    prior: `${REFERENCE}/checkpoint/prior`,
    decoder: `${REFERENCE}/checkpoint/decoder`,
    out: folder,
    precision,
    about: {
      id: 'reference',
      name: 'Random reference checkpoint',
      size: { minSide: 128, defaultWidth: 256, defaultHeight: 256 },
    },
  });
}
