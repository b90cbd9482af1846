import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATIENT } from '../../src/hub/retry.ts';
import { commandLineHub } from './hub.ts';
import { startFakeHub, type FakeHub } from './testing/fake-hub.ts';
import { repositoryOf } from './testing/repository-of.ts';
import { pull } from './pull.ts';
import type { Wanted } from '../../src/exporter/weights/variants.ts';

/** Which of several weight files of a repository on the Hub are downloaded. */

const PRIOR = 'warp-ai/wuerstchen-prior';
const WEIGHTS = 'prior/diffusion_pytorch_model.safetensors';

let hub: FakeHub;
let to: string;
beforeEach(async () => {
  hub = await startFakeHub();
  hub.repositories.set(PRIOR, repositoryOf('models/reference/checkpoint/prior'));
  to = mkdtempSync(join(tmpdir(), 'pull-variants-'));
});
afterEach(async () => {
  await hub.close();
  rmSync(to, { recursive: true, force: true });
});

const pullPrior = (wanted?: Wanted) => {
  const options = {
    hub: commandLineHub({ endpoint: hub.url, retry: { ...PATIENT, tries: 1 } }),
    parallel: 1,
    onLine: () => undefined,
    onProgress: () => undefined,
  };
  return pull([PRIOR], to, options, undefined, wanted);
};

describe('pull', () => {
  describe('variants', () => {
    const HALF = 'prior/diffusion_pytorch_model.fp16.safetensors';
    const pulled = () =>
      readdirSync(join(to, 'wuerstchen-prior', 'prior')).filter((name) => /safetensors/.test(name));
    const add = (
      path: string,
      content: Buffer | string = hub.repositories.get(PRIOR)!.files.get(WEIGHTS)!,
    ) => hub.repositories.get(PRIOR)!.files.set(path, Buffer.from(content));

    it.each([
      [{ precision: 'f32' }, 'diffusion_pytorch_model.safetensors'],
      [{ precision: 'q8' }, 'diffusion_pytorch_model.safetensors'],
      [{ precision: 'f16' }, 'diffusion_pytorch_model.fp16.safetensors'],
      [{ precision: 'f32', variant: 'fp16' }, 'diffusion_pytorch_model.fp16.safetensors'],
    ] as const)('%o brings %s alone', async (wanted, name) => {
      add(HALF);
      await pullPrior(wanted);
      expect(pulled()).toEqual([name]);
    });

    it('that are all that there is are brought', async () => {
      add(HALF);
      hub.repositories.get(PRIOR)!.files.delete(WEIGHTS);
      await pullPrior();
      expect(pulled()).toEqual(['diffusion_pytorch_model.fp16.safetensors']);
    });

    it('may be brought into one folder, one after the other', async () => {
      add(HALF);
      await pullPrior();
      await pullPrior({ precision: 'f16' });
      expect(pulled()).toHaveLength(2);
    });

    it('come with their shards', async () => {
      const shard = 'diffusion_pytorch_model.fp16-00001-of-00001.safetensors';
      const index = 'diffusion_pytorch_model.safetensors.index.fp16.json';
      add(`prior/${shard}`);
      add(`prior/${index}`, JSON.stringify({ weight_map: { 'projection.bias': shard } }));
      await pullPrior({ precision: 'f16' });
      expect(pulled().sort()).toEqual([shard, index].sort());
    });

    it('that no network has are refused', async () => {
      const wanted = { precision: 'f32', variant: 'bf16' } as const;
      await expect(pullPrior(wanted)).rejects.toThrow(
        `${PRIOR}: no network has weights of the variant bf16; found diffusion_pytorch_model.safetensors`,
      );
    });
  });

  it('refuses a file of weights beside an index of shards, both by name', async () => {
    const { files } = hub.repositories.get(PRIOR)!;
    files.set(`${WEIGHTS}.index.json`, Buffer.from('{"weight_map": {}}'));
    await expect(pullPrior()).rejects.toThrow(
      /prior\/: found both diffusion_pytorch_model\.safetensors and diffusion_pytorch_model\.safetensors\.index\.json/,
    );
  });
});
