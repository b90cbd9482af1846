import { useLayoutEffect, useState, type RefObject } from 'react';
import { columnsFor } from '../lib/grid.ts';

/** Space between tiles, in rem. */
const GAP_REM = 0.6;
/** Height of the line that names a day, in rem. */
const HEADING_REM = 2.4;
const SMALLEST_TILE_REM = 6.5;
const LARGEST_TILE_REM = 13;
/** Tiles of about a sixth of the width, so that large screens show larger ones. */
const TILES_ACROSS = 6.5;

interface GridMeasures {
  columns: number;
  /** CSS pixels. */
  tile: number;
  gap: number;
  /** Height of the line above a group. */
  heading: number;
  /** From the top of the document to the grid. */
  top: number;
}

/** Measures of the grid in `list`, kept up to date; null before the first layout. */
export function useGridMeasures(list: RefObject<HTMLElement | null>): GridMeasures | null {
  const [measures, setMeasures] = useState<GridMeasures | null>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => setMeasures(measureGrid(element));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // What stands above the grid moves it; all of it is in the same parent or above that.
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);
  return measures;
}

function measureGrid(element: HTMLElement): GridMeasures {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const { width, top } = element.getBoundingClientRect();
  const gap = Math.round(GAP_REM * rem);
  const wish = Math.min(LARGEST_TILE_REM * rem, width / TILES_ACROSS);
  const columns = columnsFor(width, Math.max(SMALLEST_TILE_REM * rem, wish), gap);
  const tile = (width - (columns - 1) * gap) / columns;
  return { columns, tile, gap, heading: HEADING_REM * rem, top: top + scrollY };
}
