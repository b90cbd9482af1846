import type {
  Bitmap,
  Engine,
  GenerateRequest,
  GenerateResult,
  Progress,
  Stage,
} from '../../protocol/engine.ts';
import { fakeManifest } from './fake-manifest.ts';

const TOKEN_LIMIT = 75;
const SMALL = 24;

export interface FakeOptions {
  /** Pause per step; 0 runs through. */
  stepMs?: number;
  open?: Engine['open'];
  prepare?: Engine['prepare'];
  /** Throws or returns in place of painting. */
  generate?: Engine['generate'];
}

/** An engine without networks: it keeps the contract and paints a sunset from the seed. */
export function createFakeEngine(options: FakeOptions = {}): Engine {
  const stepMs = options.stepMs ?? 0;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, stepMs));
  return {
    open:
      options.open ??
      (async () => {
        await pause();
        return {
          manifest: fakeManifest,
          device: {
            provider: 'wasm',
            reason: 'no-webgpu',
            adapter: null,
            float16: false,
            threads: 2,
            fallback: null,
            runtime: 'none, a fake paints',
          },
          residency: 'keep',
        };
      }),
    countTokens(text) {
      const words = text.split(/\s+/).filter((word) => word !== '');
      return Promise.resolve({
        used: Math.min(words.length, TOKEN_LIMIT),
        limit: TOKEN_LIMIT,
        dropped: words.slice(TOKEN_LIMIT).join(' '),
      });
    },
    prepare: options.prepare ?? (() => Promise.resolve(null)),
    generate: options.generate ?? ((...args) => paint(pause, ...args)),
    encode: ({ width, height }) => {
      const size = { width: Math.ceil(width / 42.67), height: Math.ceil(height / 42.67) };
      const data = new Float32Array(16 * size.width * size.height);
      return Promise.resolve({ channels: 16, ...size, data });
    },
    close: () => Promise.resolve(),
  };
}

async function paint(
  pause: () => Promise<void>,
  request: GenerateRequest,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<GenerateResult> {
  const totals: [Stage, number][] = [
    ['load', 5_200_000],
    ['text', 1],
    ['prior', request.prior.steps],
    ['decoder', request.decoder.steps],
    ['vqgan', 1],
  ];
  const timesMs = { load: 0, text: 0, prior: 0, decoder: 0, vqgan: 0 };
  for (const [stage, total] of totals) {
    const startedAtMs = performance.now();
    const step = stage === 'load' ? total / 8 : 1;
    for (let done = 0; done <= total; done += step) {
      if (signal.aborted) return { kind: 'cancelled' };
      if (stage === 'load') onProgress({ stage, done, total, file: 'fake.bin' });
      else if (stage === 'prior') {
        onProgress({ stage, done, total, preview: sunset(SMALL, SMALL, request.seed) });
      } else onProgress({ stage, done, total });
      await pause();
    }
    timesMs[stage] = performance.now() - startedAtMs;
  }
  const bitmap = sunset(request.width, request.height, request.seed);
  return { kind: 'picture', bitmap, request, modelId: 'fake', provider: 'wasm', timesMs };
}

/** Sky, sun and sea, so that a design is judged with something like a picture in it. */
function sunset(width: number, height: number, seed: string): Bitmap {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const sunX = 0.25 + ((Number(seed) % 97) / 97) * 0.5;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x / width, y / height];
      const far = Math.hypot(u - sunX, v - 0.48);
      const glow = Math.exp(-far * 5);
      const sea = v > 0.58;
      const ripple = sea ? 14 * Math.sin(v * 160 + Math.sin(u * 30) * 2) * glow : 0;
      const dim = sea ? 0.7 : 1;
      rgba.set(
        far < 0.07 && !sea
          ? [255, 226, 140, 255]
          : [
              dim * (70 + 150 * v + 90 * glow) + ripple,
              dim * (62 + 60 * v + 70 * glow) + ripple,
              dim * (124 - 20 * v + 20 * glow) + ripple,
              255,
            ],
        (y * width + x) * 4,
      );
    }
  }
  return { width, height, rgba };
}
