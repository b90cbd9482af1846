import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportPackage } from './export.ts';
import { readConfig } from './json.ts';
import { inspect } from '../inspect/inspect.ts';
import { networkEntry } from '../../src/package/manifest.ts';
import { survey } from '../../src/exporter/plan-networks.ts';
import { priorSource } from '../../src/exporter/networks/index.ts';
import { PriorConfigSchema } from '../../src/exporter/networks/prior.ts';
import { PRECISIONS, type Precision } from '../../src/exporter/weights/precision.ts';
import { editJson, editTensors, halve } from '../testing/edit-checkpoint.ts';
import { SafetensorsFile, writeSafetensors } from './safetensors.ts';

let folder: string;
let prior: string;
let decoder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
  cpSync('models/reference/checkpoint', folder, { recursive: true });
  prior = join(folder, 'prior');
  decoder = join(folder, 'decoder');
  out = join(folder, 'packages', 'micro');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (precision: Precision = 'f32') => exportPackage({ prior, decoder, out, precision });

const PRIOR_WEIGHTS = 'prior/diffusion_pytorch_model.safetensors';

describe('export', () => {
  it('writes every file with the size and hash that the manifest states, twice the same', async () => {
    const first = await run();
    for (const { graphs, data } of Object.values(first.networks)) {
      for (const { path, sizeBytes } of [...graphs, ...data]) {
        expect(readFileSync(join(out, path)).length).toBe(sizeBytes);
      }
    }
    expect(await run()).toEqual(first);
    expect(readdirSync(join(folder, 'packages'))).toEqual(['micro']);
  });

  it('stores matrices in half the bytes at f16', async () => {
    const full = (await run()).networks['prior-step'];
    const half = (await run('f16')).networks['prior-step'];
    expect(half.parameters).toBe(full.parameters);
    expect(half.data[0]!.sizeBytes).toBeLessThan(0.7 * full.data[0]!.sizeBytes);
  });

  it('leaves the text path and the mapper out of the step graphs', async () => {
    const { networks } = await run();
    const source = new SafetensorsFile(
      join(decoder, 'decoder/diffusion_pytorch_model.safetensors'),
    );
    let all = 0;
    let text = 0;
    for (const [name, { shape }] of source.tensors) {
      const size = shape.reduce((product, side) => product * side, 1);
      all += size;
      if (/clip_mapper|kv_mapper|effnet_mappers/.test(name)) text += size;
    }
    source.close();
    expect(networks['decoder-step'].parameters).toBeLessThan(all - text);
  });

  it.each([
    ['StableCascadeUNet', () => join(decoder, 'decoder'), 'WuerstchenDiffNeXt'],
    ['UNet2DConditionModel', () => join(prior, 'prior'), 'WuerstchenPrior'],
  ])('refuses a %s by name', async (name, at, wanted) => {
    editJson(join(at(), 'config.json'), (json) => (json['_class_name'] = name));
    await expect(run()).rejects.toThrow(
      `expected a ${wanted} checkpoint; its config.json says ${name}`,
    );
  });

  it('names a missing tensor', async () => {
    await editTensors(join(prior, PRIOR_WEIGHTS), (tensors) =>
      tensors.delete('blocks.3.channelwise.0.weight'),
    );
    await expect(run()).rejects.toThrow(
      /1 missing:\n {2}blocks\.3\.channelwise\.0\.weight \[128, 32\]/,
    );
  });

  it('names tensors that the architecture has no place for', async () => {
    await editTensors(join(prior, PRIOR_WEIGHTS), (tensors) =>
      tensors.set('blocks.99.surprise', { shape: [1], data: new Float32Array(1) }),
    );
    await expect(run()).rejects.toThrow('blocks.99.surprise');
  });

  it('names all that does not fit at once, before it writes anything', async () => {
    await editTensors(join(prior, PRIOR_WEIGHTS), (tensors) => {
      tensors.delete('projection.bias');
      tensors.delete('blocks.0.depthwise.weight');
      tensors.set('surprise', { shape: [1], data: new Float32Array(1) });
    });
    const seen: string[] = [];
    const failing = exportPackage({
      prior,
      decoder,
      out,
      precision: 'f32',
      onProgress: ({ tensor }) => seen.push(tensor),
    });
    await expect(failing).rejects.toThrow(
      /2 missing:[^]*projection\.bias[^]*1 without a place in the architecture:\n {2}surprise \[1\]/,
    );
    expect(seen).toEqual([]);
  });

  it.each(['F16', 'BF16'] as const)('takes %s weights', async (type) => {
    const { networks } = await run();
    const path = join(prior, PRIOR_WEIGHTS);
    halve(path, type);
    const half = (await run()).networks;
    expect(half['prior-step'].parameters).toBe(networks['prior-step'].parameters);
    expect(half['prior-step'].data[0]!.sha256).not.toBe(networks['prior-step'].data[0]!.sha256);
    expect(half['vqgan-decode']).toEqual(networks['vqgan-decode']);
  });

  it('takes shards, with the same result', async () => {
    const whole = await run();
    const path = join(prior, PRIOR_WEIGHTS);
    const file = new SafetensorsFile(path);
    const names = [...file.tensors.keys()];
    const shards = [0, 1].map((half) => ({
      name: `diffusion_pytorch_model-0000${half + 1}-of-00002.safetensors`,
      tensors: names.filter((_, i) => i % 2 === half),
    }));
    for (const { name, tensors } of shards) {
      const read = new Map(tensors.map((tensor) => [tensor, file.read(tensor)]));
      await writeSafetensors(join(path, '..', name), read);
    }
    file.close();
    rmSync(path);
    const map = shards.flatMap(({ name, tensors }) =>
      tensors.map((tensor) => [tensor, name] as const),
    );
    writeFileSync(`${path}.index.json`, JSON.stringify({ weight_map: Object.fromEntries(map) }));
    expect(await run()).toEqual(whole);
  });

  it.each(PRECISIONS)(
    'stores exactly the bytes that shapes alone tell at %s',
    async (precision) => {
      const manifest = await run(precision);
      const source = priorSource(readConfig(join(prior, 'prior'), PriorConfigSchema));
      for (const planned of survey(source, () => true, precision).networks) {
        const { parameters, data } = networkEntry(manifest, planned.name)!;
        expect(planned.parameters).toBe(parameters);
        const shards = planned.weights.flatMap((weights) => weights.shards());
        expect(data.map((file) => file.sizeBytes)).toEqual(shards.map((shard) => shard.sizeBytes));
      }
    },
  );

  it('stores the keys and values of text and picture once', async () => {
    const { networks } = await run();
    for (const stage of ['prior', 'decoder'] as const) {
      const paths = (name: 'condition' | 'step') =>
        networks[`${stage}-${name}`].data.map(({ path }) => path);
      const common = paths('step').filter((path) => paths('condition').includes(path));
      expect(common).toHaveLength(1);
      expect(common[0]).toMatch(new RegExp(`^${stage}-shared\\.`));
    }
  });

  it('stores a text encoder once that both pipelines have', async () => {
    cpSync(join(prior, 'text_encoder'), join(decoder, 'text_encoder'), { recursive: true });
    editJson(join(decoder, 'decoder/config.json'), (json) => (json['clip_embd'] = 48));
    await editTensors(join(decoder, 'decoder/diffusion_pytorch_model.safetensors'), (tensors) => {
      const { shape, data } = tensors.get('clip_mapper.weight')!;
      const wider = { shape: [shape[0]!, 48], data: new Float32Array(shape[0]! * 48) };
      wider.data.set(data);
      tensors.set('clip_mapper.weight', wider);
    });
    const { networks, textEncoders } = await run();
    expect(networks['decoder-text-encoder']).toEqual(networks['prior-text-encoder']);
    expect(textEncoders.decoder).toEqual(textEncoders.prior);
    const files = readdirSync(out).filter((name) => name.includes('text-encoder'));
    expect(files.some((name) => name.startsWith('decoder'))).toBe(false);
    expect(await inspect(out, '512x512')).toMatch(/decoder-text-encoder +is prior-text-encoder/);
  });

  it('refuses another pipeline, and one half for the other', async () => {
    await expect(
      exportPackage({ prior: decoder, decoder: prior, out, precision: 'f32' }),
    ).rejects.toThrow("which is Würstchen's decoder (Stages B and A)");
    editJson(join(decoder, 'model_index.json'), (json) => {
      json['_class_name'] = 'StableCascadeDecoderPipeline';
    });
    await expect(run()).rejects.toThrow('which is Stable Cascade');
  });

  it('names a tensor of another shape than the config asks for', async () => {
    await editTensors(join(prior, PRIOR_WEIGHTS), (tensors) => {
      tensors.get('blocks.4.mapper.weight')!.shape = [32, 128];
    });
    await expect(run()).rejects.toThrow(
      /blocks\.4\.mapper\.weight has shape \[32, 128\].*\[64, 64\]/,
    );
  });

  it('names a truncated weight file', async () => {
    const path = join(decoder, 'vqgan/diffusion_pytorch_model.safetensors');
    truncateSync(path, 60_000);
    await expect(run()).rejects.toThrow(/vqgan.*truncated/);
  });

  it.each([
    ['prior/config.json', 'prior/config.json'],
    [PRIOR_WEIGHTS, 'diffusion_pytorch_model.safetensors'],
    ['tokenizer/tokenizer.json', 'tokenizer.json'],
    ['scheduler/scheduler_config.json', 'scheduler_config.json'],
  ])('names a missing %s', async (path, named) => {
    rmSync(join(prior, path));
    await expect(run()).rejects.toThrow(named);
  });

  it('names a wrong config field', async () => {
    editJson(join(decoder, 'decoder/config.json'), (json) => (json['level_config'] = ['CTX']));
    await expect(run()).rejects.toThrow(/config\.json.*level_config/);
  });

  it('names two checkpoints that do not fit together', async () => {
    editJson(join(decoder, 'decoder/config.json'), (json) => (json['effnet_embd'] = 8));
    await editTensors(join(decoder, 'decoder/diffusion_pytorch_model.safetensors'), (tensors) => {
      for (const [name, { shape, data }] of tensors) {
        if (!/^effnet_mappers\.\d+\.weight$/.test(name)) continue;
        const half = { shape: [shape[0]!, 8, 1, 1], data: data.slice(0, data.length / 2) };
        tensors.set(name, half);
      }
    });
    await expect(run()).rejects.toThrow('decoder effnet_embd is 8, the prior c_in has 16');
  });

  it('leaves an earlier package alone and nothing half-written when it fails', async () => {
    await run();
    const before = readFileSync(join(out, 'manifest.json'), 'utf8');
    truncateSync(join(decoder, 'vqgan/diffusion_pytorch_model.safetensors'), 60_000);
    await expect(run()).rejects.toThrow();
    expect(readFileSync(join(out, 'manifest.json'), 'utf8')).toBe(before);
    expect(readdirSync(join(folder, 'packages'))).toEqual(['micro']);
  });

  it('does not replace a folder that is no package', async () => {
    await expect(exportPackage({ prior, decoder, out: folder, precision: 'f32' })).rejects.toThrow(
      'expected an empty folder or an earlier package',
    );
    expect(existsSync(prior)).toBe(true);
  });
});

describe('inspect', () => {
  it('counts what the networks cost at a size', async () => {
    await run();
    const rows = (await inspect(out, '512x512')).split('\n');
    expect(rows.find((row) => row.startsWith('prior-step'))).toMatch(/53,152/);
    const macs = async (size: string) =>
      Number(/together.*?([\d.]+)$/m.exec(await inspect(out, size))![1]);
    expect((await macs('1024x1024')) / (await macs('512x512'))).toBeGreaterThan(4);
  });

  it('answers an impossible size with valid ones', async () => {
    await run();
    await expect(inspect(out, '500x512')).rejects.toThrow('512x512');
    await expect(inspect(out, 'large')).rejects.toThrow('Expected --size as WIDTHxHEIGHT');
  });
});
