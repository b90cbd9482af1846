import type { AnyNetworkName } from '../../src/package/manifest.ts';
import type { Arithmetic } from '../../src/exporter/graph/graph.ts';
import type { GraphSpec } from '../../src/exporter/formats/onnx.ts';
import { planNetworks } from '../../src/exporter/plan-networks.ts';
import type { Source } from '../../src/exporter/networks/index.ts';
import type { Attention } from '../../src/exporter/networks/attention.ts';
import type { Checkpoint } from '../../src/exporter/weights/checkpoint.ts';
import type { Precision } from '../../src/exporter/weights/precision.ts';
import { writeInline } from '../node/write-inline.ts';

/** Graphs of networks whose weights lie in `folder`, as they are before they become bytes. */
export interface WrittenNetworks {
  graph(
    name: AnyNetworkName,
    variant: { attention: Attention; arithmetic: Arithmetic },
  ): Promise<GraphSpec>;
  names: AnyNetworkName[];
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
