import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportPackage } from '../node/export.ts';
import { checkpointFolder, pull } from './pull.ts';
import {
  asked,
  DECODER,
  hub,
  lines,
  options,
  PRIOR,
  progress,
  published,
  pullFromFakeHub,
  pullPrior,
  REFERENCE,
  to,
  weights,
  WEIGHTS,
} from './testing/pulling.ts';

pullFromFakeHub();

describe('pull', () => {
  it('brings what an export needs, and nothing else', async () => {
    const [prior, decoder] = await pull([PRIOR, DECODER], to, options());
    const files = readdirSync(prior!, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(prior!.length + 1))
      .sort();
    expect(files).toEqual([
      'model_index.json',
      'prior/config.json',
      WEIGHTS,
      'scheduler/scheduler_config.json',
      'text_encoder/config.json',
      'text_encoder/model.safetensors',
      'tokenizer/tokenizer.json',
      'tokenizer/tokenizer_config.json',
    ]);
    const out = join(to, 'package');
    await exportPackage({ prior: prior!, decoder: decoder!, out, precision: 'f16' });
    expect(existsSync(join(out, 'manifest.json'))).toBe(true);
    expect(lines[0]).toMatch(/warp-ai\/wuerstchen-prior at c0ffee00c0ff: 7 files/);
    const last = progress.at(-1)!;
    expect(last.doneBytes).toBe(last.totalBytes);
  });

  it('shows its token to the Hub and to nobody else', async () => {
    hub.repositories.get(PRIOR)!.token = 'hf_secret';
    await pullPrior('hf_secret');
    const hosts = { hub: new Set<string | null>(), cdn: new Set<string | null>() };
    for (const { host, token } of hub.requests) hosts[host].add(token);
    expect([...hosts.hub]).toEqual(['hf_secret']);
    expect([...hosts.cdn]).toEqual([null]);
  });

  it('says what to do where it may not read', async () => {
    const repository = hub.repositories.get(PRIOR)!;
    repository.token = 'hf_secret';
    await expect(pullPrior()).rejects.toThrow(
      /the Hub wants a token \(401\).*\/settings\/tokens, and set it as HF_TOKEN/,
    );
    await expect(pullPrior('hf_other')).rejects.toThrow(
      'does not accept the token from HF_TOKEN (401)',
    );
    delete repository.token;
    repository.gated = true;
    await expect(pullPrior('hf_other')).rejects.toThrow(
      new RegExp(`${PRIOR} is gated \\(403\\). Open ${hub.url}/${PRIOR} signed in`),
    );
  });

  it('names a revision that is not there', async () => {
    await expect(pull([PRIOR], to, options(), 'v9')).rejects.toThrow(
      `${PRIOR} has no branch, tag or commit v9 (404)`,
    );
    await expect(pull([`${PRIOR}@refs/pr/7`], to, options())).rejects.toThrow('commit refs/pr/7');
  });

  it('names what a repository lacks', async () => {
    const { files } = hub.repositories.get(PRIOR)!;
    files.delete('tokenizer/tokenizer.json');
    await expect(pullPrior()).rejects.toThrow(`${PRIOR} lacks tokenizer/tokenizer.json.`);
    files.delete(WEIGHTS);
    await expect(pullPrior()).rejects.toThrow(
      'expected safetensors weights in prior/; found only prior/diffusion_pytorch_model.bin',
    );
    files.clear();
    await expect(pullPrior()).rejects.toThrow('neither model_index.json nor config.json');
  });

  it('refuses another model before its weights come', async () => {
    const index = { _class_name: 'StableDiffusionXLPipeline' };
    hub.repositories.get(PRIOR)!.files.set('model_index.json', Buffer.from(JSON.stringify(index)));
    await expect(pullPrior()).rejects.toThrow('which is Stable Diffusion XL');
    expect(asked(WEIGHTS)).toEqual([]);
  });

  it('brings shards by their index, and no name that leads elsewhere', async () => {
    const { files } = hub.repositories.get(PRIOR)!;
    files.set('prior/model-00001-of-00001.safetensors', published());
    files.delete(WEIGHTS);
    const index = (shard: string) =>
      files.set(
        `${WEIGHTS}.index.json`,
        Buffer.from(JSON.stringify({ weight_map: { 'projection.weight': shard } })),
      );
    index('../../../outside.safetensors');
    await expect(pullPrior()).rejects.toThrow('received ../../../outside.safetensors');
    index('model-00001-of-00001.safetensors');
    await pullPrior();
    expect(existsSync(join(weights(), '../model-00001-of-00001.safetensors'))).toBe(true);
  });

  it('does not leave older weights beside those of a repository', async () => {
    mkdirSync(join(weights(), '..'), { recursive: true });
    writeFileSync(join(weights(), '../model.safetensors'), 'old');
    await expect(pullPrior()).rejects.toThrow(/holds model\.safetensors.*Remove it/);
  });

  it('says so where the folder cannot be made', async () => {
    const file = join(to, 'file');
    writeFileSync(file, '');
    await expect(pull([PRIOR], file, options())).rejects.toThrow(`its part ${file} is a file`);
    writeFileSync(join(to, 'wuerstchen-prior'), '');
    await expect(pullPrior()).rejects.toThrow('expected a folder; found a file');
  });

  it('completes a prior that is published alone', async () => {
    const alone = 'warp-ai/wuerstchen-prior-model-base';
    const files = new Map(
      ['config.json', 'diffusion_pytorch_model.safetensors'].map((name) => [
        name,
        hub.repositories.get(PRIOR)!.files.get(`prior/${name}`)!,
      ]),
    );
    hub.repositories.set(alone, { files, lfs: (path) => path.endsWith('.safetensors') });
    const [prior] = await pull([alone], to, options());
    const decoder = `${REFERENCE}/decoder`;
    const out = join(to, 'package');
    await exportPackage({ prior: prior!, decoder, out, precision: 'f16' });
    expect(lines[0]).toMatch(/prior-model-base at \w+, around it warp-ai\/wuerstchen-prior at/);
  });

  it('gets a compressor, which is one network by itself', async () => {
    const name = 'warp-ai/EfficientNetEncoder';
    const files = new Map(
      ['config.json', 'diffusion_pytorch_model.safetensors'].map((file) => [
        file,
        readFileSync(`${REFERENCE}/compressor-efficientnet/${file}`),
      ]),
    );
    hub.repositories.set(name, { files, lfs: (path) => path.endsWith('.safetensors') });
    const [compressor] = await pull([name], to, options());
    expect(readdirSync(compressor!).sort()).toEqual([
      'config.json',
      'diffusion_pytorch_model.safetensors',
    ]);
    const [prior, decoder] = ['prior', 'decoder'].map((half) => `${REFERENCE}/${half}`);
    const out = join(to, 'package');
    const sources = { prior: prior!, decoder: decoder!, compressor };
    const { imageEncoders } = await exportPackage({ ...sources, out, precision: 'f16' });
    expect(Object.keys(imageEncoders!.networks)).toEqual(['compressor', 'vqgan-encode']);
  });

  it('refuses names that are none, and two of one name', async () => {
    await expect(pull(['wuerstchen'], to, options())).rejects.toThrow('Expected a repository');
    await expect(pull(['a/x', 'b/x'], to, options())).rejects.toThrow('would both go to');
  });
});

describe('what export takes', () => {
  it('is a folder as it is, or a repository by name', async () => {
    const get = () => options();
    expect(await checkpointFolder(REFERENCE, to, get)).toBe(REFERENCE);
    const folder = await checkpointFolder(PRIOR, to, get);
    expect(folder).toBe(join(to, PRIOR));
    expect(existsSync(join(folder, WEIGHTS))).toBe(true);
    await expect(checkpointFolder('./nowhere/at/all', to, get)).rejects.toThrow(
      'expected a folder, or a repository on the Hub',
    );
  });
});
