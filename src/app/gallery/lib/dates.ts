/** `23 Nov 2025, 22:41`, in the page's language. */
export function formatMoment(epochMs: number): string {
  return new Intl.DateTimeFormat(document.documentElement.lang || 'en', {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(epochMs);
}
