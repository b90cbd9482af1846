import { Command, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { exportPackage } from './export.ts';
import { inspectPackage } from './inspect.ts';
import type { StoredType } from './onnx/data-file.ts';

interface ExportFlags {
  prior: string;
  decoder: string;
  out: string;
  precision: StoredType;
  about?: string;
}

const program = new Command('models').description('Exports and inspects model packages');

program
  .command('export')
  .description('Export a diffusers-layout Würstchen checkpoint as a model package')
  .requiredOption('--prior <dir>', 'folder laid out as warp-ai/wuerstchen-prior')
  .requiredOption('--decoder <dir>', 'folder laid out as warp-ai/wuerstchen')
  .requiredOption('--out <dir>', 'the package; replaced when everything has been written')
  .addOption(
    new Option('--precision <type>', 'stored type of the matrices')
      .choices(['f32', 'f16'])
      .default('f32'),
  )
  .option('--about <file>', 'about.json with name, limits, prompts and defaults')
  .action(async ({ about, ...flags }: ExportFlags) => {
    await exportPackage({
      ...flags,
      ...(about ? { about: JSON.parse(readFileSync(about, 'utf8')) as unknown } : {}),
      onProgress: (line) => console.log(line),
    });
    console.log(`Package written to ${flags.out}`);
  });

program
  .command('inspect <dir>')
  .description("A package's networks: parameters, bytes, multiply-adds")
  .option('--size <WxH>', 'picture size in pixels')
  .action((dir: string, flags: { size?: string }) => {
    console.log(inspectPackage(dir, flags.size));
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
