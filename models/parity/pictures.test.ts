import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composed, feathered, type Mask } from '../../src/diffusion/mask.ts';
import { normalised, planesOverWhite, resizedPlanes } from '../../src/diffusion/pixels.ts';
import { ENLARGEMENTS, type Engine, type GenerateRequest } from '../../src/protocol/engine.ts';
import { compare, psnr, withoutAlpha } from '../../src/verify/compare.ts';
import { createNodeEngine } from '../node/engine.ts';
import { SafetensorsFile } from '../node/safetensors.ts';
import { COMPRESSORS, exportReference, REFERENCE, type ReferenceCompressor } from './harness.ts';

/**
 * Pictures that start from a picture, against loops over the diffusers classes on the same checkpoint and seed
 * (`models/reference/pictures.py`).
 */

const CasesSchema = v.record(
  v.string(),
  v.object({
    prompt: v.string(),
    negative_prompt: v.string(),
    seed: v.number(),
    prior_num_inference_steps: v.number(),
    prior_guidance_scale: v.number(),
    num_inference_steps: v.number(),
    decoder_guidance_scale: v.number(),
    compressor: v.picklist(COMPRESSORS),
    height: v.number(),
    width: v.number(),
    picture_height: v.number(),
    picture_width: v.number(),
    strength: v.number(),
    mask: v.nullable(v.array(v.number())),
    words: v.boolean(),
    scale: v.nullable(v.picklist(ENLARGEMENTS)),
  }),
);
type Case = v.InferOutput<typeof CasesSchema>[string];

const cases = v.parse(
  CasesSchema,
  JSON.parse(readFileSync(`${REFERENCE}/golden/pictures.json`, 'utf8')),
);

const MIN_PSNR = 40;
const MAX_LATENT_ERROR = 1e-4;

describe('pictures from a picture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  const golden = new SafetensorsFile(`${REFERENCE}/golden/pictures.safetensors`);
  const engines = new Map<ReferenceCompressor, Engine>();

  beforeAll(async () => {
    for (const name of COMPRESSORS) {
      await exportReference(join(folder, name), 'f32', name);
      const engine = createNodeEngine('cpu');
      await engine.open(join(folder, name));
      engines.set(name, engine);
    }
  });
  afterAll(async () => {
    for (const engine of engines.values()) await engine.close();
    golden.close();
    rmSync(folder, { recursive: true });
  });

  const bytes = (name: string) => new Uint8ClampedArray(golden.readUint8(name).data);

  const requestFor = (name: string, args: Case): GenerateRequest => ({
    prompt: args.prompt,
    negative: args.negative_prompt,
    seed: String(args.seed),
    width: args.width,
    height: args.height,
    prior: {
      steps: args.prior_num_inference_steps,
      schedule: 'uniform',
      guidance: args.prior_guidance_scale,
      solver: 'ddpm',
    },
    decoder: {
      steps: args.num_inference_steps,
      schedule: 'uniform',
      guidance: args.decoder_guidance_scale,
      solver: 'ddpm',
    },
    ...(args.scale && { scale: args.scale }),
    ...(!args.words && {
      image: {
        bitmap: {
          width: args.picture_width,
          height: args.picture_height,
          rgba: bytes(`${name}.rgba`),
        },
        strength: args.strength,
        ...(args.mask && { mask: maskOf(name, args) }),
      },
    }),
    wantLatents: true,
  });

  const maskOf = (name: string, { width, height }: Case): Mask => ({
    width,
    height,
    data: bytes(`${name}.mask`),
  });

  const paint = async (name: string, args: Case) => {
    const { signal } = new AbortController();
    const request = requestFor(name, args);
    const result = await engines.get(args.compressor)!.generate(request, signal, () => undefined);
    if (result.kind !== 'picture') throw new Error('Expected a picture');
    return { ...result, request };
  };

  it.each(Object.entries(cases))('are those of the reference: %s', async (name, args) => {
    const { bitmap, latents, request } = await paint(name, args);
    const errorOf = (stage: 'prior' | 'decoder') =>
      compare(latents![stage].data, golden.read(`${name}.${stage}_latent`).data).relative;
    expect(bitmap).toMatchObject({ width: args.width, height: args.height });
    const painted = golden.readUint8(`${name}.image`).data;
    const expected = Uint8ClampedArray.from({ length: bitmap.rgba.length }, (_, i) =>
      i % 4 === 3 ? 255 : painted[3 * (i >> 2) + (i % 4)]!,
    );
    const whole = args.mask
      ? composed(request.image!.bitmap.rgba, expected, feathered(maskOf(name, args), 8))
      : expected;
    const ratio = psnr(withoutAlpha(bitmap.rgba), withoutAlpha(whole));
    if (process.env['SHOW_ERRORS']) {
      console.log(`${name}: ${ratio.toFixed(1)} dB, ${errorOf('prior')}, ${errorOf('decoder')}`);
    }
    expect(errorOf('prior')).toBeLessThan(MAX_LATENT_ERROR);
    expect(errorOf('decoder')).toBeLessThan(MAX_LATENT_ERROR);
    expect(ratio).toBeGreaterThan(MIN_PSNR);
  });

  it('keep every pixel beyond the feather bit for bit', async () => {
    const [name, args] = ['inpainting', cases['inpainting']!];
    const { bitmap, request } = await paint(name, args);
    const { bitmap: original, mask } = request.image!;
    const [left, top, right, bottom] = args.mask as [number, number, number, number];
    let [outside, changed] = [0, 0];
    for (let i = 0; i < bitmap.rgba.length; i++) {
      const [x, y] = [(i >> 2) % args.width, Math.floor((i >> 2) / args.width)];
      const isNear = x >= left - 8 && x < right + 8 && y >= top - 8 && y < bottom + 8;
      const isSame = bitmap.rgba[i] === original.rgba[i];
      if (!isNear) expect(isSame).toBe(true);
      if (!isNear) outside++;
      else if (!isSame && mask!.data[i >> 2]! > 0) changed++;
    }
    expect(outside).toBeGreaterThan(1000);
    expect(changed).toBeGreaterThan(1000);
  });

  it('have the same bytes twice', async () => {
    const args = cases['inpainting']!;
    const [first, second] = [await paint('inpainting', args), await paint('inpainting', args)];
    expect(Buffer.from(second.bitmap.rgba).equals(Buffer.from(first.bitmap.rgba))).toBe(true);
  });
});

describe('preprocessing', () => {
  const golden = new SafetensorsFile(`${REFERENCE}/golden/preprocess.safetensors`);
  afterAll(() => golden.close());

  it.each(['square', 'wide', 'other'])("is PyTorch's: %s", (name) => {
    const { shape, data } = golden.readUint8(`${name}.rgba`);
    const [height, width] = shape as [number, number];
    const seen = golden.read(`${name}.seen`);
    const [, , rows, columns] = seen.shape as [number, number, number, number];
    const planes = planesOverWhite({ width, height, rgba: data });
    const small = resizedPlanes(planes, { width, height }, { width: columns, height: rows });
    const how = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    const { maximum } = compare(normalised(small, how), seen.data);
    if (process.env['SHOW_ERRORS']) console.log(`${name}: ${maximum}`);
    expect(maximum).toBeLessThan(1e-4);
  });
});
