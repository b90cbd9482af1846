import { encode } from 'fast-png';
import { statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Manifest } from '../../src/package/manifest.ts';
import type { GenerateResult, Latent } from '../../src/protocol/engine.ts';
import { pngWithSettings } from '../../src/share/picture-file.ts';
import { version } from '../../package.json';
import { writeSafetensors } from '../node/safetensors.ts';

/** Paths of the files to write. */
interface Destination {
  out: string;
  latents?: string;
}

/** Found out before the painting, not after it. */
export function assertWritable(path: string): void {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`${path} cannot be written: the folder ${folder} does not exist.`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`${path} cannot be written: it is a folder.`);
  }
}

/** The picture with its settings inside, as the page saves it, and the latents where they are asked for. */
export async function writeResult(
  flags: Destination,
  { bitmap, latents, request }: Extract<GenerateResult, { kind: 'picture' }>,
  { id, name }: Manifest,
): Promise<void> {
  const pixels = encode({
    width: bitmap.width,
    height: bitmap.height,
    data: bitmap.rgba,
    channels: 4,
    depth: 8,
  });
  // With its settings inside, as the page saves it.
  const file = new Blob([new Uint8Array(pixels)], { type: 'image/png' });
  const png = await (await pngWithSettings(file, request, id, name, version)).bytes();
  await writeWhole(flags.out, (path) => writeFile(path, png));
  if (flags.latents && latents) {
    const tensor = ({ channels, height, width, data }: Latent) => ({
      shape: [channels, height, width],
      data,
    });
    const tensors = new Map([
      ['prior', tensor(latents.prior)],
      ['decoder', tensor(latents.decoder)],
    ]);
    await writeWhole(flags.latents, (path) => writeSafetensors(path, tensors));
  }
}

/** Under a temporary name until it is whole. */
async function writeWhole(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const partial = `${path}.partial-${process.pid}`;
  try {
    await write(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
