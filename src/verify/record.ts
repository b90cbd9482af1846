import * as v from 'valibot';
import {
  isFloat,
  readHeader,
  type Header,
  type SafetensorsType,
  type TensorInfo,
} from '../exporter/formats/safetensors.ts';
import type { ByteSource } from '../exporter/ports.ts';
import { floatsAt } from '../exporter/weights/float16.ts';
import type { GenerateRequest } from '../protocol/engine.ts';

/**
 * What PyTorch computed for a checkpoint, as `models/reference/record.py` writes it: inputs and
 * outputs named `<network>.<io>`, or `<network>/<case>.<io>` where there are several. See
 * docs/published.md.
 */

const FORMAT = 'wuerstchen-reference';
const VERSION = '1';

/** Tensors that each network's case must have. */
const NETWORKS = {
  'prior-text-encoder': ['input_ids', 'attention_mask', 'text'],
  'decoder-text-encoder': ['input_ids', 'attention_mask', 'text'],
  prior: ['x', 'r', 'text', 'eps'],
  decoder: ['x', 'r', 'text', 'prior_latent', 'eps'],
  vqgan: ['latent', 'image'],
  compressor: ['pixels', 'latent'],
  'vqgan-encode': ['pixels', 'latent'],
  pipeline: ['image', 'prior_latent', 'decoder_latent'],
} as const;

export type RecordedNetwork = keyof typeof NETWORKS;

export const RECORDED_NETWORKS = Object.keys(NETWORKS) as RecordedNetwork[];

export interface RecordedCase {
  network: RecordedNetwork;
  /** `<network>` or `<network>/<case>`: what its tensors' names begin with. */
  name: string;
}

const Side = v.pipe(v.number(), v.integer(), v.minValue(1));
const Steps = Side;
const Guidance = v.pipe(v.number(), v.minValue(0));
const PipelineSchema = v.strictObject({
  prompt: v.string(),
  negative: v.string(),
  /** Digits: it may be beyond what a JSON number holds. */
  seed: v.pipe(v.string(), v.regex(/^\d+$/)),
  width: Side,
  height: Side,
  prior: v.strictObject({
    schedule: v.picklist(['uniform', 'authors']),
    steps: Steps,
    guidance: Guidance,
  }),
  decoder: v.strictObject({ steps: Steps, guidance: Guidance }),
});

/** What can be wrong with a record, or with comparing this model with it. */
export type RecordProblem = 'not-a-record' | 'other-version' | 'bad-record' | 'other-model';

export class RecordError extends Error {
  readonly problem: RecordProblem;
  constructor(problem: RecordProblem, message: string) {
    super(message);
    this.name = 'RecordError';
    this.problem = problem;
  }
}

/** A tensor's elements, row-major. */
export interface Values<T = Float32Array> {
  shape: readonly number[];
  data: T;
}

/** An open record; its tensors are read when they are asked for. */
export class ReferenceRecord {
  /** What the file is called in messages. */
  readonly place: string;
  /** In the order in which a picture passes the networks. */
  readonly cases: readonly RecordedCase[];
  private readonly source: ByteSource;
  private readonly header: Header;

  private constructor(place: string, source: ByteSource, header: Header) {
    this.place = place;
    this.source = source;
    this.header = header;
    this.cases = readCases(place, header);
  }

