import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEntry, GraphEntry, Manifest, NetworkName } from '../src/package/manifest.ts';
import { sumCosts } from './costs.ts';
import { DataFile, type StoredType } from './onnx/data-file.ts';
import { Graph } from './onnx/graph.ts';
import type { Attention } from './stages/layers.ts';

/** Writes one network: a graph for each kind of attention, all over the same weights. */
export function writeNetwork(
  folder: string,
  stem: string,
  precision: StoredType,
  attentions: readonly Attention[],
  build: (g: Graph, attention: Attention) => void,
): Manifest['networks'][NetworkName] {
  const data = new DataFile(folder, stem);
  const graphs: GraphEntry[] = [];
  let parameters = 0;
  let costs: Record<string, number> = {};
  for (const attention of attentions) {
    const graph = new Graph(stem, data, precision);
    build(graph, attention);
    const file = writeFile(folder, `${stem}.${attention}.onnx`, graph.encode());
    graphs.push({ ...file, arithmetic: 'f32', attention });
    parameters = graph.parameters;
    costs = sumCosts(graph.costs);
  }
  return { parameters, multiplyAdds: costs, graphs, data: data.finish() };
}

/** Writes a file of the package; its entry in the manifest. */
export function writeFile(folder: string, path: string, bytes: Uint8Array): FileEntry {
  writeFileSync(join(folder, path), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, sizeBytes: bytes.length, sha256 };
}
