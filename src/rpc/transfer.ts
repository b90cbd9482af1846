const lists = new WeakMap<object, readonly Transferable[]>();

/**
 * Marks what of an answer or a progress report is moved to the caller rather than copied.
 * @returns `value` itself, which must not be used afterwards
 */
export function transferred<T extends object>(value: T, transfer: readonly Transferable[]): T {
  lists.set(value, transfer);
  return value;
}

/** What of it is to be moved; empty unless it was marked. */
export function transferOf(value: unknown): Transferable[] {
  const isObject = typeof value === 'object' && value !== null;
  return isObject ? [...(lists.get(value) ?? [])] : [];
}
