import { Command, InvalidArgumentError, Option } from 'commander';
import { encode } from 'fast-png';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { completedPrompt } from '../../src/package/completion.ts';
import {
  parseManifest,
  PRESETS,
  SCHEDULES,
  SOLVERS,
  type Manifest,
} from '../../src/package/manifest.ts';
import {
  ENLARGEMENTS,
  type Engine,
  type Enlargement,
  type GenerateResult,
  type ImageInput,
  type Latent,
  type Progress,
} from '../../src/protocol/engine.ts';
import { completionField } from '../../src/share/fields.ts';
import { pngWithSettings } from '../../src/share/picture-file.ts';
import { version } from '../../package.json';
import { readBatch } from '../generate/batch.ts';
import { readPictureInput, type PictureInputFlags } from '../generate/picture-input.ts';
import { requestFrom, type PictureFlags } from '../generate/request.ts';
import { createNodeEngine, type NodeProvider } from '../node/engine.ts';
import { writeSafetensors } from '../node/safetensors.ts';

/** Paints pictures from the command line: `npm run generate -- --help`. */

interface Flags extends PictureFlags, PictureInputFlags {
  seed?: string;
  out: string;
  package: string;
  provider: NodeProvider;
  latents?: string;
  batch?: string;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number.');
  }
  return value;
}

function digits(text: string): string {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 0.');
  return text;
}

function phrases(text: string): string[] {
  const read = completionField.read(text, 'link');
  if (!read?.completion?.length) {
    throw new InvalidArgumentError('Expected phrases separated by commas.');
  }
  return read.completion;
}

function enlargement(text: string): Enlargement {
  const scale = ENLARGEMENTS.find((each) => each === Number(text));
  if (scale === undefined) {
    throw new InvalidArgumentError(`Expected ${ENLARGEMENTS.join(' or ')}.`);
  }
  return scale;
}

function pictureSize(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Expected WIDTHxHEIGHT in pixels, such as 512x512.');
  return { width: Number(match[1]), height: Number(match[2]) };
}

export const generateCommand = new Command('generate')
  .description('Paint a picture with a model package')
  .option('--prompt <text>', 'what the picture should show', '')
  .option('--negative <text>', 'what it should leave out', '')
  .option('--seed <number>', 'same seed, same picture (default: random, and printed)', digits)
  .option('--size <WxH>', "size in pixels (default: the package's)", pictureSize)
  .option(
    '--scale <number>',
    `paint it larger than it is composed: ${ENLARGEMENTS.join(' or ')}`,
    enlargement,
  )
  .option('--out <file>', 'PNG to write', 'picture.png')
  .addOption(
    new Option('--preset <name>', 'quality: more steps take longer')
      .choices(PRESETS)
      .default('standard'),
  )
  .option(
    '--completion <phrases>',
    'phrases added to the prompt, separated by commas (default: chosen by the package)',
    phrases,
  )
  .option('--no-completion', 'add nothing to the prompt')
  .option('--steps <number>', 'Stage C steps', wholeNumber)
  .option('--guidance <scale>', 'Stage C guidance; 1 or less turns it off', decimal)
  .addOption(new Option('--schedule <name>', 'Stage C schedule').choices(SCHEDULES))
  .addOption(new Option('--solver <name>', 'Stage C solver').choices(SOLVERS))
  .option('--decoder-steps <number>', 'Stage B steps', wholeNumber)
  .addOption(new Option('--decoder-schedule <name>', 'Stage B schedule').choices(SCHEDULES))
  .option('--decoder-guidance <scale>', 'Stage B guidance; 1 or less turns it off', decimal)
  .addOption(new Option('--decoder-solver <name>', 'Stage B solver').choices(SOLVERS))
  .option(
    '--image <file>',
    'PNG to start from; the size is then its own, as near as the model paints',
  )
  .option(
    '--strength <number>',
    'how much of it is painted anew, from 0 to 1 (default: 0.6)',
    decimal,
  )
  .option(
    '--mask <file>',
    'PNG as large as the picture: what is white is painted anew, the rest stays',
  )
  .option('--feather <pixels>', 'width of the seam around the mask (default: 8)', decimal)
  .option(
    '--reconstruct <file>',
    'PNG to encode and decode again; with --size it is resized before',
  )
  .option('--package <dir>', 'model package', 'public/models/builtin')
  .addOption(
    new Option('--provider <name>', 'what runs the networks')
      .choices(['cpu', 'webgpu'])
      .default('cpu'),
  )
  .option('--latents <file>', 'also save the latents of Stages C and B (safetensors)')
  .option(
    '--batch <file>',
    'paint many pictures, one JSON object per line: {"prompt", "seed", "out", "negative"?, "completion"?}',
  )
  .action(run);

