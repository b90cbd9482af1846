import { Command, Option } from 'commander';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  type ImageInput,
  type Progress,
} from '../../src/protocol/engine.ts';
import { readBatch } from '../generate/batch.ts';
import { describeSettings, flagsLike, readSettingsOf } from '../generate/like.ts';
import { readPictureInput, type PictureInputFlags } from '../generate/picture-input.ts';
import { requestFrom, type PictureFlags } from '../generate/request.ts';
import { assertWritable, writeResult } from '../generate/write-result.ts';
import { createNodeEngine, type NodeProvider } from '../node/engine.ts';
import {
  decimal,
  digits,
  enlargement,
  phrases,
  pictureSize,
  wholeNumber,
} from './generate-values.ts';

/** Paints pictures from the command line: `npm run generate -- --help`. */

interface Flags extends PictureFlags, PictureInputFlags {
  seed?: string;
  out: string;
  package: string;
  provider: NodeProvider;
  latents?: string;
  batch?: string;
  settingsOf?: string;
  like?: string;
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
  .option('--settings-of <file>', 'print the settings in a picture of any program as JSON')
  .option('--like <file>', 'paint with the settings in a picture; other options count before them')
  .action(run);

async function run(given: Flags, command: Command): Promise<void> {
  if (given.settingsOf !== undefined) {
    console.log(JSON.stringify(describeSettings(await readSettingsOf(given.settingsOf)), null, 2));
    return;
  }
  const manifest = readManifest(given.package);
  const flags = given.like === undefined ? given : await likeAnother(given, manifest, command);
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

/** The settings in a picture where the command line says nothing. */
async function likeAnother(given: Flags, manifest: Manifest, command: Command): Promise<Flags> {
  const reading = await readSettingsOf(given.like!);
  const said = Object.entries(given).filter(
    ([name]) => command.getOptionValueSource(name) !== 'default',
  );
  const { strength, ...like } = flagsLike(reading, manifest, (line) => console.error(line));
  // Of a start picture a file has the strength only.
  const isFromPicture = given.image !== undefined && strength !== undefined;
  if (strength !== undefined && !isFromPicture && given.reconstruct === undefined) {
    console.error('It was painted from another picture: give that one with --image FILE.');
  }
  const flags = { ...given, ...like, ...(isFromPicture && { strength }) };
  return { ...flags, ...(Object.fromEntries(said) as Partial<Flags>) };
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
