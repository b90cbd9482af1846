import * as v from 'valibot';
import type { Failure } from '../../protocol/engine.ts';
import type { Backend } from '../backend.ts';
import type {
  Runtime,
  RuntimeSession,
  RuntimeTensor,
  SessionOptions,
  Tensors,
} from '../runtime.ts';
import { HIDDEN } from './fake-package.ts';

const GraphSchema = v.object({ name: v.string(), attention: v.string(), arithmetic: v.string() });
type FakeGraph = v.InferOutput<typeof GraphSchema>;

class FakeTensor implements RuntimeTensor {
  static alive = 0;
  readonly type: string;
  readonly dims: readonly number[];
  private data: Float32Array | Int32Array | null;
  constructor(type: string, data: Float32Array | Int32Array, dims: readonly number[]) {
    const size = dims.reduce((product, side) => product * side, 1);
    if (size !== data.length) throw new Error(`Expected ${size} elements; received ${data.length}`);
    this.type = type;
    this.dims = dims;
    this.data = data;
    FakeTensor.alive += 1;
  }
  getData(): Promise<Float32Array | Int32Array> {
    return Promise.resolve(this.elements());
  }
  elements(): Float32Array | Int32Array {
    if (!this.data) throw new Error('The tensor is disposed.');
    return this.data;
  }
  get isDisposed(): boolean {
    return this.data === null;
  }
  dispose(): void {
    if (this.data) FakeTensor.alive -= 1;
    this.data = null;
  }
}

export interface FakeRuntimeOptions {
  /** Called before each run with the graph and its inputs; may throw. */
  onRun?: (graph: FakeGraph, feeds: Tensors) => void;
  /** Called before each session is created; may throw. */
  onCreate?: (graph: FakeGraph) => void;
  /** What each line of the log has to wait for until it is done. */
  pause?: (what: string) => Promise<void> | undefined;
  /** Called with each line of the log, when it is done. */
  onDone?: (what: string) => void;
  /** May change a run's outputs, by throwing or by giving other elements. */
  spoil?: (graph: FakeGraph, output: string) => number | undefined;
  float16?: boolean;
  /** Bytes of the largest storage binding; unknown unless given. */
  bindingBytes?: number;
  provider?: Backend['report']['provider'];
  /** Tensors live on a device, and die with the session that made them. */
  onDevice?: boolean;
  fusedAttentionIsExact?: boolean;
  failure?: () => Failure | null;
}

export interface FakeBackend extends Backend {
  /** Everything that was done: "create prior-step", "run prior-step", "release prior-step". */
  log: string[];
  /** Options of each session, by network. */
  sessionOptions: Map<string, SessionOptions>;
  closed: boolean;
}

/**
 * Small arithmetic in place of networks: every output depends on every input. As the real runtime
 * does not bear it, overlapping calls throw.
 */
export function fakeBackend(options: FakeRuntimeOptions = {}): FakeBackend {
  const log: string[] = [];
  const sessionOptions = new Map<string, SessionOptions>();
  let busy: string | null = null;
  const alone = async <T>(what: string, task: () => T): Promise<T> => {
    if (busy) throw new Error(`${what} overlaps ${busy}`);
    busy = what;
    log.push(what);
    await new Promise((resolve) => setTimeout(resolve, 0));
    await options.pause?.(what);
    try {
      return task();
    } finally {
      busy = null;
      options.onDone?.(what);
    }
  };
  const runtime: Runtime = {
    Tensor: FakeTensor,
    InferenceSession: {
      async create(model, created) {
        const text = new TextDecoder().decode(model);
        const graph = v.parse(GraphSchema, JSON.parse(text));
        const { name } = graph;
        options.onCreate?.(graph);
        sessionOptions.set(name, created);
        let released = false;
        const onDevice: FakeTensor[] = [];
        const outputNames = OUTPUTS[name] ?? [];
        const session: RuntimeSession = {
          outputNames,
          run: (feeds, fetches) =>
            alone(`run ${name}`, () => {
              if (released) throw new Error(`${name} was released`);
              options.onRun?.(graph, feeds);
              const outputs = fetches.map(
                (output) => [output, compute(graph, output, feeds, options)] as const,
              );
              if (created.preferredOutputLocation === 'gpu-buffer') {
                onDevice.push(...outputs.map(([, tensor]) => tensor));
              }
              return Object.fromEntries(outputs);
            }),
          release: () =>
            alone(`release ${name}`, () => {
              released = true;
              if (onDevice.every((tensor) => tensor.isDisposed)) return;
              throw new Error(`${name} was released before its outputs were disposed of`);
            }),
        };
        await alone(`create ${name}`, () => undefined);
        return session;
      },
    },
  };
  const backend: FakeBackend = {
    runtime,
    report: {
      provider: options.provider ?? 'cpu',
      reason: 'asked',
      adapter:
        options.bindingBytes === undefined
          ? null
          : {
              vendor: 'fake',
              architecture: '',
              description: '',
              features: [],
              limits: { maxStorageBufferBindingSize: options.bindingBytes },
            },
      float16: options.float16 ?? false,
      threads: 1,
      fallback: null,
      runtime: 'a fake',
    },
    executionProviders: ['fake'],
    upload: options.onDevice ? (data, dims) => new FakeTensor('float32', data, dims) : null,
    fusedAttentionIsExact: options.fusedAttentionIsExact ?? true,
    failure: options.failure ?? (() => null),
    close: () => {
      backend.closed = true;
    },
    log,
    sessionOptions,
    closed: false,
  };
  return backend;
}

