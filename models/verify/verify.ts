import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFiles, parseManifest, type Manifest } from '../../src/package/manifest.ts';
import { createNodeEngine, type NodeProvider } from '../node/engine.ts';
import { folderSource } from '../node/package-source.ts';
import { compare, psnr, withoutAlpha } from '../parity/compare.ts';
import { PackageNetworks } from '../parity/networks.ts';
import { RECORDED_NETWORKS, ReferenceRecord, type RecordedCase } from './record.ts';
import type { Attention } from '../../src/exporter/networks/layers.ts';
import { table } from '../cli/table.ts';

/** A package against what PyTorch computed from the checkpoint that it was exported from. */

export interface VerifyOptions {
  folder: string;
  /** A file of `models/reference/record.py`. */
  reference: string;
  provider: NodeProvider;
  /** Largest relative error of a network; default: by the package's precision. */
  tolerance?: number;
  /** Smallest PSNR of a whole picture in dB; default: by the package's precision. */
  minPsnr?: number;
}

/**
 * Float32 differs by rounding only. Float16 weights are each up to 2^-11 off, and the networks carry
 * that on: measured 1e-3 on the reference checkpoint, and unknown for the published one.
 */
const DEFAULTS: Record<Manifest['precision'], { tolerance: number; minPsnr: number }> = {
  f32: { tolerance: 1e-4, minPsnr: 40 },
  f16: { tolerance: 2e-2, minPsnr: 25 },
  q8: { tolerance: 5e-2, minPsnr: 20 },
  q4: { tolerance: 0.5, minPsnr: 10 },
};

export interface Verification {
  passed: boolean;
  report: string;
}

interface Finding {
  what: string;
  relative: string;
  maximum: string;
  psnr: string;
  /** Null for what is told but not judged. */
  passed: boolean | null;
}

interface Limits {
  tolerance: number;
  minPsnr: number;
}

