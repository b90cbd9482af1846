import { composedSize, type GenerateRequest, type StageSettings } from '../protocol/engine.ts';
import type { SharedSettings } from './settings.ts';

/** What a link may leave out: the part of a manifest that a request's defaults come from. */
export interface ModelDefaults {
  geometry: { defaultWidth: number; defaultHeight: number };
  prior: { sampling: StageSettings };
  decoder: { sampling: StageSettings };
}

/** A picture's request; of the picture that it started from the strength is enough. */
export type PaintedRequest = Omit<GenerateRequest, 'image'> & {
  image?: { strength: number };
  start?: { strength: number };
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
  return {
    prompt,
    ...(completion.length > 0 && { completion }),
    ...(negative !== '' && { negative }),
    seed,
    ...(!usualSize && { width, height }),
    ...(strength !== undefined && { strength }),
    ...(scale !== undefined && { scale }),
    ...(Object.keys(prior).length > 0 && { prior }),
    ...(Object.keys(decoder).length > 0 && { decoder }),
    model: modelId,
  };
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
