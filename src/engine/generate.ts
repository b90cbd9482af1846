import { noiseDraws } from '../diffusion/draws.ts';
import { composed } from '../diffusion/mask.ts';
import { completedPrompt } from '../package/completion.ts';
import type { Manifest } from '../package/manifest.ts';
import {
  EngineError,
  type Bitmap,
  type GenerateRequest,
  type GenerateResult,
  type Latent,
  type Progress,
  type Stage,
  type StageTimes,
  type StepProgress,
} from '../protocol/engine.ts';
import { nextRung } from '../protocol/recovery.ts';
import type { LatentShape } from '../diffusion/geometry.ts';
import type { Backend } from './backend.ts';
import { encodeImage, encodersFor } from './encode-image.ts';
import type { LearnedPreview } from './learned-preview.ts';
import type { LoadNews } from './load.ts';
import { projectPreview } from './preview.ts';
import { probeDevice } from './probe.ts';
import { orderedProgress } from './progress.ts';
import { planFor, type Plan, type StagePlan } from './request.ts';
import type { Sessions } from './sessions.ts';
import { runStageA } from './stage-a.ts';
import { runStageB } from './stage-b.ts';
import { runStageC, type StageContext } from './stage-c.ts';
import type { EncoderName, TextStage } from './text.ts';

/** What a picture is made with. */
export interface Studio {
  manifest: Manifest;
  backend: Backend;
  sessions: Sessions;
  text: TextStage;
  /** Null where the package has a preview of its own. */
  learned: LearnedPreview | null;
}

/** What a request becomes. */
interface Painted {
  bitmap: Bitmap;
  latents: { prior: Latent; decoder: Latent };
  timesMs: StageTimes;
}

/**
 * Makes one picture: text, or a picture and text, Stage C, Stage B, Stage A. The same request gives the same bytes. A package without a preview
 * learns from it.
 *
 * If float16 arithmetic yields NaN or a black picture, everything is done once more in float32.
 * @throws EngineError; the signal's reason when aborted
 */
