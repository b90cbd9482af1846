import { describe, expect, it } from 'vitest';
import type { GenerateRequest, ImageInput } from '../protocol/engine.ts';
import { bench, failureOf, paint, request } from './testing/bench.ts';
import { fakePackage } from './testing/fake-package.ts';
import { liveTensors } from './testing/fake-runtime.ts';

const STAGES = ['load', 'text', 'prior', 'decoder', 'vqgan'];

const bitmap = (width: number, height: number) => ({
  width,
  height,
  rgba: Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i * 37) % 256),
});

/** A box in the middle of 128 x 128. */
const mask = {
  width: 128,
  height: 128,
  data: Uint8ClampedArray.from({ length: 128 * 128 }, (_, i) =>
    i % 128 >= 50 && i % 128 < 80 && i >= 50 * 128 && i < 80 * 128 ? 255 : 0,
  ),
};

const image: ImageInput = { bitmap: bitmap(128, 128), strength: 0.6 };

const KINDS: [string, Partial<GenerateRequest>][] = [
  ['image to image', { image, wantPreview: true }],
  ['reconstruction', { image: { ...image, strength: 0 } }],
  ['from noise', { image: { ...image, strength: 1 } }],
  ['inpainting', { image: { ...image, mask } }],
  ['inpainting of details only', { image: { ...image, strength: 0, mask } }],
  ['image to image, larger', { width: 256, height: 256, scale: 2, image }],
  ['enlargement', { width: 256, height: 256, image: { ...image, strength: 0 } }],
];

const open = (options: Parameters<typeof bench>[0] = {}) =>
  bench({ pack: fakePackage({ encodesImages: true }), ...options });

describe('a picture that starts from a picture', () => {
  for (const residency of ['keep', 'release'] as const) {
    it.each(KINDS)(`keeps what progress promises, ${residency}: %s`, async (_name, changes) => {
      const { engine } = await open({ residency, onDevice: true });
      for (let round = 0; round < 2; round++) {
        const { progress, result } = await paint(engine, changes);
        expect(result.bitmap.width).toBe(changes.width ?? 128);
        const stages = progress.map(({ stage }) => stage);
        expect(stages).toEqual([...stages].sort((a, b) => STAGES.indexOf(a) - STAGES.indexOf(b)));
        expect(stages.includes('prior')).toBe(changes.image!.strength > 0);
        for (const stage of new Set(stages)) {
          const steps = progress.filter((step) => step.stage === stage);
          expect(new Set(steps.map(({ total }) => total)).size).toBe(1);
          expect(steps.at(-1)!.done).toBe(steps[0]!.total);
        }
      }
    });
  }

  it('leaves no tensor behind', async () => {
    const { engine } = await open({ onDevice: true, residency: 'release' });
    const prior = { ...request.prior, steps: 20 };
    const run = () => paint(engine, { prior, image: { ...image, strength: 1, mask } });
    await run();
    const before = liveTensors();
    await run();
    // Per step: time, coefficients, noise; the rest is a handful of inputs. No outputs and no latents.
    expect(liveTensors() - before).toBeLessThan(3 * 23 + 20);
  });

  it('denoises from its strength: fewer steps the more is kept', async () => {
    const { engine } = await open();
    const stepsAt = async (strength: number) => {
      const { progress } = await paint(engine, { image: { ...image, strength } });
      return progress.find(({ stage }) => stage === 'prior')?.total ?? 0;
    };
    expect(await Promise.all([1, 0.81, 0.6, 0.1, 0].map(stepsAt))).toEqual([5, 4, 3, 1, 0]);
  });

  it('is another one for another picture, strength or mask, and the same for the same', async () => {
    const { engine } = await open();
    const paintBytes = async (changes: Partial<GenerateRequest>) => {
      const { result } = await paint(engine, changes);
      return Buffer.from(result.bitmap.rgba).toString('base64');
    };
    const kinds = KINDS.filter(([name]) => name !== 'from noise').map(([, changes]) => changes);
    const first = await Promise.all(kinds.map(paintBytes));
    expect(new Set(first).size).toBe(kinds.length);
    expect(await Promise.all(kinds.map(paintBytes))).toEqual(first);
  });

  it('leaves what is not painted anew as it is, to the last bit', async () => {
    const { engine } = await open();
    const { result } = await paint(engine, { image: { ...image, mask, feather: 0 } });
    result.bitmap.rgba.forEach((value, i) => {
      if (mask.data[i >> 2] === 0) expect(value).toBe(image.bitmap.rgba[i]);
    });
  });

  it('can be cancelled while it is encoded', async () => {
    const abort = new AbortController();
    const { engine } = await open({
      onRun: ({ name }) => {
        if (name === 'compressor') abort.abort();
      },
    });
    const painting = engine.generate({ ...request, image }, abort.signal, () => undefined);
    expect(await painting).toEqual({ kind: 'cancelled' });
  });

  it('is painted again in float32 where an encoder gives NaN', async () => {
    const pack = fakePackage({ encodesImages: true, arithmetics: ['f16', 'f32'] });
    const { engine } = await bench({
      pack,
      float16: true,
      spoil: ({ name, arithmetic }) =>
        name === 'compressor' && arithmetic === 'f16' ? NaN : undefined,
    });
    expect((await paint(engine, { image })).restarts).toEqual(['float32']);
  });
});

