import { createHash } from 'node:crypto';
import { Digest } from '../../src/exporter/digest.ts';
import type { CreateSha256, Sha256 } from '../../src/exporter/ports.ts';

/** OpenSSL's, which uses the CPU's own instructions. */
function newSha256(): Sha256 {
  let hash = createHash('sha256');
  return {
    init: () => (hash = createHash('sha256')),
    update: (bytes) => hash.update(bytes),
    digest: () => hash.digest('hex'),
  };
}

export const createSha256: CreateSha256 = () => Promise.resolve(newSha256());

export const newDigest = () => new Digest(newSha256(), newSha256());
