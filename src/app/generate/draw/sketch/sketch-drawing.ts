import type { Size } from '../../../lib/settings/sizes.ts';
import { coverLine, type Dab } from '../sheet/brush.ts';
import { EditHistory } from '../sheet/edit-history.ts';
import { floodFill } from './fill.ts';
import type { Rgb } from './palette.ts';
import { newSurface, wholeOf, type Rect, type Surface } from '../sheet/surface.ts';

/** A picture that is drawn, on paper or on another picture. */
export class SketchDrawing {
  /** RGBA, opaque. */
  readonly surface: Surface;
  readonly history: EditHistory;
  /** What the eraser brings back. */
  private readonly ground: Uint8ClampedArray<ArrayBuffer>;
  private stroke: { before: Uint8ClampedArray<ArrayBuffer>; shares: Float32Array } | null = null;

  /** @param ground RGBA bytes to draw on; white paper without them */
  constructor(size: Size, ground?: Uint8ClampedArray<ArrayBuffer>) {
    this.surface = newSurface(size, 4);
    if (ground === undefined) this.surface.data.fill(255);
    else this.surface.data.set(ground);
    this.ground = this.surface.data.slice();
    this.history = new EditHistory(this.surface);
  }

  begin(): void {
    const { width, height } = this.surface;
    this.stroke = { before: this.history.begin(), shares: new Float32Array(width * height) };
  }

  /** @param colour null erases */
  line(colour: Rgb | null, from: Dab, to: Dab): Rect | null {
    if (this.stroke === null) return null;
    const { before, shares } = this.stroke;
    const { data } = this.surface;
    const rect = coverLine(this.surface, from, to, (pixel, share) => {
      // Where the parts of a stroke meet, its soft edges stay soft.
      if (share <= shares[pixel]!) return;
      shares[pixel] = share;
      for (let c = 0; c < 3; c++) {
        const at = pixel * 4 + c;
        const paint = colour === null ? this.ground[at]! : colour[c]!;
        data[at] = before[at]! + (paint - before[at]!) * share;
      }
    });
    this.history.touch(rect);
    return rect;
  }

  end(): void {
    this.stroke = null;
    this.history.commit();
  }

  fill(colour: Rgb, place: { x: number; y: number }): Rect | null {
    this.history.begin();
    const rect = floodFill(this.surface, place, colour);
    this.history.touch(rect);
    this.history.commit();
    return rect;
  }

  clear(): Rect {
    const all = wholeOf(this.surface);
    this.history.begin();
    this.surface.data.set(this.ground);
    this.history.touch(all);
    this.history.commit();
    return all;
  }
}
