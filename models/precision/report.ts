import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyNetworkName } from '../../src/package/manifest.ts';
import type { GenerateRequest } from '../../src/protocol/engine.ts';
import { exportPackage } from '../node/export.ts';
import { createNodeEngine } from '../node/engine.ts';
import { psnr, withoutAlpha } from '../../src/verify/compare.ts';
import { table } from '../../src/verify/table.ts';
import { HeavyCheckpoint } from './heavy-checkpoint.ts';
import { makeFeeds, runGraph } from './run-graph.ts';
import { simulateFloat16 } from './simulate-float16.ts';
import { dequantiseGraph } from './dequantise-graph.ts';
import { smallSources } from './small-networks.ts';
import { writeNetworksOf, type WrittenNetworks } from './written-networks.ts';
import { PRECISIONS, type Precision } from '../../src/exporter/weights/precision.ts';

/** What fewer bits cost: each network on heavy-tailed weights, and whole pictures of a checkpoint. */

const NETWORKS: readonly AnyNetworkName[] = [
  ...(['prior-text-encoder', 'prior-condition', 'prior-step'] as const),
  ...(['decoder-condition', 'decoder-step', 'vqgan-decode'] as const),
];

const DECOMPOSED = { attention: 'decomposed', arithmetic: 'f32' } as const;

/**
 * Errors of all networks in the published architecture, `width` wide and some layers deep, against
 * float32 over the same weights: Student's t with 5 degrees of freedom, every 64th input channel eight
 * times as large.
 */
export async function reportNetworks(width: number, depth: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'precision-'));
  try {
    const write = (precision: Precision) =>
      writeNetworksOf(folder, smallSources(width, depth), new HeavyCheckpoint(), precision);
    const exact = await write('f32');
    const references = new Map<AnyNetworkName, Map<string, ArrayLike<number>>>();
    for (const name of NETWORKS) references.set(name, await run(exact, name, folder));
    const columns: string[][] = [];
    for (const precision of ['f16', 'q8', 'q4'] as const) {
      const networks = await write(precision);
      const errors = NETWORKS.map(async (name) =>
        relativeError(await run(networks, name, folder), references.get(name)!),
      );
      columns.push([precision, ...(await inOrder(errors))]);
      if (precision === 'q8') {
        const half = NETWORKS.map(async (name) =>
          relativeError(await runHalf(networks, name, folder), references.get(name)!),
        );
        columns.push(['q8, float16 arithmetic', ...(await inOrder(half))]);
      }
    }
    const rows = [
      ['network', ...columns.map(([heading]) => heading!)],
      ...NETWORKS.map((name, i) => [name, ...columns.map((column) => column[i + 1]!)]),
    ];
    return [
      `root mean square error over root mean square, ${width} wide, ${depth} deep`,
      ...table(rows),
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** ONNX Runtime runs one session at a time well enough; memory is what counts here. */
async function inOrder(errors: readonly Promise<number>[]): Promise<string[]> {
  return (await Promise.all(errors)).map((error) => error.toExponential(1));
}

async function run(networks: WrittenNetworks, name: AnyNetworkName, folder: string) {
  const spec = await networks.graph(name, DECOMPOSED);
  return runGraph(spec, folder, makeFeeds(spec));
}

async function runHalf(networks: WrittenNetworks, name: AnyNetworkName, folder: string) {
  const spec = await networks.graph(name, { ...DECOMPOSED, arithmetic: 'f16' });
  const { spec: simulated } = simulateFloat16(dequantiseGraph(spec, folder));
  return runGraph(simulated, folder, makeFeeds(spec));
}

/** Over all outputs that the exact graph has; pictures as bytes. */
function relativeError(
  actual: ReadonlyMap<string, ArrayLike<number>>,
  expected: ReadonlyMap<string, ArrayLike<number>>,
): number {
  let error = 0;
  let power = 0;
  for (const [name, values] of expected) {
    const [ours, theirs] = [actual.get(name)!, values].map((list) =>
      name === 'rgba' ? new Uint8Array(Int32Array.from(list).buffer) : list,
    );
    for (let i = 0; i < theirs!.length; i++) {
      if (name === 'rgba' && i % 4 === 3) continue;
      error += (ours![i]! - theirs![i]!) ** 2;
      power += theirs![i]! ** 2;
    }
  }
  return Math.sqrt(error / power);
}

export interface PictureReport {
  prior: string;
  decoder: string;
  prompts: readonly string[];
  side: number;
  about?: unknown;
}

/** PSNR of the pictures that a checkpoint gives at each precision, against float32. */
export async function reportPictures(options: PictureReport): Promise<string> {
  const { prior, decoder, prompts, side, about } = options;
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  try {
    const pictures = new Map<Precision, Uint8Array[]>();
    const bytes = new Map<Precision, number>();
    for (const precision of PRECISIONS) {
      const out = join(folder, precision);
      const manifest = await exportPackage({ prior, decoder, out, precision, about });
      const files = Object.values(manifest.networks).flatMap(({ data }) => data);
      const unique = new Map(files.map((file) => [file.path, file.sizeBytes]));
      bytes.set(
        precision,
        [...unique.values()].reduce((sum, size) => sum + size, 0),
      );
      const engine = createNodeEngine('cpu');
      try {
        await engine.open(out);
        const painted: Uint8Array[] = [];
        for (const [i, prompt] of prompts.entries()) {
          const request = requestFor(
            prompt,
            i,
            side,
            manifest.prior.sampling,
            manifest.decoder.sampling,
          );
          const result = await engine.generate(
            request,
            new AbortController().signal,
            () => undefined,
          );
          if (result.kind !== 'picture') throw new Error('Expected a picture');
          painted.push(withoutAlpha(result.bitmap.rgba));
        }
        pictures.set(precision, painted);
      } finally {
        await engine.close();
      }
    }
    const exact = pictures.get('f32')!;
    const rows = [
      ['prompt', ...PRECISIONS.slice(1).map((precision) => `${precision} dB`)],
      ...prompts.map((prompt, i) => [
        prompt,
        ...PRECISIONS.slice(1).map((p) => psnr(pictures.get(p)![i]!, exact[i]!).toFixed(1)),
      ]),
    ];
    const sizes = PRECISIONS.map((p) => `${p} ${(bytes.get(p)! / 1e6).toFixed(2)} MB`);
    return [`weights: ${sizes.join(', ')}`, ...table(rows)].join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Sampling = GenerateRequest['prior'];

function requestFor(
  prompt: string,
  seed: number,
  side: number,
  { steps, schedule, guidance, solver }: Sampling,
  decoder: Sampling,
): GenerateRequest {
  return {
    ...{ prompt, negative: '', seed: String(seed), width: side, height: side },
    prior: { steps, schedule, guidance, solver },
    decoder: {
      steps: decoder.steps,
      schedule: decoder.schedule,
      guidance: decoder.guidance,
      solver: decoder.solver,
    },
  };
}