async function run(flags: Flags): Promise<void> {
  const manifest = readManifest(flags.package);
  const jobs = flags.batch
    ? readBatch(flags.batch).map((line) => ({ ...flags, ...line }))
    : [flags];
  const isReconstruction = flags.reconstruct !== undefined;
  const picture = readPictureInput(flags, manifest, flags.size);
  if (!isReconstruction && jobs.some(({ prompt }) => !prompt.trim())) {
    throw new Error(
      'Nothing to paint: give a prompt with --prompt "...", or many with --batch FILE.',
    );
  }
  for (const { out, latents } of jobs) {
    assertWritable(out);
    if (latents) assertWritable(latents);
  }
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  const engine = createNodeEngine(flags.provider);
  try {
    await engine.open(flags.package);
    for (const job of jobs) {
      const given = {
        ...job,
        ...(picture && { size: picture.size }),
        // Nothing is to be added to what is there.
        ...(isReconstruction && { completion: job.completion ?? false }),
      };
      if (!(await paint(engine, given, manifest, picture?.input, controller.signal))) break;
    }
  } finally {
    await engine.close();
  }
}

/** Paints and writes one picture; false where it was cancelled. */
async function paint(
  engine: Engine,
  flags: Flags,
  manifest: Manifest,
  image: ImageInput | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const seed = flags.seed ?? randomBytes(4).readUInt32LE().toString();
  const request = {
    ...requestFrom(flags, manifest, seed),
    ...(image && { image }),
    wantLatents: flags.latents !== undefined,
  };
  if (request.prompt !== flags.prompt) console.error(`Prompt read as: ${request.prompt}`);
  if (request.completion) console.error(`Added to the prompt: ${request.completion.join(', ')}`);
  const { dropped } = await engine.countTokens(completedPrompt(request));
  if (dropped) console.error(`Prompt too long. The model will not read: ${dropped}`);
  const result = await engine.generate(request, signal, showProgress());
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (result.kind === 'cancelled') {
    console.error('Cancelled. Nothing was written.');
    process.exitCode = 130;
    return false;
  }
  await writeResult(flags, result, manifest);
  const seconds = Object.values(result.timesMs).reduce((sum, ms) => sum + ms, 0) / 1000;
  console.error(
    `${flags.out}: ${request.width}x${request.height}, seed ${seed}, ${seconds.toFixed(1)} s`,
  );
  return true;
}

function readManifest(folder: string): Manifest {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) {
    throw new Error(
      `${path}: no model package found. Export one with "npm run models -- export", or choose one with --package.`,
    );
  }
  return parseManifest(JSON.parse(readFileSync(path, 'utf8')));
}

/** Found out before the painting, not after it. */
function assertWritable(path: string): void {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`${path} cannot be written: the folder ${folder} does not exist.`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`${path} cannot be written: it is a folder.`);
  }
}

/** One line that is written over on a terminal, one line per stage elsewhere. */
function showProgress(): (progress: Progress) => void {
  let lastStage = '';
  return (progress) => {
    if (progress.stage === 'restart') {
      lastStage = '';
      console.error(`\nbegins again: ${progress.reason}`);
      return;
    }
    const { stage, done, total } = progress;
    if (process.stderr.isTTY) {
      const part = Math.round((100 * done) / total);
      process.stderr.write(`\r${stage.padEnd(8)} ${String(part).padStart(3)} %`);
    } else if (stage !== lastStage) {
      lastStage = stage;
      console.error(stage);
    }
  };
}

async function writeResult(
  flags: Flags,
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
