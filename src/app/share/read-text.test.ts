import { expect, test } from 'vitest';
import { writeLink } from '../../share/link.ts';
import { readSettingsText } from './read-text.ts';

const PARAMETERS =
  'a cat on a roof\nNegative prompt: rain\nSteps: 2, Sampler: DDIM, CFG scale: 7, Seed: 99, Size: 256x256';

test('what programs write into a picture is read, line by line', () => {
  expect(readSettingsText(`\r\n${PARAMETERS.replaceAll('\n', '\r\n')}\n`)?.settings).toEqual({
    prompt: 'a cat on a roof',
    negative: 'rain',
    seed: '99',
    width: 256,
    height: 256,
    prior: { steps: 2, solver: 'ddim', guidance: 7 },
  });
});

test.each(['', 'https://x.test/app/', 'https://x.test/app/?model=y'])(
  'a link is read, at %j too',
  (page) => {
    const link = page + writeLink({ prompt: 'a house', seed: '7' });
    expect(readSettingsText(` ${link}\n`)?.settings).toEqual({ prompt: 'a house', seed: '7' });
  },
);

test.each([
  '',
  'a house',
  'Steps: 20',
  'a house\nsteps leading to the door, red',
  'https://x.test/#pictures',
  `look: ${writeLink({ prompt: 'a house' })}`,
  `${PARAMETERS}\nand some more words`,
])('%j is no settings', (text) => expect(readSettingsText(text)).toBeNull());
