import type { AnyNetworkName } from '../package/manifest.ts';
import { sumCosts } from './costs.ts';
import { Graph, type Arithmetic } from './graph/graph.ts';
import { WeightPlan } from './graph/weight-plan.ts';
import type { Source } from './networks/index.ts';
import type { Attention } from './networks/attention.ts';
import { ShapeRecorder, type Checkpoint } from './weights/checkpoint.ts';
import type { Precision } from './weights/precision.ts';

/** One network of the package: its graphs without their weights, and what these are made of. */
export interface PlannedNetwork {
  name: AnyNetworkName;
  /** Those that another network owns do not count. */
  parameters: number;
  multiplyAdds: Record<string, number>;
  graphs: { attention: Attention; arithmetic: Arithmetic; graph: Graph }[];
  /** Its own, and those that it has in common with another network. */
  weights: readonly WeightPlan[];
}

/** Every graph of a source's networks; no weight is read. */
export function planNetworks(
  { builds, shared: name }: Source,
  checkpoint: Checkpoint,
  precision: Precision,
): PlannedNetwork[] {
  const shared = new WeightPlan(name);
  // Weights of 16 bits or fewer can be used without making float32 of them.
  const arithmetics: readonly Arithmetic[] = precision === 'f32' ? ['f32'] : ['f32', 'f16'];
  return builds.map(({ name, attentions, build }) => {
    const own = new WeightPlan(name);
    const graphs = arithmetics.flatMap((arithmetic) =>
      attentions.map((attention) => {
        const graph = new Graph(name, { own, shared }, { precision, arithmetic });
        build(graph, checkpoint, attention);
        return { attention, arithmetic, graph };
      }),
    );
    // Every graph has the same weights and costs.
    const { parameters, costs, sharesWeights } = graphs[0]!.graph;
    const weights = sharesWeights ? [own, shared] : [own];
    return { name, parameters, multiplyAdds: sumCosts(costs), graphs, weights };
  });
}

export interface Survey {
  /** Every tensor that the builds read. */
  tensors: ReadonlyMap<string, readonly number[]>;
  networks: PlannedNetwork[];
}

/**
 * Plans a source's networks from shapes alone.
 * @param known whether the checkpoint has a tensor, where a builder depends on that
 */
export function survey(
  source: Source,
  known: (name: string) => boolean,
  precision: Precision = 'f32',
): Survey {
  const recorder = new ShapeRecorder(known);
  const networks = planNetworks(source, recorder, precision);
  return { tensors: recorder.shapes, networks };
}

/** The plans of some networks, each once. */
export const weightPlans = (networks: readonly PlannedNetwork[]): WeightPlan[] => [
  ...new Set(networks.flatMap(({ weights }) => weights)),
];

/** Bytes of all shards. */
export const plannedBytes = (networks: readonly PlannedNetwork[]) =>
  weightPlans(networks)
    .flatMap((weights) => weights.shards())
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
