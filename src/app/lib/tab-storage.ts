import type { StateStorage } from 'zustand/middleware';

/**
 * Each tab keeps its own, across reloads; a new tab starts from what was written last in any.
 * Where the browser stores nothing (private windows, a full disk) the page works on without it.
 */
export const tabStorage: StateStorage = {
  getItem: (name) =>
    attempt(() => sessionStorage.getItem(name)) ?? attempt(() => localStorage.getItem(name)),
  setItem: (name, value) => {
    attempt(() => sessionStorage.setItem(name, value));
    attempt(() => localStorage.setItem(name, value));
  },
  removeItem: (name) => {
    attempt(() => sessionStorage.removeItem(name));
    attempt(() => localStorage.removeItem(name));
  },
};

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
