import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderSource } from './package-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = Buffer.from('some weights');
const file = {
  path: 'weights.bin',
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
};
const source = folderSource(folder);

describe('a package in a folder', () => {
  it('gives verified files', async () => {
    writeFileSync(join(folder, file.path), bytes);
    expect(await source.read(file)).toEqual(new Uint8Array(bytes));
  });

  it.each([
    ['truncated', 'some', 'file-corrupt', 'is truncated: expected 12 bytes, received 4.'],
    ['damaged', 'some weighty', 'file-corrupt', 'is corrupt: expected SHA-256'],
  ])('names a file that is %s', async (_name, content, code, message) => {
    writeFileSync(join(folder, file.path), content);
    await expect(source.fetchAll([file], () => undefined)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`weights.bin ${message}`) as string,
    });
  });

  it('names what is missing or no manifest', async () => {
    const missing = { ...file, path: 'absent.bin' };
    await expect(source.read(missing)).rejects.toMatchObject({ code: 'file-missing' });
    await expect(source.manifest()).rejects.toMatchObject({ code: 'file-missing' });
    writeFileSync(join(folder, 'manifest.json'), '{');
    await expect(source.manifest()).rejects.toMatchObject({ code: 'bad-manifest' });
  });

  it('does not read a manifest that is too long to be one', async () => {
    writeFileSync(join(folder, 'manifest.json'), '{}');
    truncateSync(join(folder, 'manifest.json'), 3 * 2 ** 30);
    await expect(source.manifest()).rejects.toMatchObject({
      code: 'bad-manifest',
      message: expect.stringContaining('is longer than 8388608 bytes') as string,
    });
  });
});
