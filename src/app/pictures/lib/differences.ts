import type { PortableRecord } from './record.ts';
import { settingsList } from './settings-list.ts';
import { compareWords, type Word } from './word-diff.ts';

/** A setting of two pictures. Words are marked where the texts differ, whole facts otherwise. */
interface Difference {
  term: string;
  first: Word[];
  second: Word[];
  differs: boolean;
}

/** The settings of two pictures beside each other, in reading order. */
export function differences(first: PortableRecord, second: PortableRecord): Difference[] {
  const others = settingsList(second);
  return settingsList(first).map(({ term, fact, text }, i) => {
    const other = others[i]!.fact;
    const differs = fact !== other;
    if (text === true) {
      const [left, right] = compareWords(fact, other);
      return { term, first: left, second: right, differs };
    }
    return {
      ...{ term, differs },
      first: [{ text: fact, differs }],
      second: [{ text: other, differs }],
    };
  });
}
