import { EngineError, type Failure } from '../protocol/engine.ts';

/** A picture, or the preparation of one, that the worker was asked for and has not answered. */
export interface Turn {
  readonly kind: 'prepare' | 'encode' | 'generate';
  /** Aborted when it is not wanted any more. */
  readonly signal: AbortSignal;
}

/**
 * Told to those whom a worker has left waiting. Only the turn that it was at may be to blame; the others may be asked
 * for again.
 */
export class WorkerEnded extends EngineError {
  /** What the worker was at; null for nothing that has a turn. */
  readonly over: Turn | null;
  constructor(failure: Failure, over: Turn | null) {
    super(failure);
    this.over = over;
  }
}

/**
 * So many times longer for a picture that is stopped while the worker still prepares: nothing ends an evaluation before its
 * time, and on a slow machine a single one may take seconds.
 */
const PREPARING_GRACE = 10;

/** What the worker was asked to compute: it does one after the other, in this order, which is kept by its own queue. */
export class Turns {
  private readonly turns: Turn[] = [];
  private readonly usualGraceMs: number;

  /** @param graceMs how long a stopped picture may take to end */
  constructor(graceMs: number) {
    this.usualGraceMs = graceMs;
  }

  /** What the worker is at; null if that is nothing of this. */
  get current(): Turn | null {
    return this.turns[0] ?? null;
  }

  enter(kind: Turn['kind'], signal: AbortSignal): Turn {
    const turn: Turn = { kind, signal };
    this.turns.push(turn);
    return turn;
  }

  leave(turn: Turn): void {
    const at = this.turns.indexOf(turn);
    if (at >= 0) this.turns.splice(at, 1);
  }

  /**
   * Milliseconds that a picture which is stopped now may take to end, before its worker is ended. Infinity while a
   * picture ahead of it goes on: that must not be ended, and then this one ends by itself.
   */
  graceMs(turn: Turn): number {
    const ahead = this.turns.slice(0, this.turns.indexOf(turn));
    if (ahead.some(({ kind, signal }) => kind === 'generate' && !signal.aborted)) return Infinity;
    const prepares = ahead.some(({ kind }) => kind === 'prepare');
    return (prepares ? PREPARING_GRACE : 1) * this.usualGraceMs;
  }
}
