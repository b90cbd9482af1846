const saves = new Set<Promise<unknown>>();

/** Notes that a finished picture is being written, until it is, or cannot be. */
export function noteSaving(saving: Promise<unknown>): void {
  const settled = saving.catch(() => undefined).finally(() => saves.delete(settled));
  saves.add(settled);
}

/** Settles when no finished picture is left to be written. Never fails. */
export async function whenSaved(): Promise<void> {
  while (saves.size > 0) await Promise.all(saves);
}
