/** `23 Nov 2025, 22:41`, in the page's language. */
export function formatMoment(epochMs: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    epochMs,
  );
}

/** `Today`, `Yesterday` or `Sunday 23 November 2025`, in the page's language. */
export function formatDay(epochMs: number, nowMs: number): string {
  const days = Math.round((startOfDay(epochMs) - startOfDay(nowMs)) / 86_400_000);
  if (days === 0 || days === -1) {
    const words = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(days, 'day');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
  return new Intl.DateTimeFormat(language(), { dateStyle: 'full' }).format(epochMs);
}

/** Where the clocks change a day is an hour longer or shorter, so differences have to be rounded. */
function startOfDay(epochMs: number): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}

function language(): string {
  return document.documentElement.lang || 'en';
}
