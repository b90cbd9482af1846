import type { ReadableStream as BodyStream } from 'node:stream/web';

/** What Node's `fetch` takes and gives, and its types of this version leave out. */
declare global {
  interface RequestInit {
    cache?: 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache' | 'only-if-cached';
  }
  interface Response {
    readonly body: BodyStream<Uint8Array<ArrayBuffer>> | null;
  }
}
