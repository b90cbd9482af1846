import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hubFromEnvironment, parseRepository } from './hub.ts';

describe('the environment', () => {
  it('gives the endpoint and the token', () => {
    const to = mkdtempSync(join(tmpdir(), 'hub-'));
    onTestFinished(() => rmSync(to, { recursive: true, force: true }));
    const home = join(to, 'home');
    mkdirSync(join(home, 'huggingface'), { recursive: true });
    writeFileSync(join(home, 'huggingface/token'), 'hf_file\n');
    expect(hubFromEnvironment({ XDG_CACHE_HOME: home })).toEqual({
      endpoint: 'https://huggingface.co',
      token: { value: 'hf_file', origin: join(home, 'huggingface/token') },
    });
    expect(
      hubFromEnvironment({ HF_ENDPOINT: 'https://mirror.test/', HF_TOKEN: 'hf_1', HF_HOME: to }),
    ).toEqual({ endpoint: 'https://mirror.test', token: { value: 'hf_1', origin: 'HF_TOKEN' } });
    expect(hubFromEnvironment({ HF_HOME: to }).token).toBe(null);
    cpSync(join(home, 'huggingface/token'), join(to, 'token'));
    expect(() => hubFromEnvironment({ HF_TOKEN: 'secret' })).toThrow('those begin with hf_');
  });

  it('knows the names of repositories', () => {
    expect(parseRepository('a/b')).toEqual({ name: 'a/b', revision: 'main' });
    expect(parseRepository('a/b@refs/pr/1', 'x')).toEqual({ name: 'a/b', revision: 'refs/pr/1' });
    expect(parseRepository('../b')).toBe(null);
    expect(parseRepository('a/b/c')).toBe(null);
  });
});
