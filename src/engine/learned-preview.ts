import * as v from 'valibot';
import { areaAverage } from '../diffusion/area-average.ts';
import {
  addPicture,
  emptySums,
  fitLatentToRgb,
  type LatentToRgb,
  type LatentToRgbSums,
} from '../diffusion/latent-to-rgb.ts';
import type { Manifest } from '../package/manifest.ts';
import { packageKey } from '../package/store/contents.ts';
import type { Bitmap, Latent } from '../protocol/engine.ts';

/** Where what was learned of one package is kept between visits. */
export interface PreviewStorage {
  /** What was written last, after JSON; null where there is nothing. */
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

const Numbers = v.array(v.pipe(v.number(), v.finite()));

const KeptSchema = v.object({
  version: v.literal(1),
  /** The package's content: another one of the same name has learned nothing yet. */
  package: v.string(),
  channels: v.number(),
  products: Numbers,
  colours: Numbers,
});

/**
 * The live preview of a package that comes without one: each finished picture teaches how its Stage C latent becomes
 * colours, so that there is a preview from the second on.
 */
export class LearnedPreview {
  private readonly storage: PreviewStorage | null;
  /** Null where the content cannot be told. */
  private readonly key: string | null;
  private sums: LatentToRgbSums;
  private learned: LatentToRgb | null;

  private constructor(key: string | null, storage: PreviewStorage | null, sums: LatentToRgbSums) {
    this.key = key;
    this.storage = storage;
    this.sums = sums;
    this.learned = fitLatentToRgb(sums);
  }

  /**
   * Goes on from what earlier visits have learned; without storage, or where it fails, from nothing.
   * @returns null for a package with a preview of its own, which is the better one
   */
  static async open(
    manifest: Manifest,
    storage: PreviewStorage | null,
  ): Promise<LearnedPreview | null> {
    if (manifest.preview) return null;
    const { channels } = manifest.prior;
    try {
      const key = await packageKey(manifest, JSON.stringify(manifest));
      const sums = readSums((await storage?.read()) ?? null, key, channels);
      return new LearnedPreview(key, storage, sums);
    } catch {
      // A browser that keeps nothing learns for as long as the package is open.
      return new LearnedPreview(null, null, emptySums(channels));
    }
  }

  /** Null until a picture has been painted. */
  get map(): LatentToRgb | null {
    return this.learned;
  }

  /** Takes some milliseconds. */
  learn({ channels, width, height, data }: Latent, picture: Bitmap): void {
    if (channels !== this.sums.channels) return;
    this.sums = addPicture(this.sums, data, areaAverage(picture, width, height));
    this.learned = fitLatentToRgb(this.sums);
  }

  /** Never fails: what cannot be kept is learned again. */
  async save(): Promise<void> {
    if (this.key === null) return;
    try {
      await this.storage?.write({ version: 1, package: this.key, ...this.sums });
    } catch {
      // Storage is full, or another tab writes right now.
    }
  }
}

function readSums(kept: unknown, key: string, channels: number): LatentToRgbSums {
  const empty = emptySums(channels);
  const { success, output } = v.safeParse(KeptSchema, kept);
  if (!success || output.package !== key || output.channels !== channels) return empty;
  const { products, colours } = output;
  const fits = products.length === empty.products.length && colours.length === empty.colours.length;
  return fits ? { channels, products, colours } : empty;
}
