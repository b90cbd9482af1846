import { describe, expect, it } from 'vitest';
import { FAILURE_CODES, type FailureCode } from './engine.ts';
import { breaksEngine, nextRung, type Rung, type Situation } from './recovery.ts';

const ALL: readonly Rung[] = [
  ...(['float32', 'stage-by-stage', 'fresh-worker'] as const),
  ...(['retry', 'smaller', 'cpu', 'defaults', 'builtin'] as const),
  ...(['reload', 'secure', 'pictures'] as const),
];

/** All rungs in the order in which they are tried, as long as none helps. */
function climb(code: FailureCode, during: Situation['during'], possible = ALL): Rung[] {
  const taken: Rung[] = [];
  for (let next = nextRung(code, { during, taken, possible }); !taken.includes(next);) {
    taken.push(next);
    next = nextRung(code, { during, taken, possible });
  }
  return taken;
}

/** The ladder of each failure, and whether sessions, device and worker are replaced after it. */
const TABLE: [code: FailureCode, rungs: Rung[], breaks: boolean][] = [
  ['bad-request', ['defaults', 'retry'], false],
  ['bad-manifest', ['builtin', 'retry'], false],
  ['file-missing', ['retry', 'builtin'], false],
  ['file-corrupt', ['retry', 'builtin'], false],
  ['network', ['retry'], false],
  ['no-webgpu', ['builtin', 'retry'], false],
  ['out-of-memory', ['stage-by-stage', 'smaller', 'cpu', 'retry'], true],
  ['device-lost', ['retry', 'cpu'], true],
  ['bad-output', ['float32', 'cpu', 'retry'], false],
  ['storage-full', ['pictures', 'retry'], false],
  ['insecure', ['secure', 'retry'], false],
  ['engine-crashed', ['retry', 'smaller'], true],
  ['app-changed', ['reload', 'retry'], true],
  ['internal', ['retry', 'reload'], true],
];

it('every failure has a ladder', () => {
  expect(TABLE.map(([code]) => code)).toEqual(FAILURE_CODES);
});

describe.each(TABLE)('%s', (code, rungs, breaks) => {
  it(`climbs ${rungs.join(', ')}`, () => {
    expect(climb(code, 'generate')).toEqual(rungs);
  });

  it('is not the fault of a picture that waits: that has a fresh worker first', () => {
    expect(climb(code, 'prepare')).toEqual(['fresh-worker', ...rungs]);
    expect(climb(code, 'another')).toEqual(['fresh-worker', ...rungs]);
  });

  it('leaves out what is not possible, and always ends with another try', () => {
    for (const missing of rungs) {
      const possible = ALL.filter((rung) => rung !== missing);
      const rest = rungs.filter((rung) => rung !== missing);
      if (!rest.includes('retry')) rest.push('retry');
      expect(climb(code, 'generate', possible)).toEqual(rest);
    }
    expect(climb(code, 'generate', [])).toEqual(['retry']);
  });

  it(breaks ? 'breaks the engine' : 'leaves the engine as it is', () => {
    expect(breaksEngine(code)).toBe(breaks);
  });
});
