import { linkIn, type ComfyGraph, type ComfyNode } from './comfy-graph.ts';
import { isObject } from './json.ts';

/** Longest way through a graph that is followed. */
const MOST_DEPTH = 50;
/** Texts that are joined. */
const MOST_TEXTS = 20;

/** Inputs in which nodes hold a single value, the more telling ones first. */
const SINGLE = [
  ...['populated_text', 'text', 'string', 'prompt', 'positive', 'value', 'Value', 'int', 'INT'],
  ...['float', 'FLOAT', 'number', 'Number', 'seed', 'noise_seed', 'text_0'],
];

/**
 * The value of an input, as text; through primitive, seed, text and passing nodes where it comes from another node.
 * Null where the graph does not say it plainly: values that are computed are not.
 * @param name of the input: a node that has an input of that name holds the value there
 */
export function valueAt(graph: ComfyGraph, input: unknown, name: string, depth = 0): string | null {
  if (typeof input === 'string') return input;
  if (typeof input === 'number') return String(input);
  const link = linkIn(input);
  const node = link === null || depth > MOST_DEPTH ? undefined : graph.get(link.node);
  if (node === undefined) return null;
  const { inputs } = node;
  const linked = [...inputs.values()].filter((value) => linkIn(value) !== null);
  const holder = [name, ...SINGLE].find((each) => inputs.has(each));
  // A node that joins or computes something has several inputs.
  if (linked.length > 1 && !inputs.has(name)) return null;
  if (holder !== undefined) return valueAt(graph, inputs.get(holder), name, depth + 1);
  return linked.length === 1 && inputs.size === 1
    ? valueAt(graph, linked[0], name, depth + 1)
    : null;
}

/**
 * The text of a conditioning, through nodes that pass it on; several that are combined are joined with commas.
 * `isPlain`: it is one text, read whole.
 */
export function conditioningText(
  graph: ComfyGraph,
  input: unknown,
  side: 'prompt' | 'negative',
): { text: string | null; isPlain: boolean } {
  const texts: string[] = [];
  const seen = new Set<string>();
  let isPlain = true;
  const visit = (value: unknown, depth: number) => {
    const link = linkIn(value);
    const node = link === null || depth > MOST_DEPTH ? undefined : graph.get(link.node);
    if (link === null || node === undefined || texts.length > MOST_TEXTS) {
      isPlain = false;
      return;
    }
    const { inputs } = node;
    const place = `${link.slot} ${link.node}`;
    if (seen.has(place)) return;
    seen.add(place);
    if (/ZeroOut/i.test(node.type)) return;
    const own = ownText(graph, node);
    if (own !== undefined) {
      if (own === null) isPlain = false;
      else if (!texts.includes(own)) texts.push(own);
      return;
    }
    // ControlNet and the like pass both conditionings on, each in its own slot.
    if (linkIn(inputs.get('positive')) && linkIn(inputs.get('negative'))) {
      visit(inputs.get(link.slot === 1 ? 'negative' : 'positive'), depth + 1);
      return;
    }
    const linked = [...inputs].filter(([, each]) => linkIn(each) !== null);
    const passed = linked.filter(([name]) => /^(conditioning|cond|positive|negative)/i.test(name));
    const next = passed.length > 0 ? passed : linked;
    if (next.length === 0 || (passed.length === 0 && next.length > 1)) isPlain = false;
    else for (const [, each] of next) visit(each, depth + 1);
  };
  visit(input, 0);
  const kept = texts.filter((text) => text.trim() !== '');
  if (kept.length > 1) isPlain = false;
  if (side === 'prompt' && kept.length === 0) isPlain = false;
  return { text: kept.length === 0 ? null : kept.join(', '), isPlain };
}

/** The text that a node encodes; null where it cannot be followed, undefined where the node encodes none. */
function ownText(graph: ComfyGraph, { inputs }: ComfyNode): string | null | undefined {
  const names = ['text', 'text_g', 'text_l', 't5xxl', 'clip_l', 'prompt'].filter((name) =>
    inputs.has(name),
  );
  if (names.length === 0) return undefined;
  const texts = names.map((name) => valueAt(graph, inputs.get(name), name));
  return texts.find((text) => text !== null && text.trim() !== '') ?? texts[0] ?? null;
}

/** The checkpoint behind a sampler, and the LoRAs on the way to it. */
export function modelAndLoras(
  graph: ComfyGraph,
  nodes: ComfyNode[],
): { model: string | null; loras: string[] } {
  const loras: string[] = [];
  const seen = new Set<ComfyNode>();
  let node = nodes.find(({ inputs }) => linkIn(inputs.get('model')) !== null);
  let model: string | null = null;
  while (node !== undefined && !seen.has(node) && seen.size < MOST_DEPTH) {
    seen.add(node);
    for (const [name, value] of node.inputs) {
      if (/^(ckpt_name|unet_name|model_name)$/.test(name) && typeof value === 'string') {
        model ??= value;
      }
      const lora = /^lora/i.test(name) ? loraIn(value) : null;
      if (lora !== null && lora !== 'None') loras.push(lora);
    }
    const passed = node.inputs.size === 1 ? [...node.inputs.values()][0] : undefined;
    const link = linkIn(node.inputs.get('model') ?? passed);
    node = link === null ? undefined : graph.get(link.node);
  }
  return { model, loras };
}

/** `"name.safetensors"`, or `{ "on": true, "lora": "name.safetensors" }`. */
function loraIn(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isObject(value) || value['on'] === false) return null;
  return typeof value['lora'] === 'string' ? value['lora'] : null;
}
