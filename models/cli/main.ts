import { Command, InvalidArgumentError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { PRECISIONS, type Precision } from '../../src/exporter/weights/precision.ts';
import { ANY, VARIANTS, type Variant } from '../../src/exporter/weights/variants.ts';
import type { GraphEntry } from '../../src/package/manifest.ts';
import { EngineError } from '../../src/protocol/engine.ts';
import { checkHost } from '../host/check.ts';
import { describeProgress } from '../hub/progress.ts';
import { inspect } from '../inspect/inspect.ts';
import { readAbout } from '../node/about.ts';
import { exportPackage, type ExportProgress } from '../node/export.ts';
import { assertPlace } from '../node/place.ts';
import { pack } from '../pack/pack.ts';
import { reportNetworks, reportPictures } from '../precision/report.ts';
import { checkpointFolder, defaultCache, defaultPullOptions, pull } from '../hub/pull.ts';
import { reportPreviews } from '../preview/report.ts';
import { writeRandomCheckpoints } from '../random/checkpoint.ts';
import { runSteps } from '../run/steps.ts';
import { verifyPackage, type VerifyOptions } from '../verify/verify.ts';
import { generateCommand } from './generate.ts';
import { parseSize } from './size.ts';
import { onTerminal } from './terminal.ts';

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

const variantOption = () =>
  new Option(
    '--variant <name>',
    'prefer weights of this variant (default: the smallest lossless one)',
  ).choices(VARIANTS);

/** Downloads at a time. */
const PARALLEL = 4;

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text))
    throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return Number(text);
}

interface ReportFlags {
  width: number;
  depth: number;
  side: number;
  prior?: string;
  decoder?: string;
  about?: string;
}

type VerifyFlags = Omit<VerifyOptions, 'folder'> & { package: string };

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

const program = new Command('models').description(
  'Download checkpoints; export, inspect, verify, pack and run model packages',
);

program
  .command('export')
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

program
  .command('pull <repositories...>')
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

interface PackFlags {
  out?: string;
  keepNames?: boolean;
  about?: string;
  catalogue?: string;
  address?: string;
}

program
  .command('pack <dir>')
  .description(
    'Verify a package and prepare it for web hosting (content-based names, piece hashes)',
  )
  .option('--out <dir>', 'where to write it; if omitted, the package is only verified')
  .option('--keep-names', 'keep file names, and with them the graphs, as they are')
  .option('--about <file>', 'about.json with a new name, limits, prompts and defaults')
  .option(
    '--catalogue <file>',
    "a site's models/catalogue.json; adds or updates the package's entry",
  )
  .option('--address <text>', 'with --catalogue: where the package will be hosted')
  .action(async (folder: string, { about, ...flags }: PackFlags) => {
    const onProgress = onTerminal(describeProgress);
    const described = about === undefined ? {} : { about: readAbout(about) };
    console.log(await pack({ folder, ...flags, ...described, onProgress }));
  });

program
  .command('check <address>')
  .description('Check that a web host serves a package in a way that pages can download')
  .option('--site <url>', 'page that will download it (default: a page on another site)')
  .option('--full', 'download and verify every byte')
  .action(async (address: string, flags: { site?: string; full?: boolean }) => {
    const onProgress = onTerminal(describeProgress);
    const { passed, report } = await checkHost({ address, ...flags, onProgress });
    console.log(report);
    if (!passed) process.exitCode = 1;
  });

interface RandomFlags {
  out: string;
  configs: string;
  dtype: 'f32' | 'f16' | 'bf16';
  sharded?: boolean;
  seed: number;
}

/** As large as the libraries make them. */
const SHARD_BYTES = 2e9;

program
  .command('random')
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

program
  .command('inspect <dirs...>')
  .description('List the networks of packages or checkpoints: parameters, bytes, multiply-adds')
  .option('--size <WxH>', 'picture size in pixels')
  .action(async (dirs: string[], flags: { size?: string }) => {
    const tables: string[] = [];
    for (const dir of dirs) tables.push(await inspect(dir, flags.size));
    console.log(tables.join('\n\n'));
  });

interface RunFlags {
  package: string;
  size: string[];
  network: string[];
  attention: GraphEntry['attention'];
}

program
  .command('run')
  .description(
    'Load and run every network of a package once on the CPU, and report time and memory',
  )
  .requiredOption('--package <dir>', 'the package')
  .option('--size <WxH...>', 'picture sizes in pixels', ['512x512'])
  .option('--network <name...>', 'only these networks', [])
  .addOption(
    new Option('--attention <kind>', 'which graphs to run')
      .choices(['fused', 'decomposed', 'chunked'])
      .default('fused'),
  )
  .action(({ package: folder, size: sizes, network: networks, attention }: RunFlags) => {
    const onLine = (line: string) => console.log(line);
    if (!runSteps({ folder, sizes, networks, attention, onLine })) process.exitCode = 1;
  });

program
  .command('precision-report')
  .description(
    'Report what lower precision costs, per network on heavy-tailed weights or in pictures',
  )
  .option('--width <number>', 'channels per network', wholeNumber, 256)
  .option('--depth <number>', 'layers per network', wholeNumber, 2)
  .option('--prior <dir>', 'with --decoder: compare pictures of this checkpoint instead')
  .option('--decoder <dir>')
  .option('--side <pixels>', 'width and height of a picture', wholeNumber, 256)
  .option('--about <file>', 'about.json of the checkpoint, with its prompts')
  .action(async ({ prior, decoder, ...flags }: ReportFlags) => {
    if (!prior || !decoder) {
      console.log(await reportNetworks(flags.width, flags.depth));
      return;
    }
    const about = flags.about
      ? (JSON.parse(readFileSync(flags.about, 'utf8')) as { prompts?: string[] })
      : {};
    const prompts = about.prompts ?? ['a picture'];
    console.log(await reportPictures({ prior, decoder, prompts, about, side: flags.side }));
  });

program
  .command('preview-report')
  .description("Compare the live preview learned from a few pictures with the package's own")
  .option('--package <dir>', 'package whose example prompts are painted', 'public/models/builtin')
  .option('--size <WxH>', 'picture size in pixels', '512x512')
  .action(async ({ package: folder, size }: { package: string; size: string }) => {
    console.log(await reportPreviews({ folder, size: parseSize(size) }));
  });

program
  .command('verify')
  .description(
    'Compare a package with a record of what PyTorch computed (models/reference/record.py)',
  )
  .requiredOption('--package <dir>', 'the package')
  .requiredOption('--reference <file>', 'the record')
  .option('--tolerance <number>', 'largest relative error (default: by precision)', positive)
  .option('--min-psnr <dB>', 'smallest PSNR of a whole picture (default: by precision)', positive)
  .addOption(
    new Option('--provider <name>', 'what runs the networks')
      .choices(['cpu', 'webgpu'])
      .default('cpu'),
  )
  .action(async ({ package: folder, ...flags }: VerifyFlags) => {
    const { passed, report } = await verifyPackage({ folder, ...flags });
    console.log(report);
    if (!passed) process.exitCode = 1;
  });

program.addCommand(generateCommand);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof EngineError) {
    console.error(error.failure.message);
    console.error(error.failure.hint);
  } else {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exitCode = 1;
}
