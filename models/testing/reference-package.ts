import { join } from 'node:path';
import type { Manifest } from '../../src/package/manifest.ts';
import { exportPackage } from '../node/export.ts';

const CHECKPOINT = 'models/reference/checkpoint';

/** Exports the small reference checkpoint as float32 into a folder; its manifest. */
export function exportReference(out: string): Promise<Manifest> {
  return exportPackage({
    prior: join(CHECKPOINT, 'prior'),
    decoder: join(CHECKPOINT, 'decoder'),
    out,
    precision: 'f32',
  });
}
