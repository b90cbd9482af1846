import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

const GRACE_MS = 3000;
const going = () => new AbortController().signal;
const stopped = () => AbortSignal.abort();

/** What is ahead of a picture that is stopped, and how long that may take. */
it.each([
  ['nothing', [], GRACE_MS],
  ['a preparation', ['prepare going'], 10 * GRACE_MS],
  ['a preparation that was called off', ['prepare stopped'], 10 * GRACE_MS],
  ['a stopped picture', ['generate stopped'], GRACE_MS],
  ['two stopped pictures', ['generate stopped', 'generate stopped'], GRACE_MS],
  ['a stopped picture behind a preparation', ['prepare going', 'generate stopped'], 10 * GRACE_MS],
  ['a picture that goes on', ['generate going'], Infinity],
  ['one that goes on behind a stopped one', ['generate stopped', 'generate going'], Infinity],
  ['one that goes on behind a preparation', ['prepare going', 'generate going'], Infinity],
])('a picture behind %s', (_name, ahead, expectedMs) => {
  const turns = new Turns(GRACE_MS);
  for (const each of ahead) {
    const [kind, state] = each.split(' ') as ['prepare' | 'generate', string];
    turns.enter(kind, state === 'going' ? going() : stopped());
  }
  const own = turns.enter('generate', stopped());
  // What comes behind makes no difference.
  turns.enter('generate', going());
  expect(turns.graceMs(own)).toBe(expectedMs);
});

it('goes from one to the next, whoever leaves', () => {
  const turns = new Turns(GRACE_MS);
  expect(turns.current).toBeNull();
  const [first, second, third] = ['generate', 'generate', 'prepare'].map((kind) =>
    turns.enter(kind as 'generate' | 'prepare', going()),
  );
  expect(turns.current).toBe(first);
  turns.leave(second!);
  turns.leave(first!);
  turns.leave(first!);
  expect(turns.current).toBe(third);
});
