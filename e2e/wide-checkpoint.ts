import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { editJson } from '../models/testing/edit-checkpoint.ts';
import { writeRandomCheckpoints } from '../models/random/checkpoint.ts';
import type { Manifest } from '../src/package/manifest.ts';

const FOLDER = '.cache/e2e/wide';
const REFERENCE = 'models/reference/checkpoint';

/** The reference checkpoint with a prior so wide that its conversion takes seconds. */
export async function wideCheckpoint(): Promise<{
  prior: string;
  decoder: string;
  /** Of the weights' files in the package that Node makes, at q4. */
  sha256s: string[];
}> {
  const checkpoints = join(FOLDER, 'random');
  const prior = join(checkpoints, 'wuerstchen-prior');
  const decoder = join(checkpoints, 'wuerstchen');
  const out = join(FOLDER, 'exported');
  if (!existsSync(join(out, 'manifest.json'))) {
    rmSync(FOLDER, { recursive: true, force: true });
    const configs = join(FOLDER, 'configs');
    cpSync(join(REFERENCE, 'prior'), join(configs, 'wuerstchen-prior'), { recursive: true });
    cpSync(join(REFERENCE, 'decoder'), join(configs, 'wuerstchen'), { recursive: true });
    editJson(join(configs, 'wuerstchen-prior/prior/config.json'), (json) =>
      Object.assign(json, { c: 1024, depth: 4, nhead: 16 }),
    );
    await writeRandomCheckpoints({
      ...{ out: checkpoints, configs, dtype: 'f32', shardBytes: null, seed: 5 },
      onLine: () => undefined,
    });
    execFileSync(
      process.execPath,
      [
        ...['--import', 'tsx', 'models/cli/main.ts', 'export', '--precision', 'q4'],
        ...['--prior', prior, '--decoder', decoder, '--out', out],
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }
  const { networks } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as Manifest;
  const sha256s = Object.values(networks).flatMap(({ data }) => data.map(({ sha256 }) => sha256));
  return { prior, decoder, sha256s };
}
