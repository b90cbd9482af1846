import { describe, expect, it } from 'vitest';
import { bandsOf } from './bands.ts';

describe('bands', () => {
  it('are one where everything fits', () => {
    expect(bandsOf(128, 5, 16, 128)).toEqual([{ from: 0, to: 128, keepFrom: 0, keepTo: 128 }]);
  });

  it('keep every row once, see the halo, and stay below the limit', () => {
    for (const rows of [64, 128, 192, 208, 256, 384]) {
      for (const most of [96, 128, 170, 200]) {
        const bands = bandsOf(rows, 14, 16, most);
        expect(bands[0]!.keepFrom).toBe(0);
        expect(bands.at(-1)!.keepTo).toBe(rows);
        for (const [i, { from, to, keepFrom, keepTo }] of bands.entries()) {
          if (i > 0) expect(keepFrom).toBe(bands[i - 1]!.keepTo);
          expect(keepTo).toBeGreaterThan(keepFrom);
          expect(keepFrom - from).toBeGreaterThanOrEqual(Math.min(14, keepFrom));
          expect(to - keepTo).toBeGreaterThanOrEqual(Math.min(14, rows - keepTo));
          expect(from % 16 || to % 16).toBe(0);
          expect(to - from).toBeLessThanOrEqual(most);
        }
      }
    }
  });

  it('are as few as fit', () => {
    expect(bandsOf(256, 14, 16, 170)).toHaveLength(2);
  });

  it('keep at least as much as they repeat, whatever the limit', () => {
    for (const { from, to, keepFrom, keepTo } of bandsOf(256, 14, 16, 1)) {
      expect(keepTo - keepFrom).toBeGreaterThanOrEqual((to - from) / 2);
    }
  });
});
