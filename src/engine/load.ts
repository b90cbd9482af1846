import type { AnyNetworkName, FileEntry } from '../package/manifest.ts';
import type { PackageSource } from '../package/source.ts';

/** How far a load is, in bytes, and the file that arrived last. */
export interface LoadNews {
  done: number;
  total: number;
  file: string;
}

/** A network that is not in memory yet, and the files that it is made of. */
export interface MissingNetwork {
  name: AnyNetworkName;
  graph: FileEntry;
  data: readonly FileEntry[];
}

/** Each file once, in the order in which they are needed. */
export function filesOf(
  extra: readonly FileEntry[],
  missing: readonly MissingNetwork[],
): FileEntry[] {
  const files = [...extra, ...missing.flatMap(({ graph, data }) => [graph, ...data])];
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/**
 * Fetches files and creates sessions from them. Each session is created as soon as its own files are here: the first
 * one compiles ONNX Runtime, which takes as long as most downloads. A graph's bytes count when its session stands, so
 * that the end is the end.
 * @param create makes a network's session; null where files are only fetched
 */
export async function loadNetworks(
  { extra, missing }: { extra: readonly FileEntry[]; missing: readonly MissingNetwork[] },
  source: PackageSource,
  create: ((name: AnyNetworkName) => Promise<unknown>) | null,
  tell: (news: LoadNews) => void,
  signal: AbortSignal,
): Promise<void> {
  const files = filesOf(extra, missing);
  const total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const counted = new Map<string, number>();
  const count = (file: FileEntry, bytes: number) => {
    counted.set(file.path, bytes);
    tell({
      done: [...counted.values()].reduce((sum, each) => sum + each, 0),
      total,
      file: file.path,
    });
  };
  const graphs = new Set(create ? missing.map(({ graph }) => graph.path) : []);
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const here = new Set<string>();
  const waiting = create ? [...missing] : [];
  let creating: Promise<void> = Promise.resolve();

  const begin = async ({ name, graph }: MissingNetwork) => {
    // A session is created without leaving the thread: an abort that came meanwhile gets in here.
    await new Promise((resolve) => setTimeout(resolve, 0));
    either.throwIfAborted();
    try {
      await create?.(name);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
    count(graph, graph.sizeBytes);
  };
  /** In order: a session whose files came early waits for those before it, which are needed first. */
  const createWhatIsHere = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const { graph, data } = next;
      if (![graph, ...data].every(({ path }) => here.has(path))) return;
      waiting.shift();
      const network = next;
      creating = creating.then(() => begin(network));
      creating.catch(() => undefined);
    }
  };

  try {
    await source.fetchAll(
      files,
      (file, bytes) => {
        if (!graphs.has(file.path)) count(file, bytes);
        if (bytes < file.sizeBytes) return;
        here.add(file.path);
        createWhatIsHere();
      },
      either,
    );
  } catch (error) {
    // Where a session failed first, that is the reason.
    failed.abort(error);
    await creating.catch(() => undefined);
    signal.throwIfAborted();
    failed.signal.throwIfAborted();
  }
  await creating;
}
