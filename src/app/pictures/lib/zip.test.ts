import AdmZip from 'adm-zip';
import { expect, test } from 'vitest';
import { ZipError } from './zip-error.ts';
import { readZipEntries, ZipWriter } from './zip.ts';

const MOST = 1 << 16;
const noise = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 251);

async function write(files: Record<string, Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const zip = new ZipWriter((chunk) => {
    chunks.push(chunk.slice());
    return Promise.resolve();
  });
  for (const [name, bytes] of Object.entries(files)) await zip.add(name, new Blob([bytes]), 0);
  await zip.end();
  return new Blob(chunks);
}

async function read(zip: Blob, most = MOST): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const entry of await readZipEntries(zip)) {
    const file = await entry.read(most);
    files[entry.name] = new Uint8Array(await file.arrayBuffer());
  }
  return files;
}

/** What another program makes of files, compressed. */
function writeElsewhere(files: Record<string, Uint8Array>): Blob {
  const zip = new AdmZip();
  for (const [name, bytes] of Object.entries(files)) zip.addFile(name, Buffer.from(bytes));
  return new Blob([Uint8Array.from(zip.toBuffer())]);
}

/** What another program finds in a zip. */
async function readElsewhere(zip: Blob): Promise<Record<string, Uint8Array>> {
  const entries = new AdmZip(Buffer.from(await zip.arrayBuffer())).getEntries();
  return Object.fromEntries(
    entries.map((each) => [each.entryName, new Uint8Array(each.getData())]),
  );
}

const files = { 'häuschen.png': noise, 'pictures.json': new TextEncoder().encode('{}') };

test('what is written reads back, here and elsewhere', async () => {
  const zip = await write(files);
  expect(await read(zip)).toEqual(files);
  expect(await readElsewhere(zip)).toEqual(files);
});

test('files that another program has compressed are read too', async () => {
  const zip = writeElsewhere(files);
  expect(zip.size).toBeLessThan(noise.length);
  expect(await read(zip)).toEqual(files);
});

test('an empty zip holds nothing', async () => expect(await read(await write({}))).toEqual({}));

test('a file that unpacks to more than is allowed is stopped on the way', async () => {
  const bomb = writeElsewhere({ bomb: new Uint8Array(8 << 20) });
  expect(bomb.size).toBeLessThan(MOST);
  await expect(read(bomb)).rejects.toThrow('at most 65536 bytes');
});

test('a stored file that is too large is not read', async () => {
  await expect(read(await write({ large: noise }), 1000)).rejects.toThrow(ZipError);
});

test.each([0, 1, 21, 100])('%i bytes of anything are no zip', async (length) => {
  await expect(readZipEntries(new Blob([noise.slice(0, length)]))).rejects.toThrow(ZipError);
});

test('a zip that is cut off or damaged anywhere gives its files or a ZipError', async () => {
  const whole = new Uint8Array(
    await (await write({ a: noise.slice(0, 40), b: noise.slice(0, 9) })).arrayBuffer(),
  );
  const attempt = async (bytes: Uint8Array<ArrayBuffer>) => {
    try {
      await read(new Blob([bytes]));
    } catch (error) {
      expect(error).toBeInstanceOf(ZipError);
    }
  };
  for (let at = 0; at < whole.length; at++) {
    await attempt(whole.slice(0, at));
    const flipped = whole.slice();
    flipped[at]! ^= 0xff;
    await attempt(flipped);
  }
});

test('a file that does not match its checksum is refused', async () => {
  const bytes = new Uint8Array(await (await write({ a: noise })).arrayBuffer());
  bytes[10_000]! ^= 1;
  await expect(read(new Blob([bytes]))).rejects.toThrow(ZipError);
});
