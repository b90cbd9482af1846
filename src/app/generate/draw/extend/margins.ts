import type { Size } from '../../../lib/settings/sizes.ts';

/** How far what is painted reaches beyond the start picture, in pixels. */
export interface Margins {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export type Edge = keyof Margins;

export const EDGES = ['left', 'right', 'top', 'bottom'] as const satisfies readonly Edge[];

export const NO_MARGINS: Margins = { left: 0, right: 0, top: 0, bottom: 0 };

export const isExtended = (margins: Margins): boolean => EDGES.some((edge) => margins[edge] > 0);

/** The size of what is painted. */
export function frameOf({ width, height }: Size, { left, right, top, bottom }: Margins): Size {
  return { width: left + width + right, height: top + height + bottom };
}

/** The margins that one edge can have, rising, with the others as they are. */
function possible(
  size: Size,
  margins: Margins,
  edge: Edge,
  sides: readonly number[],
): readonly number[] {
  const isAcross = edge === 'left' || edge === 'right';
  const { width, height } = frameOf(size, { ...margins, [edge]: 0 });
  const rest = isAcross ? width : height;
  return sides.filter((side) => side >= rest).map((side) => side - rest);
}

/**
 * Moves an edge to the nearest place where the whole can be painted.
 * @param sides that the model can paint, in pixels
 */
export function withMargin(
  size: Size,
  margins: Margins,
  edge: Edge,
  wanted: number,
  sides: readonly number[],
): Margins {
  const choices = possible(size, margins, edge, sides);
  const off = (margin: number) => Math.abs(margin - wanted);
  const nearest = choices.reduce(
    (best, margin) => (off(margin) < off(best) ? margin : best),
    choices[0] ?? margins[edge],
  );
  return { ...margins, [edge]: nearest };
}

/** Moves an edge to the next such place outwards (1) or inwards (-1); null where there is none. */
export function nextMargin(
  size: Size,
  margins: Margins,
  edge: Edge,
  direction: 1 | -1,
  sides: readonly number[],
): Margins | null {
  const choices = possible(size, margins, edge, sides);
  const next =
    direction === 1
      ? choices.find((margin) => margin > margins[edge])
      : choices.findLast((margin) => margin < margins[edge]);
  return next === undefined ? null : { ...margins, [edge]: next };
}
