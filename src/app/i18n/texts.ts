import { english, type Texts } from './en.ts';

export type { Texts };

/**
 * The texts in use. A live binding: read it while rendering or acting, never keep a part of it in a
 * constant of a module.
 */
export let texts: Texts = english;

/** Replaces every text. Call it before the first rendering. */
export function setTexts(chosen: Texts): void {
  texts = chosen;
}
