import { toFailure } from '../lib/run/failure.ts';
import { whenPainted } from '../lib/when-painted.ts';
import { texts } from '../i18n/texts.ts';
import { useChosen, useModel } from './painting-state.ts';
import { theEngine, theModelUrl } from './services.ts';

export { useModel, type ModelState } from './painting-state.ts';

/** Settles as soon as it is known whether the model that is being opened opens. */
export function modelOpened(): Promise<void> {
  return new Promise((resolve) => {
    if (useModel.getState().kind !== 'opening') return resolve();
    const stop = useModel.subscribe(({ kind }) => {
      if (kind === 'opening') return;
      stop();
      resolve();
    });
  });
}

/** Whether any package was asked for. */
let hasBegun = false;
let opening: { url: string | null; done: Promise<void> } | null = null;

/**
 * Opens the chosen package once; calls while it is opening wait for the same attempt, those for another one until it is
 * over.
 * @param provider overrides the engine's choice from now on
 */
export async function openModel(provider?: 'webgpu' | 'wasm'): Promise<void> {
  hasBegun = true;
  const url = theModelUrl();
  while (opening !== null && opening.url !== url) await opening.done;
  if (opening === null) {
    const own = { url, done: attempt(url, provider) };
    opening = own;
    void own.done.finally(() => {
      if (opening === own) opening = null;
    });
  }
  await opening.done;
}

/**
 * Opens the first package when the first view stands: the start of the engine must not compete with it. Every other
 * one is opened as soon as it is chosen.
 * @returns how to stop
 */
export function followChosenModel(): () => void {
  const callOff = whenPainted(() => {
    // Whoever pressed Generate by then has asked for it already.
    if (!hasBegun) void openModel();
  });
  const unsubscribe = useChosen.subscribe(({ url }, before) => {
    // Before the first view stands, that opens what is chosen by then.
    if (url !== before.url && hasBegun) void openModel();
  });
  return () => {
    callOff();
    unsubscribe();
  };
}

async function attempt(url: string | null, provider?: 'webgpu' | 'wasm'): Promise<void> {
  if (url === null) {
    const { title: message, text: hint } = texts.failure.foreignModel;
    const failure = { code: 'bad-request', message, hint } as const;
    useModel.setState({ kind: 'failed', failure }, true);
    return;
  }
  useModel.setState({ kind: 'opening' }, true);
  try {
    useModel.setState(
      { kind: 'open', model: await theEngine().open(url, undefined, provider) },
      true,
    );
  } catch (error) {
    useModel.setState({ kind: 'failed', failure: toFailure(error) }, true);
  }
}
