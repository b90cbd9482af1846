import { a1111, under, type Case } from './cases.ts';

const LINE = 'Steps: 12, Sampler: DDPM, CFG scale: 3, Seed: 9, Size: 512x512';
const READ = {
  steps: 12,
  solver: 'ddpm',
  guidance: 3,
  seed: '9',
  width: 512,
  height: 512,
} as const;
const house = { prompt: 'a red house', ...READ };

/** Texts in AUTOMATIC1111's manner, in all the shapes in which they go around. */
export const INFOTEXT_CASES: Case[] = [
  a1111(
    'the settings are not on the last line',
    'epic cottage\nNegative prompt: fog\nSteps: 20, Sampler: DDIM, CFG scale: 7, Seed: 1, Size: 512x512\nTemplate: epic {a|b}\nNegative Template: fog',
    {
      ...{ prompt: 'epic cottage', negative: 'fog', steps: 20, solver: 'ddim', guidance: 7 },
      ...{ seed: '1', width: 512, height: 512 },
    },
  ),
  a1111(
    'a template of several lines follows',
    `a red house\n${LINE}\nTemplate: a {red|blue} house\nwith a garden`,
    house,
  ),
  a1111(
    'all on one line',
    'a robot Negative prompt: (x:0.8) Steps: 20, Sampler: Euler a, CFG scale: 5.5, Seed: 42, Size: 768x512',
    {
      ...{ prompt: 'a robot', negative: '(x:0.8)', steps: 20, guidance: 5.5, seed: '42' },
      ...{ width: 768, height: 512 },
    },
    { left: ['Sampler: Euler a'] },
  ),
  a1111(
    'dots for line ends',
    'a red house.,.Negative prompt: fog.Steps: 20, Sampler: DDPM, CFG scale: 4, Seed: 7',
    {
      ...{ prompt: 'a red house.,', negative: 'fog', steps: 20, solver: 'ddpm' },
      ...{ guidance: 4, seed: '7' },
    },
  ),
  a1111('commas for line ends', `a red house, by the sea, ${LINE}`, {
    ...house,
    prompt: 'a red house, by the sea',
  }),
  a1111('line ends written out', `a red house\\nNegative prompt: fog\\n${LINE}`, {
    ...house,
    negative: 'fog',
  }),
  a1111('line ends as HTML', `a red house<br>Negative prompt: fog<br/>${LINE}`, {
    ...house,
    negative: 'fog',
  }),
  a1111('on one line, a colon in the prompt', `portrait: a red house ${LINE}`, {
    ...house,
    prompt: 'portrait: a red house',
  }),
  a1111(
    'the negative prompt alone has lost its line end',
    `a red house Negative prompt: fog\n${LINE}`,
    {
      ...house,
      negative: 'fog',
    },
  ),
  a1111('carriage returns', `a red house\r\nNegative prompt: fog\r\n${LINE}\r\n`, {
    ...house,
    negative: 'fog',
  }),
  a1111(
    'no settings, though the last line looks like pairs',
    'a quiet room\nlighting: soft, mood: calm, style: ink, palette: warm',
    { prompt: 'a quiet room\nlighting: soft, mood: calm, style: ink, palette: warm' },
  ),
  a1111(
    'no settings, though a pair has the name of one',
    'a quiet room\nsize: large, mood: calm, seed: a poppy, style: ink',
    { prompt: 'a quiet room\nsize: large, mood: calm, seed: a poppy, style: ink' },
  ),
  a1111('settings without Steps', 'a red house\nSampler: DDIM, CFG scale: 7, Seed: 5', {
    ...{ prompt: 'a red house', solver: 'ddim', guidance: 7, seed: '5' },
  }),
  a1111(
    'other spellings of the keys',
    'a red house\nnegative prompt: fog\nsteps: 20, sampler: DDIM, CFG Scale: 7, seed: 5, width: 640, height: 512',
    {
      ...{ prompt: 'a red house', negative: 'fog', steps: 20, solver: 'ddim', guidance: 7 },
      ...{ seed: '5', width: 640, height: 512 },
    },
  ),
  a1111(
    'a pair a line',
    'Prompt: a red house\nSteps: 20\nSampler: DDIM\nSeed: 5\nSize: 640 x 512',
    { prompt: 'a red house', steps: 20, solver: 'ddim', seed: '5', width: 640, height: 512 },
  ),
  a1111('a NUL at the end', `a red house\n${LINE}\0`, house),
  a1111(
    'a seed beyond 2^53',
    'a red house\nSteps: 12, Sampler: DDPM, CFG scale: 3, Seed: 6687881544318117707, Size: 512x512',
    { ...house, seed: '6687881544318117707' },
  ),
  a1111(
    'a random seed',
    'a red house\nSteps: 12, Sampler: DDPM, CFG scale: 3, Seed: -1, Size: 512x512',
    {
      ...{ prompt: 'a red house', steps: 12, solver: 'ddpm', guidance: 3 },
      ...{ width: 512, height: 512 },
    },
    { left: ['Seed: -1'] },
  ),
  a1111(
    'LoRAs',
    `a red house <lora:ink:0.8> <lyco:fog light:1> <lora:ink:0.2>\n${LINE}, Lora hashes: "ink: 12, fog light: 34", Version: v1.9.4`,
    { ...house, prompt: 'a red house <lora:ink:0.8> <lyco:fog light:1> <lora:ink:0.2>' },
    { left: ['LoRA: ink', 'LoRA: fog light'] },
  ),
  a1111(
    'Civitai',
    `a red house\n${LINE}, Clip skip: 2, Created Date: 2026-05-01T03:22:12.1Z, Civitai resources: [{"type":"checkpoint","modelVersionId":1,"modelName":"Big, one"},{"type":"lora","weight":0.8,"modelName":"ink"}], Civitai metadata: {}`,
    house,
    { model: 'Big, one', left: ['LoRA: ink'] },
  ),
  a1111('Forge', `a red house\n${LINE}, Version: f2.0.1v1.10.1-previous`, house, {
    program: 'Forge',
  }),
  a1111('SD.Next', `a red house\n${LINE}, App: SD.Next, Version: 2f4a`, house, {
    program: 'SD.Next',
  }),
  {
    name: 'several texts, of which one says something',
    texts: [
      ['parameters', 'None'],
      ['parameters', ''],
      ['parameters', `a red house\n${LINE}`],
    ],
    want: house,
  },
  {
    name: 'parameters is None, the comment has the text',
    texts: [
      ['parameters', 'None'],
      ['Comment', `a red house\n${LINE}`],
    ],
    want: house,
  },
  under('UserComment', 'another keyword', `a red house\n${LINE}`, house),
];
