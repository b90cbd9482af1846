import { bicubicMatrix } from '../diffusion/resize.ts';
import { timeEmbedding } from '../diffusion/time-embedding.ts';
import { disposeAll, floats, integers, type Runtime, type Tensors } from '../engine/runtime.ts';
import type {
  AnyNetworkName,
  ImageNetworkName,
  Manifest,
  NetworkName,
} from '../package/manifest.ts';
import type { Values } from './record.ts';

/** A network that is ready to run. The engine's `Lease` is one. */
export interface OpenNetwork {
  /** @param fetches names of the outputs wanted; default all */
  run(feeds: Tensors, fetches?: readonly string[]): Promise<Tensors>;
  /** Its outputs must have been disposed of, where they live on a device. */
  release(): Promise<void>;
}

export interface CalledNetworksOptions {
  Tensor: Runtime['Tensor'];
  open(name: AnyNetworkName): Promise<OpenNetwork>;
}

const MASKED = -10000;

/** Runs a package's networks as the PyTorch classes are called, so that both can be compared. */
export class CalledNetworks {
  private readonly options: CalledNetworksOptions;

  constructor(options: CalledNetworksOptions) {
    this.options = options;
  }

  /**
   * CLIPTextModel.
   * @param ids [B, length]
   * @param mask [B, length], 1 for what is no padding
   * @returns [B, length, hidden]
   */
  async text(
    stage: 'prior' | 'decoder',
    ids: Values<Int32Array>,
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
      input_ids: new this.options.Tensor('int32', ids.data, ids.shape),
      attention_bias: this.tensor(bias, [batch, 1, length, length]),
    };
    return this.using(`${stage}-text-encoder`, (network) => first(network, feeds, 'text'));
  }

  /**
   * WuerstchenPrior.
   * @param x [B, channels, h, w]
   * @param time t, the same for the batch
   * @param text [B, length, hidden]
   * @returns eps, as x
   */
  async prior(x: Values, time: number, text: Values, timeChannels?: number): Promise<Float32Array> {
    const condition = await this.using('prior-condition', (network) =>
      network.run({ text: this.tensor(text.data, text.shape) }),
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
    const feeds: Tensors = {};
    for (const { name, divisor } of levels) {
      const rows = x.shape[2]! / divisor;
      const columns = x.shape[3]! / divisor;
      feeds[`rows.${name}`] = this.tensor(bicubicMatrix(h, rows), [rows, h]);
      feeds[`columns.${name}`] = this.tensor(bicubicMatrix(w, columns), [columns, w]);
    }
    const batch = x.shape[0]!;
    const mask = Float32Array.from({ length: batch }, (_, i) => (i === 0 ? 1 : 0));
    const condition = await this.using('decoder-condition', (network) =>
      network.run({
        ...feeds,
        text: this.tensor(text.data, text.shape),
        prior_latent: this.tensor(priorLatent.data, priorLatent.shape),
        effnet_mask: this.tensor(mask, [batch, 1, 1]),
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
    const feeds = { latent: this.tensor(latent.data, latent.shape) };
    return this.using('vqgan-decode', async (network) => {
      const outputs = await network.run(feeds);
      const words = (await integers(outputs['rgba']!)).slice();
      disposeAll(outputs);
      return new Uint8Array(words.buffer);
    });
  }

  /**
   * An encoder: `compressor` of normalised pixels, as Stage C's x0; `vqgan-encode` of pixels in [0, 1], as
   * PaellaVQModel.encode / scale_factor.
   * @param pixels [B, 3, H, W]
   * @returns latent [B, channels, h, w]
   */
  encode(name: ImageNetworkName, pixels: Values): Promise<Float32Array> {
    const feeds = { pixels: this.tensor(pixels.data, pixels.shape) };
    return this.using(name, (network) => first(network, feeds, 'latent'));
  }

  /** `next` is eps of one half when only that half and only ke count. */
  private noise(
    step: NetworkName,
    condition: Tensors,
    x: Values,
    time: Float32Array,
  ): Promise<Float32Array> {
    const batch = x.shape[0]!;
    const single = [1, ...x.shape.slice(1)];
    const zeros = new Float32Array(x.data.length / batch);
    const eps = new Float32Array(x.data.length);
    return this.using(step, async (network) => {
      for (let half = 0; half < batch; half++) {
        const weights = Float32Array.from({ length: batch }, (_, i) => (i === half ? 1 : 0));
        const feeds = {
          ...condition,
          latent: this.tensor(x.data, x.shape),
          time: this.tensor(time, [1, time.length]),
          guidance: this.tensor(weights, [batch, 1, 1]),
          coefficients: this.tensor(Float32Array.of(0, 1, 0, 0, 0, 1), [6]),
          noise: this.tensor(zeros, single),
          previous: this.tensor(zeros, single),
        };
        // Its batch is that of x: the guided sum is added to each.
        const next = await first(network, feeds, 'next');
        eps.set(next.subarray(0, zeros.length), half * zeros.length);
      }
      disposeAll(condition);
      return eps;
    });
  }

  private tensor(data: Float32Array, shape: readonly number[]) {
    return new this.options.Tensor('float32', data, shape);
  }

  private async using<T>(
    name: AnyNetworkName,
    use: (network: OpenNetwork) => Promise<T>,
  ): Promise<T> {
    const network = await this.options.open(name);
    try {
      return await use(network);
    } finally {
      await network.release();
    }
  }
}

/** One output of a run, in memory of its own. */
async function first(network: OpenNetwork, feeds: Tensors, output: string): Promise<Float32Array> {
  const outputs = await network.run(feeds, [output]);
  const values = (await floats(outputs[output]!)).slice();
  disposeAll(outputs);
  return values;
}
