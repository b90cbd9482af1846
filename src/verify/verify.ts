import type { Runtime } from '../engine/runtime.ts';
import type {
  AnyNetworkName,
  GraphEntry,
  ImageNetworkName,
  Manifest,
} from '../package/manifest.ts';
import type { Bitmap, GenerateRequest, Latent } from '../protocol/engine.ts';
import { compare, psnr, withoutAlpha } from './compare.ts';
import { CalledNetworks, type OpenNetwork } from './networks.ts';
import {
  RECORDED_NETWORKS,
  RecordError,
  type RecordedCase,
  type RecordedNetwork,
  type ReferenceRecord,
} from './record.ts';
import { assertFits } from './shapes.ts';

/** A package against what PyTorch computed from the checkpoint that it was made from. */

/** One of a network's graphs. */
type Variant = Pick<GraphEntry, 'attention' | 'arithmetic'>;

/** The package, and what runs it: onnxruntime-node, or the engine's sessions in a worker. */
export interface Subject {
  manifest: Manifest;
  Tensor: Runtime['Tensor'];
  /** The graphs of a network that are compared here, in this order. */
  variants(name: AnyNetworkName): readonly Variant[];
  open(name: AnyNetworkName, variant: Variant): Promise<OpenNetwork>;
  /** Paints a whole picture. @throws EngineError */
  paint(request: GenerateRequest, signal: AbortSignal): Promise<Painted>;
}

export interface Painted {
  bitmap: Bitmap;
  latents: { prior: Latent; decoder: Latent };
}

export interface Limits {
  /** Largest relative error of a network. */
  tolerance: number;
  /** Smallest PSNR of a whole picture, in dB. */
  minPsnr: number;
}

/**
 * Float32 differs by rounding only. Float16 weights are each up to 2^-11 off, and the networks carry
 * that on: measured 1e-3 on the reference checkpoint, and unknown for the published one.
 */
export const LIMITS: Record<Manifest['precision'], Limits> = {
  f32: { tolerance: 1e-4, minPsnr: 40 },
  f16: { tolerance: 2e-2, minPsnr: 25 },
  q8: { tolerance: 5e-2, minPsnr: 20 },
  q4: { tolerance: 0.5, minPsnr: 10 },
};

/** How far one output is off. Errors may be NaN, and a PSNR infinite. */
export interface Finding {
  network: RecordedNetwork;
  /** The output, and which graph gave it: `prior/start.eps, fused`. */
  what: string;
  /** Largest error over the largest magnitude expected; null of a whole picture. */
  relative: number | null;
  /** Largest error, of a picture in levels of 255; null of a whole picture. */
  maximum: number | null;
  /** In dB, of pictures. */
  psnr: number | null;
  /** Null for what is told but not judged. */
  passed: boolean | null;
}

export interface Verification {
  passed: boolean;
  findings: Finding[];
  /** What the record does not have. */
  absent: RecordedNetwork[];
  limits: Limits;
}

/** One that is no whole picture. */
type NetworkCase = RecordedCase & { network: Exclude<RecordedNetwork, 'pipeline'> };

const isEncoder = (network: RecordedNetwork): network is ImageNetworkName =>
  network === 'compressor' || network === 'vqgan-encode';

const isNetwork = (recorded: RecordedCase): recorded is NetworkCase =>
  recorded.network !== 'pipeline';

/** What is being run: the `done`th of `total` cases, from 0. */
export interface VerifyProgress {
  network: RecordedNetwork;
  name: string;
  done: number;
  total: number;
}

/**
 * Runs all cases of a record.
 * @throws RecordError if the record is damaged or of another architecture; the signal's reason when aborted; Error with
 *   what went wrong as its cause if a case cannot be run
 */
