import { useEffect, useState } from 'react';

const CHECK_MS = 60_000;

/** When today began, milliseconds since 1970: a page that stays open overnight calls yesterday's pictures so. */
export function useToday(): number {
  const [today, setToday] = useState(startOfToday);
  useEffect(() => {
    const timer = setInterval(() => setToday(startOfToday()), CHECK_MS);
    return () => clearInterval(timer);
  }, []);
  return today;
}

function startOfToday(): number {
  return new Date().setHours(0, 0, 0, 0);
}
