import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { geometryFor, type Geometry } from '../../src/diffusion/geometry.ts';
import { isGuided } from '../../src/diffusion/guidance.ts';
import { TorchGenerator } from '../../src/diffusion/noise.ts';
import { BINDING_BYTES } from '../../src/engine/bands.ts';
import { stageABands } from '../../src/engine/stage-a.ts';
import {
  networkEntry,
  parseManifest,
  type AnyNetworkName,
  type GraphEntry,
  type Manifest,
} from '../../src/package/manifest.ts';

/** A process of its own for one run of one network, so that its memory can be told apart. */

export interface StepRequest {
  folder: string;
  network: AnyNetworkName;
  width: number;
  height: number;
  attention: GraphEntry['attention'];
}

export interface StepReport {
  graph: string;
  loadSeconds: number;
  runSeconds: number;
  /** Of the whole process. */
  peakBytes: number;
  /** Of the outputs. */
  finite: boolean;
  largest: number;
  spread: number;
}

const request = JSON.parse(process.argv[2] ?? '{}') as StepRequest;
const manifest = parseManifest(
  JSON.parse(readFileSync(join(request.folder, 'manifest.json'), 'utf8')),
);
process.stdout.write(`${JSON.stringify(await run(manifest, request))}\n`);

async function run(
  manifest: Manifest,
  { folder, network, attention, ...pixels }: StepRequest,
): Promise<StepReport> {
  const { graphs } = networkEntry(manifest, network)!;
  const fitting = graphs.filter(({ arithmetic }) => arithmetic === 'f32');
  const of = (kind: GraphEntry['attention']) => fitting.find((entry) => entry.attention === kind);
  const asked = of(attention) ?? fitting[0]!;
  const isStageA = network === 'vqgan-decode';
  // As the engine chooses.
  const isLarge = network.startsWith('vqgan') && (asked.largestTensorBytes ?? 0) > BINDING_BYTES;
  const graph = (isLarge && of('chunked')) || asked;
  const started = performance.now();
  const session = await ort.InferenceSession.create(join(folder, graph.path));
  const loaded = performance.now();
  const sides = geometryFor(pixels.width, pixels.height, manifest.geometry);
  const sizes = sizesFor(manifest, network, sides);
  const heights = isStageA
    ? stageABands(graph.largestTensorBytes, manifest, sides).map(({ from, to }) => to - from)
    : [sizes('h')];
  const outputs: ort.Tensor[] = [];
  let runMs = 0;
  for (const height of heights) {
    const sizeOf = (name: string) => (name === 'h' ? height : sizes(name));
    const feeds = makeInputs(session, sizeOf, manifest.textEncoders.prior);
    const begun = performance.now();
    outputs.push(...Object.values(await session.run(feeds)));
    runMs += performance.now() - begun;
  }
  return {
    graph: graph.path,
    loadSeconds: (loaded - started) / 1000,
    runSeconds: runMs / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    ...describe(outputs),
  };
}

/** What the names of a graph's dimensions stand for. */
function sizesFor(
  { prior, decoder, imageEncoders }: Manifest,
  network: AnyNetworkName,
  sides: Geometry,
): (name: string) => number {
  const stage = network.startsWith('prior') ? prior : decoder;
  const ofPrior = network.startsWith('prior') || network === 'decoder-condition';
  const latent = ofPrior ? sides.prior : sides.decoder;
  const fixed: Record<string, number> = {
    B: 1,
    G: isGuided(stage.sampling.guidance) ? 2 : 1,
    h: latent.height,
    w: latent.width,
    ...(network === 'vqgan-encode' && { width: sides.width, height: sides.height }),
  };
  if (network === 'compressor' && imageEncoders) {
    const { pixelsPerCell } = imageEncoders.compressor;
    fixed['width'] = sides.prior.width * pixelsPerCell;
    fixed['height'] = sides.prior.height * pixelsPerCell;
  }
  for (const { name, divisor } of decoder.effnetLevels) {
    fixed[`rows_${name}`] = sides.decoder.height / divisor;
    fixed[`columns_${name}`] = sides.decoder.width / divisor;
  }
  return (name) => {
    const size = fixed[name];
    if (size === undefined) throw new Error(`${network}: unknown size ${name}`);
    return size;
  };
}

/** Random inputs of the right shapes; a solver step is one with moderate coefficients. */
function makeInputs(
  session: ort.InferenceSession,
  sizeOf: (name: string) => number,
  { padTokenId }: { padTokenId: number },
): Record<string, ort.Tensor> {
  const generator = new TorchGenerator(1);
  const feeds: Record<string, ort.Tensor> = {};
  for (const input of session.inputMetadata) {
    if (!input.isTensor) throw new Error(`Expected ${input.name} to be a tensor`);
    const dims = input.shape.map((side) => (typeof side === 'string' ? sizeOf(side) : side));
    const length = dims.reduce((product, side) => product * side, 1);
    if (input.name === 'input_ids') {
      const ids = new Int32Array(length).fill(padTokenId);
      feeds[input.name] = new ort.Tensor('int32', ids, dims);
    } else {
      feeds[input.name] = new ort.Tensor('float32', values(input.name, length, generator), dims);
    }
  }
  return feeds;
}

function values(name: string, length: number, generator: TorchGenerator): Float32Array {
  if (name === 'attention_bias') return new Float32Array(length);
  if (name === 'guidance') return new Float32Array(length).fill(1 / length);
  if (name === 'effnet_mask') return new Float32Array(length).fill(1);
  if (name === 'coefficients') return Float32Array.of(0.9, 0.1, 0, 0.1, 1, -0.1);
  // A row of a resizing matrix sums to one.
  if (/^(rows|columns)\./.test(name)) return new Float32Array(length).fill(0.1);
  return generator.randn(length);
}

function describe(
  outputs: readonly ort.Tensor[],
): Pick<StepReport, 'finite' | 'largest' | 'spread'> {
  let [sum, squares, count, largest] = [0, 0, 0, 0];
  for (const { data } of outputs) {
    for (const value of data instanceof Int32Array ? colours(data) : (data as Float32Array)) {
      sum += value;
      squares += value * value;
      count++;
      largest = Math.max(largest, Math.abs(value));
    }
  }
  const spread = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return { finite: Number.isFinite(sum), largest, spread };
}

/** The bytes of a picture's words, without alpha. */
function colours({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength).filter((_, i) => i % 4 !== 3);
}
