import type { Manifest } from '../../package/manifest.ts';

const file = (path: string) => ({ path, sizeBytes: 1, sha256: '0'.repeat(64) });

const network = (parameters: number) => ({
  parameters,
  multiplyAdds: {},
  graphs: [{ ...file('graph.onnx'), arithmetic: 'f32' as const, attention: 'fused' as const }],
  data: [],
});

const encoder = {
  maxLength: 77,
  hiddenSize: 64,
  padTokenId: 0,
  tokenizer: {
    tokenizerJson: file('tokenizer.json'),
    tokenizerConfig: file('tokenizer_config.json'),
  },
  empty: file('empty.bin'),
};

const sampling = {
  schedule: 'uniform' as const,
  steps: 20,
  maxSteps: 60,
  guidance: 4,
  maxGuidance: 12,
  solver: 'ddpm' as const,
  solvers: ['ddpm' as const, 'ddim' as const, 'dpm++2m' as const],
};

/** A manifest with the published models' geometry, for tests and for designing without weights. */
export const fakeManifest: Manifest = {
  format: 'wuerstchen-web',
  version: 1,
  id: 'fake',
  name: 'Little landscapes',
  description:
    'A tiny Würstchen, trained by us on drawn scenes. It paints simple landscapes: the sea, meadows, mountains and snow, by day, at sunset or at night.',
  licence: 'MIT',
  origin: 'Trained from scratch for this project on procedurally drawn pictures.',
  limits: [
    'It knows only a few dozen words; anything else is ignored.',
    'It cannot paint people, animals or text.',
    'Positions and colours are sometimes mixed up.',
  ],
  precision: 'f16',
  geometry: {
    resolutionMultiple: 42.67,
    latentDimScale: 10.67,
    decoderMultiple: 16,
    pixelsPerLatent: 4,
    minSide: 256,
    maxSide: 768,
    defaultWidth: 512,
    defaultHeight: 512,
  },
  prior: { channels: 16, timeChannels: 64, sampling },
  decoder: {
    channels: 4,
    timeChannels: 64,
    sampling: { ...sampling, steps: 12, maxSteps: 30, guidance: 1 },
    effnetLevels: [],
  },
  scheduler: { s: 0.008, scaler: 1 },
  textEncoders: { prior: encoder, decoder: encoder },
  networks: {
    'prior-text-encoder': network(1_200_000),
    'decoder-text-encoder': network(1_200_000),
    'prior-condition': network(300_000),
    'prior-step': network(4_000_000),
    'decoder-condition': network(200_000),
    'decoder-step': network(3_000_000),
    'vqgan-decode': network(900_000),
  },
  prompts: [
    'a red house on a meadow at sunset',
    'a sailboat on the sea by day',
    'a pine tree in the snow at night',
    'mountains under a clear sky',
    'a white house by the sea with clouds',
  ],
};
