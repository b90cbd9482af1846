import { create } from 'zustand';
import type { Engine, Failure, OpenedModel } from '../../protocol/engine.ts';
import { toFailure } from '../lib/failure.ts';
import { texts } from '../texts.ts';

export type ModelState =
  { kind: 'opening' } | { kind: 'open'; model: OpenedModel } | { kind: 'failed'; failure: Failure };

export const useModel = create<ModelState>()(() => ({ kind: 'opening' }));

let opening: Promise<void> | null = null;

/** Opens the package once; calls while it is opening wait for the same attempt. */
export function openModel(engine: Engine, url: string | null): Promise<void> {
  opening ??= attempt(engine, url).finally(() => {
    opening = null;
  });
  return opening;
}

async function attempt(engine: Engine, url: string | null): Promise<void> {
  if (url === null) {
    const { foreignModel, foreignModelHint } = texts.failure;
    const failure = { code: 'bad-request', message: foreignModel, hint: foreignModelHint } as const;
    useModel.setState({ kind: 'failed', failure }, true);
    return;
  }
  useModel.setState({ kind: 'opening' }, true);
  try {
    useModel.setState({ kind: 'open', model: await engine.open(url) }, true);
  } catch (error) {
    useModel.setState({ kind: 'failed', failure: toFailure(error) }, true);
  }
}
