import {
  locationIn,
  networkEntry,
  type AnyNetworkName,
  type GraphEntry,
  type Manifest,
  type NetworkName,
} from '../package/manifest.ts';
import type { FileContent, PackageSource } from '../package/source.ts';
import { keepAlive } from './keep-alive.ts';
import type { SessionOptions } from './runtime.ts';

/** The networks of a picture from words, in the order in which they run. */
export const NETWORKS: readonly NetworkName[] = [
  'prior-text-encoder',
  'decoder-text-encoder',
  'prior-condition',
  'prior-step',
  'decoder-condition',
  'decoder-step',
  'vqgan-decode',
];

export const isTextToImage = (name: AnyNetworkName): name is NetworkName =>
  NETWORKS.some((each) => each === name);

/** What a session is made of. */
interface OpenedFiles {
  /** Path of the variant. */
  graph: string;
  model: Uint8Array;
  externalData: SessionOptions['externalData'];
}

/** Opens the files that networks are made of; those of the network that runs next while this one runs. */
export class NetworkFiles {
  private readonly manifest: Manifest;
  private readonly source: PackageSource;
  private readonly graphOf: (name: AnyNetworkName) => GraphEntry;
  private readonly ahead = new Map<AnyNetworkName, Promise<OpenedFiles>>();

  /** @param graphOf the variant that is to be used now */
  constructor(
    manifest: Manifest,
    source: PackageSource,
    graphOf: (name: AnyNetworkName) => GraphEntry,
  ) {
    this.manifest = manifest;
    this.source = source;
    this.graphOf = graphOf;
  }

  /** Those that were opened ahead, or opens them. */
  take(name: AnyNetworkName): Promise<OpenedFiles> {
    const files = this.ahead.get(name);
    this.ahead.delete(name);
    if (!files) return this.open(name);
    // Another variant may have been chosen since.
    return files
      .catch(() => this.open(name))
      .then((found) => (found.graph === this.graphOf(name).path ? found : this.open(name)));
  }

  /** Opens the files of the network that is next, and lets go of all others; null: of all. */
  openAhead(next: NetworkName | null): void {
    this.ahead.clear();
    if (next === null) return;
    const files = Promise.resolve().then(() => this.open(next));
    // Whoever wants them tries again and tells.
    files.catch(() => this.ahead.delete(next));
    this.ahead.set(next, files);
  }

  /** Weights that lie on the disk stay there until ONNX Runtime reads them. */
  private async open(name: AnyNetworkName): Promise<OpenedFiles> {
    const graph = this.graphOf(name);
    const { data } = networkEntry(this.manifest, name)!;
    const model = await toBytes(await this.source.read(graph));
    const externalData = await Promise.all(
      data.map(async (file) => {
        const content = await this.source.read(file);
        return {
          path: locationIn(graph.path, file.path),
          data: content instanceof Blob ? keepAlive(content) : content,
        };
      }),
    );
    return { graph: graph.path, model, externalData };
  }
}

async function toBytes(content: FileContent): Promise<Uint8Array> {
  return content instanceof Uint8Array ? content : new Uint8Array(await content.arrayBuffer());
}
