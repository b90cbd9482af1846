import { afterEach, expect, test, vi } from 'vitest';
import { tabStorage } from './tab-storage.ts';

function fakeStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  } as Storage;
}

afterEach(() => vi.unstubAllGlobals());

test('a tab keeps its own, a new tab starts from the newest', () => {
  const [shared, one, two] = [fakeStorage(), fakeStorage(), fakeStorage()];
  vi.stubGlobal('localStorage', shared);
  vi.stubGlobal('sessionStorage', one);
  tabStorage.setItem('form', 'first tab');
  vi.stubGlobal('sessionStorage', two);
  expect(tabStorage.getItem('form')).toBe('first tab');
  tabStorage.setItem('form', 'second tab');
  vi.stubGlobal('sessionStorage', one);
  expect(tabStorage.getItem('form')).toBe('first tab');
});

test('without storage nothing is kept and nothing breaks', () => {
  const full = () => {
    throw new DOMException('', 'QuotaExceededError');
  };
  const broken = { getItem: full, setItem: full, removeItem: full } as unknown as Storage;
  vi.stubGlobal('localStorage', broken);
  vi.stubGlobal('sessionStorage', broken);
  tabStorage.setItem('form', 'text');
  expect(tabStorage.getItem('form')).toBeNull();
});
