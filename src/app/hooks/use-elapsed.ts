import { useEffect, useState } from 'react';

const TICK_MS = 200;

/** Milliseconds since `startedAtMs` (of `performance.now()`), ticking. */
export function useElapsed(startedAtMs: number): number {
  const [nowMs, setNowMs] = useState(startedAtMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, nowMs - startedAtMs);
}
