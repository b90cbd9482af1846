import { toRecord, type PictureRecord, type PortableRecord } from '../lib/record.ts';

const stage = { steps: 20, schedule: 'uniform', guidance: 4, solver: 'ddpm' } as const;

/** A record with everything in it; `request` and the rest can be changed one by one. */
export function fakeRecord({
  request = {},
  ...changes
}: Partial<Omit<PortableRecord, 'request'>> & {
  request?: Partial<PortableRecord['request']>;
} = {}): PictureRecord {
  return toRecord(
    {
      id: 'picture-1',
      paintedAt: Date.UTC(2025, 10, 23, 22),
      request: {
        ...{ prompt: 'a red house', negative: '', seed: '7', width: 512, height: 512 },
        ...{ prior: stage, decoder: { ...stage, steps: 12, guidance: 1 } },
        ...request,
      },
      model: { id: 'fake', name: 'Kleine Würstchen', sha256: 'a'.repeat(64) },
      provider: 'wasm',
      timesMs: { load: 1, text: 2, prior: 3, decoder: 4, vqgan: 5 },
      totalMs: 15,
      favourite: false,
      sha256: 'b'.repeat(64),
      sizeBytes: 1000,
      ...changes,
    },
    '#808080',
  );
}
