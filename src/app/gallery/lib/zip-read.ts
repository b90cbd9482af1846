import { Inflate } from 'fflate';

/*
 * Reads zips from their table of contents, file by file, without taking the whole archive into
 * memory. Limits hold against archives that are made to harm: sizes that a zip claims are never
 * trusted, only bounds on what is actually read. PKWARE's APPNOTE 4.3 describes the format.
 */

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
/** Of the table of contents: 65535 entries with names of ours are half of this. */
const LARGEST_DIRECTORY = 32 * 2 ** 20;
/** Inflated at a time: one byte of deflate makes at most about a thousand. */
const INFLATE_CHUNK = 16 * 1024;

const STORED = 0;
const DEFLATED = 8;

export interface ZipEntry {
  name: string;
  method: number;
  compressedBytes: number;
  /** Where the entry's local header begins. */
  offset: number;
}

/** What is wrong with a zip, for the `detail` of a message; people are told that it is damaged. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** @throws ZipError if this is no zip, or one that this reader does not take. */
export async function readZipEntries(file: Blob): Promise<ZipEntry[]> {
  const tailBytes = Math.min(file.size, END_BYTES + LONGEST_COMMENT);
  const tail = await viewOf(file, file.size - tailBytes, tailBytes);
  const end = findEnd(tail);
  const count = tail.getUint16(end + 10, true);
  const bytes = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (bytes > LARGEST_DIRECTORY || start + bytes > file.size) {
    throw new ZipError('The table of contents is too large or lies outside of the file.');
  }
  return readDirectory(await viewOf(file, start, bytes), count);
}

/**
 * The bytes of one entry.
 * @throws ZipError if it is encrypted, packed in an unknown way, or larger than `mostBytes`
 */
export async function readZipEntry(file: Blob, entry: ZipEntry, mostBytes: number): Promise<Blob> {
  const local = await viewOf(file, entry.offset, LOCAL_BYTES);
  if (local.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw new ZipError('Expected a file where the table of contents names one.');
  }
  const start = entry.offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  if (entry.compressedBytes > mostBytes) throw tooLarge(mostBytes);
  if (start + entry.compressedBytes > file.size) throw new ZipError('A file is cut off.');
  const packed = file.slice(start, start + entry.compressedBytes);
  if (entry.method === STORED) return packed;
  if (entry.method === DEFLATED) return inflate(packed, mostBytes);
  throw new ZipError(`Expected a stored or deflated file but found method ${entry.method}.`);
}

function findEnd(tail: DataView): number {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) === END_SIGNATURE) return at;
  }
  throw new ZipError('Expected a zip but found no table of contents.');
}

function readDirectory(view: DataView, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  const utf8 = new TextDecoder();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw new ZipError('The table of contents is damaged.');
    }
    const nameBytes = view.getUint16(at + 28, true);
    const rest = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at + ENTRY_BYTES + nameBytes > view.byteLength) {
      throw new ZipError('The table of contents is damaged.');
    }
    entries.push({
      name: utf8.decode(new Uint8Array(view.buffer, view.byteOffset + at + ENTRY_BYTES, nameBytes)),
      method: view.getUint16(at + 10, true),
      compressedBytes: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at += ENTRY_BYTES + nameBytes + rest;
  }
  return entries;
}

async function inflate(packed: Blob, mostBytes: number): Promise<Blob> {
  const bytes = new Uint8Array(await packed.arrayBuffer());
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const stream = new Inflate((chunk) => {
    total += chunk.length;
    // Sliced: what the stream hands out it may use again.
    if (total <= mostBytes) parts.push(chunk.slice());
  });
  try {
    for (let at = 0; at < bytes.length && total <= mostBytes; at += INFLATE_CHUNK) {
      const next = at + INFLATE_CHUNK;
      stream.push(bytes.subarray(at, next), next >= bytes.length);
    }
  } catch (error) {
    throw new ZipError('A compressed file is damaged.', { cause: error });
  }
  if (total > mostBytes) throw tooLarge(mostBytes);
  return new Blob(parts);
}

async function viewOf(file: Blob, start: number, bytes: number): Promise<DataView> {
  const buffer = await file.slice(start, start + bytes).arrayBuffer();
  if (buffer.byteLength < bytes) throw new ZipError('The zip is cut off.');
  return new DataView(buffer);
}

function tooLarge(mostBytes: number): ZipError {
  return new ZipError(`Expected a file of at most ${mostBytes} bytes but found a larger one.`);
}
