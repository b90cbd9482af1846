import type { Texts } from './en.ts';
import { comparison } from './de/comparison.ts';
import { conversion } from './de/conversion.ts';
import { describe } from './de/describe.ts';
import { device } from './de/device.ts';
import { draw } from './de/draw.ts';
import { failure } from './de/failure.ts';
import { form } from './de/form.ts';
import { larger } from './de/larger.ts';
import { models } from './de/models.ts';
import { pictures } from './de/pictures.ts';
import { prompt } from './de/prompt.ts';
import { run } from './de/run.ts';
import { share } from './de/share.ts';
import { shell } from './de/shell.ts';
import { start } from './de/start.ts';

/** German. It says "du", and keeps the words that people here know in English: Prompt, Seed, Guidance. */
export const german: Texts = {
  decimalSign: ',',
  ...shell,
  ...prompt,
  ...form,
  ...run,
  ...pictures,
  ...models,
  comparison,
  conversion,
  describe,
  ...device,
  ...share,
  failure,
  larger,
  start,
  draw,
};
