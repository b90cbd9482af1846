/** By blob, the stream that is being read from it. */
const streams = new WeakMap<Blob, ReadableStream>();

/**
 * The same bytes as a blob whose parts can be streamed without getting lost. Chromium collects a stream that only its own
 * pending read refers to, as it is in ONNX Runtime while it reads weights; that read never ends, and a large model loads
 * for ever. So the last stream is held until the next one, or until the blob itself goes.
 */
export function keepAlive(content: Blob): Blob {
  // Another object, so that what was given stays as it is; no byte is copied.
  const whole = content.slice();
  const slice = whole.slice.bind(whole);
  whole.slice = (...range) => {
    const part = slice(...range);
    const stream = part.stream.bind(part);
    part.stream = () => {
      const opened = stream();
      streams.set(whole, opened);
      return opened;
    };
    return part;
  };
  return whole;
}
