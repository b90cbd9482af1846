import { areaAverage } from '../../src/diffusion/area-average.ts';
import type { LatentShape } from '../../src/diffusion/geometry.ts';
import {
  addPicture,
  emptySums,
  fitLatentToRgb,
  type LatentToRgb,
} from '../../src/diffusion/latent-to-rgb.ts';
import { projectPreview } from '../../src/engine/preview.ts';
import { table } from '../../src/verify/table.ts';
import { requestFrom } from '../generate/request.ts';
import { createNodeEngine } from '../node/engine.ts';
import { psnr, withoutAlpha } from '../../src/verify/compare.ts';

/** How good a preview is that was learned from few pictures, on pictures that taught it nothing. */

interface Sample {
  shape: LatentShape;
  /** Of Stage C after its last step, float32 [1, channels, height, width]. */
  latent: Float32Array;
  /** The finished picture in cells, [height * width][3], 0 to 1. */
  colours: Float64Array;
}

/** PSNR in dB of previews against the finished pictures in as many cells. */
export interface PreviewQuality {
  name: string;
  mean: number;
  worst: number;
}

export interface PreviewReport {
  folder: string;
  /** Pixels. */
  size: { width: number; height: number };
  /** Pictures, of the package's example prompts; default: one of each. */
  pictures?: number;
}

const TAUGHT_BY = [1, 2, 4, 8];

/** @throws Error where the package has fewer than two example prompts */
export async function measurePreviews(options: PreviewReport): Promise<PreviewQuality[]> {
  const { samples, own } = await paintSamples(options);
  if (samples.length < 2) {
    throw new Error(
      `Expected two example prompts or more in the package; it has ${samples.length}.`,
    );
  }
  const rows: PreviewQuality[] = [];
  for (const count of TAUGHT_BY.filter((count) => count < samples.length)) {
    const name = `learned from ${count} ${count === 1 ? 'picture' : 'pictures'}`;
    rows.push(quality(name, learnedQualities(samples, count)));
  }
  if (own)
    rows.push(
      quality(
        "the package's own",
        samples.map((sample) => against(sample, own)),
      ),
    );
  const flat = samples.map((sample) => against(sample, meanColour(sample)));
  return [...rows, quality("the picture's mean colour", flat)];
}

export async function reportPreviews(options: PreviewReport): Promise<string> {
  const rows = await measurePreviews(options);
  const dB = (value: number) => value.toFixed(1);
  return [
    `PSNR of previews in dB, pictures of ${options.size.width}x${options.size.height}`,
    ...table([
      ['preview', 'mean', 'worst'],
      ...rows.map(({ name, mean, worst }) => [name, dB(mean), dB(worst)]),
    ]),
  ].join('\n');
}

async function paintSamples({
  folder,
  size,
  pictures,
}: PreviewReport): Promise<{ samples: Sample[]; own: LatentToRgb | null }> {
  const engine = createNodeEngine('cpu');
  try {
    const { manifest } = await engine.open(folder);
    const samples: Sample[] = [];
    for (const [i, prompt] of manifest.prompts.slice(0, pictures).entries()) {
      const flags = { prompt, negative: '', size, preset: 'draft' as const };
      const request = { ...requestFrom(flags, manifest, String(i + 1)), wantLatents: true };
      const result = await engine.generate(request, new AbortController().signal, () => undefined);
      if (result.kind !== 'picture') throw new Error('Nobody has stopped this picture.');
      const { data, ...shape } = result.latents!.prior;
      samples.push({
        shape: shape as LatentShape,
        latent: data,
        colours: areaAverage(result.bitmap, shape.width, shape.height),
      });
    }
    return { samples, own: manifest.preview ?? null };
  } finally {
    await engine.close();
  }
}

/** Whichever picture comes first: of each run of `count` the previews of all others. */
function learnedQualities(samples: readonly Sample[], count: number): number[] {
  return samples.flatMap((_, start) => {
    const inTurn = [...samples.slice(start), ...samples.slice(0, start)];
    const sums = inTurn
      .slice(0, count)
      .reduce(
        (sums, { latent, colours }) => addPicture(sums, latent, colours),
        emptySums(inTurn[0]!.shape.channels),
      );
    return inTurn.slice(count).map((unseen) => against(unseen, fitLatentToRgb(sums)!));
  });
}

function against({ shape, latent, colours }: Sample, map: LatentToRgb): number {
  const expected = Uint8ClampedArray.from(colours, (colour) => colour * 255);
  return psnr(
    withoutAlpha(projectPreview(latent, shape, map).rgba),
    new Uint8Array(expected.buffer),
  );
}

/** What a preview would be that shows the right colour and no shape. */
function meanColour({ shape, colours }: Sample): LatentToRgb {
  const cells = colours.length / 3;
  const mean = (i: number) =>
    colours.reduce((sum, value, at) => (at % 3 === i ? sum + value / cells : sum), 0);
  return {
    weights: [0, 1, 2].map(() => Array<number>(shape.channels).fill(0)),
    bias: [0, 1, 2].map(mean),
  };
}

function quality(name: string, values: readonly number[]): PreviewQuality {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { name, mean, worst: Math.min(...values) };
}
