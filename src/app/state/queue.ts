import type { Order } from '../lib/settings/start.ts';
import { useQueue, type Hold, type Waiting } from './painting-state.ts';

export { useQueue, type Hold, type Waiting };

/** Most pictures that may wait at a time. */
export const LONGEST_QUEUE = 200;

/** Whether so many more may wait. */
export const hasRoomFor = (count: number): boolean =>
  useQueue.getState().waiting.length + count <= LONGEST_QUEUE;

let lastId = 0;

function enter(requests: readonly Order[], hold: Hold | null): Waiting[] {
  return requests.map((request) => ({ id: ++lastId, request, hold }));
}

/** Adds to the end. What was removed before can no longer be put back. */
export function enqueue(requests: readonly Order[]): void {
  useQueue.setState(({ waiting }) => ({
    waiting: [...waiting, ...enter(requests, null)],
    removed: [],
  }));
}

/** Adds to the front. */
export function enqueueFirst(request: Order): void {
  useQueue.setState(({ waiting }) => ({ waiting: [...enter([request], null), ...waiting] }));
}

/** Puts what an earlier visit left in front of everything; it waits to be asked for. */
export function restoreQueue(requests: readonly Order[]): void {
  useQueue.setState(({ waiting }) => ({ waiting: [...enter(requests, 'visit'), ...waiting] }));
}

/** Takes out the first that nothing holds. */
export function takeNext(): Order | null {
  const { waiting } = useQueue.getState();
  const next = waiting.find(({ hold }) => hold === null);
  if (next === undefined) return null;
  useQueue.setState({ waiting: waiting.filter((other) => other !== next) });
  return next.request;
}

export function removeWaiting(id: number): void {
  takeOut((waiting) => waiting.id === id);
}

export function clearQueue(): void {
  takeOut(() => true);
}

function takeOut(isMeant: (waiting: Waiting) => boolean): void {
  useQueue.setState(({ waiting }) => ({
    waiting: waiting.filter((each) => !isMeant(each)),
    removed: waiting
      .map((each, index) => ({ waiting: each, index }))
      .filter((each) => isMeant(each.waiting)),
  }));
}

/** Puts back what was taken out last, each to where it stood as far as that place still exists. */
export function undoRemoval(): void {
  useQueue.setState(({ waiting, removed }) => {
    const whole = [...waiting];
    for (const { waiting: each, index } of removed) whole.splice(index, 0, each);
    return { waiting: whole, removed: [] };
  });
}

/** One place towards the front (-1) or the end (1); false if there is no such place. */
export function moveWaiting(id: number, by: -1 | 1): boolean {
  const waiting = [...useQueue.getState().waiting];
  const from = waiting.findIndex((each) => each.id === id);
  const [moved, neighbour] = [waiting[from], waiting[from + by]];
  if (moved === undefined || neighbour === undefined) return false;
  waiting[from] = neighbour;
  waiting[from + by] = moved;
  useQueue.setState({ waiting });
  return true;
}

/** Makes everything wait that does not yet. */
export function holdQueue(hold: Hold): void {
  useQueue.setState(({ waiting }) => ({
    waiting: waiting.map((each) => (each.hold === null ? { ...each, hold } : each)),
  }));
}

/** Lets go of what is held, for one reason or for all. */
export function releaseQueue(only?: Hold): void {
  useQueue.setState(({ waiting }) => ({
    waiting: waiting.map((each) =>
      only === undefined || each.hold === only ? { ...each, hold: null } : each,
    ),
  }));
}
