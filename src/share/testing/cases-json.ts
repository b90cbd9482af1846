import { under, type Case } from './cases.ts';

/** JSON of other programs. */
export const JSON_CASES: Case[] = [
  under(
    'parameters',
    'Fooocus',
    '{"prompt":"a red house","negative_prompt":"fog","resolution":"(896, 1152)","seed":"1337","steps":30,"guidance_scale":4}',
    {
      ...{ prompt: 'a red house', negative: 'fog', steps: 30, guidance: 4, seed: '1337' },
      ...{ width: 896, height: 1152 },
    },
    { program: 'Fooocus' },
  ),
  under(
    'parameters',
    'Fooocus 2.5, in full',
    {
      ...{ adm_guidance: '(1.5, 0.8, 0.3)', base_model: 'juggernautXL_v8', sampler: 'dpmpp_2m' },
      ...{ created_by: '', clip_skip: 2, loras: [['offset.safetensors', 0.1, 'aa']] },
      ...{ lora_combined_1: 'offset.safetensors : 0.1', metadata_scheme: 'fooocus' },
      ...{ negative_prompt: '', performance: 'Speed', prompt: 'a red house', sharpness: 2 },
      ...{ refiner_model: 'None', resolution: '(1152, 896)', scheduler: 'karras', steps: 30 },
      ...{ guidance_scale: 4.0, seed: '7', version: 'Fooocus v2.5.5' },
    },
    {
      ...{ prompt: 'a red house', steps: 30, guidance: 4, seed: '7', solver: 'dpm++2m' },
      ...{ width: 1152, height: 896 },
    },
    { program: 'Fooocus', model: 'juggernautXL_v8', left: ['LoRA: offset.safetensors'] },
  ),
  under(
    'parameters',
    'RuinedFooocus',
    {
      ...{ Prompt: 'a red house', Negative: 'fog', steps: 30, cfg: 8, width: 1024, height: 512 },
      ...{ seed: 7, sampler_name: 'dpmpp_2m_sde_gpu', base_model_name: 'sdxl.safetensors' },
      ...{ loras: [], software: 'RuinedFooocus' },
    },
    {
      ...{ prompt: 'a red house', negative: 'fog', steps: 30, guidance: 8, seed: '7' },
      ...{ width: 1024, height: 512 },
    },
    {
      ...{ program: 'RuinedFooocus', model: 'sdxl.safetensors' },
      left: ['sampler_name: dpmpp_2m_sde_gpu'],
    },
  ),
  under(
    'parameters',
    'SwarmUI, with a seed beyond 2^53',
    '{"sui_image_params":{"prompt":"a red house","negativeprompt":"fog","model":"OfficialSDXL","seed":9007199254740993,"steps":20,"cfgscale":7.5,"aspectratio":"1:1","width":1024,"height":768,"sampler":"ddim","loras":["ink"],"loraweights":["0.8"],"swarm_version":"0.9.5"},"sui_extra_data":{"date":"2026-05-01"}}',
    {
      ...{ prompt: 'a red house', negative: 'fog', steps: 20, guidance: 7.5, solver: 'ddim' },
      ...{ seed: '9007199254740993', width: 1024, height: 768 },
    },
    { program: 'SwarmUI', model: 'OfficialSDXL', left: ['LoRA: ink'] },
  ),
  under(
    'invokeai_metadata',
    'InvokeAI',
    '{"positive_prompt":"a red house","negative_prompt":"fog","width":832,"height":1216,"seed":1554095076,"cfg_scale":15,"steps":50,"scheduler":"euler"}',
    {
      ...{ prompt: 'a red house', negative: 'fog', steps: 50, guidance: 15 },
      ...{ seed: '1554095076', width: 832, height: 1216 },
    },
    { program: 'InvokeAI', left: ['scheduler: euler'] },
  ),
  under(
    'invokeai_metadata',
    'InvokeAI 4, from a picture, with LoRAs',
    {
      ...{ app_version: '4.2.9', generation_mode: 'img2img', positive_prompt: 'a red house' },
      ...{ negative_prompt: '', width: 512, height: 512, seed: 1, cfg_scale: 5, steps: 9 },
      ...{ scheduler: 'ddim', strength: 0.6, init_image: 'x.png', rand_device: 'cpu' },
      model: { key: 'k', hash: 'h', name: 'Dreamshaper', base: 'sd-1', type: 'main' },
      loras: [{ model: { key: 'l', name: 'ink' }, weight: 0.5 }],
    },
    {
      ...{ prompt: 'a red house', steps: 9, guidance: 5, solver: 'ddim', seed: '1' },
      ...{ width: 512, height: 512, strength: 0.6 },
    },
    { program: 'InvokeAI', model: 'Dreamshaper', left: ['LoRA: ink'] },
  ),
  under(
    'sd-metadata',
    'InvokeAI 2',
    {
      ...{ model: 'stable diffusion', model_weights: 'sd-1.5', app_id: 'invoke-ai/InvokeAI' },
      image: {
        ...{
          prompt: [{ prompt: 'a red house [fog, rain]', weight: 1 }],
          steps: 50,
          cfg_scale: 7.5,
        },
        ...{ height: 768, width: 512, seed: 42, type: 'txt2img', sampler: 'ddim' },
      },
    },
    {
      ...{ prompt: 'a red house', negative: 'fog, rain', steps: 50, guidance: 7.5 },
      ...{ solver: 'ddim', seed: '42', width: 512, height: 768 },
    },
    { program: 'InvokeAI', model: 'stable diffusion' },
  ),
  under(
    'Dream',
    'InvokeAI 1',
    '"a red house [fog]" -s 50 -S 1554095076 -W 832 -H 1216 -C 7.5 -A k_lms',
    {
      ...{ prompt: 'a red house', negative: 'fog', steps: 50, guidance: 7.5 },
      ...{ seed: '1554095076', width: 832, height: 1216 },
    },
    { program: 'InvokeAI', left: ['-A: k_lms'] },
  ),
  under(
    'Dream',
    'its forerunner',
    'a red house -s50 -b1 -W512 -H768 -C7.5 -Ak_lms -S42',
    {
      ...{ prompt: 'a red house', steps: 50, guidance: 7.5, seed: '42', width: 512, height: 768 },
    },
    { program: 'InvokeAI', left: ['-A: k_lms'] },
  ),
  {
    name: 'NovelAI',
    texts: [
      ['Title', 'AI generated image'],
      ['Description', 'a red house'],
      ['Software', 'NovelAI'],
      ['Source', 'Stable Diffusion 1D44365E'],
      [
        'Comment',
        '{"steps": 28, "sampler": "k_euler", "seed": 3735928559, "strength": 0.69, "noise": 0.667, "scale": 12.0, "uc": "fog"}',
      ],
    ],
    want: { prompt: 'a red house', negative: 'fog', steps: 28, guidance: 12, seed: '3735928559' },
    program: 'NovelAI',
    left: ['sampler: k_euler'],
  },
  under(
    'Comment',
    'NovelAI 4, with characters',
    {
      ...{ prompt: 'a red house', steps: 28, height: 1216, width: 832, scale: 5, seed: 7 },
      ...{ uncond_scale: 0, cfg_rescale: 0, n_samples: 1, sampler: 'k_dpmpp_2m', uc: 'fog' },
      v4_prompt: {
        caption: { base_caption: 'a red house', char_captions: [{ char_caption: 'a cat' }] },
      },
    },
    {
      ...{ prompt: 'a red house', negative: 'fog', steps: 28, guidance: 5, seed: '7' },
      ...{ solver: 'dpm++2m', width: 832, height: 1216 },
    },
    { program: 'NovelAI', left: ['Character prompt: a cat'] },
  ),
  under(
    'XML:com.adobe.xmp',
    'Draw Things',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description><exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">{&quot;c&quot;:&quot;a red house &amp; a tree&quot;,&quot;uc&quot;:&quot;fog&quot;,&quot;seed&quot;:7,&quot;steps&quot;:20,&quot;scale&quot;:7.5,&quot;sampler&quot;:&quot;DDIM&quot;,&quot;size&quot;:&quot;512x768&quot;,&quot;strength&quot;:1,&quot;model&quot;:&quot;sd_v1.5.ckpt&quot;,&quot;lora&quot;:[{&quot;model&quot;:&quot;ink.ckpt&quot;,&quot;weight&quot;:0.6}]}</rdf:li></rdf:Alt></exif:UserComment></rdf:Description></rdf:RDF></x:xmpmeta>',
    {
      ...{ prompt: 'a red house & a tree', negative: 'fog', steps: 20, guidance: 7.5 },
      ...{ solver: 'ddim', seed: '7', width: 512, height: 768 },
    },
    { program: 'Draw Things', model: 'sd_v1.5.ckpt', left: ['LoRA: ink.ckpt'] },
  ),
  under(
    'XML:com.adobe.xmp',
    'XMP with the text as an attribute',
    `<x:xmpmeta><rdf:Description sd:parameters="a red house&#10;Steps: 12, Sampler: DDPM, Seed: 9"/></x:xmpmeta>`,
    { prompt: 'a red house', steps: 12, solver: 'ddpm', seed: '9' },
  ),
  {
    name: 'Easy Diffusion, a text for each setting',
    texts: [
      ['prompt', 'a red house'],
      ['negative_prompt', 'fog'],
      ['seed', '7'],
      ['num_inference_steps', '25'],
      ['guidance_scale', '7.5'],
      ['width', '512'],
      ['height', '768'],
      ['sampler_name', 'euler_a'],
      ['use_stable_diffusion_model', 'sd-v1-5'],
      ['use_lora_model', 'ink'],
    ],
    want: {
      ...{ prompt: 'a red house', negative: 'fog', steps: 25, guidance: 7.5, seed: '7' },
      ...{ width: 512, height: 768 },
    },
    program: 'Easy Diffusion',
    model: 'sd-v1-5',
    left: ['sampler_name: euler_a', 'LoRA: ink'],
  },
  under(
    'UserComment',
    'Easy Diffusion, JSON',
    {
      ...{ numOutputsTotal: 1, seed: 7 },
      reqBody: {
        ...{ prompt: 'a red house', negative_prompt: '', num_inference_steps: 25 },
        ...{ guidance_scale: 7.5, width: 512, height: 768, sampler_name: 'ddim' },
      },
    },
    {
      ...{ prompt: 'a red house', steps: 25, guidance: 7.5, solver: 'ddim', seed: '7' },
      ...{ width: 512, height: 768 },
    },
    { program: 'Easy Diffusion' },
  ),
  under(
    'parameters',
    'Easy Diffusion, a line for each setting',
    'prompt: a red house\nseed: 7\nused_random_seed: True\nnum_inference_steps: 25\nguidance_scale: 7.5\nwidth: 512\nheight: 768',
    { prompt: 'a red house', steps: 25, guidance: 7.5, seed: '7', width: 512, height: 768 },
    { program: 'Easy Diffusion' },
  ),
  under(
    'generation_data',
    'diffusers',
    {
      ...{ _class_name: 'WuerstchenCombinedPipeline', prompt: ['a red house'], seed: 7 },
      ...{ num_inference_steps: 60, guidance_scale: 4.0, width: 1024, height: 1024 },
      scheduler: 'DDPMWuerstchenScheduler',
    },
    {
      ...{ prompt: 'a red house', steps: 60, guidance: 4, solver: 'ddpm', seed: '7' },
      ...{ width: 1024, height: 1024 },
    },
    { program: 'diffusers' },
  ),
  under(
    'parameters',
    'JSON that is cut off',
    '{"prompt":"a red house","steps":',
    {},
    {
      left: ['parameters: {"prompt":"a red house","steps":'],
    },
  ),
];
