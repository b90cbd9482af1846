import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportPackage } from './export.ts';
import { overwrite } from '../testing/edit-checkpoint.ts';
import { PRECISIONS, type Precision } from '../../src/exporter/weights/precision.ts';
import { SafetensorsFile } from './safetensors.ts';

/** Weights that are no numbers, or too large for float16, in whole exports. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'values-'));
  cpSync('models/reference/checkpoint', folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const WEIGHTS = {
  prior: 'prior/prior/diffusion_pytorch_model.safetensors',
  decoder: 'decoder/decoder/diffusion_pytorch_model.safetensors',
  vqgan: 'decoder/vqgan/diffusion_pytorch_model.safetensors',
  text: 'prior/text_encoder/model.safetensors',
};

const run = (precision: Precision, threads = 0) =>
  exportPackage({
    prior: join(folder, 'prior'),
    decoder: join(folder, 'decoder'),
    out: join(folder, 'package'),
    precision,
    threads,
  });

const put = (network: keyof typeof WEIGHTS, tensor: string, at: number, value: number) =>
  overwrite(join(folder, WEIGHTS[network]), tensor, (data) => {
    expect(at).toBeLessThan(data.length);
    data[at] = value;
  });

describe.each(PRECISIONS)('at %s', (precision) => {
  it.each([
    ['prior', 'blocks.0.channelwise.0.weight', 32 * 5 + 7, NaN, '[5, 7]'],
    ['prior', 'blocks.1.mapper.bias', 40, Infinity, '[40]'],
    ['prior', 'out.1.bias', 3, -Infinity, '[3]'],
    ['prior', 'blocks.0.channelwise.2.beta', 9, NaN, '[0, 0, 0, 9]'],
    ['prior', 'blocks.2.attention.to_k.weight', 0, Infinity, '[0, 0]'],
    ['decoder', 'effnet_mappers.1.weight', 3, NaN, '[0, 3, 0, 0]'],
    ['vqgan', 'up_blocks.1.gammas', 5, NaN, '[5]'],
    ['vqgan', 'up_blocks.1.depthwise.1.weight', 4, Infinity, '[0, 0, 1, 1]'],
    ['text', 'text_model.embeddings.token_embedding.weight', 100, NaN, '[2, 4]'],
  ] as const)('%s: %s with an entry that is no number is refused', async (...given) => {
    const [network, tensor, at, value, index] = given;
    put(network, tensor, at, value);
    await expect(run(precision)).rejects.toThrow(
      `${join(folder, WEIGHTS[network])}: tensor ${tensor} has ${value} at ${index}; expected a finite number`,
    );
    expect(existsSync(join(folder, 'package'))).toBe(false);
  });

  it('a product of finite tensors beyond float32 is refused', async () => {
    put('prior', 'blocks.0.channelwise.4.weight', 0, 3e38);
    put('prior', 'blocks.0.channelwise.2.beta', 0, 3e38);
    await expect(run(precision)).rejects.toThrow(
      precision === 'f32' ? /4\.bias\+beta becomes Infinity at/ : /beyond what float(16|32) holds/,
    );
  });

  it('a large weight is refused where float16 must hold it', async () => {
    put('prior', 'blocks.3.channelwise.0.weight', 32 * 100 + 31, -7e4);
    const running = run(precision);
    if (precision === 'f32') await running;
    else {
      await expect(running).rejects.toThrow(
        'tensor blocks.3.channelwise.0.weight has -70000 at [100, 31], beyond what float16 holds (65504 at most). Export with --precision f32.',
      );
    }
  });

  it('a weight that only the fold makes too large is refused, too', async () => {
    put('decoder', 'effnet_mappers.1.weight', 0, 6e4);
    // The last 24 of 56 columns take the mapped Stage C latent.
    put('decoder', 'down_blocks.1.1.channelwise.0.weight', 32, 100);
    const running = run(precision);
    if (precision === 'f32') await running;
    else
      await expect(running).rejects.toThrow(
        /weight\*effnet_mappers\.1\.transposed becomes 6.* computed from .*channelwise\.0\.weight and .*effnet_mappers\.1\.weight/,
      );
  });

  it('what no network reads may hold anything', async () => {
    const whole = await run(precision);
    const path = join(folder, WEIGHTS.vqgan);
    const file = new SafetensorsFile(path);
    const unused = [...file.tensors].filter(([name]) => /^(in_block|down_|vquant)/.test(name));
    file.close();
    // A batch norm's counter, int64.
    expect(new Set(unused.map(([, { dtype }]) => dtype))).toEqual(new Set(['F32', 'I64']));
    for (const [name, { dtype }] of unused) {
      if (dtype === 'F32') overwrite(path, name, (data) => data.fill(NaN));
    }
    expect(await run(precision)).toEqual(whole);
  });
});

it('a worker thread says the same', async () => {
  put('prior', 'blocks.0.channelwise.0.weight', 167, NaN);
  await expect(run('f16', 2)).rejects.toThrow(
    'tensor blocks.0.channelwise.0.weight has NaN at [5, 7]; expected a finite number',
  );
});
