import { MAX_TEXT_LENGTH, mergeSettings, seedField, type Field } from './fields.ts';
import type { SettingProblem, SettingsReading } from './settings.ts';

/** A reading into which nothing has been taken. @param program null: this one, or not known */
export function emptyReading(program: string | null): SettingsReading {
  return {
    settings: {},
    problems: [],
    modelName: null,
    ...(program !== null && { program }),
  };
}

/** Takes a value as it was found under `key`, or says what it should have been. */
export function takeField(
  reading: SettingsReading,
  field: Field,
  key: string,
  value: string,
): void {
  const found = field.read(value, 'png');
  if (found !== null) reading.settings = mergeSettings(reading.settings, found);
  else if (field === seedField && Number(value) === -1) {
    addProblem(reading, { key, value, expected: { kind: 'random' } });
  } else addProblem(reading, { key, value, expected: field.expected.png });
}

/** Takes a text; one that is empty says nothing. */
export function takeText(
  reading: SettingsReading,
  setting: 'prompt' | 'negative' | 'model',
  key: string,
  value: string,
): void {
  if (value.length > MAX_TEXT_LENGTH) {
    addProblem(reading, { key, value, expected: { kind: 'length', max: MAX_TEXT_LENGTH } });
  } else if (value !== '') reading.settings = { ...reading.settings, [setting]: value };
}

/** Names what this app has nothing of. */
export function leaveOut(reading: SettingsReading, key: string, values: Iterable<string>): void {
  for (const value of values) addProblem(reading, { key, value, expected: { kind: 'nothing' } });
}

/** Each once. */
export function addProblem(reading: SettingsReading, problem: SettingProblem): void {
  const isSame = ({ key, value }: SettingProblem) => key === problem.key && value === problem.value;
  if (reading.problems.length < MOST_PROBLEMS && !reading.problems.some(isSame)) {
    reading.problems.push(problem);
  }
}

/** Nobody reads more, and a file could name a million. */
const MOST_PROBLEMS = 50;

/** Whether it says more than words. */
export function hasMoreThanWords({ settings }: SettingsReading): boolean {
  return Object.keys(settings).some((key) => !['prompt', 'negative'].includes(key));
}
