import { InvalidArgumentError } from 'commander';
import { ENLARGEMENTS, type Enlargement } from '../../src/protocol/engine.ts';
import { completionField } from '../../src/share/fields.ts';

/** What stands behind the options of `generate`, each from its text. Commander adds the option's name to an error. */

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

export function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number.');
  }
  return value;
}

export function digits(text: string): string {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 0.');
  return text;
}

export function phrases(text: string): string[] {
  const read = completionField.read(text, 'link');
  if (!read?.completion?.length) {
    throw new InvalidArgumentError('Expected phrases separated by commas.');
  }
  return read.completion;
}

export function enlargement(text: string): Enlargement {
  const scale = ENLARGEMENTS.find((each) => each === Number(text));
  if (scale === undefined) {
    throw new InvalidArgumentError(`Expected ${ENLARGEMENTS.join(' or ')}.`);
  }
  return scale;
}

export function pictureSize(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Expected WIDTHxHEIGHT in pixels, such as 512x512.');
  return { width: Number(match[1]), height: Number(match[2]) };
}
