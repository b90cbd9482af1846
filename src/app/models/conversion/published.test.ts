import { expect, test } from 'vitest';
import { PUBLISHED, readCheckpoint } from './published.ts';

test('the published model is two repositories of the Hub', () => {
  expect(readCheckpoint(PUBLISHED)).toEqual({
    places: {
      prior: {
        kind: 'hub',
        endpoint: 'https://huggingface.co',
        repository: 'warp-ai/wuerstchen-prior',
        revision: 'main',
      },
      decoder: {
        kind: 'hub',
        endpoint: 'https://huggingface.co',
        repository: 'warp-ai/wuerstchen',
        revision: 'main',
      },
    },
  });
});

test('a revision and a mirror are read', () => {
  const read = readCheckpoint({
    prior: ' acme/prior@v2 ',
    decoder: 'acme/decoder',
    endpoint: 'https://mirror.example/hf/',
  });
  expect(read).toMatchObject({
    places: {
      prior: { repository: 'acme/prior', revision: 'v2', endpoint: 'https://mirror.example/hf' },
      decoder: { revision: 'main' },
    },
  });
});

test.each([
  [{ prior: 'acme' }, 'prior'],
  [{ decoder: 'https://huggingface.co/a/b' }, 'decoder'],
  [{ endpoint: 'http://mirror.example' }, 'endpoint'],
  [{ endpoint: 'https://me:secret@mirror.example' }, 'endpoint'],
  [{ endpoint: 'mirror' }, 'endpoint'],
] as const)('%o is refused', (changes, problem) => {
  expect(readCheckpoint({ ...PUBLISHED, ...changes })).toEqual({ problem });
});
