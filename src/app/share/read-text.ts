import { readLink } from '../../share/link.ts';
import { readParameters } from '../../share/parameters.ts';
import type { Reading } from './reading.ts';

/** The line that every program ends such a text with; a prompt alone has none. */
const SETTINGS_LINE = /^Steps: \d+, \w/;

/**
 * The settings in a text: a link with them, or what programs write into a picture (`parameters`).
 * Null for any other text, a plain prompt among them.
 */
export function readSettingsText(text: string): Reading | null {
  const trimmed = text.trim();
  const hash = /^(?:https?:\/\/\S+)?(#(?:\S*&)?v=\S+)$/.exec(trimmed)?.[1];
  if (hash !== undefined) {
    const link = readLink(hash);
    return link && { ...link, modelName: null };
  }
  const last = trimmed.slice(trimmed.lastIndexOf('\n') + 1);
  return SETTINGS_LINE.test(last) ? readParameters(trimmed) : null;
}
