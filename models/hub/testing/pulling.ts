import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { PATIENT } from '../../../src/hub/retry.ts';
import { commandLineHub } from '../hub.ts';
import type { PullProgress } from '../progress.ts';
import { pull, type PullOptions } from '../pull.ts';
import { startFakeHub, type FakeHub } from './fake-hub.ts';
import { repositoryOf } from './repository-of.ts';

/** What tests of `pull` have in common. */

export const PRIOR = 'warp-ai/wuerstchen-prior';
export const DECODER = 'warp-ai/wuerstchen';
export const WEIGHTS = 'prior/diffusion_pytorch_model.safetensors';
export const REFERENCE = 'models/reference/checkpoint';

export let hub: FakeHub;
export let to: string;
export let lines: string[];
export let progress: PullProgress[];

/** A hub of its own, with both repositories, and an empty folder for each test of the file. */
export function pullFromFakeHub(): void {
  beforeEach(async () => {
    hub = await startFakeHub();
    hub.beforeCut = async (path, sentBytes) => {
      const part = join(to, 'wuerstchen-prior', `${path}.part`);
      const here = () => statSync(part, { throwIfNoEntry: false })?.size ?? 0;
      await vi.waitUntil(() => here() >= sentBytes, { timeout: 20_000, interval: 5 });
    };
    hub.repositories.set(PRIOR, repositoryOf(`${REFERENCE}/prior`));
    hub.repositories.set(DECODER, repositoryOf(`${REFERENCE}/decoder`));
    to = mkdtempSync(join(tmpdir(), 'pull-'));
    lines = [];
    progress = [];
  });
  afterEach(async () => {
    await hub.close();
    rmSync(to, { recursive: true, force: true });
  });
}

export function options(token?: string, more: Partial<PullOptions> = {}): PullOptions {
  return {
    hub: commandLineHub({
      endpoint: hub.url,
      token: token ? { value: token, origin: 'HF_TOKEN' } : null,
      retry: { ...PATIENT, tries: 3, wrongTries: 2, firstMs: 1 },
    }),
    parallel: 3,
    onLine: (line) => lines.push(line),
    onProgress: (state) => progress.push(state),
    ...more,
  };
}

export const pullPrior = (token?: string, more?: Partial<PullOptions>) =>
  pull([PRIOR], to, options(token, more));
export const weights = () => join(to, 'wuerstchen-prior', WEIGHTS);
export const published = () => hub.repositories.get(PRIOR)!.files.get(WEIGHTS)!;
export const asked = (path: string) =>
  hub.requests.filter((request) => request.path === path && request.range !== 'bytes=0-0');
