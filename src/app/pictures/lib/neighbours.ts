/** The way through a list some of whose pictures may be gone by now. */
interface Neighbours {
  /** The picture itself, or the one that takes its place; null if none is left. */
  id: string | null;
  previous: string | null;
  next: string | null;
  /** Place among those present, from 0. */
  at: number;
  count: number;
}

export function neighbours(
  ids: readonly string[],
  isPresent: (id: string) => boolean,
  id: string,
): Neighbours {
  const place = ids.indexOf(id);
  const before = ids.slice(0, Math.max(0, place)).filter(isPresent);
  const from = ids.slice(Math.max(0, place)).filter(isPresent);
  const present = [...before, ...from];
  const at = from.length > 0 ? before.length : before.length - 1;
  return {
    id: present[at] ?? null,
    previous: present[at - 1] ?? null,
    next: present[at + 1] ?? null,
    at,
    count: present.length,
  };
}
