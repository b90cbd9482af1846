import { composedSize, type GenerateRequest, type StageSettings } from '../protocol/engine.ts';
import type { SharedSettings } from './settings.ts';

/** What a link may leave out: the part of a manifest that a request's defaults come from. */
export interface ModelDefaults {
  geometry: { defaultWidth: number; defaultHeight: number };
  prior: { sampling: StageSettings };
  decoder: { sampling: StageSettings };
}

/** A picture's request; of the picture that it started from strength and feather are enough. */
export type PaintedRequest = Omit<GenerateRequest, 'image'> & {
  image?: { strength: number; mask?: unknown; feather?: number };
  start?: { strength: number; mask?: { feather: number } };
};

/**
 * Settings from which the model `modelId` makes the same picture again.
 * @param defaults of that model: what equals them is left out. Without them everything is named.
 */
export function settingsOf(
  request: PaintedRequest,
  modelId: string,
  defaults?: ModelDefaults,
): SharedSettings {
  const { prompt, completion = [], negative, seed, scale } = request;
  const { width, height } = composedSize(request);
  const usualSize =
    width === defaults?.geometry.defaultWidth && height === defaults.geometry.defaultHeight;
  const prior = changes(request.prior, defaults?.prior.sampling);
  const decoder = changes(request.decoder, defaults?.decoder.sampling);
  const strength = (request.image ?? request.start)?.strength;
  const feather = featherOf(request);
  return {
    prompt,
    ...(completion.length > 0 && { completion }),
    ...(negative !== '' && { negative }),
    seed,
    ...(!usualSize && { width, height }),
    ...(strength !== undefined && { strength }),
    ...(feather !== undefined && { feather }),
    ...(scale !== undefined && { scale }),
    ...(Object.keys(prior).length > 0 && { prior }),
    ...(Object.keys(decoder).length > 0 && { decoder }),
    model: modelId,
  };
}

/** The engine's, where a request names none. */
const DEFAULT_FEATHER = 8;

function featherOf({ image, start }: PaintedRequest): number | undefined {
  if (image?.mask !== undefined) return image.feather ?? DEFAULT_FEATHER;
  return start?.mask?.feather;
}

function changes(settings: StageSettings, usual?: StageSettings): Partial<StageSettings> {
  const { steps, guidance, solver, schedule } = settings;
  return {
    ...(steps !== usual?.steps && { steps }),
    ...(guidance !== usual?.guidance && { guidance }),
    ...(solver !== usual?.solver && { solver }),
    ...(schedule !== usual?.schedule && { schedule }),
  };
}