export async function generatePicture(
  studio: Studio,
  request: GenerateRequest,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<GenerateResult> {
  const plan = planFor(request, studio.manifest);
  const report = orderedProgress(onProgress);
  const paint = () => attempt(studio, request, plan, signal, report);
  const { bitmap, latents, timesMs } = await paint().catch(async (error: unknown) => {
    const recovery = { during: 'generate', taken: [], possible: ['float32'] } as const;
    if (!(error instanceof EngineError)) throw error;
    if (nextRung(error.failure.code, recovery) !== 'float32') throw error;
    if (!(await studio.sessions.useFloat32())) throw error;
    report({ stage: 'restart', reason: 'float32' });
    return paint();
  });
  studio.learned?.learn(latents.prior, bitmap);
  return {
    kind: 'picture',
    bitmap,
    request,
    modelId: studio.manifest.id,
    provider: studio.backend.report.provider,
    timesMs,
    ...(request.wantLatents && { latents }),
  };
}

const REHEARSED_STEPS = 2;

/** Texts that are encoded: one for each stage that reads them. */
const TEXTS = 2;

/**
 * Does everything for a picture that can be done before it is asked for: loads the model, encodes the texts, and runs
 * every stage at the picture's size once, so that what the runtime compiles, allocates and packs for that is there.
 * @returns what each stage took, the two that denoise for a single step; null where it had run at this size before
 * @throws EngineError; the signal's reason when aborted
 */
export async function preparePicture(
  studio: Studio,
  request: GenerateRequest,
  signal: AbortSignal,
): Promise<StageTimes | null> {
  const plan = planFor(request, studio.manifest);
  await load(studio, plan, signal, () => undefined);
  await encodeTexts(studio, request, plan, signal, () => undefined);
  if (studio.sessions.hasRunAt(shapeOf(plan))) return null;
  const briefly = (stage: StagePlan) => ({
    ...stage,
    table: stage.table.slice(0, REHEARSED_STEPS),
  });
  const short = { ...plan, prior: briefly(plan.prior), decoder: briefly(plan.decoder) };
  const heardAtMs = new Map<string, number>();
  try {
    const { timesMs } = await attempt(studio, request, short, signal, ({ stage, done }) =>
      heardAtMs.set(`${stage} ${done}`, performance.now()),
    );
    // The first step compiles and allocates: the one after it is what a step takes.
    const stepMs = (stage: 'prior' | 'decoder') => {
      const [first, second] = [1, REHEARSED_STEPS].map((done) => heardAtMs.get(`${stage} ${done}`));
      return first === undefined || second === undefined ? timesMs[stage] : second - first;
    };
    return { ...timesMs, prior: stepMs('prior'), decoder: stepMs('decoder') };
  } catch (error) {
    // Nobody sees it, and a whole picture may well come out.
    if (!isBadOutput(error)) throw error;
    return null;
  }
}

/** Brings the model into memory, and looks whether the device computes what it should. */
async function load(
  { sessions, text, backend }: Studio,
  { image }: Plan,
  signal: AbortSignal,
  onNews: (news: LoadNews) => void,
): Promise<void> {
  await sessions.load(text.files(), onNews, signal, encodersFor(image));
  await text.prepare(signal);
  await probeDevice(text, sessions, backend);
}

/**
 * What the two diffusion stages read.
 * @param onEncoded called after each of them
 * @returns float32 [G, maxLength, hiddenSize] each, conditional first
 */
async function encodeTexts(
  { sessions, text, backend }: Studio,
  request: GenerateRequest,
  plan: Plan,
  signal: AbortSignal,
  onEncoded: (done: number) => void,
): Promise<Record<EncoderName, Float32Array<ArrayBuffer>>> {
  const prompt = completedPrompt(request);
  const encode = (name: EncoderName) => {
    const texts = plan[name].guided ? [prompt, request.negative] : [prompt];
    return text.encode(name, texts, sessions, backend, signal);
  };
  const prior = await encode('prior');
  onEncoded(1);
  const decoder = await encode('decoder');
  onEncoded(2);
  return { prior, decoder };
}

async function attempt(
  studio: Studio,
  request: GenerateRequest,
  plan: Plan,
  signal: AbortSignal,
  report: (progress: StepProgress) => void,
): Promise<Painted> {
  const { manifest, backend, sessions, learned } = studio;
  const { geometry } = plan;
  const timesMs: StageTimes = { load: 0, text: 0, prior: 0, decoder: 0, vqgan: 0 };
  /** Runs a stage; the time it spends on loading counts as loading. */
  const timed = async <T>(stage: Stage, run: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    const startMs = performance.now();
    const loadedMs = sessions.loadMs;
    const result = await run();
    const loadingMs = stage === 'load' ? 0 : sessions.loadMs - loadedMs;
    timesMs.load += loadingMs;
    timesMs[stage] += performance.now() - startMs - loadingMs;
    return result;
  };

  await timed('load', () =>
    load(studio, plan, signal, (news) => report({ stage: 'load', ...news })),
  );

  const encodings = TEXTS + encodersFor(plan.image).length;
  const onEncoded = (done: number) => report({ stage: 'text', done, total: encodings });
  const texts = await timed('text', () => {
    onEncoded(0);
    return encodeTexts(studio, request, plan, signal, onEncoded);
  });
  const image = plan.image && {
    ...plan.image,
    encoded: await timed('text', () => {
      let done = TEXTS;
      const encoding = { manifest, backend, sessions, geometry, signal };
      return encodeImage(encoding, plan.image!, () => onEncoded(++done));
    }),
  };

  const draws = noiseDraws(plan.seed, geometry, plan.prior.table, plan.decoder.table);
  const context = (stage: 'prior' | 'decoder', onStep: StageContext['onStep']): StageContext => ({
    manifest,
    backend,
    sessions,
    geometry,
    draws,
    plan: plan[stage],
    image,
    text: texts[stage],
    signal,
    onStep,
  });

  const projection = request.wantPreview ? (manifest.preview ?? learned?.map ?? null) : null;
  const priorLatent = await timed('prior', () => {
    const total = plan.prior.table.length;
    if (total > 0) report({ stage: 'prior', done: 0, total });
    const onStep: StageContext['onStep'] = (done, clean) => {
      const preview =
        projection && clean ? projectPreview(clean, geometry.prior, projection) : undefined;
      report({ stage: 'prior', done, total, ...(preview && { preview }) });
    };
    return runStageC({ ...context('prior', onStep), wantClean: projection !== null });
  });

  const decoderLatent = await timed('decoder', () => {
    const total = plan.decoder.table.length;
    report({ stage: 'decoder', done: 0, total });
    const onStep = (done: number) => report({ stage: 'decoder', done, total });
    return runStageB(context('decoder', onStep), priorLatent);
  });

  const bitmap = await timed('vqgan', async () => {
    report({ stage: 'vqgan', done: 0, total: 1 });
    const picture = await runStageA(
      sessions,
      backend,
      manifest,
      geometry,
      decoderLatent,
      image?.bitmap,
    );
    // Out-of-memory and device loss arrive as events, by now at the latest.
    sessions.assertAlive();
    report({ stage: 'vqgan', done: 1, total: 1 });
    if (!image?.soft) return picture;
    return { ...picture, rgba: composed(image.bitmap.rgba, picture.rgba, image.soft) };
  });
  sessions.noteRunAt(shapeOf(plan));

  return {
    bitmap,
    latents: {
      prior: latentOf(priorLatent, geometry.prior),
      decoder: latentOf(decoderLatent, geometry.decoder),
    },
    timesMs,
  };
}

function latentOf(data: Float32Array<ArrayBuffer>, shape: LatentShape): Latent {
  const { channels, height, width } = shape;
  return { channels, height, width, data };
}

function isBadOutput(error: unknown): boolean {
  return error instanceof EngineError && error.failure.code === 'bad-output';
}

/** What a runtime compiles and allocates for: the size of every tensor depends on these alone. */
function shapeOf({ geometry, prior, decoder, image }: Plan): string {
  const { width, height } = geometry;
  const words = [width, height, geometry.prior.width, prior.guided, decoder.guided];
  if (!image) return words.join(' ');
  return [...words, prior.table.length > 0, ...encodersFor(image)].join(' ');
}
