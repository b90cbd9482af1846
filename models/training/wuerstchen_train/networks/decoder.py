"""Stage B's network: the latent decoder of section 3.2, a WuerstchenDiffNeXt of small width.

It denoises Stage A's latents divided by their scale factor, float32 [B, 4, H/4, W/4], given the compressor's latent at
the pipeline's scale, 42 z - 1 with z [B, 16, 3H/128, 3W/128], and the caption's states [B, 77, TEXT_WIDTH].
"""

from __future__ import annotations

from diffusers.pipelines.deprecated.wuerstchen import WuerstchenDiffNeXt

from wuerstchen_train.networks.text_encoder import TEXT_WIDTH


def build_decoder() -> WuerstchenDiffNeXt:
    return WuerstchenDiffNeXt(
        c_in=4,
        c_out=4,
        c_r=64,
        patch_size=2,
        c_cond=64,
        c_hidden=[48, 96, 192, 192],
        nhead=[-1, -1, 6, 6],
        blocks=[1, 2, 2, 1],
        level_config=["CT", "CT", "CTA", "CTA"],
        inject_effnet=[False, True, True, True],
        effnet_embd=16,
        clip_embd=TEXT_WIDTH,
        kernel_size=3,
        dropout=0.0,
    )
