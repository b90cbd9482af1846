import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { reportNetworks, reportPictures } from '../precision/report.ts';
import { reportPreviews } from '../preview/report.ts';
import { wholeNumber } from './numbers.ts';
import { parseSize } from './size.ts';

/** The commands that measure what fewer bits, and what previews are worth. */

interface ReportFlags {
  width: number;
  depth: number;
  side: number;
  prior?: string;
  decoder?: string;
  about?: string;
}

export const precisionReportCommand = new Command('precision-report')
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

export const previewReportCommand = new Command('preview-report')
  .description("Compare the live preview learned from a few pictures with the package's own")
  .option('--package <dir>', 'package whose example prompts are painted', 'public/models/builtin')
  .option('--size <WxH>', 'picture size in pixels', '512x512')
  .action(async ({ package: folder, size }: { package: string; size: string }) => {
    console.log(await reportPreviews({ folder, size: parseSize(size) }));
  });
