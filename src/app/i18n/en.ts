import { comparison } from './en/comparison.ts';
import { conversion } from './en/conversion.ts';
import { describe } from './en/describe.ts';
import { device } from './en/device.ts';
import { draw } from './en/draw.ts';
import { failure } from './en/failure.ts';
import { form } from './en/form.ts';
import { larger } from './en/larger.ts';
import { models } from './en/models.ts';
import { pictures } from './en/pictures.ts';
import { prompt } from './en/prompt.ts';
import { run } from './en/run.ts';
import { share } from './en/share.ts';
import { shell } from './en/shell.ts';
import { start } from './en/start.ts';

/** Every word a person reads. Another language is another folder of the type `Texts`. */
export const english = {
  /** Between `7` and `5`. */
  decimalSign: '.',
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

export type Texts = typeof english;
