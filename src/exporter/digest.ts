import { createSHA256 } from 'hash-wasm';
import { PIECE_BYTES } from '../package/manifest.ts';
import type { ContentHashes, CreateSha256, Sha256 } from './ports.ts';

/** Where nothing faster is at hand. */
export const createWasmSha256: CreateSha256 = createSHA256;

/** SHA-256 of a content that comes bit by bit, and of each of its pieces. */
export class Digest {
  private readonly whole: Sha256;
  private readonly piece: Sha256;
  private pieceBytes = 0;
  private readonly pieces: string[] = [];

  /** @param whole, piece two hashes that nobody else uses */
  constructor(whole: Sha256, piece: Sha256) {
    this.whole = whole;
    this.piece = piece;
    whole.init();
    piece.init();
  }

  static async create(createSha256: CreateSha256): Promise<Digest> {
    return new Digest(await createSha256(), await createSha256());
  }

  update(bytes: Uint8Array): void {
    this.whole.update(bytes);
    for (let at = 0; at < bytes.length;) {
      if (this.pieceBytes === PIECE_BYTES) this.endPiece();
      const next = bytes.subarray(at, at + PIECE_BYTES - this.pieceBytes);
      this.piece.update(next);
      this.pieceBytes += next.length;
      at += next.length;
    }
  }

  /** To be called once. */
  end(): ContentHashes {
    this.endPiece();
    const sha256 = this.whole.digest();
    return this.pieces.length > 1 ? { sha256, pieces: this.pieces } : { sha256 };
  }

  private endPiece(): void {
    this.pieces.push(this.piece.digest());
    this.piece.init();
    this.pieceBytes = 0;
  }
}

/** Of a content that is at hand as a whole. */
export async function hashesOf(
  bytes: Uint8Array,
  createSha256: CreateSha256,
): Promise<ContentHashes> {
  const digest = await Digest.create(createSha256);
  digest.update(bytes);
  return digest.end();
}
