import { Command, Option } from 'commander';
import { PRECISIONS, type Precision } from '../../src/exporter/weights/precision.ts';
import { ANY, VARIANTS, type Variant } from '../../src/exporter/weights/variants.ts';
import { describeProgress } from '../hub/progress.ts';
import { checkpointFolder, defaultCache, defaultPullOptions, pull } from '../hub/pull.ts';
import { readAbout } from '../node/about.ts';
import { exportPackage, type ExportProgress } from '../node/export.ts';
import { assertPlace } from '../node/place.ts';
import { writeRandomCheckpoints } from '../random/checkpoint.ts';
import { wholeNumber } from './numbers.ts';
import { onTerminal } from './terminal.ts';

/** The commands that get checkpoints and make packages of them. */

interface ExportFlags {
  prior: string;
  decoder: string;
  compressor?: string;
  out: string;
  precision: Precision;
  variant?: Variant;
  about?: string;
  cache: string;
}

interface PullFlags {
  to: string;
  revision?: string;
  variant?: Variant;
  parallel: number;
}

interface RandomFlags {
  out: string;
  configs: string;
  dtype: 'f32' | 'f16' | 'bf16';
  sharded?: boolean;
  seed: number;
}

const variantOption = () =>
  new Option(
    '--variant <name>',
    'prefer weights of this variant (default: the smallest lossless one)',
  ).choices(VARIANTS);

/** Downloads at a time. */
const PARALLEL = 4;

/** As large as the libraries make them. */
const SHARD_BYTES = 2e9;

export const exportCommand = new Command('export')
  .description('Export a diffusers-layout Würstchen checkpoint as a model package')
  .requiredOption(
    '--prior <dir>',
    'folder in the layout of warp-ai/wuerstchen-prior, or a repository on the Hub',
  )
  .requiredOption(
    '--decoder <dir>',
    'folder in the layout of warp-ai/wuerstchen, or a repository on the Hub',
  )
  .option(
    '--compressor <dir>',
    'folder in the layout of warp-ai/EfficientNetEncoder, or a repository on the Hub: the package can then start from pictures',
  )
  .requiredOption('--out <dir>', 'folder for the package; replaced once everything is written')
  .addOption(
    new Option('--precision <type>', 'how the large matrices are stored')
      .choices(PRECISIONS)
      .default('f32'),
  )
  .addOption(variantOption())
  .option('--about <file>', 'about.json with name, limits, prompts and defaults')
  .option('--cache <dir>', 'where repositories are downloaded to', defaultCache())
  .action(async ({ about, ...flags }: ExportFlags) => {
    // Before gigabytes are downloaded.
    assertPlace(flags.out);
    const folder = (given: string) =>
      checkpointFolder(given, flags.cache, () => defaultPullOptions(PARALLEL), flags);
    await exportPackage({
      ...flags,
      prior: await folder(flags.prior),
      decoder: await folder(flags.decoder),
      ...(flags.compressor && { compressor: await folder(flags.compressor) }),
      ...(about ? { about: readAbout(about) } : {}),
      onLine: (line) => console.error(line),
      onProgress: onTerminal((progress: ExportProgress) =>
        [describeProgress(progress), progress.tensor].join(', '),
      ),
    });
    console.log(`Package written to ${flags.out}`);
  });

export const pullCommand = new Command('pull')
  .argument('<repositories...>')
  .description('Download what an export needs from the Hugging Face Hub; run again to resume')
  .requiredOption('--to <dir>', 'parent folder; each repository gets a folder of its own name')
  .option('--revision <name>', 'branch, tag or commit (default: main; or owner/name@revision)')
  .addOption(variantOption())
  .option('--parallel <number>', 'files downloaded in parallel', wholeNumber, PARALLEL)
  .action(async (names: string[], { to, revision, variant, parallel }: PullFlags) => {
    const options = defaultPullOptions(parallel);
    const folders = await pull(names, to, options, revision, { ...ANY, variant });
    console.log(`Complete and verified: ${folders.join(', ')}`);
  });

export const randomCommand = new Command('random')
  .description(
    'Write checkpoints with random weights, in the layout and size of the published ones',
  )
  .requiredOption('--out <dir>', 'parent folder for wuerstchen-prior/ and wuerstchen/')
  .option('--configs <dir>', "the repositories' configs", 'models/published')
  .addOption(
    new Option('--dtype <type>', 'type of the weights')
      .choices(['f32', 'f16', 'bf16'])
      .default('f32'),
  )
  .option('--sharded', '2 GB shards with an index instead of one file per network')
  .option('--seed <number>', 'same seed, same weights', wholeNumber, 1)
  .action(async ({ sharded, ...flags }: RandomFlags) => {
    await writeRandomCheckpoints({
      ...flags,
      shardBytes: sharded ? SHARD_BYTES : null,
      onLine: (line) => console.error(line),
    });
  });
