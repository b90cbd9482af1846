import { describe, expect, it } from 'vitest';
import reference from '../../models/reference/golden/time-embedding.json' with { type: 'json' };
import golden from './golden/time-embedding.json' with { type: 'json' };
import { timeEmbedding } from './time-embedding.ts';

describe('timeEmbedding', () => {
  for (const cR of [64, 16, 9]) {
    it(`equals gen_r_embedding for ${cR} channels`, () => {
      const cases = golden.filter((entry) => entry.cR === cR);
      expect(cases.length).toBeGreaterThanOrEqual(cR === 64 ? 30 : 5);
      for (const { t, values } of cases) {
        const embedding = timeEmbedding(t, cR);
        expect(embedding).toHaveLength(cR);
        const errors = values.map((value, i) => Math.abs(value - embedding[i]!));
        expect(Math.max(...errors), `t = ${t}`).toBeLessThan(1e-6);
      }
    });
  }

  it.each(reference)('equals the embedding of models/reference at t = $t', ({ t, embedding }) => {
    const values = timeEmbedding(t);
    const errors = embedding.map((value, i) => Math.abs(value - values[i]!));
    expect(Math.max(...errors)).toBeLessThan(1e-6);
  });

  it('has 64 channels by default: sines, then cosines', () => {
    expect(Array.from(timeEmbedding(0))).toEqual([
      ...new Array<number>(32).fill(0),
      ...new Array<number>(32).fill(1),
    ]);
  });

  it('refuses times and widths that make no sense', () => {
    expect(() => timeEmbedding(NaN)).toThrow('Expected a finite time; received NaN.');
    expect(() => timeEmbedding(0.5, 2)).toThrow('Expected cR to be an integer from 4; received 2.');
  });
});
