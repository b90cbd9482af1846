import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSha256 } from '../../models/node/sha256.ts';
import { PIECE_BYTES } from '../package/manifest.ts';
import { createWasmSha256, Digest } from './digest.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.each([
  ['node:crypto', createSha256],
  ['hash-wasm', createWasmSha256],
])('with %s', (_, create) => {
  async function hashesOf(content: Uint8Array, step: number) {
    const digest = await Digest.create(create);
    for (let at = 0; at < content.length; at += step) {
      digest.update(content.subarray(at, at + step));
    }
    return digest.end();
  }

  it.each([1000, PIECE_BYTES - 1, PIECE_BYTES, 3 * PIECE_BYTES])(
    'hashes a content and its pieces, however it comes: %d bytes at a time',
    async (step) => {
      const content = randomBytes(2 * PIECE_BYTES + 5);
      expect(await hashesOf(content, step)).toEqual({
        sha256: sha256(content),
        pieces: [0, 1, 2].map((i) =>
          sha256(content.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)),
        ),
      });
    },
  );

  it('ends with a whole piece, and has no pieces where there is but one', async () => {
    expect((await hashesOf(randomBytes(2 * PIECE_BYTES), 1_000_000)).pieces).toHaveLength(2);
    expect((await hashesOf(randomBytes(PIECE_BYTES), 1_000_000)).pieces).toBeUndefined();
    expect((await hashesOf(randomBytes(0), 1)).pieces).toBeUndefined();
  });
});
