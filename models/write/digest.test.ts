import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { PIECE_BYTES } from '../../src/package/manifest.ts';
import { Digest } from './digest.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function hashesOf(content: Uint8Array, step: number) {
  const digest = new Digest();
  for (let at = 0; at < content.length; at += step) digest.update(content.subarray(at, at + step));
  return digest.end();
}

it.each([1000, PIECE_BYTES - 1, PIECE_BYTES, 3 * PIECE_BYTES])(
  'hashes a content and its pieces, however it comes: %d bytes at a time',
  (step) => {
    const content = randomBytes(2 * PIECE_BYTES + 5);
    expect(hashesOf(content, step)).toEqual({
      sha256: sha256(content),
      pieces: [0, 1, 2].map((i) =>
        sha256(content.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)),
      ),
    });
  },
);

it('ends with a whole piece, and has no pieces where there is but one', () => {
  expect(hashesOf(randomBytes(2 * PIECE_BYTES), 1_000_000).pieces).toHaveLength(2);
  expect(hashesOf(randomBytes(PIECE_BYTES), 1_000_000).pieces).toBeUndefined();
  expect(hashesOf(randomBytes(0), 1).pieces).toBeUndefined();
});
