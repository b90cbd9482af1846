import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { bicubicMatrix } from '../../src/diffusion/resize.ts';
import { timeEmbedding } from '../../src/diffusion/time-embedding.ts';
import type { Manifest, NetworkName } from '../../src/package/manifest.ts';
import type { NodeProvider } from '../node/engine.ts';
import type { Arithmetic } from '../../src/exporter/graph/graph.ts';
import type { Attention } from '../../src/exporter/networks/layers.ts';

/** Runs a package's networks as the PyTorch classes are called, so that both can be compared. */

export interface Values {
  shape: readonly number[];
  data: Float32Array;
}

type Feeds = Record<string, ort.Tensor>;

const tensor = (data: Float32Array, shape: readonly number[]) =>
  new ort.Tensor('float32', data, shape);

const MASKED = -10000;

export class PackageNetworks {
  private readonly folder: string;
  private readonly networks: Partial<Manifest['networks']>;
  private readonly provider: NodeProvider;
  private readonly attention: Attention;
  private readonly arithmetic: Arithmetic;

  constructor(
    folder: string,
    networks: Partial<Manifest['networks']>,
    provider: NodeProvider,
    attention: Attention,
    arithmetic: Arithmetic = 'f32',
  ) {
    this.folder = folder;
    this.networks = networks;
    this.provider = provider;
    this.attention = attention;
    this.arithmetic = arithmetic;
  }

  /**
   * CLIPTextModel.
   * @param ids [B, length]
   * @param mask 1 for what is no padding
   * @returns [B, length, hidden]
   */
  async text(
    stage: 'prior' | 'decoder',
    ids: { shape: readonly number[]; data: Int32Array },
    mask: Int32Array,
  ): Promise<Float32Array> {
    const [batch, length] = ids.shape as [number, number];
    const bias = new Float32Array(batch * length * length);
    for (let i = 0; i < bias.length; i++) {
      const key = i % length;
      const query = Math.floor(i / length) % length;
      const text = Math.floor(i / length ** 2);
      if (key > query || mask[text * length + key] === 0) bias[i] = MASKED;
    }
    const feeds = {
      input_ids: new ort.Tensor('int32', ids.data, ids.shape),
      attention_bias: tensor(bias, [batch, 1, length, length]),
    };
    return this.using(`${stage}-text-encoder`, async (session) => {
      const { text } = await session.run(feeds);
      return (await text!.getData()) as Float32Array;
    });
  }

  /**
   * WuerstchenPrior.
   * @param x [B, channels, h, w]
   * @param time t, the same for the batch
   * @param text [B, length, hidden]
   * @returns eps, as x
   */
  async prior(x: Values, time: number, text: Values, timeChannels?: number): Promise<Float32Array> {
    const condition = await this.using('prior-condition', (session) =>
      session.run({ text: tensor(text.data, text.shape) }),
    );
    return this.noise('prior-step', condition, x, timeEmbedding(time, timeChannels));
  }

  /**
   * WuerstchenDiffNeXt. Only the first of a batch sees the Stage C latent, as under guidance.
   * @param x [B, channels, H, W]
   * @param priorLatent [1, channels, h, w] in diffusion space
   * @returns eps, as x
   */
  async decoder(
    x: Values,
    time: number,
    text: Values,
    priorLatent: Values,
    levels: Manifest['decoder']['effnetLevels'],
    timeChannels?: number,
  ): Promise<Float32Array> {
    const [, , h, w] = priorLatent.shape as [number, number, number, number];
    const feeds: Feeds = {};
    for (const { name, divisor } of levels) {
      const rows = x.shape[2]! / divisor;
      const columns = x.shape[3]! / divisor;
      feeds[`rows.${name}`] = tensor(bicubicMatrix(h, rows), [rows, h]);
      feeds[`columns.${name}`] = tensor(bicubicMatrix(w, columns), [columns, w]);
    }
    const batch = x.shape[0]!;
    const mask = Float32Array.from({ length: batch }, (_, i) => (i === 0 ? 1 : 0));
    const condition = await this.using('decoder-condition', (session) =>
      session.run({
        ...feeds,
        text: tensor(text.data, text.shape),
        prior_latent: tensor(priorLatent.data, priorLatent.shape),
        effnet_mask: tensor(mask, [batch, 1, 1]),
      }),
    );
    return this.noise('decoder-step', condition, x, timeEmbedding(time, timeChannels));
  }

  /**
   * PaellaVQModel.decode of scale_factor * latent, clamped and rounded.
   * @param latent [B, 4, H, W]
   * @returns RGBA bytes
   */
  async picture(latent: Values): Promise<Uint8Array> {
    return this.using('vqgan-decode', async (session) => {
      const { rgba } = await session.run({ latent: tensor(latent.data, latent.shape) });
      return new Uint8Array(((await rgba!.getData()) as Int32Array).slice().buffer);
    });
  }

  /** `next` is eps of one half when only that half and only ke count. */
  private noise(
    step: NetworkName,
    condition: Feeds,
    x: Values,
    time: Float32Array,
  ): Promise<Float32Array> {
    const batch = x.shape[0]!;
    const single = [1, ...x.shape.slice(1)];
    const zeros = new Float32Array(x.data.length / batch);
    const eps = new Float32Array(x.data.length);
    return this.using(step, async (session) => {
      for (let half = 0; half < batch; half++) {
        const weights = Float32Array.from({ length: batch }, (_, i) => (i === half ? 1 : 0));
        const result = await session.run({
          ...condition,
          latent: tensor(x.data, x.shape),
          time: tensor(time, [1, time.length]),
          guidance: tensor(weights, [batch, 1, 1]),
          coefficients: tensor(Float32Array.of(0, 1, 0, 0, 0, 1), [6]),
          noise: tensor(zeros, single),
          previous: tensor(zeros, single),
        });
        // Its batch is that of x: the guided sum is added to each.
        const next = (await result['next']!.getData()) as Float32Array;
        eps.set(next.subarray(0, zeros.length), half * zeros.length);
      }
      return eps;
    });
  }

  /** A session on exactly this provider: on WebGPU nothing may fall back to the CPU. */
  private async using<T>(
    name: NetworkName,
    use: (session: ort.InferenceSession) => Promise<T>,
  ): Promise<T> {
    const network = this.networks[name];
    if (!network) throw new Error(`No network ${name} here`);
    const { graphs } = network;
    // Networks without attention of a kind have decomposed graphs only.
    const among = graphs.filter(({ arithmetic }) => arithmetic === this.arithmetic);
    const graph =
      among.find(({ attention }) => attention === this.attention) ??
      among.find(({ attention }) => attention === 'decomposed');
    if (!graph) throw new Error(`${name} has no graph in ${this.arithmetic} arithmetic`);
    const session = await ort.InferenceSession.create(join(this.folder, graph.path), {
      executionProviders: [this.provider],
      ...(this.provider === 'webgpu'
        ? { extra: { session: { disable_cpu_ep_fallback: '1' } } }
        : {}),
    });
    try {
      return await use(session);
    } finally {
      await session.release();
    }
  }
}
