import { expect, test } from 'vitest';
import { keepProblemOf } from './keep-problem.ts';

test.each([
  [new DOMException('', 'QuotaExceededError'), 'full'],
  [new DOMException('', 'VersionError'), 'newer'],
  [new DOMException('', 'InvalidStateError'), 'unavailable'],
  ['whatever', 'unavailable'],
])('%s is %s', (error, problem) => expect(keepProblemOf(error)).toBe(problem));
