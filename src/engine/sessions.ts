import {
  networkEntry,
  networkOf,
  type AnyNetworkName,
  type FileEntry,
  type GraphEntry,
  type ImageNetworkName,
  type Manifest,
} from '../package/manifest.ts';
import type { PackageSource } from '../package/source.ts';
import { EngineError, type Residency } from '../protocol/engine.ts';
import type { Backend } from './backend.ts';
import { chooseGraph } from './graph-choice.ts';
import { JointWork } from './joint-work.ts';
import { filesOf, loadNetworks, type LoadNews } from './load.ts';
import { isTextToImage, NetworkFiles, NETWORKS } from './network-files.ts';
import type { RuntimeSession, SessionOptions, Tensors } from './runtime.ts';

/** Packages up to this many bytes stay in memory from picture to picture. */
export const SMALL_PACKAGE_BYTES = 400e6;

/** A network that is ready to run, until it is released. */
export interface Lease {
  /**
   * Runs the network. The outputs of a step stay on the device; they must be disposed of before
   * the release, which frees what their memory belongs to (an abort in the asyncify build).
   * @param fetches names of the outputs wanted; default all
   * @throws EngineError if the device failed, also earlier
   */
  run(feeds: Tensors, fetches?: readonly string[]): Promise<Tensors>;
  /** Of the largest tensor in a guided run at the model's largest size, where the package says so. */
  largestTensorBytes: number | undefined;
  release(): Promise<void>;
}

/** Networks whose outputs go straight into their next run. */
const REPEATED: ReadonlySet<AnyNetworkName> = new Set(['prior-step', 'decoder-step']);

export interface SessionsOptions {
  manifest: Manifest;
  source: PackageSource;
  backend: Backend;
  residency: Residency;
}

/**
 * All sessions of one package on one backend; the only caller of ONNX Runtime, which bears one call at a time. So whoever
 * uses them waits for the end of each call, and takes turns with others; see `local.ts`. A load that goes on without
 * anybody waiting is joined, or ended, before anything else is called.
 */
export class Sessions {
  private readonly options: SessionsOptions;
  private readonly live = new Map<AnyNetworkName, RuntimeSession>();
  private arithmetic: 'f16' | 'f32';
  private attention: GraphEntry['attention'];
  /** Whether the device has been compared with a known answer. */
  isProbed = false;
  private creatingMs = 0;
  /** Shapes at which the present graphs have run. */
  private readonly shapes = new Set<string>();
  private loading: JointWork<LoadNews> | null = null;
  /** The encoders that the load in progress brings. */
  private loadingNames: ReadonlySet<ImageNetworkName> = new Set();
  private readonly files: NetworkFiles;

  constructor(options: SessionsOptions) {
    this.options = options;
    this.arithmetic = options.backend.report.float16 ? 'f16' : 'f32';
    this.attention = options.backend.fusedAttentionIsExact ? 'fused' : 'decomposed';
    this.files = new NetworkFiles(options.manifest, options.source, (name) => this.graph(name));
  }

  /** Milliseconds spent so far on reading files and creating sessions. */
  get loadMs(): number {
    return this.creatingMs;
  }

  /**
   * Fetches and verifies what a picture needs and, where sessions are kept, creates them. `onNews` counts bytes.
   * Calls nothing when there is nothing to do. A load in progress is joined, and goes on as long as anybody wants it.
   * @param extra files of the package that are not networks; they stay fetched. The same in every call, until they are
   * here
   * @param encoders the networks that a picture from a picture needs besides
   * @throws the signal's reason when aborted
   */
  async load(
    extra: readonly FileEntry[],
    onNews: (news: LoadNews) => void,
    signal: AbortSignal,
    encoders: readonly ImageNetworkName[] = [],
  ): Promise<void> {
    // One that everybody has left must have ended first.
    if (this.loading?.isCalledOff) await this.loading.cancel(signal.reason);
    // One that began without the encoders comes first; they are few bytes beside it.
    if (this.loading && !encoders.every((name) => this.loadingNames.has(name))) {
      await this.loading.join(onNews, signal);
    }
    this.loading ??= this.startLoading(extra, encoders);
    await this.loading?.join(onNews, signal);
  }

  /** Keeps a load in progress going until `signal` is aborted, whoever else leaves it. */
  holdLoad(signal: AbortSignal): void {
    this.loading?.hold(signal);
  }

  /** A network, created first where it is not there. */
  async lease(wanted: AnyNetworkName): Promise<Lease> {
    const name = networkOf(this.options.manifest, wanted);
    const session = await this.session(name);
    return {
      run: async (feeds, fetches = session.outputNames) => {
        this.assertAlive();
        const outputs = await session.run(feeds, fetches);
        this.assertAlive();
        return outputs;
      },
      largestTensorBytes: this.graph(name).largestTensorBytes,
      release: async () => {
        if (this.options.residency === 'release') await this.release(name);
      },
    };
  }

