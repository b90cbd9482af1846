import { useModel, type ModelState } from '../../state/model.ts';

const hasEncoders = (model: ModelState) =>
  model.kind === 'open' && model.model.manifest.imageEncoders !== undefined;

/** Whether the open model can start from a picture. */
export function useCanStart(): boolean {
  return useModel(hasEncoders);
}

/** Whether it cannot, rather than that nobody knows yet. */
export function useKnowsWordsOnly(): boolean {
  return useModel((model) => model.kind === 'open' && !hasEncoders(model));
}
