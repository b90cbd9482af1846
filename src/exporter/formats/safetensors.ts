import * as v from 'valibot';
import type { ByteSource } from '../ports.ts';

/**
 * The safetensors format (huggingface/safetensors README): eight bytes of header length, a JSON
 * header, then the tensors' bytes.
 */

export const BYTES = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, F8_E5M2: 1, F8_E4M3: 1 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
};
export type SafetensorsType = keyof typeof BYTES;

/** The reference implementation's limit; a longer header is a corrupt length. */
const MAX_HEADER_BYTES = 100_000_000;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const EntrySchema = v.object({
  dtype: v.string(),
  shape: v.array(Count),
  data_offsets: v.strictTuple([Count, Count]),
});

export interface TensorInfo {
  dtype: SafetensorsType;
  shape: number[];
  /** Byte range in the file. */
  start: number;
  end: number;
}

export interface Header {
  tensors: Map<string, TensorInfo>;
  metadata: Record<string, string>;
}

const failure = (place: string) => (what: string) =>
  new Error(`${place} is not a valid safetensors file: ${what}`);

/** Bytes that stand before the header and say how long it is. */
export const LENGTH_BYTES = 8;

/**
 * The header's length in bytes, which the file's own bounds: nothing longer need be allocated.
 * @param place what the file is called in messages
 * @param sizeBytes of the file
 * @param start its first bytes
 * @throws Error naming the file if it cannot have such a header
 */
export function headerBytes(place: string, sizeBytes: number, start: Uint8Array): number {
  const fail = failure(place);
  if (sizeBytes === 0) throw fail('it is empty, as a download that never began leaves it');
  if (sizeBytes < LENGTH_BYTES) {
    throw fail(`expected at least ${LENGTH_BYTES} bytes, received ${sizeBytes}`);
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || LENGTH_BYTES + length > sizeBytes) {
    throw fail(`its header claims ${length} bytes, the file has ${sizeBytes}`);
  }
  return length;
}

/** Read at first: the header of most networks is no longer. */
const FIRST_READ_BYTES = 2 ** 16;

/**
 * Reads a file's header, in one or two reads.
 * @throws Error naming the file and what is wrong with its header
 */
export async function readHeader(
  place: string,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<Header> {
  const { sizeBytes } = source;
  const first = await source.read(0, Math.min(sizeBytes, FIRST_READ_BYTES), signal);
  const end = LENGTH_BYTES + headerBytes(place, sizeBytes, first);
  const bytes = new Uint8Array(end);
  bytes.set(first.subarray(0, end));
  if (end > first.length) bytes.set(await source.read(first.length, end, signal), first.length);
  return parseHeader(place, sizeBytes, bytes.subarray(LENGTH_BYTES));
}

/**
 * @param sizeBytes of the file
 * @param bytes the header, as long as `headerBytes` says
 * @throws Error naming the file and what is wrong with its header
 */
export function parseHeader(place: string, sizeBytes: number, bytes: Uint8Array): Header {
  const fail = failure(place);
  const extent = { start: LENGTH_BYTES + bytes.length, size: sizeBytes };
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw fail('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw fail('its header is not a JSON object');
  }
  const twice = duplicateKey(text);
  if (twice !== null) throw fail(`its header has the key ${shortened(twice)} twice`);

  const tensors = new Map<string, TensorInfo>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = readMetadata(value, fail);
    } else {
      tensors.set(name, readEntry(name, value, extent, fail));
    }
  }
  assertContiguous(tensors, extent, fail);
  return { tensors, metadata };
}

/** The reference implementation takes null, too, for what is not there. */
function readMetadata(value: unknown, fail: Fail): Record<string, string> {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw fail(`its __metadata__ is ${kindOf(value)}; expected an object of texts`);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, text]: [string, unknown]) => {
      if (typeof text === 'string') return [key, text];
      throw fail(`its __metadata__ has ${kindOf(text)} as ${shortened(key)}; expected a text`);
    }),
  );
}

