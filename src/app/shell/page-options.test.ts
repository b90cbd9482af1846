import { expect, test } from 'vitest';
import { parsePageOptions } from './page-options.ts';

const query = (model: string) => `http://localhost/sub/?model=${encodeURIComponent(model)}`;

test('without a model the page begins as usual', () => {
  expect(parsePageOptions('https://a.example/sub/index.html#x')).toEqual({
    modelUrl: undefined,
    asked: null,
    provider: null,
    residency: null,
  });
});

test('a folder of this site may be named, with or without the slash', () => {
  expect(parsePageOptions('http://localhost/?model=/other&provider=webgpu')).toEqual({
    modelUrl: 'http://localhost/other/',
    asked: null,
    provider: 'webgpu',
    residency: null,
  });
  expect(parsePageOptions(query('models/x/')).modelUrl).toBe('http://localhost/sub/models/x/');
});

test.each([
  ['https://other.example/m', { kind: 'folder', url: 'https://other.example/m/' }],
  ['hf:acme/w@v1', { kind: 'hub', repository: 'acme/w', revision: 'v1', folder: '' }],
])('a model elsewhere, %s, is only asked for', (model, asked) => {
  expect(parsePageOptions(query(model))).toMatchObject({ modelUrl: undefined, asked });
});

test.each(['//evil.example/m/', 'data:,x', 'javascript:0', 'hf:nobody'])(
  'the model %s is refused',
  (model) => {
    expect(parsePageOptions(query(model))).toMatchObject({ modelUrl: null, asked: null });
  },
);

test('a residency may be asked for', () => {
  expect(parsePageOptions('http://localhost/?residency=release').residency).toBe('release');
  expect(parsePageOptions('http://localhost/?residency=perhaps').residency).toBeNull();
});

test('an unknown provider is ignored', () => {
  expect(parsePageOptions('http://localhost/?provider=abacus').provider).toBeNull();
});
