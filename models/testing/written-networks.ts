import type { NetworkName } from '../../src/package/manifest.ts';
import type { Arithmetic } from '../onnx/graph.ts';
import type { GraphSpec } from '../onnx/proto.ts';
import { planNetworks } from '../plan-networks.ts';
import type { Source } from '../sources.ts';
import type { Attention } from '../stages/layers.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { Precision } from '../weights/precision.ts';
import { writeInline } from '../write/networks.ts';

/** Graphs of networks whose weights lie in `folder`, as they are before they become bytes. */
export interface WrittenNetworks {
  graph(
    name: NetworkName,
    variant: { attention: Attention; arithmetic: Arithmetic },
  ): Promise<GraphSpec>;
  names: NetworkName[];
}

export async function writeNetworksOf(
  folder: string,
  sources: readonly Source[],
  checkpoint: Checkpoint,
  precision: Precision,
): Promise<WrittenNetworks> {
  const all = sources.flatMap((source) => planNetworks(source, checkpoint, precision));
  const written = await writeInline(folder, all);
  const paths = [
    ...new Set(all.flatMap(({ name }) => written[name]!.data.map(({ path }) => path))),
  ];
  return {
    names: all.map(({ name }) => name),
    async graph(name, { attention, arithmetic }) {
      const graphs = all.find((network) => network.name === name)!.graphs;
      const { graph } = graphs.find(
        (g) => g.attention === attention && g.arithmetic === arithmetic,
      )!;
      return graph.spec((plan) => paths.filter((path) => path.startsWith(`${plan.name}.`)));
    },
  };
}
