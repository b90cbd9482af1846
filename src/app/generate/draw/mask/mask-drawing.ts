import type { Size } from '../../../lib/settings/sizes.ts';
import { coverLine, type Dab } from '../sheet/brush.ts';
import { EditHistory } from '../sheet/edit-history.ts';
import { newSurface, wholeOf, type Rect, type Surface } from '../sheet/surface.ts';

export type MaskTool = 'mark' | 'unmark';

/** A mask as it is drawn: 0 stays as it is, 255 is painted anew. */
export class MaskDrawing {
  readonly surface: Surface;
  readonly history: EditHistory;

  /** @param data one byte a pixel, taken over; nothing is marked without it */
  constructor(size: Size, data?: Uint8ClampedArray<ArrayBuffer>) {
    this.surface = newSurface(size, 1);
    if (data !== undefined) this.surface.data.set(data);
    this.history = new EditHistory(this.surface);
  }

  begin(): void {
    this.history.begin();
  }

  /** Goes on from one dab to the next. */
  line(tool: MaskTool, from: Dab, to: Dab): Rect | null {
    const { data } = this.surface;
    const rect = coverLine(this.surface, from, to, (pixel, share) => {
      const value = Math.round(255 * share);
      data[pixel] =
        tool === 'mark' ? Math.max(data[pixel]!, value) : Math.min(data[pixel]!, 255 - value);
    });
    this.history.touch(rect);
    return rect;
  }

  end(): void {
    this.history.commit();
  }

  invert(): Rect {
    return this.changeAll((value) => 255 - value);
  }

  clear(): Rect {
    return this.changeAll(() => 0);
  }

  /** How much of the picture is marked, from 0 to 1. */
  share(): number {
    const { data } = this.surface;
    return data.reduce((sum, value) => sum + value, 0) / (255 * data.length);
  }

  private changeAll(change: (value: number) => number): Rect {
    const { data } = this.surface;
    const all = wholeOf(this.surface);
    this.history.begin();
    for (let i = 0; i < data.length; i++) data[i] = change(data[i]!);
    this.history.touch(all);
    this.history.commit();
    return all;
  }
}
