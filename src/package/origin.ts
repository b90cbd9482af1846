import type { PackageAddress } from './address.ts';
import type { FileEntry } from './manifest.ts';
import { MAX_MANIFEST_BYTES, tooLong } from './source.ts';

/** Bytes of a file: `from` below its size, `to` the first one after them. */
export interface Span {
  from: number;
  to: number;
}

/** A file's bytes on their way. */
export interface Opened {
  /** The first byte that comes: what was asked for, or 0 if the file has to be taken from its start. */
  from: number;
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Where a package is fetched from: the site itself, another web server, the Hub, or a folder of this machine.
 * Nothing is verified here. Every method throws `PackageError`, or the signal's reason.
 */
export interface PackageOrigin {
  readonly address: PackageAddress;
  /** `manifest.json` as text. */
  manifest(signal?: AbortSignal): Promise<string>;
  /** @param span the bytes wanted; more may come */
  open(file: FileEntry, span: Span, signal?: AbortSignal): Promise<Opened>;
}

/**
 * Reads a manifest's text, and counts what comes: a length that was announced, or none, says nothing about a stream,
 * least of all where it is compressed.
 * @throws PackageError 'bad-manifest' as soon as it is too long
 */
export async function readManifestText(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
): Promise<string> {
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  let text = '';
  let bytes = 0;
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return text + decoder.decode();
    bytes += part.value.length;
    if (bytes > MAX_MANIFEST_BYTES) {
      await reader?.cancel();
      throw tooLong();
    }
    text += decoder.decode(part.value, { stream: true });
  }
}
