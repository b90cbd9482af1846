import { describe, expect, it } from 'vitest';
import { EngineError, FAILURE_CODES, type FailureCode } from '../../../protocol/engine.ts';
import { german } from '../../i18n/de.ts';
import { english } from '../../i18n/en.ts';
import { remedyFor, toFailure, wordsFor, type Circumstances } from './failure.ts';

const usual: Circumstances = {
  times: 1,
  smaller: { width: 384, height: 384 },
  hasFallback: true,
  model: 'builtin',
  found: true,
  online: true,
};

/** Whatever an error can happen in. */
function circumstances(): Circumstances[] {
  const yesAndNo = [true, false];
  return [1, 2].flatMap((times) =>
    [usual.smaller, null].flatMap((smaller) =>
      yesAndNo.flatMap((hasFallback) =>
        yesAndNo.flatMap((online) =>
          yesAndNo.flatMap((found) =>
            (['builtin', 'other', 'foreign'] as const).map((model) => ({
              ...{ times, smaller, hasFallback, online, found, model },
            })),
          ),
        ),
      ),
    ),
  );
}

const kind = (code: FailureCode, changes: Partial<Circumstances> = {}) =>
  remedyFor(code, { ...usual, ...changes }).kind;

describe('what an error offers', () => {
  it('is a smaller picture where the memory was short, and else the CPU', () => {
    expect(remedyFor('out-of-memory', usual)).toEqual({
      kind: 'smaller',
      size: { width: 384, height: 384 },
    });
    expect(kind('out-of-memory', { smaller: null })).toBe('cpu');
    expect(kind('out-of-memory', { smaller: null, hasFallback: false })).toBe('retry');
  });

  it('is another try with a lost device, and the CPU after that', () => {
    expect(kind('device-lost')).toBe('retry');
    expect(kind('device-lost', { times: 2 })).toBe('cpu');
    expect(kind('device-lost', { times: 2, hasFallback: false })).toBe('retry');
  });

  it('is the CPU at once where the GPU computes nonsense', () => {
    expect(kind('bad-output')).toBe('cpu');
    expect(kind('bad-output', { hasFallback: false })).toBe('retry');
  });

  it('is another model where this one cannot be opened', () => {
    expect(kind('bad-manifest', { model: 'other' })).toBe('builtin');
    expect(kind('bad-manifest')).toBe('retry');
    expect(kind('file-missing', { model: 'other' })).toBe('retry');
    expect(kind('file-missing', { model: 'other', times: 2 })).toBe('builtin');
    expect(kind('bad-request', { model: 'foreign' })).toBe('builtin');
  });

  it('is something else the second time', () => {
    expect(kind('engine-crashed')).toBe('retry');
    expect(kind('engine-crashed', { times: 2 })).toBe('smaller');
    expect(kind('internal')).toBe('retry');
    expect(kind('internal', { times: 2 })).toBe('reload');
    expect(kind('app-changed')).toBe('reload');
  });
});

describe('the words', () => {
  it('say that there is no network where that is known', () => {
    expect(wordsFor('network', usual)).toBe('network');
    expect(wordsFor('network', { ...usual, online: false })).toBe('offline');
    expect(wordsFor('internal', { ...usual, online: false })).toBe('internal');
  });

  it('say where there is no model at all', () => {
    expect(wordsFor('file-missing', { ...usual, found: false })).toBe('noModel');
    expect(wordsFor('file-missing', usual)).toBe('file-missing');
    expect(wordsFor('file-corrupt', { ...usual, found: false })).toBe('file-corrupt');
  });

  it('name a model on another site', () => {
    expect(wordsFor('bad-request', { ...usual, model: 'foreign' })).toBe('foreignModel');
  });

  it.each(FAILURE_CODES)(
    'for %s are whole sentences, and one action, in both languages',
    (code) => {
      for (const { failure } of [english, german]) {
        for (const where of circumstances()) {
          const words = wordsFor(code, where);
          const { title, text } =
            words === 'offline' || words === 'foreignModel' || words === 'noModel'
              ? failure[words]
              : failure.codes[words];
          expect(title).toMatch(/^\p{Lu}[^.]+$/u);
          if (code.includes('-')) expect(title).not.toContain(code);
          expect(text).toMatch(/^\p{Lu}.+\.$/u);
          const offer = remedyFor(code, where);
          const label = failure.actions[offer.kind];
          const action = typeof label === 'string' ? label : label(384, 256);
          expect(action).toMatch(/^\p{Lu}[^.]+$/u);
        }
      }
    },
  );
});

describe('a thrown thing', () => {
  it('is passed on if it is a failure', () => {
    const failure = { code: 'network', message: 'a', hint: 'b' } as const;
    expect(toFailure(new EngineError(failure))).toBe(failure);
  });

  it('tells a full disk from the rest', () => {
    expect(toFailure(new DOMException('full', 'QuotaExceededError')).code).toBe('storage-full');
    expect(toFailure(new DOMException('no', 'AbortError')).code).toBe('internal');
    expect(toFailure('odd')).toEqual({ code: 'internal', message: 'odd', hint: '' });
  });
});
