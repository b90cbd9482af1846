import {
  copyFileSync,
  readdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportReference, REFERENCE } from '../parity/harness.ts';
import { verifyPackage, type VerifyOptions } from './verify.ts';
import { SafetensorsFile } from '../node/safetensors.ts';

/** The record is `python models/reference/record.py` on the micro checkpoint. */
const RECORD = join(REFERENCE, 'golden/record.safetensors');

const root = mkdtempSync(join(tmpdir(), 'verify-'));
const folder = join(root, 'package');
beforeAll(() => exportReference(folder));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const verify = (reference: string, more: Partial<VerifyOptions> = {}) =>
  verifyPackage({ folder, reference, provider: 'cpu', ...more });

type Change = (bytes: Buffer) => void;

/** A copy of the record in which some tensors' bytes are other ones. */
function falsified(changes: Readonly<Record<string, Change>>): string {
  const path = join(root, 'falsified.safetensors');
  const file = new SafetensorsFile(RECORD);
  const bytes = readFileSync(RECORD);
  for (const [tensor, change] of Object.entries(changes)) {
    const { start, end } = file.tensors.get(tensor)!;
    change(bytes.subarray(start, end));
  }
  file.close();
  writeFileSync(path, bytes);
  return path;
}

/** A record with only these tensors of another file, under names of their own. */
function excerpt(names: Readonly<Record<string, string>>, of = RECORD): string {
  const path = join(root, 'excerpt.safetensors');
  const file = new SafetensorsFile(of);
  const whole = readFileSync(of);
  const metadata = { format: 'wuerstchen-reference', version: '1', ...file.metadata };
  const header: Record<string, unknown> = { __metadata__: metadata };
  const bodies: Buffer[] = [];
  let end = 0;
  for (const [name, newName] of Object.entries(names)) {
    const info = file.tensors.get(name)!;
    const from = end;
    end += info.end - info.start;
    header[newName] = { dtype: info.dtype, shape: info.shape, data_offsets: [from, end] };
    bodies.push(whole.subarray(info.start, info.end));
  }
  file.close();
  writeFileSync(path, Buffer.concat([...headed(header), ...bodies]));
  return path;
}

function headed(header: unknown): Buffer[] {
  const json = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  return [size, json];
}

/** A copy of the record with another header; the tensors' bytes stay. */
function reworded(name: string, change: (header: Record<string, unknown>) => void): string {
  const bytes = readFileSync(RECORD);
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
  change(header);
  const path = join(root, name);
  writeFileSync(path, Buffer.concat([...headed(header), bytes.subarray(8 + length)]));
  return path;
}

/** Every float of a tensor times 1.01. */
const stretched = (bytes: Buffer) => {
  for (let at = 0; at < bytes.length; at += 4) bytes.writeFloatLE(bytes.readFloatLE(at) * 1.01, at);
};

