import type { FileEntry, Manifest } from '../package/manifest.ts';

/**
 * What an export needs from its surroundings. Node implements these over folders and worker threads
 * (`models/node`), the browser over the Hugging Face Hub, picked folders, OPFS and Web Workers.
 */

/** Bytes that can be read in pieces: a file, an OPFS handle, a Blob, an HTTP resource. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Changes when the content does: a SHA-256, or a file's size and times. */
  readonly version: string;
  /**
   * What a worker can open the same bytes from, if that is possible; survives structured cloning. A
   * path in Node, a `File` in the browser.
   */
  readonly handle?: unknown;
  /**
   * Bytes [from, to), in a buffer of their own that the caller may change or keep.
   * @throws Error if there are fewer
   */
  read(from: number, to: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

export interface RepositoryFile {
  /** From the repository's root, with slashes. */
  path: string;
  sizeBytes: number;
  /** Lower-case hex, where it is known without reading the file. */
  sha256?: string;
}

/** One repository in the diffusers layout: a folder, the Hub at a commit, a folder picked in the browser. */
export interface CheckpointRepository {
  /** For messages, which name a file as `<name>/<path>`. */
  readonly name: string;
  /** The root and the folders directly in it; nothing deeper is looked at. */
  list(signal?: AbortSignal): Promise<readonly RepositoryFile[]>;
  /** A small file, whole: configs, tokenizers, indexes of shards. @throws Error if it is not there */
  bytes(path: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * For a few small reads: headers, and weights of a few hundred bytes. What is read in full comes
   * from `SourceLifecycle`.
   * @throws Error if it is not there
   */
  open(path: string, signal?: AbortSignal): Promise<ByteSource>;
}

/** The two repositories that make a model, and the one that lets it start from pictures. */
export type RepositoryRole = 'prior' | 'decoder' | 'compressor';

/** A weight file of one of them. */
export interface SourceFile {
  repository: RepositoryRole;
  path: string;
}

/**
 * Told of every weight file before the first shard that needs it is converted, and after the last
 * one. At most two are held at a time where shards lie in one file each: the one in use and the next.
 */
export interface SourceLifecycle {
  /** Makes a whole file ready: may download it first. Called once for each file, ahead of its use. */
  acquire(file: SourceFile, signal: AbortSignal): Promise<ByteSource>;
  /**
   * Called for every file that was acquired.
   * @param isDone whether no further shard needs it; not so after an error, where another run may go on with it
   */
  release(file: SourceFile, isDone: boolean): Promise<void>;
}

/** What a manifest says of a file's content. */
export interface ContentHashes {
  /** Lower-case hex. */
  sha256: string;
  /** SHA-256 of each piece of `PIECE_BYTES`; absent where there is but one. */
  pieces?: string[];
}

/** Names a shard: the `index`th of the weights of this name. */
export interface ShardName {
  weights: string;
  index: number;
}

/** A shard that has been written. */
export type FinishedShard = ShardName & FileEntry;

/** A file of the package that is being written. */
export interface ShardSink {
  /** Appends; the bytes may be reused once this has resolved. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /**
   * Everything has been written and is to last.
   * @returns its entry, with a path from `contentName(weights, sha256, 'bin')`
   */
  commit(hashes: ContentHashes): Promise<FileEntry>;
  /** Removes what has been written. */
  abort(): Promise<void>;
}

/** Where the package goes: a staged folder, or the browser's model store. */
export interface PackageSink {
  /**
   * Begins, or goes on with an earlier export of the same fingerprint: removes everything else.
   * @returns the shards of that export that are there and whole
   */
  resume(fingerprint: string): Promise<FinishedShard[]>;
  /** @throws Error if so many bytes have no room */
  assertRoom(bytes: number): Promise<void>;
  create(shard: ShardName): Promise<ShardSink>;
  /** Notes a committed shard, so that `resume` finds it. */
  finished(shard: FinishedShard): Promise<void>;
  /** Writes a whole file under a name with its hash: graphs, tokenizers, encodings. */
  file(stem: string, extension: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileEntry>;
  /** A file that has been committed. */
  open(path: string): Promise<ByteSource>;
  /** The package is complete: it replaces an earlier one. */
  finish(manifest: Manifest): Promise<void>;
  /** The export failed or was cancelled; finished shards wait for the next `resume`. */
  abandon(): Promise<void>;
}

/** A shard to be converted, and the open files that it is made from. */
export interface ShardJob extends ShardName {
  sizeBytes: number;
  sources: readonly { file: SourceFile; source: ByteSource }[];
}

/** What has been written since the last call, and of which tensor. */
export type OnBytes = (bytes: number, tensor: string) => void;

/** Converts shards side by side: worker threads in Node, workers in the browser. */
export interface ShardPool {
  /** Number of lanes. */
  readonly parallel: number;
  /**
   * Converts a shard and commits it. Shards with weights in common are given to one lane, one behind
   * the other, so a lane should stay with one worker, whose cache then has them.
   * @param lane 0 to `parallel` - 1; runs one job at a time
   */
  run(job: ShardJob, lane: number, onBytes: OnBytes, signal: AbortSignal): Promise<FileEntry>;
  close(): Promise<void>;
}

/** A tensor on its way into or out of a graph, row-major. */
export type RuntimeTensor =
  | { type: 'float32'; shape: readonly number[]; data: Float32Array<ArrayBuffer> }
  | { type: 'int32'; shape: readonly number[]; data: Int32Array<ArrayBuffer> };

/** Runs a piece of the text encoder once, in float32: onnxruntime-node, or onnxruntime-web in a worker. */
export interface EncoderRuntime {
  /**
   * @param model ONNX bytes
   * @param externalData the files that its initializers name
   * @param inputs every input of the graph; more may be given
   * @returns every output of the graph, by name
   */
  run(
    model: Uint8Array<ArrayBuffer>,
    externalData: readonly { path: string; data: Uint8Array<ArrayBuffer> }[],
    inputs: Readonly<Record<string, RuntimeTensor>>,
  ): Promise<Record<string, RuntimeTensor>>;
}

/** SHA-256, bit by bit. hash-wasm's `IHasher` is one. */
export interface Sha256 {
  /** Begins anew. */
  init(): unknown;
  update(bytes: Uint8Array): unknown;
  /** Lower-case hex; `init` must follow before more comes. */
  digest(): string;
}

export type CreateSha256 = () => Promise<Sha256>;
