import type { Manifest } from '../package/manifest.ts';
import { RecordError, type RecordedCase, type ReferenceRecord } from './record.ts';

/** Sides by name; a number is what this model has, null any that is the same wherever the name stands. */
type Sides = Readonly<Record<string, number | null>>;

/**
 * Looks whether a record can be of this model, before anything is run.
 * @throws RecordError 'other-model' naming the tensor with what was expected and what it has; 'bad-record' where a
 *   whole picture's arguments are wrong
 */
export function assertFits(manifest: Manifest, record: ReferenceRecord): void {
  for (const recorded of record.cases) {
    const sides = sidesOf(manifest, recorded, record);
    const found = new Map<string, number>();
    for (const [io, names] of Object.entries(shapesOf(recorded.network))) {
      assertShape(record, `${recorded.name}.${io}`, names, sides, found);
    }
  }
}

/** Of each tensor, the names of its sides; in quotes of one's own, '3' is just that. */
function shapesOf(network: RecordedCase['network']): Record<string, readonly string[]> {
  const latent = ['B', 'channels', 'H', 'W'];
  const text = ['B', 'length', 'hidden'];
  switch (network) {
    case 'prior-text-encoder':
    case 'decoder-text-encoder':
      return { input_ids: ['B', 'length'], attention_mask: ['B', 'length'], text };
    case 'prior':
      return { x: latent, r: ['B'], text, eps: latent };
    case 'decoder':
      return {
        ...{ x: latent, r: ['B'], text, eps: latent },
        prior_latent: ['1', 'priorChannels', 'h', 'w'],
      };
    case 'vqgan':
      return { latent, image: ['B', 'height', 'width', '3'] };
    case 'compressor':
    case 'vqgan-encode':
      return { pixels: ['B', '3', 'height', 'width'], latent };
    case 'pipeline':
      return { image: ['height', 'width', '3'] };
  }
}

function sidesOf(manifest: Manifest, recorded: RecordedCase, record: ReferenceRecord): Sides {
  const { network, name } = recorded;
  const { textEncoders, geometry } = manifest;
  const stage = network.startsWith('prior') ? 'prior' : 'decoder';
  const { maxLength, hiddenSize } = textEncoders[stage];
  const { width, height } = network === 'pipeline' ? record.request(recorded) : PICTURE;
  if (network === 'compressor' || network === 'vqgan-encode') {
    if (!manifest.imageEncoders) {
      throw new RecordError(
        'other-model',
        `${record.place}: ${name} is of a model with encoders of pictures; this one has none`,
      );
    }
    const isCompressor = network === 'compressor';
    const [, , rows = 0, columns = 0] = record.shape(`${name}.latent`);
    const scale = isCompressor
      ? manifest.imageEncoders.compressor.pixelsPerCell
      : geometry.pixelsPerLatent;
    const { channels } = isCompressor ? manifest.prior : manifest.decoder;
    return { channels, height: rows * scale, width: columns * scale };
  }
  if (network === 'vqgan') {
    const [, , rows = 0, columns = 0] = record.shape(`${name}.latent`);
    const scale = geometry.pixelsPerLatent;
    return { channels: manifest.decoder.channels, height: rows * scale, width: columns * scale };
  }
  return {
    channels: manifest[stage].channels,
    priorChannels: manifest.prior.channels,
    length: maxLength,
    hidden: hiddenSize,
    width,
    height,
  };
}

const PICTURE = { width: null, height: null };

function assertShape(
  record: ReferenceRecord,
  tensor: string,
  names: readonly string[],
  sides: Sides,
  found: Map<string, number>,
): void {
  const shape = record.shape(tensor);
  const expected = names.map((name) =>
    /^\d+$/.test(name) ? Number(name) : (sides[name] ?? found.get(name) ?? name),
  );
  const fits =
    shape.length === names.length &&
    expected.every((side, i) => typeof side === 'string' || side === shape[i]);
  if (!fits) {
    throw new RecordError(
      'other-model',
      `${record.place}: ${tensor} has the shape [${shape.join(', ')}]; this model has [${expected.join(', ')}]`,
    );
  }
  names.forEach((name, i) => found.set(name, shape[i]!));
}
