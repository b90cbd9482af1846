/** By file, the stream that is being read from it. */
const streams = new WeakMap<File, ReadableStream>();

/**
 * A file whose parts can be streamed without getting lost. Chromium collects a stream that only its own pending read
 * refers to, as it is in ONNX Runtime while it reads weights; that read never ends, and a large model loads for ever.
 * So the last stream of each file is held until the next one, or until the file itself goes.
 */
export function rooted(file: File): File {
  const slice = file.slice.bind(file);
  file.slice = (...range) => {
    const part = slice(...range);
    const stream = part.stream.bind(part);
    part.stream = () => {
      const opened = stream();
      streams.set(file, opened);
      return opened;
    };
    return part;
  };
  return file;
}
