import { encode } from 'fast-png';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseManifest } from '../../src/package/manifest.ts';
import { withPngText } from '../../src/share/png.ts';
import { describeSettings, flagsLike, readSettingsOf } from './like.ts';

const manifest = parseManifest(
  JSON.parse(readFileSync('public/models/builtin/manifest.json', 'utf8')),
);
const folder = mkdtempSync(join(tmpdir(), 'like-'));
afterAll(() => rmSync(folder, { recursive: true }));

const png = Uint8Array.from(encode({ width: 1, height: 1, data: new Uint8Array(4) }));
function file(name: string, content: Uint8Array | string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}
const pictureOf = (text: string) => file('picture.png', withPngText(png, 'parameters', text));

test('the settings of another program, by their usual names', async () => {
  const json =
    '{"prompt":"a red house","seed":"9007199254740993","steps":30,"guidance_scale":4,"resolution":"(896, 1152)","sampler":"euler"}';
  expect(describeSettings(await readSettingsOf(pictureOf(json)))).toEqual({
    ...{ program: 'Fooocus', prompt: 'a red house', seed: '9007199254740993' },
    ...{ steps: 30, guidance: 4, width: 896, height: 1152, model: null, modelName: null },
    notTaken: [{ key: 'sampler', value: 'euler', reason: 'expected one of DDPM, DDIM, DPM++ 2M' }],
  });
});

test('a text beside a picture is read, too', async () => {
  const path = file('a.txt', 'a red house\nSteps: 3, Seed: 5, Size: 256x256');
  expect((await readSettingsOf(path)).settings).toMatchObject({ seed: '5', width: 256 });
});

test.each([
  ['missing.png', null, 'no such file'],
  ['plain.png', png, 'holds no settings'],
  ['half.png', png.slice(0, 40), 'is damaged'],
  ['a.bin', Uint8Array.of(1, 2, 3), 'holds no settings'],
])('%s: said by name', async (name, content, words) => {
  const path = content === null ? join(folder, name) : file(name, content);
  await expect(readSettingsOf(path)).rejects.toThrow(words);
});

test('what the package lacks is replaced, and said', async () => {
  const lines: string[] = [];
  const text =
    'a red house\nSteps: 999, Sampler: Euler a, CFG scale: 99, Seed: -1, Size: 500x700, Model: sd';
  const flags = flagsLike(await readSettingsOf(pictureOf(text)), manifest, (line) =>
    lines.push(line),
  );
  const { maxSteps, maxGuidance } = manifest.prior.sampling;
  expect(flags).toMatchObject({ prompt: 'a red house', steps: maxSteps, guidance: maxGuidance });
  expect(flags).not.toHaveProperty('seed');
  expect(flags.completion).toBe(false);
  expect(flags.size!.width % 16).toBe(0);
  const said = lines.join('\n');
  for (const words of [
    'Euler a',
    'random seed',
    'no 500x700',
    '999 steps',
    'guidance 99',
    '“sd”',
  ]) {
    expect(said).toContain(words);
  }
});
