import * as v from 'valibot';

/**
 * Schemas with bounds. A manifest comes from whoever serves a package: without them a single number makes the page
 * allocate gigabytes, and a list keeps it busy for minutes. Each bound is a multiple of what any known model needs.
 */

/** A whole number from 0. */
export const count = (most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(most));

/** A whole number from 1. */
export const positive = (most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(most));

export const between = (least: number, most: number) =>
  v.pipe(v.number(), v.minValue(least), v.maxValue(most));

/** At most so many UTF-16 units. */
export const text = (most: number) => v.pipe(v.string(), v.maxLength(most));

/** One complaint for a list is enough: a million would take gigabytes. */
const FIRST_ONLY = { abortEarly: true };

/** A list that is counted before any of its items is looked at, and named with the first one that is wrong. */
export function listOf<const Item extends v.GenericSchema>(item: Item, most: number) {
  return v.pipe(v.array(v.unknown()), v.maxLength(most), v.config(v.array(item), FIRST_ONLY));
}

/** An object with any keys, which are counted before any value is looked at. */
export function recordOf<
  const Key extends v.GenericSchema<string, string>,
  const Value extends v.GenericSchema,
>(key: Key, value: Value, most: number) {
  return v.pipe(
    v.record(v.string(), v.unknown()),
    v.maxEntries(most),
    v.config(v.record(key, value), FIRST_ONLY),
  );
}

/** Lines of a complaint; the first ones say enough. */
const MOST_ISSUES = 40;
const MOST_ISSUE_LENGTH = 300;

/** What is wrong, a line for each field: where, what was expected, what came. */
export function issueLines(issues: readonly v.BaseIssue<unknown>[]): string[] {
  const lines = issues.slice(0, MOST_ISSUES).map((issue) => {
    const line = `${v.getDotPath(issue) ?? '(root)'}: ${issue.message}`;
    return line.length > MOST_ISSUE_LENGTH ? `${line.slice(0, MOST_ISSUE_LENGTH)}…` : line;
  });
  const unsaid = issues.length - lines.length;
  return unsaid > 0 ? [...lines, `and ${unsaid} more`] : lines;
}
