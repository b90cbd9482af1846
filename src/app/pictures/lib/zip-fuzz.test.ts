import AdmZip from 'adm-zip';
import fc from 'fast-check';
import { test } from 'vitest';
import { inputs } from '../../../share/testing/inputs.ts';
import { ZipError } from './zip-error.ts';
import { readZipEntries } from './zip.ts';

const MOST = 1 << 16;

const zip = new AdmZip();
zip.addFile('pictures.json', Buffer.from('[{"id":"a"}]'));
zip.addFile('a.png', Buffer.alloc(3000, 'picture'));
zip.addFile('folder/', Buffer.alloc(0));
const whole = zip.toBuffer();

/** A zip with some bytes changed, most of them in its tables, and cut off or lengthened. */
const damaged = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
    fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
    fc.uint8Array({ maxLength: 40 }),
  )
  .map(([changes, length, tail]) => {
    const bytes = Buffer.from(whole);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return Buffer.concat([bytes.subarray(0, length), tail]);
  });

test('any bytes are a zip, or are refused by name, in bounded memory', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), async (bytes) => {
      try {
        for (const { read } of await readZipEntries(new Blob([Uint8Array.from(bytes)]))) {
          const file = await read(MOST);
          if (file.size > MOST) throw new Error(`Expected at most ${MOST} bytes: ${file.size}.`);
        }
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
      }
    }),
    inputs(300),
  );
});