/** Tensors that were made and not disposed of. */
export function liveTensors(): number {
  return FakeTensor.alive;
}

const OUTPUTS: Record<string, readonly string[]> = {
  'prior-text-encoder': ['text'],
  'decoder-text-encoder': ['text'],
  'prior-condition': ['text_key.0', 'text_value.0'],
  'decoder-condition': ['text_key.0', 'text_value.0', 'effnet.1'],
  'prior-step': ['next', 'clean'],
  'decoder-step': ['next', 'clean'],
  'vqgan-decode': ['rgba'],
  compressor: ['latent'],
  'vqgan-encode': ['latent'],
};

function compute(
  graph: FakeGraph,
  output: string,
  feeds: Tensors,
  options: FakeRuntimeOptions,
): FakeTensor {
  const all = (name: string) => {
    const tensor = feeds[name];
    if (!(tensor instanceof FakeTensor)) throw new Error(`${graph.name} lacks the input ${name}`);
    return tensor;
  };
  const mean = (name: string) => {
    let sum = 0;
    for (const value of all(name).elements()) sum += value;
    return sum / all(name).elements().length;
  };
  const spoilt = options.spoil?.(graph, output);
  const like = (dims: readonly number[], value: (i: number) => number) => {
    const size = dims.reduce((product, side) => product * side, 1);
    return new FakeTensor(
      'float32',
      Float32Array.from({ length: size }, (_, i) => spoilt ?? value(i)),
      dims,
    );
  };
  switch (graph.name) {
    case 'prior-text-encoder':
    case 'decoder-text-encoder': {
      const hidden = graph.name === 'prior-text-encoder' ? HIDDEN.prior : HIDDEN.decoder;
      const shift = mean('input_ids') / 600 + mean('attention_bias') / 1e5;
      return like([1, 77, hidden], (i) => Math.sin(i + shift));
    }
    case 'prior-condition':
      return like([all('text').dims[0]!, 3], (i) => mean('text') + i);
    case 'decoder-condition': {
      const inputs = ['text', 'prior_latent', 'effnet_mask', 'rows.1', 'columns.1'];
      const sum = inputs.reduce((total, name) => total + mean(name), 0);
      return like([all('text').dims[0]!, 3], (i) => sum + i);
    }
    case 'prior-step':
    case 'decoder-step': {
      const latent = all('latent').elements();
      const noise = all('noise').elements();
      const previous = all('previous').elements();
      const [kx, ke, kd, kz, cleanX, cleanE] = all('coefficients').elements();
      const condition = mean('text_key.0') + mean('text_value.0') + mean('guidance') + mean('time');
      const eps = (i: number) => latent[i]! * 0.5 + Math.sin(1000 * condition);
      return like(all('latent').dims, (i) =>
        output === 'clean'
          ? cleanX! * latent[i]! + cleanE! * eps(i)
          : kx! * latent[i]! + ke! * eps(i) + kd! * previous[i]! + kz! * noise[i]!,
      );
    }
    case 'compressor':
    case 'vqgan-encode': {
      const pixels = all('pixels');
      const [, , height, width] = pixels.dims;
      const [channels, side] = graph.name === 'compressor' ? [16, 32] : [4, 4];
      const dims = [1, channels, height! / side, width! / side];
      return like(dims, (i) => pixels.elements()[(i * 7) % pixels.elements().length]!);
    }
    case 'vqgan-decode': {
      const latent = all('latent');
      const [, , height, width] = latent.dims;
      const data = latent.elements();
      const side = 4 * width!;
      const words = Int32Array.from({ length: 16 * height! * width! }, (_, i) => {
        const y = Math.floor(Math.floor(i / side) / 4);
        const x = Math.floor((i % side) / 4);
        const grey = Math.round((Math.tanh(data[y * width! + x]! / 4) + 1) * 120 + 1);
        return spoilt ?? grey | (grey << 8) | (grey << 16) | (255 << 24);
      });
      return new FakeTensor('int32', words, [1, 4 * height!, side]);
    }
    default:
      throw new Error(`Unknown network ${graph.name}`);
  }
}
