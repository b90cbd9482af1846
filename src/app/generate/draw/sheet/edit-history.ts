import { copyIn, copyOut, union, type Rect, type Surface } from './surface.ts';

/** What one edit changed. */
interface Edit {
  rect: Rect;
  before: Uint8ClampedArray<ArrayBuffer>;
  after: Uint8ClampedArray<ArrayBuffer>;
}

/** All edits together; the oldest are forgotten first. */
const MOST_BYTES = 64 * 2 ** 20;

/** Undo and redo of what is drawn on a surface. An edit is everything between `begin` and `commit`. */
export class EditHistory {
  readonly surface: Surface;
  private readonly mostBytes: number;
  private done: Edit[] = [];
  private undone: Edit[] = [];
  private open: { before: Uint8ClampedArray<ArrayBuffer>; rect: Rect | null } | null = null;

  constructor(surface: Surface, mostBytes = MOST_BYTES) {
    this.surface = surface;
    this.mostBytes = mostBytes;
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /**
   * Begins an edit; one that is still open ends.
   * @returns the surface's bytes as they are now
   */
  begin(): Uint8ClampedArray<ArrayBuffer> {
    this.commit();
    const before = this.surface.data.slice();
    this.open = { before, rect: null };
    return before;
  }

  /** Says what the open edit has changed. */
  touch(rect: Rect | null): void {
    if (this.open !== null) this.open.rect = union(this.open.rect, rect);
  }

  /** Ends the open edit; one that changed nothing leaves no trace. */
  commit(): void {
    const { open, surface } = this;
    this.open = null;
    if (open === null || open.rect === null) return;
    const before = copyOut(surface, open.before, open.rect);
    const after = copyOut(surface, surface.data, open.rect);
    if (before.every((value, i) => value === after[i])) return;
    this.done.push({ rect: open.rect, before, after });
    this.undone = [];
    while (this.done.length > 1 && this.bytes() > this.mostBytes) this.done.shift();
  }

  /** @returns what is to be shown anew; null where there is nothing to undo */
  undo(): Rect | null {
    this.commit();
    const edit = this.done.pop();
    if (edit === undefined) return null;
    this.undone.push(edit);
    copyIn(this.surface, edit.before, edit.rect);
    return edit.rect;
  }

  redo(): Rect | null {
    const edit = this.undone.pop();
    if (edit === undefined) return null;
    this.done.push(edit);
    copyIn(this.surface, edit.after, edit.rect);
    return edit.rect;
  }

  private bytes(): number {
    return this.done.reduce((sum, { before }) => sum + 2 * before.length, 0);
  }
}
