/** Lower case, without diacritics, so that `wurstchen` finds `Würstchen`. */
export function searchable(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

export interface Filter {
  query: string;
  favouritesOnly: boolean;
}

interface Findable {
  /** As `searchable` makes it. */
  search: string;
  favourite: boolean;
}

/** The pictures that hold every word of the query, in any order, as a whole word or part of one. */
export function filterPictures<Picture extends Findable>(
  records: readonly Picture[],
  { query, favouritesOnly }: Filter,
): readonly Picture[] {
  const words = searchable(query).split(/\s+/).filter(Boolean);
  if (words.length === 0 && !favouritesOnly) return records;
  return records.filter(
    (record) =>
      (record.favourite || !favouritesOnly) && words.every((word) => record.search.includes(word)),
  );
}