describe('a picture is encoded by itself', () => {
  const { signal } = new AbortController();

  it('to the clean latent that a picture starts from, between pictures', async () => {
    const { engine, backends } = await open();
    const [latent, picture] = await Promise.all([
      engine.encode(image.bitmap, signal),
      paint(engine, { image: { ...image, strength: 0 }, wantLatents: true }),
    ]);
    expect(latent).toEqual(picture.result.latents!.prior);
    expect(latent).toMatchObject({ channels: 16, width: 3, height: 3 });
    expect(backends[0]!.log.filter((line) => line === 'create compressor')).toHaveLength(1);
  });

  it('in float32 where float16 gives NaN', async () => {
    const pack = fakePackage({ encodesImages: true, arithmetics: ['f16', 'f32'] });
    const { engine } = await bench({
      pack,
      float16: true,
      spoil: ({ name, arithmetic }) =>
        name === 'compressor' && arithmetic === 'f16' ? NaN : undefined,
    });
    const { data } = await engine.encode(image.bitmap, signal);
    expect(data.every(Number.isFinite)).toBe(true);
  });

  it('or refused, by a model without encoders and at a size that it does not paint', async () => {
    const { engine } = await bench();
    const { message } = await failureOf(engine.encode(image.bitmap, signal));
    expect(message).toMatch(/paints from words only/);
    const other = await open();
    const wrong = await failureOf(other.engine.encode(bitmap(100, 128), signal));
    expect(wrong).toMatchObject({ code: 'bad-request' });
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(other.engine.encode(image.bitmap, stopped)).rejects.toThrow('stopped');
  });
});

describe('the encoders of pictures', () => {
  it('are not read before a picture needs them', async () => {
    const { engine, pack, backends } = await open();
    await paint(engine);
    await engine.prepare({ ...request, prompt: 'another' }, new AbortController().signal);
    expect(pack.reads.filter((path) => /compressor|vqgan-encode/.test(path))).toEqual([]);
    await paint(engine, { image });
    expect(backends[0]!.log).toContain('create compressor');
    expect(backends[0]!.log).not.toContain('create vqgan-encode');
    await paint(engine, { image: { ...image, mask } });
    expect(backends[0]!.log.filter((line) => line === 'create compressor')).toHaveLength(1);
    expect(backends[0]!.log).toContain('run vqgan-encode');
  });

  it('go when they have run, where stages go one by one', async () => {
    const { engine, backends } = await open({ residency: 'release' });
    await paint(engine, { image: { ...image, mask } });
    const { log } = backends[0]!;
    expect(log.indexOf('release compressor')).toBeLessThan(log.indexOf('create vqgan-encode'));
    expect(log.indexOf('release vqgan-encode')).toBeLessThan(log.indexOf('create prior-condition'));
  });
});

describe('a request with a picture', () => {
  const wrong: [string, Partial<GenerateRequest>, RegExp][] = [
    [
      'strength',
      { image: { ...image, strength: 1.2 } },
      /strength to be from 0 to 1; received 1.2/,
    ],
    ['strength', { image: { ...image, strength: NaN } }, /strength .* received NaN/],
    ['feather', { image: { ...image, mask, feather: -1 } }, /feather .* received -1/],
    ['size', { image: { ...image, bitmap: bitmap(256, 128) } }, /128x128; received 256x128/],
    [
      'bytes',
      { image: { ...image, bitmap: { ...bitmap(128, 128), rgba: new Uint8ClampedArray(4) } } },
      /65536 bytes; received 4/,
    ],
    ['enlarged', { width: 256, height: 256, image }, /256x256; received 128x128/],
    [
      'four times',
      { width: 512, height: 512, image: { ...image, strength: 0 } },
      /down to half .* received 128x128/,
    ],
    [
      'mask',
      { image: { ...image, mask: { ...mask, width: 64, height: 256 } } },
      /mask to be 128x128; received 64x256/,
    ],
    [
      'empty mask',
      { image: { ...image, mask: { ...mask, data: new Uint8ClampedArray(128 * 128) } } },
      /painted anew; received none/,
    ],
  ];
  wrong.push(
    ['scale', { scale: 3 as 2 }, /scale to be one of 1.5, 2; received 3/],
    ['composed size', { width: 256, height: 384, scale: 2 }, /received 128x192/],
    [
      'mask of a larger one',
      { width: 256, height: 256, scale: 2, image: { ...image, mask } },
      /mask to be absent where the picture is enlarged/,
    ],
    [
      'start of a larger one',
      { width: 256, height: 256, scale: 2, image: { ...image, bitmap: bitmap(256, 256) } },
      /bitmap to be 128x128; received 256x256/,
    ],
  );
  it.each(wrong)('is refused by what is wrong with it: %s', async (_name, changes, message) => {
    const { engine } = await open();
    const failure = await failureOf(paint(engine, changes));
    expect(failure.code).toBe('bad-request');
    expect(failure.message).toMatch(message);
  });

  it('is refused by a model without encoders', async () => {
    const { engine } = await bench();
    const failure = await failureOf(paint(engine, { image }));
    expect(failure).toMatchObject({ code: 'bad-request' });
    expect(failure.message).toMatch(/paints from words only/);
  });
});