  /**
   * @param place what the file is called in messages
   * @param source stays open for as long as the record is read
   * @throws RecordError naming everything in the file that is not as it should be
   */
  static async open(place: string, source: ByteSource, signal?: AbortSignal) {
    let header: Header;
    try {
      header = await readHeader(place, source, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw new RecordError('not-a-record', error instanceof Error ? error.message : String(error));
    }
    return new ReferenceRecord(place, source, header);
  }

  /** @throws RecordError if there is no such tensor */
  shape(name: string): readonly number[] {
    return this.info(name).shape;
  }

  /** A float tensor as float32, whatever its stored type. */
  async floats(name: string): Promise<Values> {
    const info = this.info(name);
    if (!isFloat(info.dtype)) throw this.wrongType(name, info.dtype, 'F32, F16 or BF16');
    const { shape } = info;
    const entries = shape.reduce((product, side) => product * side, 1);
    return { shape, data: floatsAt(info.dtype, await this.bytes(info), 0, entries) };
  }

  /** An int32 tensor. */
  async integers(name: string): Promise<Values<Int32Array>> {
    const info = this.info(name);
    if (info.dtype !== 'I32') throw this.wrongType(name, info.dtype, 'I32');
    return { shape: info.shape, data: new Int32Array((await this.bytes(info)).buffer) };
  }

  /** A uint8 tensor. */
  async levels(name: string): Promise<Values<Uint8Array>> {
    const info = this.info(name);
    if (info.dtype !== 'U8') throw this.wrongType(name, info.dtype, 'U8');
    return { shape: info.shape, data: await this.bytes(info) };
  }

  /** What the whole pipeline was asked for in a case. */
  request({ name }: RecordedCase): GenerateRequest {
    const { place } = this;
    let json: unknown;
    try {
      json = JSON.parse(this.header.metadata[name] ?? '');
    } catch {
      throw new RecordError(
        'bad-record',
        `${place}: expected the arguments of ${name} as JSON in the metadata`,
      );
    }
    const parsed = v.safeParse(PipelineSchema, json);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      const field = v.getDotPath(issue) ?? '';
      throw new RecordError('bad-record', `${place}: metadata ${name}.${field}: ${issue.message}`);
    }
    const { prior, decoder, ...rest } = parsed.output;
    return {
      ...rest,
      prior: { ...prior, solver: 'ddpm' },
      decoder: { ...decoder, schedule: 'uniform', solver: 'ddpm' },
      wantLatents: true,
    };
  }

  private info(name: string): TensorInfo {
    const info = this.header.tensors.get(name);
    if (!info) throw new RecordError('bad-record', `${this.place}: tensor ${name} is missing`);
    return info;
  }

  private bytes({ start, end }: TensorInfo): Promise<Uint8Array<ArrayBuffer>> {
    return this.source.read(start, end);
  }

  private wrongType(name: string, type: SafetensorsType, expected: string): RecordError {
    return new RecordError(
      'bad-record',
      `${this.place}: tensor ${name} has type ${type}; expected ${expected}`,
    );
  }
}

function readCases(place: string, { metadata, tensors }: Header): RecordedCase[] {
  const { format, version } = metadata;
  if (format !== FORMAT || version !== VERSION) {
    throw new RecordError(
      format === FORMAT ? 'other-version' : 'not-a-record',
      `${place}: expected a record of format ${FORMAT}, version ${VERSION}; its metadata says ` +
        `${format ?? 'no format'}, ${version ?? 'no version'}`,
    );
  }
  const found = new Map<string, Set<string>>();
  const unknown: string[] = [];
  for (const tensor of tensors.keys()) {
    const [, name, io] = /^([^.]+)\.([^.]+)$/.exec(tensor) ?? [];
    const known = name !== undefined && tensorsOf(name);
    if (known && io && known.includes(io)) found.set(name, (found.get(name) ?? new Set()).add(io));
    else unknown.push(tensor);
  }
  const missing = [...found].flatMap(([name, ios]) =>
    NETWORKS[networkOf(name)].filter((io) => !ios.has(io)).map((io) => `${name}.${io}`),
  );
  const problems = [
    ...(unknown.length > 0 ? [`no network has ${unknown.join(', ')}`] : []),
    ...(missing.length > 0 ? [`${missing.join(', ')} missing`] : []),
    ...(found.size === 0 ? ['it has nothing to compare with'] : []),
  ];
  if (problems.length > 0) throw new RecordError('bad-record', `${place}: ${problems.join('; ')}`);
  const cases = [...found.keys()].map((name) => ({ network: networkOf(name), name }));
  const order = ({ network }: RecordedCase) => RECORDED_NETWORKS.indexOf(network);
  return cases.sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1));
}

const networkOf = (name: string) => name.split('/')[0] as RecordedNetwork;

/** Null where no network has this name: names come from the file. */
function tensorsOf(name: string): readonly string[] | null {
  const network = networkOf(name);
  return Object.hasOwn(NETWORKS, network) ? NETWORKS[network] : null;
}
