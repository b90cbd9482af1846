/**
 * Calls from a page to a worker, or from a worker to another: typed, cancellable, with progress. Inputs, answers and
 * progress survive structured cloning; errors travel as data.
 */

/** What a method may use while it runs. */
export interface CallContext<Progress> {
  /** Aborted when the caller gives up; the method still answers or throws. */
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

/**
 * What a worker offers. A type, not an interface: `interface` has no index signature.
 *
 * ```ts
 * type Hashing = { sha256: (file: Blob, context: CallContext<number>) => Promise<string> };
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of each method the types are its own
export type Service = Record<string, (input: any, context: CallContext<any>) => Promise<unknown>>;

export type InputOf<S extends Service, M extends keyof S> = Parameters<S[M]>[0];
export type OutputOf<S extends Service, M extends keyof S> = Awaited<ReturnType<S[M]>>;
export type ProgressOf<S extends Service, M extends keyof S> =
  Parameters<S[M]>[1] extends CallContext<infer Progress> ? Progress : never;

export type ToService =
  | { kind: 'call'; id: number; method: string; input: unknown }
  /** Aborts the call's signal. */
  | { kind: 'cancel'; id: number };

/** Any number of `progress`, then one of the others. */
export type FromService<ErrorData> =
  | { kind: 'progress'; id: number; progress: unknown }
  | { kind: 'answer'; id: number; output: unknown }
  | { kind: 'failed'; id: number; error: ErrorData };
