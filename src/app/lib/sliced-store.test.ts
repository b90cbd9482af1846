import { describe, expect, it } from 'vitest';
import { createJSONStorage, persist, type StateStorage } from 'zustand/middleware';
import { createSlicedStore } from './sliced-store.ts';

interface Fruit {
  apples: { count: number; ripe: boolean };
  pears: { kind: 'none' } | { kind: 'some'; count: number };
}

const fruit = () =>
  createSlicedStore<Fruit>({
    apples: () => ({ count: 1, ripe: false }),
    pears: () => ({ kind: 'none' }),
  });

describe('a store of slices', () => {
  it('changes one slice and leaves the others the same objects', () => {
    const { apples, pears } = fruit();
    const before = pears.getState();
    apples.setState({ count: 2 });
    apples.setState(({ count }) => ({ count: count + 1 }));
    expect(apples.getState()).toEqual({ count: 3, ripe: false });
    expect(pears.getState()).toBe(before);
    expect(apples.getInitialState()).toEqual({ count: 1, ripe: false });
  });

  it('replaces a slice as a whole where that is asked for', () => {
    const { pears } = fruit();
    pears.setState({ kind: 'some', count: 2 }, true);
    pears.setState({ kind: 'none' }, true);
    expect(pears.getState()).toEqual({ kind: 'none' });
  });

  it('tells listeners of their own slice only, with what was before', () => {
    const { apples, pears } = fruit();
    const told: unknown[] = [];
    const stop = apples.subscribe((state, before) => told.push([state.count, before.count]));
    pears.setState({ kind: 'some', count: 1 });
    apples.setState((state) => state);
    expect(told).toEqual([]);
    apples.setState({ count: 5 });
    stop();
    apples.setState({ count: 6 });
    expect(told).toEqual([[5, 1]]);
  });

  it('tells once of a change that another listener has made meanwhile', () => {
    const { apples, pears } = fruit();
    const told: string[] = [];
    apples.subscribe(({ count }) => pears.setState({ kind: 'some', count }));
    pears.subscribe(({ kind }) => told.push(kind));
    apples.setState({ count: 2 });
    expect(told).toEqual(['some']);
  });

  it('has a middleware for one slice: what is kept is written when that slice changes', () => {
    const written: string[] = [];
    const storage: StateStorage = {
      getItem: () => JSON.stringify({ state: { count: 7 }, version: 0 }),
      setItem: (name, value) => void written.push(`${name} ${value}`),
      removeItem: () => undefined,
    };
    const { apples, pears } = createSlicedStore<Fruit>({
      apples: persist((): Fruit['apples'] => ({ count: 1, ripe: false }), {
        name: 'apples',
        storage: createJSONStorage(() => storage),
        partialize: ({ count }) => ({ count }),
      }),
      pears: () => ({ kind: 'none' }),
    });
    expect(apples.getState()).toEqual({ count: 7, ripe: false });
    pears.setState({ kind: 'some', count: 1 });
    expect(written).toEqual([]);
    apples.setState({ count: 8 });
    expect(written).toEqual(['apples {"state":{"count":8},"version":0}']);
  });
});