export async function verify(
  subject: Subject,
  record: ReferenceRecord,
  limits: Limits,
  signal: AbortSignal,
  onProgress: (progress: VerifyProgress) => void = () => undefined,
): Promise<Verification> {
  assertFits(subject.manifest, record);
  const findings: Finding[] = [];
  for (const [done, recorded] of record.cases.entries()) {
    const { network, name } = recorded;
    signal.throwIfAborted();
    onProgress({ network, name, done, total: record.cases.length });
    try {
      const found = isNetwork(recorded)
        ? await verifyNetwork(subject, record, recorded, limits, signal)
        : await verifyPipeline(subject, record, recorded, limits, signal);
      findings.push(...found);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RecordError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${record.place}: ${name} cannot be run: ${reason}`, { cause: error });
    }
  }
  const covered = new Set(record.cases.map(({ network }) => network));
  return {
    passed: findings.every((finding) => finding.passed !== false),
    findings,
    absent: RECORDED_NETWORKS.filter(
      (network) => !covered.has(network) && (subject.manifest.imageEncoders || !isEncoder(network)),
    ),
    limits,
  };
}

async function verifyNetwork(
  subject: Subject,
  record: ReferenceRecord,
  recorded: NetworkCase,
  limits: Limits,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const variant of subject.variants(judgedGraph(recorded.network))) {
    signal.throwIfAborted();
    const networks = new CalledNetworks({
      Tensor: subject.Tensor,
      open: (name) => subject.open(name, variant),
    });
    findings.push(await runCase(networks, subject.manifest, record, recorded, variant, limits));
  }
  return findings;
}

async function runCase(
  networks: CalledNetworks,
  manifest: Manifest,
  record: ReferenceRecord,
  { network, name }: NetworkCase,
  variant: Variant,
  limits: Limits,
): Promise<Finding> {
  const read = (io: string) => record.floats(`${name}.${io}`);
  const label = (io: string) => `${name}.${io}, ${graphWords(variant)}`;
  switch (network) {
    case 'vqgan': {
      const actual = withoutAlpha(await networks.picture(await read('latent')));
      const { data: expected } = await record.levels(`${name}.image`);
      const words = variant.arithmetic === 'f16' ? ', float16' : '';
      return judgePicture(`${name}.image${words}`, actual, expected, limits);
    }
    case 'prior': {
      const time = oneTime(record, name, (await read('r')).data);
      const { timeChannels } = manifest.prior;
      const eps = await networks.prior(await read('x'), time, await read('text'), timeChannels);
      return judge(network, label('eps'), eps, (await read('eps')).data, limits);
    }
    case 'decoder': {
      const time = oneTime(record, name, (await read('r')).data);
      const eps = await networks.decoder(
        await read('x'),
        time,
        await read('text'),
        await read('prior_latent'),
        manifest.decoder.effnetLevels,
        manifest.decoder.timeChannels,
      );
      return judge(network, label('eps'), eps, (await read('eps')).data, limits);
    }
    case 'compressor':
    case 'vqgan-encode': {
      const latent = await networks.encode(network, await read('pixels'));
      return judge(network, label('latent'), latent, (await read('latent')).data, limits);
    }
    case 'prior-text-encoder':
    case 'decoder-text-encoder': {
      const text = await networks.text(
        network === 'prior-text-encoder' ? 'prior' : 'decoder',
        await record.integers(`${name}.input_ids`),
        (await record.integers(`${name}.attention_mask`)).data,
      );
      return judge(network, label('text'), text, (await read('text')).data, limits);
    }
  }
}

/** Of a network's graphs, the one whose output is compared. */
function judgedGraph(network: NetworkCase['network']): AnyNetworkName {
  switch (network) {
    case 'prior':
    case 'decoder':
      return `${network}-step`;
    case 'vqgan':
      return 'vqgan-decode';
    case 'prior-text-encoder':
    case 'decoder-text-encoder':
    case 'compressor':
    case 'vqgan-encode':
      return network;
  }
}

const graphWords = ({ attention, arithmetic }: Variant) =>
  arithmetic === 'f16' ? `${attention}, float16` : attention;

/** The step graphs take one t for the batch. */
function oneTime({ place }: ReferenceRecord, name: string, times: Float32Array): number {
  const [time] = times;
  if (time === undefined || !Number.isFinite(time) || times.some((each) => each !== time)) {
    throw new RecordError(
      'bad-record',
      `${place}: ${name}.r: expected one time for the whole batch`,
    );
  }
  return time;
}

async function verifyPipeline(
  subject: Subject,
  record: ReferenceRecord,
  recorded: RecordedCase,
  limits: Limits,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { name } = recorded;
  const { bitmap, latents } = await subject.paint(record.request(recorded), signal);
  const { data: image } = await record.levels(`${name}.image`);
  const ratio = psnr(withoutAlpha(bitmap.rgba), image);
  // Errors grow from step to step, by how much depends on the weights: the picture is judged.
  const latent = async (stage: 'prior' | 'decoder'): Promise<Finding> => {
    const io = `${name}.${stage}_latent`;
    const { data } = await record.floats(io);
    return { ...judge('pipeline', io, latents[stage].data, data, limits), passed: null };
  };
  return [
    await latent('prior'),
    await latent('decoder'),
    {
      network: 'pipeline',
      what: `${name}.image`,
      relative: null,
      maximum: null,
      psnr: ratio,
      passed: ratio >= limits.minPsnr,
    },
  ];
}

function judge(
  network: RecordedNetwork,
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { tolerance }: Limits,
): Finding {
  const { relative, maximum } = compare(actual, expected);
  return { network, what, relative, maximum, psnr: null, passed: relative <= tolerance };
}

/** Rounding of a value on the edge of two bytes is no error. */
function judgePicture(
  what: string,
  actual: Uint8Array,
  expected: Uint8Array,
  { tolerance }: Limits,
): Finding {
  const { maximum } = compare(actual, expected);
  const relative = Math.max(0, maximum - 1) / 255;
  const ratio = psnr(actual, expected);
  return { network: 'vqgan', what, relative, maximum, psnr: ratio, passed: relative <= tolerance };
}