/** @throws Error if the package or the record is damaged, or they are not of one architecture */
export async function verifyPackage(options: VerifyOptions): Promise<Verification> {
  const { folder, provider } = options;
  const manifest = parseManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const files = packageFiles(manifest);
  await folderSource(folder).fetchAll(files, () => undefined);
  const defaults = DEFAULTS[manifest.precision];
  const limits = {
    tolerance: options.tolerance ?? defaults.tolerance,
    minPsnr: options.minPsnr ?? defaults.minPsnr,
  };
  const record = new ReferenceRecord(options.reference);
  const findings: Finding[] = [];
  try {
    for (const recorded of record.cases) {
      try {
        findings.push(
          ...(recorded.network === 'pipeline'
            ? await verifyPipeline(folder, record, recorded, provider, limits)
            : await verifyNetwork(folder, manifest, record, recorded, provider, limits)),
        );
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${options.reference}: ${recorded.name} cannot be run: ${reason}`, {
          cause: error,
        });
      }
    }
  } finally {
    record.close();
  }
  const passed = findings.every((finding) => finding.passed !== false);
  const covered = new Set(record.cases.map(({ network }) => network));
  const absent = RECORDED_NETWORKS.filter((network) => !covered.has(network));
  const rows = findings.map((finding) => [
    finding.what,
    finding.relative,
    finding.maximum,
    finding.psnr,
    finding.passed === null ? '' : finding.passed ? 'ok' : 'FAILED',
  ]);
  const lines = [
    `${manifest.name} (${manifest.id}), ${manifest.precision}: ${files.length} files as the manifest states`,
    ...table([['output', 'relative error', 'largest error', 'PSNR dB', ''], ...rows]),
    ...(absent.length > 0 ? [`Not in the record, so not verified: ${absent.join(', ')}`] : []),
    `${passed ? 'Passed' : 'FAILED'}: relative error up to ${limits.tolerance}, PSNR from ${limits.minPsnr} dB`,
  ];
  return { passed, report: lines.join('\n') };
}

async function verifyNetwork(
  folder: string,
  manifest: Manifest,
  record: ReferenceRecord,
  { network, name }: RecordedCase,
  provider: NodeProvider,
  limits: Limits,
): Promise<Finding[]> {
  const { file } = record;
  const findings: Finding[] = [];
  for (const attention of attentionsOf(manifest, network, provider)) {
    const networks = new PackageNetworks(folder, manifest.networks, provider, attention);
    const what = (io: string) => `${name}.${io}${network === 'vqgan' ? '' : `, ${attention}`}`;
    const read = (io: string) => file.read(`${name}.${io}`);
    if (network === 'vqgan') {
      const actual = withoutAlpha(await networks.picture(read('latent')));
      const { data: expected } = file.readUint8(`${name}.image`);
      findings.push(judgePicture(what('image'), actual, expected, limits));
    } else if (network === 'prior' || network === 'decoder') {
      const { timeChannels } = manifest[network];
      const time = oneTime(name, read('r').data);
      const eps =
        network === 'prior'
          ? await networks.prior(read('x'), time, read('text'), timeChannels)
          : await networks.decoder(
              read('x'),
              time,
              read('text'),
              read('prior_latent'),
              manifest.decoder.effnetLevels,
              timeChannels,
            );
      findings.push(judge(what('eps'), eps, read('eps').data, limits));
    } else if (network !== 'pipeline') {
      const text = await networks.text(
        network === 'prior-text-encoder' ? 'prior' : 'decoder',
        file.readInt32(`${name}.input_ids`),
        file.readInt32(`${name}.attention_mask`).data,
      );
      findings.push(judge(what('text'), text, read('text').data, limits));
    }
  }
  return findings;
}

/** The graphs differ only in their attention; Stage A has none. */
function attentionsOf(
  manifest: Manifest,
  network: RecordedCase['network'],
  provider: NodeProvider,
): Attention[] {
  // What fused attention computes depends on the adapter there; the engine avoids it, too.
  if (network === 'vqgan' || network === 'pipeline' || provider === 'webgpu') return ['decomposed'];
  const name =
    network === 'prior' || network === 'decoder' ? (`${network}-step` as const) : network;
  return [...new Set(manifest.networks[name].graphs.map(({ attention }) => attention))];
}

/** The step graphs take one t for the batch. */
function oneTime(name: string, times: Float32Array): number {
  if (!times.every((time) => time === times[0])) {
    throw new Error(`${name}.r: expected one time for the whole batch`);
  }
  return times[0]!;
}

async function verifyPipeline(
  folder: string,
  record: ReferenceRecord,
  recorded: RecordedCase,
  provider: NodeProvider,
  limits: Limits,
): Promise<Finding[]> {
  const { file } = record;
  const { name } = recorded;
  const request = record.request(recorded);
  const engine = createNodeEngine(provider);
  try {
    await engine.open(folder);
    const { signal } = new AbortController();
    const result = await engine.generate(request, signal, () => undefined);
    if (result.kind !== 'picture') throw new Error('Expected a picture');
    const { bitmap, latents } = result;
    const { data: image } = file.readUint8(`${name}.image`);
    const ratio = psnr(withoutAlpha(bitmap.rgba), image);
    // Errors grow from step to step, by how much depends on the weights: the picture is judged.
    const latent = (stage: 'prior' | 'decoder'): Finding => {
      const io = `${name}.${stage}_latent`;
      return { ...judge(io, latents![stage].data, file.read(io).data, limits), passed: null };
    };
    return [
      latent('prior'),
      latent('decoder'),
      {
        what: `${name}.image`,
        relative: '',
        maximum: '',
        psnr: ratio.toFixed(1),
        passed: ratio >= limits.minPsnr,
      },
    ];
  } finally {
    await engine.close();
  }
}

function judge(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { tolerance }: Limits,
): Finding {
  const { relative, maximum } = compare(actual, expected);
  return {
    what,
    relative: relative.toExponential(1),
    maximum: maximum.toExponential(1),
    psnr: '',
    passed: relative <= tolerance,
  };
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
  return {
    what,
    relative: relative.toExponential(1),
    maximum: `${maximum} of 255`,
    psnr: psnr(actual, expected).toFixed(1),
    passed: relative <= tolerance,
  };
}
