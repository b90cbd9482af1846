import type { StageSettings } from '../../protocol/engine.ts';
import type { SharedSettings } from '../settings.ts';

/** Pieces that have broken encoders before. */
const PIECES = [
  ...['a', 'red house', ' ', '  ', '\n', '\r\n', '\t', ',', ', ', ':', ': ', ';', '"', '\\', "'"],
  ...['#', '&', '+', '%', '%41', '%zz', '=', '?', '/', '<', '>', '(', ')', '*', '~', '`', '_'],
  ...['ä', 'ß', 'é', 'e\u0301', '日本', 'שלום', 'مرحبا', '\u202e', '😀', '👩‍🍳', '\u0000', '\u0085'],
  ...['Negative prompt:', '\nNegative prompt: x', 'Steps: 20, Seed: 1, Size: 2x3', '\nSteps: 4'],
  ...['\ufeff', '\u2028', '{a|b}', '"a, b"', '[x:y:0.5]', 'key: "', '-', '.', '0', '-1'],
];

export interface Random {
  /** 0 to `below` - 1. */
  int: (below: number) => number;
  pick: <Item>(items: readonly Item[]) => Item;
  text: (maxPieces: number) => string;
  settings: () => SharedSettings;
}

/** Reproducible randomness for property tests (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const int = (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
  const pick = <Item>(items: readonly Item[]): Item => items[int(items.length)]!;
  const text = (maxPieces: number) =>
    Array.from({ length: int(maxPieces + 1) }, () => pick(PIECES)).join('');
  const maybe = <Item>(make: () => Item): Item | undefined => (int(3) > 0 ? make() : undefined);
  const stage = (): Partial<StageSettings> => {
    const steps = maybe(() => 1 + int(1000));
    const guidance = maybe(() => pick([0, 1, 2.5, 7, 4.123456789, 0.1 + 0.2, 1e-7, 100]));
    const solver = maybe(() => pick(['ddpm', 'ddim', 'dpm++2m'] as const));
    const schedule = maybe(() => pick(['uniform', 'cosine', 'authors'] as const));
    return {
      ...(steps !== undefined && { steps }),
      ...(guidance !== undefined && { guidance }),
      ...(solver && { solver }),
      ...(schedule && { schedule }),
    };
  };
  const settings = (): SharedSettings => {
    const prompt = text(8);
    const negative = text(4);
    const prior = stage();
    const decoder = stage();
    const strength = maybe(() => pick([0, 0.6, 1, 0.1 + 0.2, 1e-7]));
    const feather = maybe(() => pick([0, 8, 2.5, 1024]));
    const phrases = ['by the sea', 'on a sunny day', 'im Schnee', 'Märchen: 2', 'a&b'];
    const completion = phrases.filter(() => int(4) === 0);
    return {
      ...(prompt && { prompt }),
      ...(completion.length > 0 && { completion }),
      ...(negative && { negative }),
      seed: pick(['0', '7', String(int(2 ** 31)), '18446744073709551615']),
      ...(int(2) && { width: 1 + int(4096), height: 1 + int(4096) }),
      ...(strength !== undefined && { strength }),
      ...(feather !== undefined && { feather }),
      ...(int(3) === 0 && { scale: pick([1.5, 2] as const) }),
      ...(Object.keys(prior).length > 0 && { prior }),
      ...(Object.keys(decoder).length > 0 && { decoder }),
      ...(int(2) && { model: pick(['small-landscapes', 'wuerstchen-v2', 'a.b-c']) }),
    };
  };
  return { int, pick, text, settings };
}