  /** Whether all stages have run at this shape with the present graphs. */
  hasRunAt(shape: string): boolean {
    return this.shapes.has(shape);
  }

  noteRunAt(shape: string): void {
    this.shapes.add(shape);
  }

  /** Whether a network's products are computed in float16 here. */
  usesFloat16(name: AnyNetworkName): boolean {
    return this.graph(networkOf(this.options.manifest, name)).arithmetic === 'f16';
  }

  /**
   * Switches to float32 arithmetic for good.
   * @returns whether that changes anything: a float16 graph was in use and a float32 one exists.
   */
  useFloat32(): Promise<boolean> {
    return this.switchGraphs(() => (this.arithmetic = 'f32'));
  }

  /**
   * Switches to attention made of MatMul and Softmax for good.
   * @returns whether that changes anything
   */
  useDecomposedAttention(): Promise<boolean> {
    return this.switchGraphs(() => (this.attention = 'decomposed'));
  }

  /** Frees every session. Never fails: the device may be gone already. */
  async close(): Promise<void> {
    await this.loading?.cancel(new Error('The sessions were closed.'));
    for (const name of [...this.live.keys()]) await this.release(name).catch(() => undefined);
  }

  /** @throws EngineError if the device has failed since it was made. */
  assertAlive(): void {
    const failed = this.options.backend.failure();
    if (failed) throw new EngineError(failed);
  }

  private startLoading(
    extra: readonly FileEntry[],
    encoders: readonly ImageNetworkName[],
  ): JointWork<LoadNews> | null {
    const { manifest, source, residency } = this.options;
    const wanted: readonly AnyNetworkName[] = [...NETWORKS, ...encoders];
    const missing = wanted
      .filter((name) => this.isFirst(name) && !this.live.has(name))
      .map((name) => ({
        name,
        graph: this.graph(name),
        data: networkEntry(manifest, name)?.data ?? [],
      }));
    const files = filesOf(extra, missing);
    if (files.length === 0) return null;
    this.loadingNames = new Set(encoders);
    const create = residency === 'keep' ? (name: AnyNetworkName) => this.session(name) : null;
    return new JointWork(async (tell, signal) => {
      try {
        await loadNetworks({ extra, missing }, source, create, tell, signal);
        if (!create) return;
        for (const file of files) {
          if (!extra.includes(file)) source.forget(file);
        }
      } finally {
        this.loading = null;
      }
    });
  }

  /** Whether no earlier name stands for the same network. */
  private isFirst(name: AnyNetworkName): boolean {
    return networkOf(this.options.manifest, name) === name;
  }

  /** Changes the choice of graphs; sessions of graphs that are no longer chosen are released. */
  private async switchGraphs(change: () => void): Promise<boolean> {
    const { networks } = this.options.manifest.imageEncoders ?? { networks: {} };
    const names = [...NETWORKS, ...(Object.keys(networks) as ImageNetworkName[])];
    const before = names.map((name) => this.graph(name).path);
    change();
    const changed = names.filter((name, i) => this.graph(name).path !== before[i]);
    for (const name of changed) await this.release(name);
    if (changed.length > 0) this.shapes.clear();
    return changed.length > 0;
  }

  private async release(name: AnyNetworkName): Promise<void> {
    const session = this.live.get(name);
    this.live.delete(name);
    await session?.release();
  }

  private async session(name: AnyNetworkName): Promise<RuntimeSession> {
    const existing = this.live.get(name);
    if (existing) return existing;
    const startMs = performance.now();
    const { backend } = this.options;
    const { model, externalData } = await this.files.take(name);
    const options: SessionOptions = {
      executionProviders: backend.executionProviders,
      externalData,
      // Warnings about nodes that run on the CPU by design would fill the console.
      logSeverityLevel: 3,
      ...(backend.upload && {
        preferredOutputLocation: REPEATED.has(name) ? 'gpu-buffer' : 'cpu',
      }),
    };
    this.assertAlive();
    const session = await backend.runtime.InferenceSession.create(model, options);
    this.live.set(name, session);
    this.creatingMs += performance.now() - startMs;
    if (this.options.residency === 'release') this.openNext(name);
    return session;
  }

  /** Where stages go one by one: opens the files of the one after this. */
  private openNext(name: AnyNetworkName): void {
    if (!isTextToImage(name)) return;
    const next = NETWORKS.slice(NETWORKS.indexOf(name) + 1).find((each) => this.isFirst(each));
    this.files.openAhead(next === undefined || this.live.has(next) ? null : next);
  }

  /** The graph variant for this backend. */
  graph(name: AnyNetworkName): GraphEntry {
    const { arithmetic, attention } = this;
    const { report } = this.options.backend;
    return chooseGraph(name, this.options.manifest, report, { arithmetic, attention });
  }
}
