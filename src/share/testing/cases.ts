import type { SharedSettings } from '../settings.ts';

/** A text as a program writes it into a picture, and what shall be read. */
export interface Case {
  name: string;
  /** PNG texts by keyword, several of one keyword among them. */
  texts: [keyword: string, text: string][];
  /** All that is taken, nothing beside it; guidance, steps and solver are Stage C's. */
  want: Pick<SharedSettings, 'prompt' | 'negative' | 'seed' | 'width' | 'height' | 'strength'> &
    NonNullable<SharedSettings['prior']>;
  program?: string;
  model?: string;
  /** What is named as not taken: `key: value`. */
  left?: string[];
}

/** With AUTOMATIC1111's text alone. */
export const a1111 = (
  name: string,
  text: string,
  want: Case['want'],
  rest: Partial<Case> = {},
) => ({
  name,
  texts: [['parameters', text]] as Case['texts'],
  want,
  ...rest,
});

/** With a text under one keyword. */
export const under = (
  keyword: string,
  name: string,
  value: unknown,
  want: Case['want'],
  rest: Partial<Case> = {},
): Case => ({
  name,
  texts: [[keyword, typeof value === 'string' ? value : JSON.stringify(value)]],
  want,
  ...rest,
});
