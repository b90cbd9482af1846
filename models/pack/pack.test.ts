import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../src/package/catalogue.ts';
import {
  packageBytes,
  parseManifest,
  type FileEntry,
  type Manifest,
} from '../../src/package/manifest.ts';
import { AboutSchema } from '../../src/exporter/about.ts';
import { readAbout } from '../node/about.ts';
import { relocate } from '../../src/exporter/formats/relocate.ts';
import { pack } from './pack.ts';
import { exportReference } from '../testing/reference-package.ts';

const root = mkdtempSync(join(tmpdir(), 'pack-'));
const exported = join(root, 'exported');
const folder = join(root, 'given');
const out = join(root, 'packed');
let manifest: Manifest;

beforeAll(async () => {
  manifest = await exportReference(exported);
});
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(out, { recursive: true, force: true });
  cpSync(exported, folder, { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true }));

const contents = (of: string) =>
  new Map(readdirSync(of).map((name) => [name, readFileSync(join(of, name)).toString('latin1')]));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Makes it what an early exporter wrote: names without hashes. */
function strip(): void {
  // The two encodings of "" would have one name.
  const plain = (path: string) =>
    path.startsWith('empty-text') ? path : path.replace(/\.[0-9a-f]{12}\./, '.');
  const change = (_key: string, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('sha256' in value)) return value;
    const entry = value as FileEntry;
    const before = readFileSync(join(exported, entry.path));
    const after = entry.path.endsWith('.onnx') ? relocate(before, plain) : before;
    const path = plain(entry.path);
    rmSync(join(folder, entry.path), { force: true });
    writeFileSync(join(folder, path), after);
    return { ...entry, path, sizeBytes: after.length, sha256: sha256(after) };
  };
  const file = join(folder, 'manifest.json');
  const json = JSON.parse(readFileSync(file, 'utf8'), change) as object;
  writeFileSync(file, JSON.stringify({ ...json, note: 'of a later version' }));
}

describe('pack', () => {
  it('leaves what the exporter has written as it is', async () => {
    const said = await pack({ folder, out });
    expect(contents(out)).toEqual(contents(exported));
    expect(said).toContain('Named by their content now: 0; with hashes of their pieces now: 0');
  });

  it('gives the files of an older package the names that the exporter gives, also in graphs', async () => {
    strip();
    expect(readdirSync(folder)).toContain('vqgan-decode.bin');
    const said = await pack({ folder, out });
    const [packed, original] = [contents(out), contents(exported)];
    const { note, ...rest } = JSON.parse(packed.get('manifest.json')!) as { note: string };
    expect(note).toBe('of a later version');
    expect(rest).toEqual(JSON.parse(original.get('manifest.json')!));
    packed.delete('manifest.json');
    original.delete('manifest.json');
    expect(packed).toEqual(original);
    expect(said).toMatch(/Named by their content now: [1-9]\d*;/);
    expect(existsSync(`${out}.partial`)).toBe(false);
  });

  it('keeps names, and adds the hashes of pieces: the built-in model has them', async () => {
    const builtin = 'public/models/builtin';
    cpSync(builtin, folder, { recursive: true });
    const file = join(folder, 'manifest.json');
    const withoutPieces = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
      key === 'pieces' ? undefined : value,
    ) as Manifest;
    writeFileSync(file, JSON.stringify(withoutPieces));
    await pack({ folder, out, keepNames: true });
    expect(contents(out)).toEqual(contents(builtin));
    const step = (JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as Manifest)
      .networks['decoder-step'].data[0] as FileEntry;
    expect(step.pieces).toHaveLength(Math.ceil(step.sizeBytes / 2 ** 22));
  });

  it('only verifies where nothing is to be written', async () => {
    strip();
    expect(await pack({ folder })).toMatch(/\d+ files, every one as .*\n\d+ files are not named/);
    expect(existsSync(out)).toBe(false);
  });

  const shard = () => manifest.networks['vqgan-decode'].data[0]!.path;
  it.each([
    ['truncated', () => truncateSync(join(folder, shard()), 10), 'is truncated: expected'],
    ['missing', () => rmSync(join(folder, shard())), 'is missing in'],
  ])('names a file that is %s, and leaves nothing behind', async (_name, spoil, message) => {
    spoil();
    await expect(pack({ folder, out })).rejects.toThrow(`${shard()} ${message}`);
    await expect(pack({ folder })).rejects.toThrow(`${shard()} ${message}`);
    expect(existsSync(out)).toBe(false);
    expect(existsSync(`${out}.partial`)).toBe(false);
  });

  it('names a graph whose weights the manifest does not have', async () => {
    const file = join(folder, 'manifest.json');
    const json = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    json.networks['prior-step'].data = [];
    writeFileSync(file, JSON.stringify(json));
    await expect(pack({ folder, out })).rejects.toThrow(
      /^prior-step\.[\w.]+\.onnx names prior-[\w.]+\.bin: expected one of the files/,
    );
  });

  it('does not write over what it reads', async () => {
    await expect(pack({ folder, out: `${folder}/` })).rejects.toThrow(
      'expected a folder other than',
    );
  });
});

