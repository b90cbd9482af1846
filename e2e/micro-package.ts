import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A Würstchen with random weights, small enough for a software GPU. */
export const MICRO_FOLDER = '.cache/e2e/micro';
const ABOUT = '.cache/e2e/micro-about.json';
const CHECKPOINT = 'models/reference/checkpoint';

const PREVIEW_CHANNELS = 16;
const previewRow = (phase: number) =>
  Array.from({ length: PREVIEW_CHANNELS }, (_, i) => 0.1 * Math.sin(i + phase));

const about = {
  id: 'micro',
  name: 'Micro',
  description: 'Random weights for tests: it paints noise.',
  limits: ['It cannot paint anything at all.'],
  prompts: ['a red house', 'a sailboat on the sea'],
  preview: { weights: [previewRow(0), previewRow(2), previewRow(4)], bias: [0.5, 0.5, 0.5] },
  sampling: {
    prior: { schedule: 'uniform', steps: 3, maxSteps: 60 },
    decoder: { steps: 2, maxSteps: 60 },
  },
  presets: {
    draft: { prior: { steps: 2 }, decoder: { steps: 1 } },
    standard: {},
    fine: { prior: { steps: 6 }, decoder: { steps: 4 } },
  },
  // Only lighthouses are completed, so that the other tests' prompts are read as they are.
  completion: [
    {
      kind: 'place',
      named: ['sea', 'lake'],
      phrases: [
        { phrase: 'by the sea', when: ['lighthouse'], labels: { en: 'by the sea', de: 'am Meer' } },
      ],
    },
    {
      kind: 'style',
      named: ['ink'],
      phrases: [
        {
          phrase: 'storybook illustration',
          when: ['lighthouse'],
          labels: { en: 'Storybook', de: 'Bilderbuch' },
        },
      ],
    },
  ],
  size: { defaultWidth: 256, defaultHeight: 256, maxSide: 768 },
};

/** Playwright's global setup: exports the micro package from the reference checkpoint. */
export default function exportMicroPackage(): void {
  mkdirSync(dirname(ABOUT), { recursive: true });
  writeFileSync(ABOUT, JSON.stringify(about));
  execFileSync(
    process.execPath,
    [
      ...['--import', 'tsx', 'models/cli/main.ts', 'export', '--precision', 'f32'],
      ...['--prior', `${CHECKPOINT}/prior`, '--decoder', `${CHECKPOINT}/decoder`],
      ...['--out', MICRO_FOLDER, '--about', ABOUT],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}
