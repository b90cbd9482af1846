import { isObject, parseJson } from './json.ts';

/** What texts in AUTOMATIC1111's manner say beside prompts and settings that this app knows. */

/** How programs that took the text over call themselves in `Version`. */
const VERSIONS: [RegExp, string][] = [
  [/^Fooocus/i, 'Fooocus'],
  [/^ComfyUI/i, 'ComfyUI'],
  [/^neo/i, 'Forge Neo'],
  [/^f\d/, 'Forge'],
  [/^Draw ?Things/i, 'Draw Things'],
  [/^InvokeAI/i, 'InvokeAI'],
];

/** The program behind a settings line; null where it is AUTOMATIC1111's own, or does not say. */
export function programOf(pairs: ReadonlyMap<string, string>): string | null {
  const named = pairs.get('App') ?? pairs.get('Software') ?? pairs.get('Generator');
  if (named) return named.slice(0, 40);
  const version = pairs.get('Version') ?? '';
  return VERSIONS.find(([begin]) => begin.test(version))?.[1] ?? null;
}

/** The names in `<lora:name:0.8>`, each once. */
export function lorasIn(prompt: string): Set<string> {
  const tags = prompt.matchAll(/<(?:lora|lyco|lyc):([^:<>]{1,200})(?::[^<>]{0,50})?>/gi);
  return new Set([...tags].map(([, name]) => name!.trim()));
}

/** The model and LoRAs that are listed behind the settings. */
export function resourcesOf(pairs: ReadonlyMap<string, string>): {
  model: string | null;
  loras: string[];
} {
  const { model, loras } = civitaiResources(pairs.get('Civitai resources'));
  // AUTOMATIC1111 lists only what the prompt has as tags, where it is found.
  const isRedundant = /^v?\d/.test(pairs.get('Version') ?? '');
  const hashes = isRedundant ? '' : (pairs.get('Lora hashes') ?? '');
  const listed = hashes.split(',').flatMap((each) => each.split(':')[0]!.trim() || []);
  return { model, loras: [...loras, ...listed] };
}

/** `[{"type":"checkpoint","modelName":"X"},{"type":"lora","weight":0.8,"modelName":"Y"}]` */
function civitaiResources(text: string | undefined): { model: string | null; loras: string[] } {
  const listed = text === undefined ? undefined : parseJson(text);
  const found: { model: string | null; loras: string[] } = { model: null, loras: [] };
  for (const each of Array.isArray(listed) ? listed : []) {
    if (!isObject(each) || typeof each['modelName'] !== 'string') continue;
    if (each['type'] === 'checkpoint') found.model ??= each['modelName'];
    else if (each['type'] !== 'embed') found.loras.push(each['modelName']);
  }
  return found;
}
