import * as v from 'valibot';
import type { GenerateRequest } from '../../src/protocol/engine.ts';
import { SafetensorsFile } from '../node/safetensors.ts';

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

/** An open record. */
export class ReferenceRecord {
  readonly file: SafetensorsFile;
  readonly cases: RecordedCase[];

  /** @throws Error naming everything in the file that is not as it should be */
  constructor(path: string) {
    this.file = new SafetensorsFile(path);
    try {
      this.cases = readCases(this.file);
    } catch (error) {
      this.file.close();
      throw error;
    }
  }

  /** What the whole pipeline was asked for in a case. */
  request({ name }: RecordedCase): GenerateRequest {
    const { path, metadata } = this.file;
    let json: unknown;
    try {
      json = JSON.parse(metadata[name] ?? '');
    } catch {
      throw new Error(`${path}: expected the arguments of ${name} as JSON in the metadata`);
    }
    const parsed = v.safeParse(PipelineSchema, json);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new Error(`${path}: metadata ${name}.${v.getDotPath(issue) ?? ''}: ${issue.message}`);
    }
    const { prior, decoder, ...rest } = parsed.output;
    return {
      ...rest,
      prior: { ...prior, solver: 'ddpm' },
      decoder: { ...decoder, schedule: 'uniform', solver: 'ddpm' },
      wantLatents: true,
    };
  }

  close(): void {
    this.file.close();
  }
}

function readCases({ path, metadata, tensors }: SafetensorsFile): RecordedCase[] {
  if (metadata['format'] !== FORMAT || metadata['version'] !== VERSION) {
    throw new Error(
      `${path}: expected a record of format ${FORMAT}, version ${VERSION}; its metadata says ` +
        `${metadata['format'] ?? 'no format'}, ${metadata['version'] ?? 'no version'}`,
    );
  }
  const found = new Map<string, Set<string>>();
  const unknown: string[] = [];
  for (const tensor of tensors.keys()) {
    const [, name, io] = /^([^.]+)\.([^.]+)$/.exec(tensor) ?? [];
    const known = name && io && (NETWORKS[networkOf(name)] as readonly string[] | undefined);
    if (known && known.includes(io)) found.set(name, (found.get(name) ?? new Set()).add(io));
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
  if (problems.length > 0) throw new Error(`${path}: ${problems.join('; ')}`);
  const cases = [...found.keys()].map((name) => ({ network: networkOf(name), name }));
  const order = ({ network }: RecordedCase) => RECORDED_NETWORKS.indexOf(network);
  return cases.sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1));
}

const networkOf = (name: string) => name.split('/')[0] as RecordedNetwork;
