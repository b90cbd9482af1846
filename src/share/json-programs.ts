import { isObject, type JsonObject } from './json.ts';

/** By what programs' JSON is known: one of these keys, or a value that begins with the program's name. */
const MARKS: Record<string, string[]> = {
  SwarmUI: ['sui_image_params'],
  InvokeAI: ['positive_prompt', 'rand_device', 'model_weights', 'generation_mode'],
  'Draw Things': ['uc', 'c'],
  NovelAI: [
    'v4_prompt',
    'uncond_scale',
    'cfg_rescale',
    'request_type',
    'ucPreset',
    'qualityToggle',
  ],
  Fooocus: [
    ...['fooocus_v2_expansion', 'Fooocus V2 Expansion', 'adm_guidance', 'performance'],
    ...['Performance', 'metadata_scheme', 'base_model_hash'],
  ],
  'Easy Diffusion': [
    ...['use_stable_diffusion_model', 'used_random_seed', 'vram_usage_level'],
    ...['num_outputs', 'stream_progress_updates'],
  ],
  diffusers: ['_class_name', '_diffusers_version', 'num_inference_steps'],
};
const NEEDS_ALL = new Set(['Draw Things']);

/** Keys under which programs name themselves. */
const NAMING = ['software', 'program', 'app', 'app_name', 'app_id', 'generator', 'version'];
const KNOWN: [RegExp, string][] = [
  [/^RuinedFooocus/i, 'RuinedFooocus'],
  [/^Fooocus/i, 'Fooocus'],
  [/invoke-?ai/i, 'InvokeAI'],
  [/^NovelAI/i, 'NovelAI'],
  [/^SD\.?Next/i, 'SD.Next'],
  [/^Draw ?Things/i, 'Draw Things'],
  [/^Easy ?Diffusion/i, 'Easy Diffusion'],
  [/^ComfyUI/i, 'ComfyUI'],
  [/^Swarm/i, 'SwarmUI'],
];

/** The program that wrote an object; null where it is not known. */
export function jsonProgram(json: JsonObject): string | null {
  for (const key of NAMING) {
    const named = json[key];
    const known = typeof named === 'string' && KNOWN.find(([begin]) => begin.test(named));
    if (known) return known[1];
  }
  for (const [program, keys] of Object.entries(MARKS)) {
    const has = (key: string) => Object.hasOwn(json, key);
    if (NEEDS_ALL.has(program) ? keys.every(has) : keys.some(has)) return program;
  }
  // Fooocus writes `(896, 1152)`, as Python does.
  const { resolution } = json;
  if (typeof resolution === 'string' && /^\(\d+, \d+\)$/.test(resolution)) return 'Fooocus';
  const { reqBody } = json;
  if (isObject(reqBody)) return 'Easy Diffusion';
  const software = json['software'] ?? json['app'] ?? json['program'];
  return typeof software === 'string' && software !== '' ? software.slice(0, 40) : null;
}
