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
import { inspectPackage } from './inspect.ts';
import { SafetensorsFile, writeSafetensors, type FloatTensor } from './weights/safetensors.ts';

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

const run = (precision: 'f32' | 'f16' = 'f32') => exportPackage({ prior, decoder, out, precision });

/** Changes a JSON file in place. */
function editJson(path: string, change: (json: Record<string, unknown>) => void): void {
  const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(json);
  writeFileSync(path, JSON.stringify(json));
}

/** Rewrites a weight file with other tensors. */
async function editTensors(path: string, change: (tensors: Map<string, FloatTensor>) => void) {
  const file = new SafetensorsFile(path);
  const tensors = new Map([...file.tensors.keys()].map((name) => [name, file.read(name)]));
  file.close();
  change(tensors);
  await writeSafetensors(path, tensors);
}

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
    await expect(run()).rejects.toThrow('no tensor blocks.3.channelwise.0.weight');
  });

  it('names tensors that the architecture has no place for', async () => {
    await editTensors(join(prior, PRIOR_WEIGHTS), (tensors) =>
      tensors.set('blocks.99.surprise', { shape: [1], data: new Float32Array(1) }),
    );
    await expect(run()).rejects.toThrow('blocks.99.surprise');
  });

  it('names a tensor of another shape than the config asks for', async () => {
    editJson(join(prior, 'prior/config.json'), (json) => (json['c_r'] = 32));
    await expect(run()).rejects.toThrow(
      /blocks\.1\.mapper\.weight has shape \[64, 64\].*\[64, 32\]/,
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
    const rows = inspectPackage(out, '512x512').split('\n');
    expect(rows.find((row) => row.startsWith('prior-step'))).toMatch(/53,152/);
    const macs = (size: string) =>
      Number(/together.*?([\d.]+)$/m.exec(inspectPackage(out, size))![1]);
    expect(macs('1024x1024') / macs('512x512')).toBeGreaterThan(4);
  });

  it('answers an impossible size with valid ones', async () => {
    await run();
    expect(() => inspectPackage(out, '500x512')).toThrow('512x512');
    expect(() => inspectPackage(out, 'large')).toThrow('Expected --size as WIDTHxHEIGHT');
  });
});
