import {
  createStore,
  useStore,
  type StateCreator,
  type StoreApi,
  type StoreMutatorIdentifier,
  type UseBoundStore,
} from 'zustand';

/**
 * One slice of a store. It is used like a store of its own: as a hook with a selector, and through `getState`,
 * `setState` and `subscribe`. Changes of other slices neither render nor call anything of this one.
 */
export type Slice<T> = UseBoundStore<StoreApi<T>>;

type Update<T> = (part: T) => T | Partial<T>;
const isUpdate = <T>(change: T | Partial<T> | Update<T>): change is Update<T> =>
  typeof change === 'function';

type Mutators = [StoreMutatorIdentifier, unknown][];

/** How each slice begins: zustand's state creators, so that a slice can have a middleware of its own. */
type SliceCreators<State> = {
  [Name in keyof State]: StateCreator<State[Name], [], Mutators>;
};

/**
 * A store made of slices, each a part of its state by name.
 * @returns a hook for each slice
 */
export function createSlicedStore<State extends object>(
  creators: SliceCreators<State>,
): { [Name in keyof State]: Slice<State[Name]> } {
  const store = createStore<State>()(() => ({}) as State);
  const names = Object.keys(creators) as (keyof State)[];
  const slices = names.map((name) => [name, addSlice(store, name, creators[name])]);
  return Object.fromEntries(slices) as { [Name in keyof State]: Slice<State[Name]> };
}

function addSlice<State extends object, Name extends keyof State>(
  store: StoreApi<State>,
  name: Name,
  creator: StateCreator<State[Name], [], Mutators>,
): Slice<State[Name]> {
  type Part = State[Name];
  const getState = () => store.getState()[name];
  const put = (part: Part) => store.setState({ [name]: part } as unknown as Partial<State>);
  const api: StoreApi<Part> = {
    getState,
    getInitialState: () => initial,
    setState: (change: Part | Partial<Part> | Update<Part>, replace?: boolean) => {
      const part = getState();
      const next = isUpdate(change) ? change(part) : change;
      if (Object.is(next, part)) return;
      put(replace ? (next as Part) : { ...part, ...next });
    },
    subscribe: (listener) => {
      let seen = getState();
      return store.subscribe(() => {
        const part = getState();
        // Another slice has changed, or this listener has been told already, by a change within a change.
        if (Object.is(part, seen)) return;
        const before = seen;
        seen = part;
        listener(part, before);
      });
    },
  };
  // A middleware may replace parts of the interface: the hook gets what is left in the end.
  const initial = creator(api.setState, getState, api);
  put(initial);
  const useSlice = <Selected>(
    selector: (part: Part) => Selected = (part) => part as unknown as Selected,
  ) => useStore(api, selector);
  return Object.assign(useSlice, api);
}
