import { describe, expect, it } from 'vitest';
import { areaAverage } from '../diffusion/area-average.ts';
import { addPicture, emptySums, fitLatentToRgb } from '../diffusion/latent-to-rgb.ts';
import type { Bitmap, Progress } from '../protocol/engine.ts';
import type { PreviewStorage } from './learned-preview.ts';
import { bench, paint, request } from './testing/bench.ts';
import { fakePackage } from './testing/fake-package.ts';

/** As a converted package is. */
function withoutPreview() {
  const pack = fakePackage();
  delete pack.manifest.preview;
  return pack;
}

/** Keeps JSON, as a disk does. */
function memory(text: string | null = null): PreviewStorage & { text: string | null } {
  const storage = {
    text,
    read: () =>
      Promise.resolve(storage.text === null ? null : (JSON.parse(storage.text) as unknown)),
    write: async (value: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      storage.text = JSON.stringify(value);
    },
  };
  return storage;
}

const previewsIn = (progress: readonly Progress[]): Bitmap[] =>
  progress.flatMap((step) => (step.stage === 'prior' && step.preview ? [step.preview] : []));

const wantPreview = true;

describe('a package without a preview', () => {
  it('has one from its second picture on', async () => {
    const { engine } = await bench({ pack: withoutPreview() });
    const first = await paint(engine, { wantPreview });
    expect(previewsIn(first.progress)).toEqual([]);
    const second = await paint(engine, { wantPreview, seed: '8' });
    const previews = previewsIn(second.progress);
    expect(previews).toHaveLength(request.prior.steps);
    for (const { width, height, rgba } of previews) {
      expect([width, height, rgba.length]).toEqual([3, 3, 36]);
    }
    const unasked = await paint(engine, { seed: '9' });
    expect(previewsIn(unasked.progress)).toEqual([]);
  });

  it('learns from pictures that want none', async () => {
    const { engine } = await bench({ pack: withoutPreview() });
    await paint(engine);
    expect(previewsIn((await paint(engine, { wantPreview })).progress)).not.toEqual([]);
  });

  it('learns nothing from what is only prepared or stopped', async () => {
    const { engine } = await bench({ pack: withoutPreview() });
    expect(await engine.prepare(request, new AbortController().signal)).not.toBeNull();
    const stop = new AbortController();
    await engine.generate(request, stop.signal, ({ stage }) => {
      if (stage === 'decoder') stop.abort();
    });
    expect(previewsIn((await paint(engine, { wantPreview })).progress)).toEqual([]);
  });

  it('paints the same with a preview as without', async () => {
    const { engine } = await bench({ pack: withoutPreview() });
    const before = await paint(engine, { wantPreview });
    const after = await paint(engine, { wantPreview });
    expect(previewsIn(after.progress)).not.toEqual([]);
    expect(Buffer.from(after.result.bitmap.rgba)).toEqual(Buffer.from(before.result.bitmap.rgba));
  });
});

describe('what was learned', () => {
  it('is the sums over the pictures so far, and there again after a visit', async () => {
    const storage = memory();
    const pack = withoutPreview();
    const { engine } = await bench({ pack, previewStorage: storage });
    let sums = emptySums(16);
    for (const seed of ['7', '8']) {
      const { result } = await paint(engine, { seed, wantLatents: true });
      const { width, height, data } = result.latents!.prior;
      sums = addPicture(sums, data, areaAverage(result.bitmap, width, height));
    }
    await engine.close();
    expect(JSON.parse(storage.text!)).toMatchObject({ version: 1, ...sums });
    expect(fitLatentToRgb(sums)).not.toBeNull();

    const later = await bench({ pack, previewStorage: storage });
    expect(previewsIn((await paint(later.engine, { wantPreview })).progress)).not.toEqual([]);
  });

  it.each<[string, (kept: Record<string, unknown>) => unknown]>([
    ['another package', (kept) => ({ ...kept, package: 'fake-0000000000000000' })],
    ['a later version', (kept) => ({ ...kept, version: 2 })],
    ['another number of channels', (kept) => ({ ...kept, channels: 4 })],
    ['too few sums', (kept) => ({ ...kept, products: [1, 2, 3] })],
    ['no numbers', (kept) => ({ ...kept, colours: Array(51).fill(null) })],
    ['nothing', () => null],
  ])('of %s is not believed', async (_name, change) => {
    const storage = memory();
    const first = await bench({ pack: withoutPreview(), previewStorage: storage });
    await paint(first.engine);
    await first.engine.close();
    const kept = JSON.parse(storage.text!) as Record<string, unknown>;
    const changed = memory(JSON.stringify(change(kept)));
    const { engine } = await bench({ pack: withoutPreview(), previewStorage: changed });
    expect(previewsIn((await paint(engine, { wantPreview })).progress)).toEqual([]);
    await engine.close();
    expect(JSON.parse(changed.text!)).toEqual(kept);
  });

  it('lasts as long as the package is open where nothing can be kept', async () => {
    const refuse = () => Promise.reject(new Error('no storage'));
    const { engine } = await bench({
      pack: withoutPreview(),
      previewStorage: { read: refuse, write: refuse },
    });
    await paint(engine);
    expect(previewsIn((await paint(engine, { wantPreview })).progress)).not.toEqual([]);
  });

  it('is neither asked for nor kept where the package has a preview', async () => {
    const asked: string[] = [];
    const previewStorage: PreviewStorage = {
      read: () => Promise.resolve(asked.push('read')),
      write: () => Promise.resolve(void asked.push('write')),
    };
    const { engine, pack } = await bench({ previewStorage });
    await paint(engine);
    const own = previewsIn((await paint(engine, { wantPreview })).progress);
    await engine.close();
    expect(asked).toEqual([]);
    const fresh = await bench({ pack });
    expect(previewsIn((await paint(fresh.engine, { wantPreview })).progress)).toEqual(own);
  });
});
