import { texts } from './texts.ts';

/** `0.4 s`, `12 s`, `3 min 05 s`: as exact as a person cares for. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${formatDecimal(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Time left as nobody can know it better: whole seconds, then fives, then minutes, then tenths of hours. */
export function formatTimeLeft(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds <= 15) return `${seconds} s`;
  if (seconds < 58) return `${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 100 ? `${minutes} min` : `${formatDecimal(minutes / 60, 1)} h`;
}

/** Decimal units, as disks and downloads are sold: `5.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 999_500_000) return `${formatDecimal(bytes / 1e6, bytes < 9.95e6 ? 1 : 0)} MB`;
  return `${formatDecimal(bytes / 1e9, 2)} GB`;
}

/**
 * `7.5`, or `7,5` where the page's language writes it so; always with that many places. By hand: the first
 * `Intl.NumberFormat` of a page takes tens of milliseconds, and it would be made by the press of Generate.
 */
export function formatDecimal(value: number, places: number): string {
  return value.toFixed(places).replace('.', texts.decimalSign);
}

/** `18.4 million`, `1.05 billion`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(pageLocale(), {
    notation: 'compact',
    compactDisplay: 'long',
    maximumSignificantDigits: 3,
  }).format(count);
}

/** At most `length` characters, cut at a word with an ellipsis. */
export function shorten(text: string, length: number): string {
  const line = text.trim().replace(/\s+/g, ' ');
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > length / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** What a picture is called: its prompt. One that only reconstructs another picture may have none. */
export function titleOf({ prompt }: { prompt: string }): string {
  return prompt.trim() === '' ? texts.start.untitled : prompt;
}

/** A file name from prompt and seed that every file system takes. */
export function pictureFileName(prompt: string, seed: string): string {
  const words = prompt
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  // Code points, so that no character is cut in half.
  const stem = Array.from(words).slice(0, 60).join('').replace(/-+$/, '') || 'picture';
  return `${stem}-${seed}.png`;
}

/** The language that the page is in; English where there is no page, as in unit tests. */
function pageLocale(): string {
  return typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en';
}
