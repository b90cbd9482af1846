/** How many tiles of at least `smallest` pixels stand side by side; two even on a narrow phone. */
export function columnsFor(width: number, smallest: number, gap: number): number {
  return Math.max(2, Math.floor((width + gap) / (smallest + gap)));
}

/**
 * Where a key leads from tile `index`, in a grid of `count` tiles; null for keys that do not move.
 * Left and right follow the reading direction.
 * @param pageRows rows that a screen shows
 */
export function moveInGrid(
  key: string,
  index: number,
  {
    count,
    columns,
    pageRows,
    rtl,
  }: { count: number; columns: number; pageRows: number; rtl: boolean },
): number | null {
  const clamp = (to: number) => Math.min(count - 1, Math.max(0, to));
  const forward = rtl ? -1 : 1;
  /** Down into a last row that is shorter leads to its end; up from the first row leads nowhere. */
  const vertical = (rows: number) => {
    const to = index + rows * columns;
    if (to < 0) return index % columns;
    const lastRow = Math.floor((count - 1) / columns);
    return to < count || Math.floor(index / columns) < lastRow ? clamp(to) : index;
  };
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
