import { describe, expect, it } from 'vitest';
import {
  formatAddress,
  isFrom,
  isSameAddress,
  parseAddress,
  readOfSite,
  readTyped,
} from './address.ts';

const PAGE = 'https://app.example/sub/index.html?x#y';

it.each([
  ['./models/big', 'https://app.example/sub/models/big/'],
  ['/models/big/manifest.json', 'https://app.example/models/big/'],
  ['https://cdn.example/m?token=1#a', 'https://cdn.example/m/'],
  ['http://localhost:8080/m/', 'http://localhost:8080/m/'],
])('%s is a folder', (text, url) => {
  expect(parseAddress(text, PAGE)).toEqual({ kind: 'folder', url });
});

it.each([
  ['hf:acme/wuerstchen', 'acme/wuerstchen', 'main', ''],
  ['hf:acme/wuerstchen/q4@v1.0', 'acme/wuerstchen', 'v1.0', 'q4'],
  ['https://huggingface.co/acme/wuerstchen', 'acme/wuerstchen', 'main', ''],
  ['https://huggingface.co/acme/w/tree/abc123/web/q4', 'acme/w', 'abc123', 'web/q4'],
  ['https://huggingface.co/acme/w/resolve/main/web/manifest.json', 'acme/w', 'main', 'web'],
])('%s is a repository', (text, repository, revision, folder) => {
  const address = parseAddress(text, PAGE);
  expect(address).toEqual({ kind: 'hub', repository, revision, folder });
  expect(parseAddress(formatAddress(address!), PAGE)).toEqual(address);
});

it.each([
  '',
  'http://cdn.example/m/',
  'https://user:secret@cdn.example/m/',
  'data:,x',
  'javascript:0',
  'hf:acme',
  'hf:acme/../x',
  'https://huggingface.co/acme',
])('%s is refused', (text) => {
  expect(parseAddress(text, PAGE)).toBeNull();
});

it('a bare name is a repository where a person typed it', () => {
  expect(readTyped(' acme/w ', PAGE)).toMatchObject({ kind: 'hub', repository: 'acme/w' });
  expect(readTyped('https://cdn.example/m', PAGE)).toMatchObject({ kind: 'folder' });
});

it('a page of the Hub may be typed as it stands in an address bar', () => {
  expect(readTyped('huggingface.co/acme/w/tree/v1/q4', PAGE)).toMatchObject({
    ...{ kind: 'hub', repository: 'acme/w', revision: 'v1', folder: 'q4' },
  });
});

it.each([
  'wuerstchen',
  './models/big',
  '/models/big',
  '../w',
  'a b/c',
  '?model=x',
  '//cdn.example/m',
  '',
])('“%s” is never asked of the server of the page', (typed) => {
  expect(readTyped(typed, PAGE)).toBeNull();
});

it.each([
  ['./models/big', { kind: 'folder', url: new URL('./models/big/', PAGE).href }],
  ['/models/big/', { kind: 'folder', url: new URL('/models/big/', PAGE).href }],
  ['acme/w', { kind: 'hub', repository: 'acme/w' }],
  ['https://cdn.example/m', { kind: 'folder', url: 'https://cdn.example/m/' }],
])('“%s” is read where the host of a site wrote it', (text, address) => {
  expect(readOfSite(text, PAGE)).toMatchObject(address);
});

it('what is no folder of a site either is refused there, too', () => {
  expect(readOfSite('', PAGE)).toBeNull();
  expect(readOfSite('http://cdn.example/m/', PAGE)).toBeNull();
});

it('compares places', () => {
  const one = { kind: 'folder', url: 'https://a.example/m/' } as const;
  expect(isSameAddress(one, { ...one })).toBe(true);
  expect(isSameAddress(one, { kind: 'local', name: one.url })).toBe(false);
});

describe('whether a package is what an address names', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const hub = (revision: string, folder = '') =>
    ({ kind: 'hub', repository: 'acme/wuerstchen', revision, folder }) as const;
  it.each([
    [hub(commit), hub('main'), true],
    [hub(commit), hub(commit), true],
    [hub(commit), hub('f'.repeat(40)), false],
    [hub(commit), hub('main', 'q4'), false],
    [hub(commit), { kind: 'folder', url: 'https://models.test/' } as const, false],
  ])('%j from %j: %j', (pinned, named, expected) => {
    expect(isFrom(pinned, named)).toBe(expected);
  });
});
