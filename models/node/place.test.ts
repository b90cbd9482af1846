import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type * as files from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportPackage } from './export.ts';

/** Codes with which the system refuses, as it would another user or on another disk. */
const refusals: { access?: string; mkdir?: string } = {};

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof files>();
  const refuse = (code: string | undefined) => {
    if (code) throw Object.assign(new Error(`${code}: refused`), { code });
  };
  const accessSync: typeof actual.accessSync = (path, mode) => {
    if (mode !== actual.constants.R_OK) refuse(refusals.access);
    actual.accessSync(path, mode);
  };
  const mkdirSync = (...args: Parameters<typeof actual.mkdirSync>) => {
    if (String(args[0]).endsWith('.partial')) refuse(refusals.mkdir);
    return actual.mkdirSync(...args);
  };
  return { ...actual, accessSync, mkdirSync };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'place-'));
  delete refusals.access;
  delete refusals.mkdir;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const CHECKPOINT = 'models/reference/checkpoint';
const run = (out: string) =>
  exportPackage({
    prior: join(CHECKPOINT, 'prior'),
    decoder: join(CHECKPOINT, 'decoder'),
    out,
    precision: 'f32',
  });

describe('--out', () => {
  it('that is a file is refused', async () => {
    const out = join(folder, 'file');
    writeFileSync(out, 'a file');
    await expect(run(out)).rejects.toThrow(
      `${out}: expected a folder, or none yet, to write the package to; found a file`,
    );
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('in a file is refused', async () => {
    writeFileSync(join(folder, 'file'), 'a file');
    await expect(run(join(folder, 'file', 'deep', 'package'))).rejects.toThrow(
      `its part ${join(folder, 'file')} is a file, so no folder can be made in it`,
    );
  });

  it('that is a link to nothing is refused', async () => {
    symlinkSync('gone', join(folder, 'link'));
    await expect(run(join(folder, 'link'))).rejects.toThrow('found a link to nothing');
  });

  it('whose place for unfinished work is a file is refused', async () => {
    writeFileSync(join(folder, 'package.partial'), 'a file');
    await expect(run(join(folder, 'package'))).rejects.toThrow(
      `${join(folder, 'package.partial')}: expected a folder, or none yet`,
    );
  });

  it('without a name is refused', async () => {
    await expect(run('')).rejects.toThrow(
      'Expected a folder for the package, received an empty name',
    );
  });

  it.each([
    ['EROFS', 'could not be written: the disk is read-only'],
    ['EACCES', 'could not be written: this user may not write there'],
  ])('%s is told in plain words, before anything is made', async (code, message) => {
    const out = join(folder, 'new', 'package');
    refusals.access = code;
    await expect(run(out)).rejects.toThrow(`${out} ${message}`);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it.each([
    ['EROFS', 'the disk is read-only'],
    ['EPERM', 'this user may not write there'],
    ['ENOENT', 'no folder can be made there'],
    ['ENAMETOOLONG', 'its name is too long'],
  ])('that only then turns out to be wrong, too: %s', async (code, message) => {
    refusals.mkdir = code;
    await expect(run(join(folder, 'package'))).rejects.toThrow(`could not be written: ${message}`);
  });

  it.runIf(process.platform === 'linux')('where no folder can be made is refused', async () => {
    await expect(run('/proc/none/package')).rejects.toThrow('no folder can be made there');
  });

  it('may end with a slash, and may lie in folders that are to be made', async () => {
    const out = join(folder, 'a', 'b');
    mkdirSync(out, { recursive: true });
    await run(`${out}/`);
    await run(`${out}/`);
    expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
    expect(readdirSync(out)).toContain('manifest.json');
    await run(join(folder, 'c', 'd'));
    expect(readdirSync(join(folder, 'c'))).toEqual(['d']);
  });
});
