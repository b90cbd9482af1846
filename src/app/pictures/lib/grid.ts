/** How many tiles of at least `smallest` pixels stand side by side; two even on a narrow phone. */
export function columnsFor(width: number, smallest: number, gap: number): number {
  return Math.max(2, Math.floor((width + gap) / (smallest + gap)));
}

/** A line of the grid: the name of the group that begins, or the tiles from `from` up to `to`, exclusive. */
export type GridRow =
  { kind: 'heading'; text: string } | { kind: 'tiles'; from: number; to: number };

/** Consecutive pictures under one heading; without a text they have none. */
export interface Group {
  text: string | null;
  count: number;
}

/** Every group begins a row of its own. */
export function layOut(groups: readonly Group[], columns: number): GridRow[] {
  const rows: GridRow[] = [];
  let from = 0;
  for (const { text, count } of groups) {
    if (text !== null) rows.push({ kind: 'heading', text });
    const end = from + count;
    for (; from < end; from = Math.min(end, from + columns)) {
      rows.push({ kind: 'tiles', from, to: Math.min(end, from + columns) });
    }
  }
  return rows;
}

/**
 * Where a key leads from tile `index`, in a grid of `count` tiles; null for keys that do not move.
 * Left and right follow the reading direction.
 * @param pageRows rows that a screen shows
 * @param rows where groups begin rows of their own; without them all tiles are one group
 */
export function moveInGrid(
  key: string,
  index: number,
  {
    count,
    columns,
    pageRows,
    rtl,
    rows = layOut([{ text: null, count }], columns),
  }: {
    count: number;
    columns: number;
    pageRows: number;
    rtl: boolean;
    rows?: readonly GridRow[];
  },
): number | null {
  const clamp = (to: number) => Math.min(count - 1, Math.max(0, to));
  const forward = rtl ? -1 : 1;
  const vertical = (by: number) => moveVertically(rows, index, by);
  switch (key) {
    case 'ArrowRight':
      return clamp(index + forward);
    case 'ArrowLeft':
      return clamp(index - forward);
    case 'ArrowDown':
      return vertical(1);
    case 'ArrowUp':
      return vertical(-1);
    case 'PageDown':
      return vertical(pageRows);
    case 'PageUp':
      return vertical(-pageRows);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Into a row that is shorter leads to its end; up from the first row and down from the last leads nowhere. */
function moveVertically(rows: readonly GridRow[], index: number, by: number): number {
  const lines = rows.filter((row) => row.kind === 'tiles');
  const at = lines.findIndex(({ from, to }) => from <= index && index < to);
  const here = lines[at];
  const there = lines[Math.min(lines.length - 1, Math.max(0, at + by))];
  if (here === undefined || there === undefined) return index;
  return Math.min(there.to - 1, there.from + (index - here.from));
}
