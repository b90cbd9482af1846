import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { readPngSettings } from './picture-file.ts';
import { withPngText } from './png.ts';
import { COMFY_CASES } from './testing/cases-comfy.ts';
import { INFOTEXT_CASES } from './testing/cases-infotext.ts';
import { JSON_CASES } from './testing/cases-json.ts';

const png = Uint8Array.from(encode({ width: 1, height: 1, data: new Uint8Array(4) }));
const cases = [...INFOTEXT_CASES, ...JSON_CASES, ...COMFY_CASES];

test.each(cases.map((each) => [each.name, each] as const))(
  '%s',
  async (_, { texts, want, program, model, left = [] }) => {
    // The last one is put first into the file.
    const file = texts.reduceRight(
      (bytes, [keyword, text]) => withPngText(bytes, keyword, text),
      png,
    );
    const reading = await readPngSettings(file);
    const { prior, ...settings } = reading!.settings;
    expect({ ...settings, ...prior }).toEqual(want);
    expect(reading!.program).toBe(program);
    if (model !== undefined) expect(reading!.modelName).toBe(model);
    const named = reading!.problems.map(({ key, value }) => `${key}: ${value}`);
    expect(named.toSorted()).toEqual(left.toSorted());
  },
);
