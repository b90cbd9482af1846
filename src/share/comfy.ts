import { linkIn, readComfyGraph, type ComfyGraph, type ComfyNode } from './comfy-graph.ts';
import { conditioningText, modelAndLoras, valueAt } from './comfy-values.ts';
import { readForeign, type ForeignSettings, type Named } from './foreign.ts';
import { addProblem, emptyReading } from './reading.ts';
import type { SettingsReading } from './settings.ts';

/**
 * The settings in ComfyUI's `prompt` or `workflow`: those of the sampler that begins with an empty latent, as far as the
 * graph says them plainly. Of several such samplers what they agree on is taken, and what they do not is named.
 * Null for any other text.
 */
export function readComfy(text: string): SettingsReading | null {
  const graph = readComfyGraph(text);
  if (graph === null) return null;
  const first = [...graph].filter(([id]) => isFirstSampler(graph, id)).slice(0, MOST_SAMPLERS);
  const readings = first.map(([, node]) => settingsOf(graph, node));
  const reading = readForeign(agreed(readings), 'ComfyUI');
  for (const name of unclear(readings)) {
    addProblem(reading, { key: name, value: '', expected: { kind: 'plain-graph' } });
  }
  if (first.length > 0) return reading;
  const none = emptyReading('ComfyUI');
  addProblem(none, { key: 'KSampler', value: '', expected: { kind: 'plain-graph' } });
  return none;
}

const MOST_SAMPLERS = 20;

interface SamplerSettings extends ForeignSettings {
  /** What the graph says in a way that cannot be followed. */
  unclear: string[];
}

function isSampler({ inputs }: ComfyNode): boolean {
  const hasSeed = ['seed', 'noise_seed', 'noise'].some((name) => inputs.has(name));
  return hasSeed && inputs.has('latent_image');
}

/** Whether no other sampler comes before it: a second one paints over what the first one painted. */
function isFirstSampler(graph: ComfyGraph, id: string): boolean {
  const node = graph.get(id)!;
  if (!isSampler(node)) return false;
  return !before(graph, node.inputs.get('latent_image')).some((each) => isSampler(each));
}

/** All nodes that an input comes from, the nearest ones first. */
function before(graph: ComfyGraph, input: unknown): ComfyNode[] {
  const seen = new Set<string>();
  const next = [linkIn(input)?.node];
  for (const id of next) {
    const node = id === undefined || seen.has(id) ? undefined : graph.get(id);
    if (id === undefined || node === undefined) continue;
    seen.add(id);
    for (const value of node.inputs.values()) next.push(linkIn(value)?.node);
  }
  return [...seen].map((id) => graph.get(id)!);
}

function settingsOf(graph: ComfyGraph, sampler: ComfyNode): SamplerSettings {
  const found: SamplerSettings = { unclear: [] };
  /** Nodes that hold a part of what KSampler holds all of. */
  const parts = ['noise', 'guider', 'sampler', 'sigmas'].flatMap((name) => {
    const link = linkIn(sampler.inputs.get(name));
    return link === null ? [] : (graph.get(link.node) ?? []);
  });
  const own = [sampler, ...parts];
  const take = (key: keyof ForeignSettings, names: string[]) => {
    const node = own.find(({ inputs }) => names.some((name) => inputs.has(name)));
    const name = names.find((each) => node?.inputs.has(each));
    if (node === undefined || name === undefined) return;
    const value = valueAt(graph, node.inputs.get(name), name);
    if (value === null) found.unclear.push(name);
    else Object.assign(found, { [key]: { key: name, value } satisfies Named });
  };
  take('seed', ['seed', 'noise_seed']);
  take('steps', ['steps']);
  take('guidance', ['cfg']);
  take('sampler', ['sampler_name']);
  for (const [key, names] of [
    ['prompt', ['positive', 'conditioning']],
    ['negative', ['negative']],
  ] as const) {
    const name = names.find((each) => own.some(({ inputs }) => inputs.has(each)));
    const node = own.find(({ inputs }) => inputs.has(name ?? ''));
    if (name === undefined || node === undefined) continue;
    const { text, isPlain } = conditioningText(graph, node.inputs.get(name), key);
    if (text !== null) found[key] = { key: name, value: text };
    if (!isPlain) found.unclear.push(name);
  }
  takeLatent(graph, sampler, found);
  const { model, loras } = modelAndLoras(graph, own);
  if (model !== null) found.model = model;
  found.loras = loras;
  return found;
}

/** Size of an empty latent; strength where the latent is a picture's. */
function takeLatent(graph: ComfyGraph, sampler: ComfyNode, found: SamplerSettings): void {
  const nodes = before(graph, sampler.inputs.get('latent_image'));
  const empty = nodes.find(({ inputs }) => inputs.has('width') && inputs.has('height'));
  if (empty !== undefined && !nodes.some(({ inputs }) => inputs.has('pixels'))) {
    const sides = ['width', 'height'].map((name) => valueAt(graph, empty.inputs.get(name), name));
    if (sides.includes(null)) found.unclear.push('width, height');
    else found.size = { key: 'Size', value: sides.join('x') };
  }
  const denoise = valueAt(graph, sampler.inputs.get('denoise'), 'denoise');
  if (denoise !== null && nodes.some(({ inputs }) => inputs.has('pixels'))) {
    found.strength = { key: 'denoise', value: denoise };
  }
}

/** What all samplers say alike. */
function agreed(readings: SamplerSettings[]): ForeignSettings {
  const [first] = readings;
  if (first === undefined) return {};
  const entries = Object.entries(first).filter(([key]) => key !== 'unclear');
  return Object.fromEntries(entries.filter(([key, value]) => agree(readings, key, value)));
}

/** What they do not say, or say differently. */
function unclear(readings: SamplerSettings[]): Set<string> {
  const names = new Set(readings.flatMap((reading) => reading.unclear));
  for (const [key, value] of readings.flatMap((reading) => Object.entries(reading))) {
    if (key !== 'unclear' && !agree(readings, key, value)) names.add(key);
  }
  return names;
}

function agree(readings: SamplerSettings[], key: string, value: unknown): boolean {
  const wanted = valueOnly(value);
  return readings.every((each) => valueOnly(each[key as keyof ForeignSettings]) === wanted);
}

function valueOnly(value: unknown): string {
  return JSON.stringify((value as Named | undefined)?.value ?? value) ?? '';
}
