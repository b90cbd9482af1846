import { hasSettings } from '../../share/infotext.ts';

/** JSON of programs that make pictures, by the names in it. */
const PICTURE_NAMES =
  /"(?:prompt|positive_prompt|Prompt|class_type|sui_image_params|nodes|num_inference_steps|c)"\s*:/;

/** `Seed: 7` or `-S 7`: what a text of settings has where it is neither a link nor JSON. */
const SEED_OR_STEPS = /^\s*(?:seed|steps|num_inference_steps)\s*:|\s-[sS]\s?\d/im;

/**
 * Whether a pasted text is to be read as settings: quickly, because the browser wants to know at once whether it may
 * paste the text. What reads them is loaded afterwards.
 */
export function looksLikeSettings(text: string): boolean {
  if (linkIn(text) !== null) return true;
  if (/^\s*\{/.test(text)) return PICTURE_NAMES.test(text) && isJson(text);
  return hasSettings(text) || (SEED_OR_STEPS.test(text) && /^\s*(?:"|prompt\s*:)/i.test(text));
}

/** The hash of an address with settings, or such a hash alone; null for any other text. */
export function linkIn(text: string): string | null {
  return /^(?:https?:\/\/\S+)?(#(?:\S*&)?v=\S+)$/.exec(text.trim())?.[1] ?? null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/\bNaN\b/g, 'null'));
    return true;
  } catch {
    return false;
  }
}