describe('verify', () => {
  it('passes a package that computes what PyTorch computed', async () => {
    const { passed, report } = await verify(RECORD, { tolerance: 5e-6 });
    expect(report).toMatch(/prior\/start\.eps, fused +\d\.\de-\d+ +\d\.\de-\d+ +ok/);
    expect(report).toMatch(/pipeline\.image.*ok/);
    expect(report).not.toContain('not verified');
    expect(passed).toBe(true);
  });

  it('fails what is false in a record, each by its name', async () => {
    const record = falsified({
      'prior-text-encoder.text': stretched,
      'decoder-text-encoder.text': stretched,
      'prior/late.eps': (bytes) => bytes.fill(0xff), // not a number
      'decoder/start.eps': stretched,
      'decoder/late.prior_latent': stretched, // an input
      'vqgan.image': (bytes) => (bytes[5]! ^= 0x40),
      'pipeline.image': (bytes) => bytes.reverse(),
    });
    const { passed, report } = await verify(record);
    expect(passed).toBe(false);
    const failed = report.split('\n').filter((line) => line.endsWith('FAILED'));
    expect([...new Set(failed.map((line) => line.split(/[, ]/)[0]))]).toEqual([
      'prior-text-encoder.text',
      'decoder-text-encoder.text',
      'prior/late.eps',
      'decoder/late.eps',
      'decoder/start.eps',
      'vqgan.image',
      'pipeline.image',
    ]);
  });

  it('takes cases by name, and says what a record leaves out', async () => {
    const record = excerpt({
      'vqgan.latent': 'vqgan/again.latent',
      'vqgan.image': 'vqgan/again.image',
    });
    const { passed, report } = await verify(record);
    expect(passed).toBe(true);
    expect(report).toMatch(/vqgan\/again\.image.*ok/);
    expect(report).toMatch(/not verified: prior-text-encoder, .*prior, decoder, pipeline/);
  });

  it('judges a package of lower precision by its own limits', async () => {
    const half = join(root, 'half');
    await exportReference(half, 'f16');
    const names = ['x', 'r', 'text', 'eps'].map((io) => `prior/start.${io}`);
    const record = excerpt(Object.fromEntries(names.map((name) => [name, name])));
    expect((await verify(record, { folder: half })).passed).toBe(true);
    expect((await verify(record, { folder: half, tolerance: 1e-5 })).passed).toBe(false);
  });

  it.each([
    [
      'another format',
      (header: Record<string, unknown>) => (header['__metadata__'] = { format: 'pt' }),
      'expected a record of format wuerstchen-reference, version 1; its metadata says pt, no version',
    ],
    [
      'a network that there is none of',
      (header: Record<string, unknown>) => {
        header['unet.x'] = header['vqgan.latent'];
        delete header['vqgan.latent'];
      },
      'no network has unet.x; vqgan.latent missing',
    ],
    [
      'a picture without its arguments',
      (header: Record<string, unknown>) =>
        delete (header['__metadata__'] as Record<string, string>)['pipeline'],
      'expected the arguments of pipeline as JSON in the metadata',
    ],
  ])('refuses %s', async (name, change, message) => {
    await expect(verify(reworded(`${name}.safetensors`, change))).rejects.toThrow(message);
  });

  it('refuses a package with a damaged file', async () => {
    const name = readdirSync(folder).find((file) => /^vqgan-decode\..*\.bin$/.test(file))!;
    const data = join(folder, name);
    const kept = join(root, 'kept.bin');
    copyFileSync(data, kept);
    const bytes = readFileSync(data);
    bytes[100]! ^= 1;
    writeFileSync(data, bytes);
    await expect(verify(RECORD)).rejects.toThrow(`${name} is corrupt`);
    copyFileSync(kept, data);
  });
});

describe('the encoders of pictures', () => {
  const ENCODERS = join(REFERENCE, 'golden/encoders.safetensors');
  const encoding = join(root, 'encoding');
  beforeAll(() => exportReference(encoding, 'f32', 'semantic'));

  const NAMES = {
    'semantic-wide.pixels': 'compressor.pixels',
    'semantic-wide.latent': 'compressor.latent',
    'vqgan-square.pixels': 'vqgan-encode.pixels',
    'vqgan-square.latent': 'vqgan-encode.latent',
  };

  it('are compared like the other networks', async () => {
    const { passed, report } = await verify(excerpt(NAMES, ENCODERS), { folder: encoding });
    expect(report).toMatch(/compressor\.latent, decomposed/);
    expect(report).toMatch(/vqgan-encode\.latent, decomposed/);
    expect(passed).toBe(true);
  });

  it('fail against what another compressor gives', async () => {
    const names = {
      'semantic-wide.pixels': 'compressor.pixels',
      'efficientnet-wide.latent': 'compressor.latent',
    };
    const { passed } = await verify(excerpt(names, ENCODERS), { folder: encoding });
    expect(passed).toBe(false);
  });

  it('belong to no model without them', async () => {
    await expect(verify(excerpt(NAMES, ENCODERS))).rejects.toThrow(/this one has none/);
  });

  it('are missed in a record only where the model has them', async () => {
    expect((await verify(RECORD, { folder: encoding })).report).toMatch(/compressor/);
    expect((await verify(RECORD)).report).not.toMatch(/compressor/);
  });
});
