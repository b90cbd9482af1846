import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HUB_ENDPOINT, type HubOptions, type HubToken } from '../../src/hub/api.ts';
import { HubClient } from '../../src/hub/client.ts';

/** The Hub as the command line reaches it: what the environment says, and repositories by name. */

/** The usual variables and files: HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME. */
export function hubFromEnvironment(env: NodeJS.ProcessEnv = process.env): {
  endpoint: string;
  token: HubToken | null;
} {
  return {
    endpoint: (env['HF_ENDPOINT']?.trim() || HUB_ENDPOINT).replace(/\/+$/, ''),
    token: findToken(env),
  };
}

export const commandLineHub = (options: Omit<HubOptions, 'setToken'>) =>
  new HubClient({ ...options, setToken: 'set it as HF_TOKEN' });

function findToken(env: NodeJS.ProcessEnv): HubToken | null {
  const cache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  const path = env['HF_TOKEN_PATH'] || join(env['HF_HOME'] || join(cache, 'huggingface'), 'token');
  const found =
    ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']
      .map((origin) => ({ origin, value: env[origin]?.trim() ?? '' }))
      .find(({ value }) => value !== '') ??
    (existsSync(path) ? { origin: path, value: readFileSync(path, 'utf8').trim() } : null);
  if (!found || found.value === '') return null;
  if (!found.value.startsWith('hf_')) {
    throw new Error(`The token from ${found.origin} is not a Hub token: those begin with hf_.`);
  }
  return found;
}

/** A repository at a branch, tag or commit. */
export interface Repository {
  name: string;
  revision: string;
}

const REPOSITORY = /^([\w-][\w.-]*\/[\w-][\w.-]*)(?:@(.+))?$/;

/** Reads `owner/name` or `owner/name@revision`; null if it is neither. */
export function parseRepository(text: string, revision = 'main'): Repository | null {
  const match = REPOSITORY.exec(text);
  return match ? { name: match[1]!, revision: match[2] ?? revision } : null;
}
