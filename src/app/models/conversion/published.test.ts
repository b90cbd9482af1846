import { expect, test } from 'vitest';
import { currentPlaces, PUBLISHED, readCheckpoint } from './published.ts';

test('the published model is two repositories of the Hub, and a third with the encoder of pictures', () => {
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
      compressor: {
        kind: 'hub',
        endpoint: 'https://huggingface.co',
        repository: 'warp-ai/EfficientNetEncoder',
        revision: 'main',
      },
    },
  });
});

test('a revision and a mirror are read', () => {
  const read = readCheckpoint({
    prior: ' acme/prior@v2 ',
    decoder: 'acme/decoder',
    compressor: 'acme/encoder@3',
    endpoint: 'https://mirror.example/hf/',
  });
  expect(read).toMatchObject({
    places: {
      prior: { repository: 'acme/prior', revision: 'v2', endpoint: 'https://mirror.example/hf' },
      decoder: { revision: 'main' },
      compressor: { revision: '3' },
    },
  });
});

test.each([
  [{ prior: 'acme' }, 'prior'],
  [{ decoder: 'https://huggingface.co/a/b' }, 'decoder'],
  [{ compressor: 'encoder' }, 'compressor'],
  [{ endpoint: 'http://mirror.example' }, 'endpoint'],
  [{ endpoint: 'https://me:secret@mirror.example' }, 'endpoint'],
  [{ endpoint: 'mirror' }, 'endpoint'],
] as const)('%o is refused', (changes, problem) => {
  expect(readCheckpoint({ ...PUBLISHED, ...changes })).toEqual({ problem });
});

test('without an encoder the model paints from words', () => {
  const read = readCheckpoint({ ...PUBLISHED, compressor: ' ' });
  expect('places' in read && Object.keys(read.places)).toEqual(['prior', 'decoder']);
});

test('starting over asks for the current version of every repository', () => {
  const read = readCheckpoint({
    ...PUBLISHED,
    prior: 'acme/prior@1',
    compressor: 'acme/encoder@2',
  });
  const { prior, compressor } = currentPlaces('places' in read ? read.places : never());
  expect([prior, compressor]).toEqual([
    expect.objectContaining({ repository: 'acme/prior', revision: 'main' }),
    expect.objectContaining({ repository: 'acme/encoder', revision: 'main' }),
  ]);
});

function never(): never {
  throw new Error('Expected places.');
}
