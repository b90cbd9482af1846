import { isObject, parseJson, type JsonObject } from './json.ts';

/** A ComfyUI graph: nodes by id. An input is a value, or a link to another node's output. */
export type ComfyGraph = Map<string, ComfyNode>;

export interface ComfyNode {
  type: string;
  inputs: Map<string, unknown>;
}

/** An output of another node. */
export interface ComfyLink {
  node: string;
  slot: number;
}

/** The names of the values that a node's widgets hold, in their order; `null` is none of the node's inputs. */
const WIDGETS: Record<string, (string | null)[]> = {
  KSampler: ['seed', null, 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  KSamplerAdvanced: [
    ...['add_noise', 'noise_seed', null, 'steps', 'cfg', 'sampler_name', 'scheduler'],
    ...['start_at_step', 'end_at_step', 'return_with_leftover_noise'],
  ],
  SamplerCustom: ['add_noise', 'noise_seed', null, 'cfg'],
  RandomNoise: ['noise_seed', null],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  KSamplerSelect: ['sampler_name'],
  CFGGuider: ['cfg'],
  CLIPTextEncode: ['text'],
  CLIPTextEncodeFlux: ['clip_l', 't5xxl', 'guidance'],
  CLIPTextEncodeSDXL: [
    ...['width', 'height', 'crop_w', 'crop_h', 'target_width', 'target_height'],
    ...['text_g', 'text_l'],
  ],
  EmptyLatentImage: ['width', 'height', 'batch_size'],
  EmptySD3LatentImage: ['width', 'height', 'batch_size'],
  EmptyHunyuanLatentVideo: ['width', 'height'],
  CheckpointLoaderSimple: ['ckpt_name'],
  UNETLoader: ['unet_name', 'weight_dtype'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  PrimitiveNode: ['value', null],
  PrimitiveInt: ['value', null],
  PrimitiveFloat: ['value'],
  PrimitiveString: ['value'],
  PrimitiveStringMultiline: ['value'],
  'Seed (rgthree)': ['seed'],
  'CR Seed': ['seed', null],
};

/** Muted and bypassed nodes. */
const OFF = [2, 4];

/** The graph in a `prompt` or `workflow` text; null where it is neither. */
export function readComfyGraph(text: string): ComfyGraph | null {
  const json = parseJson(text);
  if (!isObject(json)) return null;
  if (Array.isArray(json['nodes']) && Array.isArray(json['links'])) {
    return fromWorkflow(json['nodes'], json['links']);
  }
  const graph: ComfyGraph = new Map();
  for (const [id, node] of Object.entries(json)) {
    if (!isObject(node) || typeof node['class_type'] !== 'string') continue;
    const inputs = isObject(node['inputs']) ? Object.entries(node['inputs']) : [];
    graph.set(id, { type: node['class_type'], inputs: new Map(inputs) });
  }
  return graph.size > 0 ? graph : null;
}

/** The link in an input, if it is one. */
export function linkIn(value: unknown): ComfyLink | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [node, slot] = value as unknown[];
  if (typeof slot !== 'number' || (typeof node !== 'string' && typeof node !== 'number'))
    return null;
  return { node: String(node), slot };
}

/** What the editor saves: nodes with values in the order of their widgets, and links apart. */
function fromWorkflow(nodes: unknown[], links: unknown[]): ComfyGraph {
  const sources = new Map<unknown, unknown[]>();
  for (const link of links) {
    // [id, from node, from slot, to node, to slot, type], or an object with these.
    if (Array.isArray(link)) sources.set(link[0], [link[1], link[2]]);
    else if (isObject(link)) {
      sources.set(link['id'], [link['origin_id'], link['origin_slot']]);
    }
  }
  const graph: ComfyGraph = new Map();
  for (const node of nodes) {
    if (!isObject(node) || typeof node['type'] !== 'string') continue;
    if (OFF.includes(node['mode'] as number)) continue;
    const id = node['id'];
    if (typeof id !== 'number' && typeof id !== 'string') continue;
    const inputs = new Map<string, unknown>(widgetValues(node));
    for (const input of Array.isArray(node['inputs']) ? (node['inputs'] as unknown[]) : []) {
      if (!isObject(input) || typeof input['name'] !== 'string') continue;
      const source = sources.get(input['link']);
      if (source !== undefined) inputs.set(input['name'], source);
    }
    graph.set(String(id), { type: node['type'], inputs });
  }
  return graph;
}

function widgetValues(node: JsonObject): [string, unknown][] {
  const values = node['widgets_values'];
  if (isObject(values)) return Object.entries(values);
  if (!Array.isArray(values)) return [];
  const type = node['type'] as string;
  const names = Object.hasOwn(WIDGETS, type) ? WIDGETS[type]! : namesFromInputs(node);
  return names.flatMap((name, i): [string, unknown][] =>
    name === null || values[i] === undefined ? [] : [[name, values[i] as unknown]],
  );
}

/** Newer editors list widgets among the inputs. Behind a seed stands what becomes of it afterwards. */
function namesFromInputs(node: JsonObject): (string | null)[] {
  const inputs = Array.isArray(node['inputs']) ? (node['inputs'] as unknown[]) : [];
  return inputs.flatMap((input): (string | null)[] => {
    if (!isObject(input) || !isObject(input['widget'])) return [];
    const name = input['name'];
    if (typeof name !== 'string') return [];
    return /seed$/.test(name) ? [name, null] : [name];
  });
}
