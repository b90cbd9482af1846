import { texts } from '../../i18n/texts.ts';
import { MOST_PICTURES } from './alternatives.ts';
import type { PictureCount } from '../settings/request.ts';

/** Why the alternatives in a prompt cannot be painted, in words; null if they can. */
export function alternativesProblem(counted: PictureCount): string | null {
  if (counted.kind === 'pictures') return null;
  const { alternatives } = texts.prompt;
  return counted.problem === 'many'
    ? alternatives.many(MOST_PICTURES)
    : alternatives[counted.problem];
}
