import { under, type Case } from './cases.ts';

const node = (class_type: string, inputs: Record<string, unknown>) => ({ class_type, inputs });
const sampler = {
  ...{ seed: 7, steps: 20, cfg: 8, sampler_name: 'euler', scheduler: 'normal', denoise: 1 },
  ...{ model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] },
};
const plain = {
  '3': node('KSampler', sampler),
  '4': node('CheckpointLoaderSimple', { ckpt_name: 'sd15.safetensors' }),
  '5': node('EmptyLatentImage', { width: 512, height: 768, batch_size: 1 }),
  '6': node('CLIPTextEncode', { text: 'a red house', clip: ['4', 1] }),
  '7': node('CLIPTextEncode', { text: 'fog', clip: ['4', 1] }),
  '8': node('VAEDecode', { samples: ['3', 0], vae: ['4', 2] }),
  '9': node('SaveImage', { filename_prefix: 'ComfyUI', images: ['8', 0] }),
};
const read = {
  ...{ prompt: 'a red house', negative: 'fog', seed: '7', steps: 20, guidance: 8 },
  ...{ width: 512, height: 768 },
};
const rest = { program: 'ComfyUI', model: 'sd15.safetensors' };
const euler = 'sampler_name: euler';

/** ComfyUI's graphs, as the server ran them (`prompt`) and as the editor saves them (`workflow`). */
export const COMFY_CASES: Case[] = [
  under('prompt', 'ComfyUI, as it begins', plain, read, { ...rest, left: [euler] }),
  under(
    'prompt',
    'a seed beyond 2^53, and NaN, which is no JSON',
    JSON.stringify({ ...plain, '8': { ...plain['8'], is_changed: ['?'] } })
      .replace('"?"', 'NaN')
      .replace('"seed":7', '"seed":18446744073709551615'),
    { ...read, seed: '18446744073709551615' },
    { ...rest, left: [euler] },
  ),
  under(
    'prompt',
    'through ControlNet and other nodes, primitives and LoRAs',
    {
      ...plain,
      '3': node('KSampler', {
        ...{ ...sampler, seed: ['20', 0], steps: ['21', 0], sampler_name: 'ddim' },
        ...{ model: ['10', 0], positive: ['11', 0], negative: ['11', 1] },
      }),
      '6': node('CLIPTextEncode', { text: ['22', 0], clip: ['4', 1] }),
      '10': node('LoraLoader', { lora_name: 'ink.safetensors', model: ['4', 0], clip: ['4', 1] }),
      '11': node('ControlNetApplyAdvanced', {
        positive: ['12', 0],
        negative: ['7', 0],
        strength: 1,
      }),
      '12': node('ConditioningSetArea', { conditioning: ['6', 0], width: 64, height: 64 }),
      '20': node('Seed (rgthree)', { seed: 7 }),
      '21': node('PrimitiveInt', { value: 20 }),
      '22': node('ShowText', { text: ['23', 0] }),
      '23': node('PrimitiveStringMultiline', { value: 'a red house' }),
    },
    { ...read, solver: 'ddim' },
    { ...rest, left: ['LoRA: ink.safetensors'] },
  ),
  under(
    'prompt',
    'KSamplerAdvanced with a refiner behind it',
    {
      ...plain,
      '3': node('KSamplerAdvanced', {
        ...sampler,
        seed: undefined,
        noise_seed: 7,
        add_noise: 'enable',
      }),
      '30': node('KSamplerAdvanced', {
        ...sampler,
        noise_seed: 99,
        steps: 40,
        latent_image: ['3', 0],
      }),
    },
    read,
    { ...rest, left: [euler] },
  ),
  under(
    'prompt',
    'SamplerCustomAdvanced',
    {
      ...plain,
      '3': node('SamplerCustomAdvanced', {
        ...{ noise: ['40', 0], guider: ['41', 0], sampler: ['42', 0], sigmas: ['43', 0] },
        latent_image: ['5', 0],
      }),
      '40': node('RandomNoise', { noise_seed: 7 }),
      '41': node('CFGGuider', { cfg: 8, model: ['4', 0], positive: ['6', 0], negative: ['7', 0] }),
      '42': node('KSamplerSelect', { sampler_name: 'euler' }),
      '43': node('BasicScheduler', { scheduler: 'normal', steps: 20, denoise: 1, model: ['4', 0] }),
    },
    read,
    { ...rest, left: [euler] },
  ),
  under(
    'prompt',
    'from a picture',
    {
      ...plain,
      '3': node('KSampler', { ...sampler, denoise: 0.6, latent_image: ['50', 0] }),
      '50': node('VAEEncode', { pixels: ['51', 0], vae: ['4', 2] }),
      '51': node('LoadImage', { image: 'me.png' }),
    },
    { prompt: 'a red house', negative: 'fog', seed: '7', steps: 20, guidance: 8, strength: 0.6 },
    { ...rest, left: [euler] },
  ),
  under(
    'prompt',
    'a computed seed and combined prompts are named',
    {
      ...plain,
      '3': node('KSampler', { ...sampler, seed: ['60', 0], positive: ['61', 0] }),
      '60': node('MathExpression', { a: ['62', 0], b: ['62', 0], expression: 'a + b' }),
      '61': node('ConditioningCombine', { conditioning_1: ['6', 0], conditioning_2: ['63', 0] }),
      '62': node('PrimitiveInt', { value: 3 }),
      '63': node('CLIPTextEncode', { text: 'a tree', clip: ['4', 1] }),
    },
    {
      ...{ prompt: 'a red house, a tree', negative: 'fog', steps: 20, guidance: 8 },
      ...{ width: 512, height: 768 },
    },
    { ...rest, left: [euler, 'seed: ', 'positive: '] },
  ),
  under(
    'prompt',
    'two samplers that differ in their seeds',
    { ...plain, '70': node('KSampler', { ...sampler, seed: 8 }) },
    {
      ...{ prompt: 'a red house', negative: 'fog', steps: 20, guidance: 8 },
      ...{ width: 512, height: 768 },
    },
    { ...rest, left: [euler, 'seed: '] },
  ),
  under(
    'prompt',
    'no sampler',
    { '4': plain['4'] },
    {},
    { program: 'ComfyUI', left: ['KSampler: '] },
  ),
  under(
    'workflow',
    'the editor’s graph',
    {
      last_node_id: 9,
      nodes: [
        {
          ...{ id: 3, type: 'KSampler', mode: 0 },
          inputs: [
            { name: 'model', type: 'MODEL', link: 1 },
            { name: 'positive', type: 'CONDITIONING', link: 2 },
            { name: 'negative', type: 'CONDITIONING', link: 3 },
            { name: 'latent_image', type: 'LATENT', link: 4 },
            { name: 'seed', type: 'INT', link: 5, widget: { name: 'seed' } },
          ],
          widgets_values: [1, 'randomize', 20, 8, 'euler', 'normal', 1],
        },
        { id: 4, type: 'CheckpointLoaderSimple', widgets_values: ['sd15.safetensors'] },
        { id: 5, type: 'EmptyLatentImage', widgets_values: [512, 768, 1] },
        { id: 6, type: 'CLIPTextEncode', widgets_values: ['a red house'] },
        { id: 7, type: 'CLIPTextEncode', widgets_values: ['fog'] },
        { id: 8, type: 'PrimitiveNode', widgets_values: [7, 'fixed'] },
        { id: 9, type: 'Reroute', inputs: [{ name: '', type: '*', link: 6 }] },
      ],
      links: [
        [1, 4, 0, 3, 0, 'MODEL'],
        [2, 9, 0, 3, 1, 'CONDITIONING'],
        [3, 7, 0, 3, 2, 'CONDITIONING'],
        [4, 5, 0, 3, 3, 'LATENT'],
        [5, 8, 0, 3, 4, 'INT'],
        [6, 6, 0, 9, 0, '*'],
      ],
    },
    read,
    { ...rest, left: [euler] },
  ),
  {
    name: 'settings in words count before a graph',
    texts: [
      ['prompt', JSON.stringify(plain)],
      ['parameters', 'a blue house\nSteps: 3, Seed: 5, Size: 64x64'],
    ],
    want: { prompt: 'a blue house', steps: 3, seed: '5', width: 64, height: 64 },
  },
];
