import { expect, test } from 'vitest';
import { isHeic } from './file-kind.ts';

const container = (brand: string) => new Blob(['\0\0\0\x18', 'ftyp', brand, '\0\0\0\0']);

test.each(['heic', 'mif1', 'hevc'])('what phones write with the brand %s is known', async (brand) =>
  expect(await isHeic(container(brand))).toBe(true),
);

test('other containers and files are not taken for it', async () => {
  expect(await isHeic(container('avif'))).toBe(false);
  expect(await isHeic(new Blob(['\x89PNG\r\n\x1a\n']))).toBe(false);
  expect(await isHeic(new Blob([]))).toBe(false);
});
