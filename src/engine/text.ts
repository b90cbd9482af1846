import { attentionBias } from '../diffusion/attention-bias.ts';
import { encoderOf, type FileEntry, type Manifest } from '../package/manifest.ts';
import type { FileContent, PackageSource } from '../package/source.ts';
import type { TokenCount } from '../protocol/engine.ts';
import type { Backend } from './backend.ts';
import { failure } from './failures.ts';
import { disposeAll, floats } from './runtime.ts';
import type { Sessions } from './sessions.ts';
import { ClipTokenizer, type Tokens } from './tokenizer.ts';

export { attentionBias };

export type EncoderName = 'prior' | 'decoder';

/** An encoding of the largest model takes 400 kB; prompts are retyped and come back. */
const CACHED_ENCODINGS = 64;

/** Texts to encodings, float32 [maxLength, hiddenSize] each. They outlive sessions and devices. */
export class TextStage {
  private readonly manifest: Manifest;
  private readonly source: PackageSource;
  private readonly tokenizers = new Map<EncoderName, ClipTokenizer>();
  private readonly encodings = new Map<string, Float32Array<ArrayBuffer>>();
  private ready = false;

  constructor(manifest: Manifest, source: PackageSource) {
    this.manifest = manifest;
    this.source = source;
  }

  /** The files that `prepare` will read; none when it has done so. */
  files(): FileEntry[] {
    if (this.ready) return [];
    return Object.values(this.manifest.textEncoders).flatMap((encoder) => [
      encoder.tokenizer.tokenizerJson,
      encoder.tokenizer.tokenizerConfig,
      encoder.empty,
    ]);
  }

  /** Reads the tokenizers and the shipped encodings of "". */
  async prepare(signal?: AbortSignal): Promise<void> {
    const files = this.files();
    for (const name of ['prior', 'decoder'] as const) {
      await this.tokenizer(name, signal);
      const { empty, maxLength, hiddenSize } = this.manifest.textEncoders[name];
      if (this.encodings.has(cacheKey(name, ''))) continue;
      const bytes = await (await asBlob(this.source.read(empty, signal))).arrayBuffer();
      if (bytes.byteLength !== maxLength * hiddenSize * 4) {
        throw failure(
          'bad-manifest',
          `${empty.path} has ${bytes.byteLength} bytes; expected float32 [${maxLength}, ${hiddenSize}].`,
          'Ask whoever serves this model to export it again.',
        );
      }
      this.encodings.set(cacheKey(name, ''), new Float32Array(bytes));
    }
    this.ready = true;
    for (const file of files) this.source.forget(file);
  }

  async countTokens(text: string): Promise<TokenCount> {
    return (await this.tokenizer('prior')).count(text);
  }

  /**
   * Encodes texts for a stage; if both have one encoder, each text once.
   *
   * Each text runs by itself: in a batch the sums could be rounded differently, and a picture
   * would depend on what the cache held.
   * @returns float32 [texts.length, maxLength, hiddenSize]
   */
  async encode(
    stage: EncoderName,
    texts: readonly string[],
    sessions: Sessions,
    backend: Backend,
    signal: AbortSignal,
  ): Promise<Float32Array<ArrayBuffer>> {
    const name = encoderOf(this.manifest, stage);
    for (const text of texts) {
      const hit = this.cached(name, text);
      // Moved to the end, so that what is needed now is not what makes room.
      if (hit) this.remember(name, text, hit);
    }
    const missing = [...new Set(texts)].filter((text) => !this.cached(name, text));
    if (missing.length > 0) {
      const tokenizer = await this.tokenizer(name, signal);
      const network = await sessions.lease(`${name}-text-encoder`);
      try {
        for (const text of missing) {
          signal.throwIfAborted();
          const tokens = tokenizer.encode(text);
          this.remember(name, text, await this.run(network, tokens, backend));
        }
      } finally {
        await network.release();
      }
    }
    const { maxLength, hiddenSize } = this.manifest.textEncoders[name];
    const stacked = new Float32Array(texts.length * maxLength * hiddenSize);
    texts.forEach((text, i) => {
      stacked.set(this.cached(name, text)!, i * maxLength * hiddenSize);
    });
    return stacked; // [texts, maxLength, hiddenSize]
  }

  /**
   * How far the encoding of "" on this device is from the one that ships, relative to its largest
   * value. See `probe.ts`.
   */
  async errorOnDevice(sessions: Sessions, backend: Backend): Promise<number> {
    const expected = this.cached('prior', '')!;
    const tokens = (await this.tokenizer('prior')).encode('');
    const network = await sessions.lease('prior-text-encoder');
    try {
      const actual = await this.run(network, tokens, backend);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const worst = actual.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - expected[i]!)),
        0,
      );
      return worst / largest;
    } finally {
      await network.release();
    }
  }

  private async run(
    network: Awaited<ReturnType<Sessions['lease']>>,
    { ids, length }: Tokens,
    backend: Backend,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { Tensor } = backend.runtime;
    const side = ids.length;
    const outputs = await network.run({
      input_ids: new Tensor('int32', ids, [1, side]),
      attention_bias: new Tensor('float32', attentionBias(side, length), [1, 1, side, side]),
    });
    const encoding = (await floats(outputs['text']!)).slice();
    disposeAll(outputs);
    if (!encoding.every(Number.isFinite)) {
      throw failure(
        'bad-output',
        'The text encoder produced values that are not numbers.',
        'Try other words; if it happens again, this device computes wrongly.',
      );
    }
    return encoding;
  }

  private async tokenizer(name: EncoderName, signal?: AbortSignal): Promise<ClipTokenizer> {
    const existing = this.tokenizers.get(name);
    if (existing) return existing;
    const { tokenizer, maxLength, padTokenId } = this.manifest.textEncoders[name];
    const read = async (file: FileEntry): Promise<object> => {
      const text = await (await asBlob(this.source.read(file, signal))).text();
      try {
        return JSON.parse(text) as object;
      } catch {
        throw failure(
          'bad-manifest',
          `${file.path} is not valid JSON.`,
          'Ask whoever serves this model to export it again.',
        );
      }
    };
    const made = new ClipTokenizer(
      await read(tokenizer.tokenizerJson),
      await read(tokenizer.tokenizerConfig),
      maxLength,
      padTokenId,
    );
    this.tokenizers.set(name, made);
    return made;
  }

  private cached(name: EncoderName, text: string): Float32Array<ArrayBuffer> | undefined {
    return this.encodings.get(cacheKey(name, text));
  }

  private remember(name: EncoderName, text: string, encoding: Float32Array<ArrayBuffer>): void {
    this.encodings.delete(cacheKey(name, text));
    this.encodings.set(cacheKey(name, text), encoding);
    for (const key of this.encodings.keys()) {
      if (this.encodings.size <= CACHED_ENCODINGS) break;
      if (key !== cacheKey('prior', '') && key !== cacheKey('decoder', '')) {
        this.encodings.delete(key);
      }
    }
  }
}

function cacheKey(name: EncoderName, text: string): string {
  return `${name}:${text}`;
}

async function asBlob(content: Promise<FileContent>): Promise<Blob> {
  const got = await content;
  return got instanceof Blob ? got : new Blob([got]);
}
