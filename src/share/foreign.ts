import { MAX_TEXT_LENGTH, seedField, sizeField, stageFields, strengthField } from './fields.ts';
import { lorasIn } from './a1111.ts';
import { emptyReading, leaveOut, takeField, takeText } from './reading.ts';
import type { SettingsReading } from './settings.ts';

/** A value of another program, and the name that it has there. */
export interface Named {
  key: string;
  value: string;
}

/** What another program says of a picture, in its own spelling; absent: it says nothing of that. */
export interface ForeignSettings {
  prompt?: Named;
  negative?: Named;
  seed?: Named;
  steps?: Named;
  guidance?: Named;
  sampler?: Named;
  /** `512x768`. */
  size?: Named;
  /** Only of a picture that started from another one. */
  strength?: Named;
  model?: string;
  loras?: string[];
}

/** The settings that both programs know; what else it names is said. @param program null: not known */
export function readForeign(found: ForeignSettings, program: string | null): SettingsReading {
  const reading = emptyReading(program);
  reading.modelName = found.model?.slice(0, MAX_TEXT_LENGTH) || null;
  const { prompt, negative } = found;
  if (prompt) takeText(reading, 'prompt', prompt.key, prompt.value.trim());
  if (negative) takeText(reading, 'negative', negative.key, negative.value.trim());
  const { prior } = stageFields;
  for (const [field, named] of [
    [prior.steps, whole(found.steps)],
    [prior.solver, found.sampler],
    [prior.guidance, found.guidance],
    [seedField, whole(found.seed)],
    [sizeField, found.size],
    [strengthField, found.strength],
  ] as const) {
    if (named) takeField(reading, field, named.key, named.value.trim());
  }
  leaveOut(reading, 'LoRA', new Set([...(found.loras ?? []), ...lorasIn(prompt?.value ?? '')]));
  return reading;
}

/** 30.0 is a whole number, too. */
function whole(named: Named | undefined): Named | undefined {
  return named && { ...named, value: named.value.replace(/^(-?\d+)\.0+$/, '$1') };
}
