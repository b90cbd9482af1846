import {
  decoderSource,
  priorSource,
  textEncoderSource,
  vqganSource,
  type Source,
} from '../../src/exporter/networks/index.ts';

/**
 * Every network of a package in the published architecture, `width` wide. All widths divide by 64, as
 * the published ones do, so that everything is quantised that is there.
 */
export function smallSources(width: number, depth: number): Source[] {
  const heads = width / 32;
  return [
    textEncoderSource('prior-text-encoder', {
      hidden_size: width,
      intermediate_size: 4 * width,
      num_hidden_layers: depth,
      num_attention_heads: heads,
      hidden_act: 'gelu',
      layer_norm_eps: 1e-5,
      max_position_embeddings: 77,
      vocab_size: 200,
    }),
    priorSource({ c_in: 16, c: width, c_cond: width, c_r: 64, depth, nhead: heads }),
    decoderSource(
      {
        ...{ c_in: 4, c_out: 4, c_r: 64, patch_size: 2, c_cond: width, clip_embd: width },
        ...{ effnet_embd: 16, kernel_size: 3 },
        c_hidden: [width, width, width],
        nhead: [-1, heads, heads],
        blocks: [1, 1, depth],
        level_config: ['CT', 'CTA', 'CTA'],
        inject_effnet: [false, true, true],
      },
      { latentMean: 42, latentStd: 1 },
    ),
    vqganSource({
      ...{ out_channels: 3, up_down_scale_factor: 2, levels: 2, latent_channels: 4 },
      ...{ bottleneck_blocks: depth, embed_dim: 2 * width, scale_factor: 0.3764 },
    }),
  ];
}
