import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderRepository } from '../../../models/node/folder-repository.ts';
import { ExportPlan } from '../plan.ts';
import { readPlanInput } from '../plan-input.ts';
import { TensorReader } from '../weights/tensor-reader.ts';
import { inspect } from '../../../models/inspect/inspect.ts';
import { editJson } from '../../../models/testing/edit-checkpoint.ts';

/** Numbers in a config.json that the weights beside it contradict. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sizes-'));
  cpSync('models/reference/checkpoint', folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan = async () => {
  const repositories = {
    prior: folderRepository(join(folder, 'prior')),
    decoder: folderRepository(join(folder, 'decoder')),
  };
  new ExportPlan(await readPlanInput(repositories, { precision: 'f32' }), new TensorReader());
};

const edit = (network: string, change: Record<string, unknown>) =>
  editJson(join(folder, network, 'config.json'), (json) => Object.assign(json, change));

const PRIOR = 'prior/prior';
const DECODER = 'decoder/decoder';
const VQGAN = 'decoder/vqgan';
const TEXT = 'prior/text_encoder';

/** Far more than memory holds of anything. */
const HUGE = 1e9;

describe('a size that the tensors contradict is refused at once, by its field', () => {
  it.each([
    [PRIOR, { depth: 100_000 }, 'depth is 100000; expected 3, as'],
    [PRIOR, { depth: 4 }, 'depth is 4; expected 3, as'],
    [PRIOR, { c: HUGE }, 'c is 1000000000; expected 32, as projection.weight'],
    [PRIOR, { c_in: 8 }, 'c_in is 8; expected 16'],
    [PRIOR, { c_cond: HUGE }, 'c_cond is 1000000000; expected 48'],
    [PRIOR, { c_r: 32 }, 'c_r is 32; expected 64, as blocks.1.mapper.weight'],
    [PRIOR, { nhead: HUGE }, 'nhead is 1000000000; expected a divisor of c, 32'],
    [DECODER, { blocks: [1, HUGE, 2, 1] }, 'blocks[1] is 1000000000; expected 2, as'],
    [DECODER, { blocks: [2, 2, 2, 1] }, 'blocks[0] is 2; expected 1, as'],
    [DECODER, { blocks: [1, 2, 2, HUGE] }, 'blocks[3] is 1000000000; expected 1, as'],
    [DECODER, { c_hidden: [16, 32, HUGE, 48] }, 'c_hidden[2] is 1000000000; expected 48'],
    [DECODER, { c_hidden: [HUGE, 32, 48, 48] }, 'c_hidden[0] is 1000000000; expected 16'],
    [DECODER, { nhead: [-1, 2, 5, 3] }, 'nhead[2] is 5; expected a divisor of c_hidden[2], 48'],
    [DECODER, { c_cond: HUGE }, 'c_cond is 1000000000; expected 24'],
    [DECODER, { clip_embd: HUGE }, 'clip_embd is 1000000000; expected 40'],
    [DECODER, { effnet_embd: 8 }, 'effnet_embd is 8; expected 16'],
    [DECODER, { kernel_size: HUGE }, 'kernel_size is 1000000000; expected 3'],
    [DECODER, { patch_size: 1000 }, 'c_in * patch_size^2 is 4000000; expected 16'],
    [DECODER, { c_r: HUGE }, 'c_r is 1000000000; expected 64'],
    [DECODER, { c_out: HUGE }, '2 * c_out * patch_size^2 is 8000000000; expected 32'],
    [VQGAN, { bottleneck_blocks: HUGE }, 'bottleneck_blocks is 1000000000; expected 2'],
    [VQGAN, { levels: HUGE }, 'levels is 1000000000; expected 2, as'],
    [VQGAN, { embed_dim: HUGE }, 'embed_dim is 1000000000; expected'],
    [VQGAN, { latent_channels: HUGE }, 'latent_channels is 1000000000; expected 4'],
    [
      VQGAN,
      { up_down_scale_factor: HUGE },
      '3 * up_down_scale_factor^2 is 3000000000000000000; exp',
    ],
    [TEXT, { num_hidden_layers: HUGE }, 'num_hidden_layers is 1000000000; expected 2, as'],
    [TEXT, { hidden_size: HUGE }, 'hidden_size is 1000000000; expected 48'],
    [TEXT, { vocab_size: HUGE }, 'vocab_size is 1000000000; expected'],
    [TEXT, { intermediate_size: HUGE }, 'intermediate_size is 1000000000; expected'],
    [TEXT, { max_position_embeddings: HUGE }, 'max_position_embeddings is 1000000000; expected 77'],
    [TEXT, { num_attention_heads: 7 }, 'num_attention_heads is 7; expected a divisor'],
  ])('%s %o', async (network, change, message) => {
    edit(network, change);
    await expect(plan()).rejects.toThrow(message);
    await expect(plan()).rejects.toThrow(
      `${join(folder, network, 'config.json')} does not fit the weights`,
    );
    await expect(inspect(join(folder, network))).rejects.toThrow(message);
  });

  it('more levels than there are', async () => {
    const many = Array.from({ length: 1000 });
    edit(DECODER, {
      c_hidden: many.map(() => 48),
      nhead: many.map(() => 3),
      blocks: many.map(() => 1),
      level_config: many.map(() => 'CTA'),
      inject_effnet: many.map(() => true),
    });
    await expect(plan()).rejects.toThrow('the length of c_hidden is 1000; expected 4, as');
  });

  it('all of them together', async () => {
    edit(PRIOR, { depth: 9, c_r: 7 });
    await expect(plan()).rejects.toThrow(/depth is 9;.*\n {2}c_r is 7;/);
  });
});

it('without weights an absurd number is refused, too', async () => {
  edit(PRIOR, { depth: 100_000 });
  rmSync(join(folder, PRIOR, 'diffusion_pytorch_model.safetensors'));
  await expect(inspect(join(folder, PRIOR))).rejects.toThrow(
    'asks for 100000 blocks; without weights expected at most 2000',
  );
});