const kindOf = (value: unknown) =>
  value === null || typeof value === 'boolean'
    ? String(value)
    : Array.isArray(value)
      ? 'a list'
      : ({ number: 'a number', string: 'a text' }[typeof value as string] ?? 'an object');

/** Where the tensors' bytes begin, and where the file ends. */
interface Extent {
  start: number;
  size: number;
}

type Fail = (what: string) => Error;

function readEntry(name: string, value: unknown, { start, size }: Extent, fail: Fail): TensorInfo {
  const entry = v.safeParse(EntrySchema, value);
  const what = `tensor ${shortened(name)}`;
  if (!entry.success) {
    const [issue] = entry.issues;
    const field = v.getDotPath(issue);
    throw fail(
      `${what} is not described by dtype, shape and data_offsets (${field ? `${field}: ` : ''}${issue.message})`,
    );
  }
  const { dtype, shape, data_offsets: offsets } = entry.output;
  if (!Object.hasOwn(BYTES, dtype)) throw fail(`${what} has the unknown type ${shortened(dtype)}`);
  const type = dtype as SafetensorsType;
  const wanted = shape.reduce((product, side) => product * side, 1) * BYTES[type];
  const [from, to] = offsets;
  // A product beyond 2^53 is inexact, infinite or, times zero, no number: all differ from the span.
  if (!Number.isSafeInteger(wanted) || to - from !== wanted) {
    throw fail(
      `${what} of shape [${shortened(shape.join(', '))}] needs ${wanted} bytes, its offsets span ${to - from}`,
    );
  }
  if (start + to > size) {
    throw fail(`it is truncated: ${what} ends at ${start + to}, the file at ${size}`);
  }
  return { dtype: type, shape, start: start + from, end: start + to };
}

/** The format allows neither holes nor overlaps: every byte belongs to one tensor. */
function assertContiguous(
  tensors: ReadonlyMap<string, TensorInfo>,
  { start, size }: Extent,
  fail: Fail,
): void {
  const inOrder = [...tensors].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  let end = start;
  let before = 'the header';
  for (const [name, info] of inOrder) {
    const what = `tensor ${shortened(name)}`;
    if (info.start !== end) {
      const how =
        info.start < end ? 'overlaps with' : `leaves ${info.start - end} bytes free behind`;
      throw fail(`${what}, from byte ${info.start}, ${how} ${before}, which ends at ${end}`);
    }
    end = info.end;
    before = what;
  }
  if (end !== size) throw fail(`its last ${size - end} bytes belong to no tensor`);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The first key that an object of a valid JSON text has twice; JSON.parse would keep the last. */
function duplicateKey(json: string): string | null {
  const scopes: (Set<string> | null)[] = [];
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '{') scopes.push(new Set());
    else if (character === '[') scopes.push(null);
    else if (character === '}' || character === ']') scopes.pop();
    else if (character === '"') {
      const start = i++;
      while (json.charCodeAt(i) !== QUOTE) i += json.charCodeAt(i) === BACKSLASH ? 2 : 1;
      const keys = scopes.at(-1);
      let next = i + 1;
      while (' \t\n\r'.includes(json[next] ?? '-')) next++;
      if (!keys || json[next] !== ':') continue;
      const key = JSON.parse(json.slice(start, i + 1)) as string;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return null;
}

/** Names come from the file: a damaged one may be of any length. */
const shortened = (text: string) => (text.length <= 200 ? text : `${text.slice(0, 200)}...`);

/** Types that weights can have. */
const FLOATS: readonly SafetensorsType[] = ['F32', 'F16', 'BF16'];

export const isFloat = (type: string) => (FLOATS as readonly string[]).includes(type);

/** Completes "tensor x ..." for a type that no weight has. */
export const wrongType = (type: string) => `has type ${type}; expected F32, F16 or BF16`;

/** Bytes of a tensor. */
export const tensorBytes = ({ dtype, shape }: Pick<TensorInfo, 'dtype' | 'shape'>) =>
  shape.reduce((product, side) => product * side, 1) * BYTES[dtype];
