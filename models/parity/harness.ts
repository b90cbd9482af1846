import type { Manifest } from '../../src/package/manifest.ts';
import { exportPackage } from '../node/export.ts';
import type { Precision } from '../../src/exporter/weights/precision.ts';

/** What the tests of whole packages share: the exported micro checkpoint. */

export const REFERENCE = 'models/reference';

/** Exports the committed micro checkpoint into `folder`. */
export function exportReference(folder: string, precision: Precision = 'f32'): Promise<Manifest> {
  return exportPackage({
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
