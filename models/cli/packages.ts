import { Command, Option } from 'commander';
import type { GraphEntry } from '../../src/package/manifest.ts';
import { checkHost } from '../host/check.ts';
import { describeProgress } from '../hub/progress.ts';
import { inspect } from '../inspect/inspect.ts';
import { readAbout } from '../node/about.ts';
import { pack } from '../pack/pack.ts';
import { runSteps } from '../run/steps.ts';
import { verifyPackage, type VerifyOptions } from '../verify/verify.ts';
import { positive } from './numbers.ts';
import { onTerminal } from './terminal.ts';

/** The commands that look at packages, and make them ready for a host. */

interface PackFlags {
  out?: string;
  keepNames?: boolean;
  about?: string;
  catalogue?: string;
  address?: string;
}

interface RunFlags {
  package: string;
  size: string[];
  network: string[];
  attention: GraphEntry['attention'];
}

type VerifyFlags = Omit<VerifyOptions, 'folder'> & { package: string };

export const packCommand = new Command('pack')
  .argument('<dir>')
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

export const checkCommand = new Command('check')
  .argument('<address>')
  .description('Check that a web host serves a package in a way that pages can download')
  .option('--site <url>', 'page that will download it (default: a page on another site)')
  .option('--full', 'download and verify every byte')
  .action(async (address: string, flags: { site?: string; full?: boolean }) => {
    const onProgress = onTerminal(describeProgress);
    const { passed, report } = await checkHost({ address, ...flags, onProgress });
    console.log(report);
    if (!passed) process.exitCode = 1;
  });

export const inspectCommand = new Command('inspect')
  .argument('<dirs...>')
  .description('List the networks of packages or checkpoints: parameters, bytes, multiply-adds')
  .option('--size <WxH>', 'picture size in pixels')
  .action(async (dirs: string[], flags: { size?: string }) => {
    const tables: string[] = [];
    for (const dir of dirs) tables.push(await inspect(dir, flags.size));
    console.log(tables.join('\n\n'));
  });

export const runCommand = new Command('run')
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

export const verifyCommand = new Command('verify')
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
