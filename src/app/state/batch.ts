import { create } from 'zustand';
import type { Order } from '../lib/settings/start.ts';

interface Finished {
  /** Of its record. */
  id: string;
  request: Order;
}

/**
 * The pictures that are painted one after the other: what one press of Generate asked for, and what was added while
 * it was painted. Here are those that are ready, in the order in which they were painted; the others are in the queue.
 */
export const useBatch = create<{ finished: readonly Finished[] }>()(() => ({ finished: [] }));

export function beginBatch(): void {
  useBatch.setState({ finished: [] });
}

export function addToBatch(picture: Finished): void {
  useBatch.setState(({ finished }) => ({ finished: [...finished, picture] }));
}

/** A picture that was deleted is none of the batch any more. */
export function removeFromBatch(isDeleted: (id: string) => boolean): void {
  const { finished } = useBatch.getState();
  const left = finished.filter(({ id }) => !isDeleted(id));
  if (left.length < finished.length) useBatch.setState({ finished: left });
}
