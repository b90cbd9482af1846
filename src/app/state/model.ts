import { create } from 'zustand';
import type { Engine, Failure, OpenedModel } from '../../protocol/engine.ts';
import { toFailure } from '../lib/failure.ts';
import { texts } from '../texts.ts';

export type ModelState =
  { kind: 'opening' } | { kind: 'open'; model: OpenedModel } | { kind: 'failed'; failure: Failure };

export const useModel = create<ModelState>()(() => ({ kind: 'opening' }));

let opening: Promise<void> | null = null;

/**
 * Opens the package once; calls while it is opening wait for the same attempt.
 * @param provider overrides the engine's choice from now on
 */
export function openModel(
  engine: Engine,
  url: string | null,
  provider?: 'webgpu' | 'wasm',
): Promise<void> {
  opening ??= attempt(engine, url, provider).finally(() => {
    opening = null;
  });
  return opening;
}

async function attempt(
  engine: Engine,
  url: string | null,
  provider?: 'webgpu' | 'wasm',
): Promise<void> {
  if (url === null) {
    const { title: message, text: hint } = texts.failure.foreignModel;
    const failure = { code: 'bad-request', message, hint } as const;
    useModel.setState({ kind: 'failed', failure }, true);
    return;
  }
  useModel.setState({ kind: 'opening' }, true);
  try {
    useModel.setState({ kind: 'open', model: await engine.open(url, undefined, provider) }, true);
  } catch (error) {
    useModel.setState({ kind: 'failed', failure: toFailure(error) }, true);
  }
}