describe('the entry in a catalogue', () => {
  const catalogue = join(root, 'catalogue.json');
  const read = () => readCatalogue(readFileSync(catalogue, 'utf8'), 'https://site.test/');
  const add = (address: string) => pack({ folder, catalogue, address });
  beforeEach(() => rmSync(catalogue, { force: true }));

  it('is added, and replaced where the same address is written otherwise', async () => {
    await add('./models/micro/');
    await add('acme/micro');
    await add('./models/micro/manifest.json');
    const { entries, faults } = read();
    expect(faults).toEqual([]);
    expect(entries).toHaveLength(2);
    const { name, description, licence, precision } = manifest;
    const words = { name, description, licence, precision, sizeBytes: packageBytes(manifest) };
    expect(entries[0]).toEqual({
      address: { kind: 'folder', url: 'https://site.test/models/micro/' },
      ...words,
    });
    expect(JSON.parse(readFileSync(catalogue, 'utf8'))).toMatchObject([
      { address: './models/micro/manifest.json' },
      { address: 'acme/micro' },
    ]);
  });

  it.each([
    ['http://models.test/', '[]', '--address: expected a folder served over https'],
    ['./models/micro/', '[{"name": "Wrong"}]', 'Fix it first:\nEntry 1 (Wrong), address: '],
  ])('is refused for %s in %s', async (address, text, message) => {
    writeFileSync(catalogue, text);
    await expect(add(address)).rejects.toThrow(message);
    expect(readFileSync(catalogue, 'utf8')).toBe(text);
  });

  it('needs to know where the package will lie', async () => {
    await expect(pack({ folder, catalogue })).rejects.toThrow('belong together');
  });
});

describe('other words for a package', () => {
  const about = (change: object) => v.parse(AboutSchema, { id: 'other', name: 'Other', ...change });
  const size = () => ({ maxSide: manifest.geometry.maxSide });

  it('replace what describes it, and leave its networks as they are', async () => {
    const completion = [{ kind: 'light', named: ['night'], phrases: [{ phrase: 'at noon' }] }];
    await pack({ folder, out, about: about({ size: size(), completion }) });
    const packed = parseManifest(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')));
    expect(packed).toMatchObject({ id: 'other', name: 'Other', completion });
    expect(packed.presets?.fine.prior.steps).toBe(60);
    expect(packed.networks).toEqual(manifest.networks);
    expect(packed.textEncoders).toEqual(manifest.textEncoders);
  });

  it('are refused where the graphs were chosen for another size, or nothing is written', async () => {
    const smaller = about({ size: { maxSide: 128 } });
    await expect(pack({ folder, out, about: smaller })).rejects.toThrow(
      'Export the checkpoint again',
    );
    expect(existsSync(out)).toBe(false);
    await expect(pack({ folder, about: about({ size: size() }) })).rejects.toThrow(
      'expected --out',
    );
  });

  it('are read with the field that is wrong in plain sight', () => {
    const path = join(root, 'about.json');
    writeFileSync(
      path,
      '{"completion": [{"kind": "light", "named": [], "phrases": [{"phrase": "a, b"}]}]}',
    );
    expect(() => readAbout(path)).toThrow(
      /completion\.0\.phrases\.0\.phrase: Expected words without/,
    );
  });
});
