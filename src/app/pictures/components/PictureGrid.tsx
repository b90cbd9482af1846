import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { texts } from '../../i18n/texts.ts';
import { useGridMeasures } from '../hooks/use-grid-measures.ts';
import { layOut, moveInGrid, type Group } from '../lib/grid.ts';
import type { PictureRecord } from '../lib/record.ts';
import { remove } from '../store/actions.ts';
import { setFavourite } from '../store/gallery.ts';
import { useOverlay, view } from '../../state/overlay.ts';
import { select, toggleSelected, useSelection } from '../store/selection.ts';
import styles from './PictureGrid.module.css';
import { Tile } from './Tile.tsx';

const ROWS_BEYOND_SCREEN = 3;
const NO_MEASURES = { columns: 1, tile: 1, gap: 0, heading: 0, top: 0 };

/** Thousands of pictures, of which only those near the screen are in the document. */
export function PictureGrid({
  records,
  groups,
}: {
  records: readonly PictureRecord[];
  /** Of all `records`, in their order. */
  groups: readonly Group[];
}) {
  const list = useRef<HTMLDivElement>(null);
  const measures = useGridMeasures(list);
  const { columns, tile, gap, heading, top } = measures ?? NO_MEASURES;
  const { ids: selected, tapping } = useSelection();
  /** The tile that the Tab key leads to; its place counts once the picture itself is gone. */
  const [active, setActive] = useState<{ id: string | null; index: number }>({
    id: null,
    index: 0,
  });
  const found = records.findIndex(({ id }) => id === active.id);
  const activeIndex = found >= 0 ? found : Math.min(active.index, records.length - 1);
  const isMeasured = measures !== null;
  const rows = useMemo(
    () => (isMeasured ? layOut(groups, columns) : []),
    [isMeasured, groups, columns],
  );
  const rowOf = (index: number) =>
    rows.findIndex((row) => row.kind === 'tiles' && row.from <= index && index < row.to);
  const activeRow = Math.max(0, rowOf(activeIndex));

  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? heading : tile + gap),
    overscan: ROWS_BEYOND_SCREEN,
    scrollMargin: top,
    // What has the focus stays, however far one scrolls away from it.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(activeRow, rows.length - 1)])].sort(
        (a, b) => a - b,
      ),
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rows, tile, gap, heading]);

  /** The picture whose tile gets the focus as soon as it is there. */
  const wanted = useRef<string | null>(null);
  const hadFocus = useRef(false);
  const focusTile = (index: number) => {
    const record = records[index];
    if (record === undefined) return;
    wanted.current = record.id;
    setActive({ id: record.id, index });
    virtualizer.scrollToIndex(rowOf(index), { align: 'auto' });
  };
  useEffect(() => {
    // A focused tile that was deleted hands the focus to the one that takes its place.
    const lost = hadFocus.current && document.activeElement === document.body;
    if (lost && found < 0 && active.id !== null) wanted.current = records[activeIndex]?.id ?? null;
    if (wanted.current === null) return;
    const button = list.current?.querySelector<HTMLElement>(`[data-picture="${wanted.current}"]`);
    if (button === null || button === undefined) return;
    wanted.current = null;
    button.focus({ preventScroll: true });
  });
  // Whoever closes what lay over the page finds the picture they looked at last.
  useEffect(() =>
    useOverlay.subscribe(({ overlay }, { overlay: before }) => {
      if (overlay.kind !== 'none') return;
      if (before.kind !== 'viewer' && before.kind !== 'compare') return;
      const last = before.kind === 'viewer' ? before.id : before.ids[0];
      const index = records.findIndex(({ id }) => id === last);
      focusTile(index >= 0 ? index : activeIndex);
    }),
  );

  const open = (id: string) =>
    view(
      id,
      records.map((record) => record.id),
    );
  /** Where a range begins that Shift extends: the last tile that was chosen without it. */
  const anchor = useRef<string | null>(null);
  const selectRange = (index: number) => {
    const begin = records.findIndex(({ id }) => id === anchor.current);
    const ends = [begin >= 0 ? begin : activeIndex, index].sort((a, b) => a - b);
    const range = records.slice(ends[0], ends[1]! + 1);
    select([...selected, ...range.map(({ id }) => id)]);
  };
  const toggle = (id: string) => {
    anchor.current = id;
    toggleSelected(id);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const record = records[activeIndex];
    if (record === undefined || !(event.target instanceof HTMLElement)) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a') return;
      event.preventDefault();
      select(records.map(({ id }) => id));
      return;
    }
    if (event.altKey) return;
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const pageRows = Math.max(1, Math.floor(innerHeight / (tile + gap)) - 1);
    const to = moveInGrid(event.key, activeIndex, {
      ...{ count: records.length, columns, pageRows, rtl, rows },
    });
    if (to !== null) {
      event.preventDefault();
      if (event.shiftKey) selectRange(to);
      else anchor.current = records[to]?.id ?? null;
      focusTile(to);
    } else if (event.key === 'f' || event.key === 'F') {
      void setFavourite([record.id], !record.favourite);
    } else if (event.key === 'Delete') {
      // With others selected, Delete means all of them, as in any list of files.
      void remove(selected.has(record.id) ? [...selected] : [record.id]);
    } else if (event.key === ' ' && event.target.dataset.picture !== undefined) {
      event.preventDefault();
      toggle(record.id);
    } else if (event.key === 'Escape' && selected.size > 0) {
      event.stopPropagation();
      select([]);
    }
  };

  return (
    <>
      <p id="grid-help" className="visually-hidden">
        {texts.gallery.shortcuts}
      </p>
      <div
        ref={list}
        className={styles.grid}
        style={{ height: virtualizer.getTotalSize() }}
        role="grid"
        aria-label={texts.gallery.grid}
        aria-describedby="grid-help"
        aria-multiselectable="true"
        data-selecting={tapping || selected.size > 0}
        aria-rowcount={rows.length}
        aria-colcount={columns}
        onKeyDown={onKeyDown}
        onFocus={() => (hadFocus.current = true)}
        onBlur={(event) => {
          // Without a receiver the focused tile was removed, or the whole window was left.
          hadFocus.current = event.relatedTarget === null;
        }}
      >
        {virtualizer.getVirtualItems().map(({ key, index: rowIndex, start }) => {
          const row = rows[rowIndex];
          if (row === undefined) return null;
          const place = { 'aria-rowindex': rowIndex + 1, role: 'row' };
          const translate = `0 ${start - top}px`;
          return row.kind === 'heading' ? (
            <div key={key} {...place} className={styles.day} style={{ height: heading, translate }}>
              <div role="rowheader" aria-colspan={columns}>
                <h3 className={styles.heading}>{row.text}</h3>
              </div>
            </div>
          ) : (
            <div
              key={key}
              {...place}
              className={styles.row}
              style={{
                height: tile,
                gap,
                gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
                translate,
              }}
            >
              {records.slice(row.from, row.to).map((record, column) => {
                const index = row.from + column;
                return (
                  <Tile
                    key={record.id}
                    record={record}
                    column={column}
                    isActive={index === activeIndex}
                    isSelected={selected.has(record.id)}
                    onToggle={() => toggle(record.id)}
                    onActivate={() => setActive({ id: record.id, index })}
                    onOpen={(event) => {
                      if (event.shiftKey) selectRange(index);
                      else if (tapping || event.ctrlKey || event.metaKey) toggle(record.id);
                      else open(record.id);
                    }}
                  />
                );
              })}
            </div>
          );
        })}
      </div>
    </>
  );
}
