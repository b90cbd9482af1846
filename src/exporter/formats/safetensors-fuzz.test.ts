import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputs } from '../../share/testing/inputs.ts';
import { LENGTH_BYTES, readHeader } from './safetensors.ts';

const side = fc.oneof(fc.nat(4), fc.constantFrom<unknown>(-1, 0.5, 2 ** 53, 2 ** 31, '2', null));
const entry = fc.record(
  {
    dtype: fc.constantFrom<unknown>('F32', 'F16', 'BF16', 'I64', 'F4', 7, '__proto__'),
    shape: fc.oneof(fc.array(side, { maxLength: 3 }), fc.jsonValue()),
    data_offsets: fc.oneof(fc.tuple(fc.nat(64), fc.nat(64)), fc.array(side, { maxLength: 3 })),
  },
  { requiredKeys: [] },
);
const header = fc.oneof(
  fc.dictionary(
    fc.constantFrom('a', 'b', '__metadata__', '__proto__', ''),
    fc.oneof(entry, fc.jsonValue()),
  ),
  fc.jsonValue(),
);

/** A file with that header, of a length that may be a lie. */
const file = fc
  .tuple(
    header.map((json) => JSON.stringify(json)),
    fc.oneof(fc.constant(0n), fc.bigInt(-64n, 2n ** 63n)),
    fc.nat(80),
  )
  .map(([json, lie, data]) => {
    const text = Buffer.from(json);
    const head = Buffer.alloc(LENGTH_BYTES);
    head.writeBigUInt64LE(BigInt.asUintN(64, BigInt(text.length) + lie));
    return Uint8Array.from(Buffer.concat([head, text, Buffer.alloc(data)]));
  });

test('any bytes are a header whose tensors lie in the file, or are refused by name', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 100 }), file), async (bytes) => {
      const source = {
        sizeBytes: bytes.length,
        version: '',
        close: () => Promise.resolve(),
        read: (from: number, to: number) =>
          Promise.resolve(Uint8Array.from(bytes.subarray(from, to))),
      };
      const found = await readHeader('x.safetensors', source).catch((error: unknown) => {
        expect((error as Error).message).toMatch(
          /^x\.safetensors is not a valid safetensors file: /,
        );
        return null;
      });
      for (const { start, end } of found?.tensors.values() ?? []) {
        expect(start).toBeGreaterThanOrEqual(LENGTH_BYTES);
        expect(end).toBeLessThanOrEqual(bytes.length);
      }
    }),
    inputs(2000),
  );
});
