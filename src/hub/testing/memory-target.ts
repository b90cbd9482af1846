import type { DownloadTarget } from '../api.ts';
import { HubError } from '../errors.ts';

/** What a disk would keep of one file. */
export class MemoryTarget implements DownloadTarget {
  bytes = new Uint8Array();
  contentId: string | null = null;
  finished = false;
  roomBytes = Infinity;

  partial() {
    return { sizeBytes: this.bytes.length, contentId: this.contentId };
  }

  read(from: number, to: number) {
    return this.bytes.slice(from, to);
  }

  restart(contentId: string | null) {
    this.bytes = new Uint8Array();
    this.contentId = contentId;
  }

  append(bytes: Uint8Array<ArrayBuffer>) {
    if (this.bytes.length + bytes.length > this.roomBytes) {
      throw new HubError('no-room', 'The disk is full.', { repository: 'acme/model' });
    }
    const longer = new Uint8Array(this.bytes.length + bytes.length);
    longer.set(this.bytes);
    longer.set(bytes, this.bytes.length);
    this.bytes = longer;
    // As a target that hands it on to another thread.
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  }

  finish() {
    this.finished = true;
  }
}
