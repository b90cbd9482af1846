import type { FailureCode, RestartReason } from './engine.ts';

/**
 * What is done about a failure, from the engine's core to the button under an error: one ladder for each kind of
 * failure. The engine takes the first rungs by itself, and the picture begins again; the others are offered to the
 * person.
 */
export type OfferedRung =
  | 'retry'
  /** A smaller picture. */
  | 'smaller'
  /** The CPU in place of the GPU. */
  | 'cpu'
  /** The model's own size and steps. */
  | 'defaults'
  | 'builtin'
  | 'reload'
  /** The same page over https. */
  | 'secure'
  /** The pictures, of which some could be deleted. */
  | 'pictures';

export type Rung = RestartReason | OfferedRung;

/** In the order in which they are tried. */
const LADDERS: Record<FailureCode, readonly Rung[]> = {
  'out-of-memory': ['stage-by-stage', 'smaller', 'cpu', 'retry'],
  'bad-output': ['float32', 'cpu', 'retry'],
  'device-lost': ['retry', 'cpu'],
  'engine-crashed': ['retry', 'smaller'],
  'app-changed': ['reload', 'retry'],
  internal: ['retry', 'reload'],
  'file-missing': ['retry', 'builtin'],
  'file-corrupt': ['retry', 'builtin'],
  'bad-manifest': ['builtin', 'retry'],
  'no-webgpu': ['builtin', 'retry'],
  network: ['retry'],
  'bad-request': ['defaults'],
  'storage-full': ['pictures'],
  insecure: ['secure'],
};

/**
 * A lost device, a full heap (which never shrinks) and whatever nobody expected do not heal: sessions, device and
 * worker are replaced, so that the next request finds fresh ones.
 */
const BREAKS: ReadonlySet<FailureCode> = new Set([
  'app-changed',
  'device-lost',
  'out-of-memory',
  'engine-crashed',
  'internal',
]);

/** Whether nothing that has run until now can be trusted after this failure. */
export function breaksEngine(code: FailureCode): boolean {
  return BREAKS.has(code);
}

export interface Situation {
  /**
   * What the engine failed over: the picture itself, what it prepared, or another picture. One that only waited for
   * that is not to blame. Which stage of a picture it was makes no difference.
   */
  during: 'generate' | 'prepare' | 'another';
  /** Rungs that have been taken and did not help. */
  taken: readonly Rung[];
  /** Rungs that whoever asks can take now. */
  possible: readonly Rung[];
}

/**
 * The next rung of the ladder: the first that is possible and has not been taken; where none is left, another try, by
 * the person.
 */
export function nextRung(code: FailureCode, { during, taken, possible }: Situation): Rung {
  const ladder: readonly Rung[] =
    during === 'generate' ? LADDERS[code] : ['fresh-worker', ...LADDERS[code]];
  return ladder.find((rung) => possible.includes(rung) && !taken.includes(rung)) ?? 'retry';
}
