import { readFileSync } from 'node:fs';
import { checkAbout, type About } from '../../src/exporter/about.ts';

/** An about.json. @throws Error naming the first field that is wrong, with what was expected and what came. */
export const readAbout = (path: string): About =>
  checkAbout(path, JSON.parse(readFileSync(path, 'utf8')));
