/**
 * Keeps the screen on while something long goes on in a visible page: a machine that goes to sleep fetches nothing.
 * The browser ends it when the page is hidden, and it is asked for again when the page is back.
 * @returns how to let it sleep
 */
export function keepAwake(): () => void {
  if (!('wakeLock' in navigator)) return () => undefined;
  let over = false;
  let lock: WakeLockSentinel | null = null;
  const ask = async () => {
    if (over || document.visibilityState !== 'visible') return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (over) await lock.release();
    } catch {
      // A battery that is low, or a browser that does not want to: it goes on without.
    }
  };
  const look = () => void ask();
  document.addEventListener('visibilitychange', look);
  void ask();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', look);
    void lock?.release().catch(() => undefined);
  };
}
