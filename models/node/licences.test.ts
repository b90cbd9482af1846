import { expect, test } from 'vitest';
import { shipped } from '../../licences.ts';
import { dependencies } from '../../package.json';

test('every runtime dependency is listed with its licence, and that of ExifReader with its source', () => {
  const listed = shipped();
  const names = listed.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  expect(names).toEqual(expect.arrayContaining(['scheduler', 'workbox-core']));
  expect(names).not.toContain('onnxruntime-node');
  for (const { name, licence, source } of listed) {
    expect(licence, name).toMatch(/^(MIT|Apache-2\.0|BSD-3-Clause|ISC|MPL-2\.0|0BSD)$/);
    expect(source).toMatch(/^https:\/\//);
  }
  // Its licence wants its source to be named.
  const exif = listed.find(({ name }) => name === 'exifreader');
  expect(exif?.licence).toBe('MPL-2.0');
  expect(exif?.source).toContain('ExifReader');
});
