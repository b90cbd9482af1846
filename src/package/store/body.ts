/** Reads a body into memory that is given anew each time, so that a download of any length makes no garbage. */
export interface BodyReader {
  /**
   * @param into taken over: what is returned lies in the same memory where the browser can do that
   * @returns what has come, at least one byte and at most as many as there is room for; null at the end
   */
  read(into: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null>;
  /** After the end this does nothing; before it the connection is closed. */
  close(): Promise<void>;
}

export function bodyReader(body: ReadableStream<Uint8Array<ArrayBuffer>>): BodyReader {
  try {
    return direct(body.getReader({ mode: 'byob' }));
  } catch (error) {
    // Not a stream of bytes but of chunks: the bodies of some browsers.
    if (!(error instanceof TypeError)) throw error;
    return copying(body.getReader());
  }
}

function direct(reader: ReadableStreamBYOBReader): BodyReader {
  return {
    async read(into) {
      const { done, value } = await reader.read(into);
      return done ? null : value;
    },
    close: () => reader.cancel().catch(() => undefined),
  };
}

function copying(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>): BodyReader {
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array();
  return {
    async read(into) {
      while (rest.length === 0) {
        const { done, value } = await reader.read();
        if (done) return null;
        rest = value;
      }
      const next = rest.subarray(0, into.length);
      rest = rest.subarray(next.length);
      into.set(next);
      return into.subarray(0, next.length);
    },
    close: () => reader.cancel().catch(() => undefined),
  };
}
