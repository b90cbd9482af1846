import type { StoreLocks } from '../store/lanes.ts';

/** Web Locks of one browser, for any number of stores in it. */
export function tabLocks(): StoreLocks {
  const held = new Map<string, Promise<unknown>>();
  const hold = <T>(name: string, task: () => Promise<T>): Promise<T> => {
    // Held before it runs: the task may ask for it again.
    const running = Promise.resolve().then(task);
    const over = running.catch(() => undefined).then(() => void held.delete(name));
    held.set(name, over);
    return running;
  };
  return {
    ifFree: (name, task) => (held.has(name) ? Promise.resolve(null) : hold(name, task)),
    async whenFree(name, signal, task) {
      while (held.has(name)) await held.get(name);
      signal?.throwIfAborted();
      return hold(name, task);
    },
  };
}
