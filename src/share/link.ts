import {
  completionField,
  featherField,
  MAX_TEXT_LENGTH,
  mergeSettings,
  scaleField,
  seedField,
  sizeField,
  stageFields,
  strengthField,
  type Field,
} from './fields.ts';
import type { SettingProblem, SharedSettings } from './settings.ts';

/** Settings in the hash of an address, where no server's log sees them. See docs/links.md. */
const LINK_VERSION = 1;

/** Longest hash that is looked at: two texts of the greatest length, every character escaped. */
const MAX_LINK_LENGTH = 200_000;

export interface LinkReading {
  settings: SharedSettings;
  /** What was skipped, in the order of the link. */
  problems: SettingProblem[];
}

const TEXT_KEYS = ['prompt', 'negative', 'model', 'from'] as const;

/** In the order in which they are written, the texts apart. */
const FIELDS: Field[] = [
  completionField,
  seedField,
  sizeField,
  strengthField,
  featherField,
  scaleField,
  ...Object.values(stageFields.prior),
  ...Object.values(stageFields.decoder),
];

/** `#v=1&prompt=a+house&seed=7...`, always in the same order; what is not named is left out. */
export function writeLink(settings: SharedSettings): string {
  const { prompt, negative, model, from } = settings;
  const pairs: [string, string | undefined][] = [
    ['v', String(LINK_VERSION)],
    ['prompt', prompt],
    ['negative', negative],
    ...FIELDS.map((field): [string, string | undefined] => [
      field.key.link,
      field.write(settings, 'link'),
    ]),
    ['model', model],
    ['from', from],
  ];
  return `#${pairs
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${encode(value)}`]))
    .join('&')}`;
}

/**
 * The settings that a hash holds, or null if it is no link: unknown keys are ignored, and of a key
 * that comes twice the first counts.
 */
export function readLink(hash: string): LinkReading | null {
  const pairs = new Map<string, string>();
  for (const part of hash.slice(0, MAX_LINK_LENGTH).replace(/^#/, '').split('&')) {
    const equals = part.indexOf('=');
    const key = part.slice(0, equals);
    if (equals > 0 && isKey(key) && !pairs.has(key)) pairs.set(key, part.slice(equals + 1));
  }
  if (pairs.size === 0) return null;
  const reading: LinkReading = { settings: {}, problems: [] };
  if (hash.length > MAX_LINK_LENGTH) {
    const expected = { kind: 'length', max: MAX_LINK_LENGTH } as const;
    reading.problems.push({ key: '#', value: hash.slice(0, 100), expected });
    // The last value may have been cut in two.
    pairs.delete([...pairs.keys()].at(-1)!);
  }
  for (const [key, escaped] of pairs) take(reading, key, escaped);
  return reading;
}

function take(reading: LinkReading, key: string, escaped: string): void {
  const value = decode(escaped);
  const refuse = (expected: SettingProblem['expected']) =>
    reading.problems.push({ key, value: value ?? escaped, expected });
  if (value === null) {
    refuse({ kind: 'percent-encoding' });
    return;
  }
  if (key === 'v') {
    if (value !== String(LINK_VERSION)) refuse({ kind: 'version', newest: LINK_VERSION });
    return;
  }
  const field = FIELDS.find((known) => known.key.link === key);
  if (field === undefined) {
    if (value.length > MAX_TEXT_LENGTH) refuse({ kind: 'length', max: MAX_TEXT_LENGTH });
    else reading.settings = { ...reading.settings, [key]: value };
    return;
  }
  const found = field.read(value.trim(), 'link');
  if (found === null) refuse(field.expected.link);
  else reading.settings = mergeSettings(reading.settings, found);
}

function isKey(key: string): boolean {
  return (
    key === 'v' ||
    TEXT_KEYS.some((known) => known === key) ||
    FIELDS.some((field) => field.key.link === key)
  );
}

/**
 * Letters, digits, `-`, `_`, `.` and commas stay readable, a space becomes `+`, everything else is
 * percent-encoded UTF-8: chats make no smileys, emphasis or ends of links from such an address.
 */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
    .replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+')
    .replace(/%2C/g, ',');
}

/** Null where the percent signs make no UTF-8. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return null;
  }
}
