import { createHash } from 'node:crypto';
import { PIECE_BYTES } from '../../src/package/manifest.ts';

/** What a file's entry says of its content. */
export interface ContentHashes {
  /** Lower-case hex. */
  sha256: string;
  /** Of each piece; absent where there is but one. */
  pieces?: string[];
}

/** SHA-256 of a content that comes bit by bit, and of each of its pieces. */
export class Digest {
  private readonly whole = createHash('sha256');
  private piece = createHash('sha256');
  private pieceBytes = 0;
  private readonly pieces: string[] = [];

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
    const sha256 = this.whole.digest('hex');
    return this.pieces.length > 1 ? { sha256, pieces: this.pieces } : { sha256 };
  }

  private endPiece(): void {
    this.pieces.push(this.piece.digest('hex'));
    this.piece = createHash('sha256');
    this.pieceBytes = 0;
  }
}
