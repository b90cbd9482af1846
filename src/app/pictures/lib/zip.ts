/*
 * Zips by zip.js, in its build without workers and WebAssembly: what a browser brings along inflates,
 * and pictures are stored as they are. Load this module lazily; nothing of it belongs to the first view.
 *
 * Sizes that a zip claims are never trusted, only bounds on what is actually read.
 */
import {
  BlobReader,
  configure,
  ZipReader,
  ZipWriter as Writer,
  type FileEntry,
} from '@zip.js/zip.js/lib/zip-core-custom.js';
import { ZipError } from './zip-error.ts';

configure({ useWebWorkers: false });

/** Of the table of contents: room for some 400,000 pictures with names of ours. */
const LARGEST_DIRECTORY = 64 * 2 ** 20;
/** The dates that every program can read from a zip, in milliseconds since 1970. */
const EARLIEST = Date.UTC(1980, 0, 2);
const LATEST = Date.UTC(2099, 11, 30);

/** A file in a zip. */
export interface ZipEntry {
  name: string;
  /**
   * Reads the file, unpacked and checked against its checksum.
   * @throws ZipError if it is damaged, encrypted, packed in an unknown way, or larger than `mostBytes`
   */
  read: (mostBytes: number) => Promise<Blob>;
}

/** @throws ZipError if this is no zip, or one with a larger table of contents than any of ours */
export async function readZipEntries(file: Blob): Promise<ZipEntry[]> {
  return asZipError(async () => {
    const entries = await new ZipReader(new BoundedReader(file)).getEntries();
    return entries
      .filter((entry) => !entry.directory)
      .map((entry) => ({
        name: entry.filename,
        read: (mostBytes) => asZipError(() => readEntry(entry, mostBytes)),
      }));
  });
}

/**
 * Writes a zip piece by piece, in the format with 64-bit sizes where it needs that: never more than a
 * chunk of one file is in memory. PNGs are compressed already, so files are stored as they are.
 */
export class ZipWriter {
  readonly #zip: Writer<unknown>;

  /** @param write takes the zip's bytes, in order; waited for before more is read */
  constructor(write: (chunk: Uint8Array<ArrayBuffer>) => Promise<void>) {
    this.#zip = new Writer(new WritableStream({ write }), { level: 0 });
  }

  /** @param modifiedAt milliseconds since 1970; moved to what a zip can say, 1980 to 2099 */
  async add(name: string, file: Blob, modifiedAt: number): Promise<void> {
    const lastModDate = new Date(Math.min(LATEST, Math.max(EARLIEST, modifiedAt)));
    await this.#zip.add(name, new BlobReader(file), { lastModDate });
  }

  /** Writes the table of contents. */
  async end(): Promise<void> {
    await this.#zip.close();
  }
}

/** zip.js reads the table of contents as one piece, as long as the zip claims it to be. */
class BoundedReader extends BlobReader {
  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    if (length > LARGEST_DIRECTORY) {
      throw new ZipError(
        `Expected a table of contents of at most ${LARGEST_DIRECTORY} bytes but found one of ${length}.`,
      );
    }
    return super.readUint8Array(offset, length);
  }
}

async function readEntry(entry: FileEntry, mostBytes: number): Promise<Blob> {
  const tooLarge = new ZipError(
    `Expected a file of at most ${mostBytes} bytes but found a larger one.`,
  );
  if (entry.compressedSize > mostBytes) throw tooLarge;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: (chunk) => {
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge;
      parts.push(chunk);
    },
  });
  await entry.getData(sink, { checkSignature: true });
  return new Blob(parts);
}

async function asZipError<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ZipError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ZipError(`The zip cannot be read: ${message}`, { cause: error });
  }
}
