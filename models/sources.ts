import type { NetworkName } from '../src/package/manifest.ts';
import { sumCosts } from './costs.ts';
import { Graph } from './onnx/graph.ts';
import { WeightPlan } from './onnx/weight-plan.ts';
import type { Attention } from './stages/layers.ts';
import { isVqganEncoderTensor, vqganDecode, type VqganConfig } from './stages/stage-a.ts';
import type { DecoderConfig } from './stages/stage-b-config.ts';
import { decoderCondition, decoderStep } from './stages/stage-b.ts';
import { priorCondition, priorStep, type PriorConfig } from './stages/stage-c.ts';
import { isTextEncoderBuffer, textEncoder, type TextEncoderConfig } from './stages/text-encoder.ts';
import { ShapeRecorder, type Checkpoint } from './weights/checkpoint.ts';

/** Which of a checkpoint's networks become which of a package's. */

interface NetworkBuild {
  name: NetworkName;
  attentions: readonly Attention[];
  build: (g: Graph, checkpoint: Checkpoint, attention: Attention) => void;
}

/** One network of a checkpoint. */
export interface Source {
  builds: readonly NetworkBuild[];
  /** Tensors that no build needs, and that are no mistake. */
  isRest: (name: string) => boolean;
}

const BOTH: readonly Attention[] = ['fused', 'decomposed'];
const PLAIN: readonly Attention[] = ['decomposed'];
const nothing = () => false;

export const textEncoderSource = (
  name: 'prior-text-encoder' | 'decoder-text-encoder',
  config: TextEncoderConfig,
): Source => ({
  isRest: isTextEncoderBuffer,
  builds: [{ name, attentions: BOTH, build: (g, c, a) => textEncoder(g, c, config, a) }],
});

export const priorSource = (config: PriorConfig): Source => ({
  isRest: nothing,
  builds: [
    { name: 'prior-condition', attentions: PLAIN, build: (g, c) => priorCondition(g, c, config) },
    { name: 'prior-step', attentions: BOTH, build: (g, c, a) => priorStep(g, c, config, a) },
  ],
});

/** @param scale what the prior's pipeline does to its latent */
export const decoderSource = (
  config: DecoderConfig,
  scale: { latentMean: number; latentStd: number },
): Source => ({
  isRest: nothing,
  builds: [
    {
      name: 'decoder-condition',
      attentions: PLAIN,
      build: (g, c) => decoderCondition(g, c, config, scale),
    },
    { name: 'decoder-step', attentions: BOTH, build: (g, c, a) => decoderStep(g, c, config, a) },
  ],
});

export const vqganSource = (config: VqganConfig): Source => ({
  isRest: isVqganEncoderTensor,
  builds: [{ name: 'vqgan-decode', attentions: PLAIN, build: (g, c) => vqganDecode(g, c, config) }],
});

/** What one network of a package will be, from shapes alone. */
export interface NetworkSurvey {
  name: NetworkName;
  parameters: number;
  /** Of the parameters, those in large matrices: only they are stored in fewer bits. */
  matrixEntries: number;
  /** As in a manifest. */
  multiplyAdds: Record<string, number>;
}

export interface Survey {
  /** Every tensor that the builds read. */
  tensors: ReadonlyMap<string, readonly number[]>;
  networks: NetworkSurvey[];
}

/**
 * Builds a source's graphs without a single weight.
 * @param known whether the checkpoint has a tensor, where a builder depends on that
 */
export function survey(source: Source, known: (name: string) => boolean): Survey {
  const recorder = new ShapeRecorder(known);
  const networks = source.builds.map(({ name, attentions, build }): NetworkSurvey => {
    const plan = new WeightPlan();
    // Every kind of attention has the same weights and costs.
    const graph = new Graph(name, plan, 'f16');
    build(graph, recorder, attentions[0]!);
    return {
      name,
      parameters: graph.parameters,
      matrixEntries: plan.entries('f16'),
      multiplyAdds: sumCosts(graph.costs),
    };
  });
  return { tensors: recorder.shapes, networks };
}
