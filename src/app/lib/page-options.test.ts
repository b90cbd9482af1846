import { expect, test } from 'vitest';
import { parsePageOptions } from './page-options.ts';

const BUILTIN = './models/builtin/';

test('the built-in model lies beside the page, under any path', () => {
  expect(parsePageOptions('https://a.example/sub/index.html#x', BUILTIN)).toEqual({
    modelUrl: 'https://a.example/sub/models/builtin/',
    provider: null,
  });
});

test('another folder of this site may be named, with or without the slash', () => {
  const options = parsePageOptions('http://localhost/?model=/other&provider=webgpu', BUILTIN);
  expect(options).toEqual({ modelUrl: 'http://localhost/other/', provider: 'webgpu' });
});

test.each(['https://evil.example/m/', '//evil.example/m/', 'data:,x', 'javascript:0'])(
  'the model %s is refused',
  (model) => {
    const address = `http://localhost/?model=${encodeURIComponent(model)}`;
    expect(parsePageOptions(address, BUILTIN).modelUrl).toBeNull();
  },
);

test('an unknown provider is ignored', () => {
  expect(parsePageOptions('http://localhost/?provider=abacus', BUILTIN).provider).toBeNull();
});
