import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type {
  AnyNetworkName,
  FileEntry,
  GraphEntry,
  Manifest,
  NetworkEntry,
} from '../../package/manifest.ts';
import { assertIntact, type PackageSource } from '../../package/source.ts';

/** A package in memory whose graphs are understood by `fake-runtime.ts` alone. */
export interface FakePackage {
  manifest: Manifest;
  /** By path; tests may damage them. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  source: PackageSource;
  /** Paths in the order in which they were read. */
  reads: string[];
}

export const HIDDEN = { prior: 6, decoder: 5 };

const TOKENIZER = new URL('../../../models/reference/checkpoint/prior/tokenizer/', import.meta.url);

export interface FakePackageOptions {
  arithmetics?: readonly GraphEntry['arithmetic'][];
  /** Both stages have one text encoder. */
  oneEncoder?: boolean;
  /** It can start from pictures. */
  encodesImages?: boolean;
}

export function fakePackage(options: FakePackageOptions = {}): FakePackage {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const add = (path: string, content: Uint8Array | string): FileEntry => {
    const bytes = Uint8Array.from(
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    );
    files.set(path, bytes);
    return { path, sizeBytes: bytes.length, sha256: sha256(bytes) };
  };
  const network = (name: AnyNetworkName): NetworkEntry => ({
    parameters: 10,
    multiplyAdds: {},
    graphs: (options.arithmetics ?? ['f32']).flatMap((arithmetic) =>
      (['decomposed', 'fused'] as const).map((attention) => ({
        ...add(
          `${name}.${attention}.${arithmetic}.onnx`,
          JSON.stringify({ name, attention, arithmetic }),
        ),
        arithmetic,
        attention,
      })),
    ),
    data: [add(`${name}.00.bin`, `weights of ${name}`)],
  });
  const encoder = (name: 'prior' | 'decoder'): Manifest['textEncoders']['prior'] => ({
    maxLength: 77,
    hiddenSize: HIDDEN[name],
    padTokenId: 599,
    tokenizer: {
      tokenizerJson: add(
        `${name}-tokenizer.json`,
        readFileSync(new URL('tokenizer.json', TOKENIZER)),
      ),
      tokenizerConfig: add(
        `${name}-tokenizer_config.json`,
        readFileSync(new URL('tokenizer_config.json', TOKENIZER)),
      ),
    },
    empty: add(
      `${name}-empty.bin`,
      new Uint8Array(new Float32Array(77 * HIDDEN[name]).fill(0.25).buffer),
    ),
  });
  const sampling = (steps: number): Manifest['prior']['sampling'] => ({
    schedule: 'uniform',
    steps,
    maxSteps: 40,
    guidance: 4,
    maxGuidance: 12,
    solver: 'ddpm',
    solvers: ['ddpm', 'ddim', 'dpm++2m'],
  });
  const manifest: Manifest = {
    format: 'wuerstchen-web',
    version: 1,
    id: 'fake',
    name: 'Fake',
    description: 'For tests.',
    licence: 'MIT',
    origin: 'Made up.',
    limits: [],
    precision: 'f32',
    geometry: {
      resolutionMultiple: 42.67,
      latentDimScale: 10.67,
      decoderMultiple: 16,
      pixelsPerLatent: 4,
      minSide: 128,
      maxSide: 512,
      defaultWidth: 128,
      defaultHeight: 128,
    },
    prior: { channels: 16, timeChannels: 64, sampling: sampling(5) },
    decoder: {
      channels: 4,
      timeChannels: 64,
      sampling: sampling(3),
      effnetLevels: [{ name: '1', divisor: 4 }],
    },
    scheduler: { s: 0.008, scaler: 1 },
    textEncoders: {
      prior: encoder('prior'),
      decoder: encoder(options.oneEncoder ? 'prior' : 'decoder'),
    },
    networks: {
      'prior-text-encoder': network('prior-text-encoder'),
      'decoder-text-encoder': network(
        options.oneEncoder ? 'prior-text-encoder' : 'decoder-text-encoder',
      ),
      'prior-condition': network('prior-condition'),
      'prior-step': network('prior-step'),
      'decoder-condition': network('decoder-condition'),
      'decoder-step': network('decoder-step'),
      'vqgan-decode': network('vqgan-decode'),
    },
    ...(options.encodesImages && {
      imageEncoders: {
        compressor: { pixelsPerCell: 32, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
        networks: { compressor: network('compressor'), 'vqgan-encode': network('vqgan-encode') },
      },
    }),
    preview: {
      weights: [0, 1, 2].map((colour) => Array.from({ length: 16 }, (_, c) => +(c === colour))),
      bias: [0.5, 0.5, 0.5],
    },
    prompts: [],
  };

  const reads: string[] = [];
  const read = (file: FileEntry): Promise<Uint8Array<ArrayBuffer>> => {
    reads.push(file.path);
    const bytes = files.get(file.path) ?? new Uint8Array();
    assertIntact(file, bytes.length, sha256(bytes));
    return Promise.resolve(bytes);
  };
  const source: PackageSource = {
    manifest: () => Promise.resolve(manifest),
    async fetchAll(wanted, onBytes, signal) {
      for (const file of wanted) {
        signal?.throwIfAborted();
        onBytes(file, Math.floor(file.sizeBytes / 2));
        await Promise.resolve();
        onBytes(file, file.sizeBytes);
      }
    },
    read: async (file) => read(file),
    forget: () => undefined,
  };
  return { manifest, files, source, reads };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
