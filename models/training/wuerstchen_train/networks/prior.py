"""Stage C's network: the text-conditional prior of section 3.3, a WuerstchenPrior of small width, and its layout head.

It denoises the compressor's latents z [B, 16, 3H/128, 3W/128], about N(0, 1), given the caption's states [B, 77,
TEXT_WIDTH].
"""

from __future__ import annotations

import math

import torch.nn.functional as F
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from diffusers.pipelines.deprecated.wuerstchen.modeling_wuerstchen_common import ResBlock, TimestepBlock
from torch import Tensor, nn

from wuerstchen_train.networks.text_encoder import TEXT_WIDTH
from wuerstchen_train.world.cells import CELL_COLOURS, CELL_THINGS

WIDTH = 192


def build_prior() -> WuerstchenPrior:
    """The architecture with the authors' initialisation, which the diffusers class leaves out.

    The zeroed output matters most: eps = (x - a) / (|1 - b| + 1e-5) explodes where a random b comes near 1.
    """
    model = WuerstchenPrior(c_in=16, c=WIDTH, c_cond=TEXT_WIDTH, c_r=64, depth=6, nhead=6, dropout=0.0)
    for m in model.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(m.weight)
            if m.bias is not None:
                nn.init.zeros_(m.bias)
    for m in model.modules():
        if isinstance(m, ResBlock):
            m.channelwise[-1].weight.data *= math.sqrt(1 / model.config.depth)
        elif isinstance(m, TimestepBlock):
            nn.init.zeros_(m.mapper.weight)
    nn.init.zeros_(model.out[1].weight)
    return model


def keep_output_exact(layer: nn.Module) -> None:
    """a and b of eps = (x - a) / |1 - b| leave bfloat16 before 1 - b is formed: its rounding would be noise of 0.4
    %.
    """
    layer.register_forward_hook(lambda _module, _inputs, output: output.float())


class LayoutHead(nn.Module):
    """Reads from features in the middle of the prior which thing stands in which cell, and in which colour (training
    only).

    The loss of the noise says little about a thing in a few cells; this one asks for it directly, from the words while
    x is mostly noise. Aligning inner features with such a representation is what made other diffusion models learn many
    times faster (REPA, 2024).
    """

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.norm, self.linear = nn.LayerNorm(width), nn.Linear(width, len(CELL_THINGS) + len(CELL_COLOURS))

    def loss(self, features: Tensor, layout: Tensor) -> Tensor:
        """Mean cross-entropy of the thing in all cells and of the colour where one stands.

        `features` [B, C, h, w]; `layout` uint8 [B, 2, h, w]: indices into CELL_THINGS and CELL_COLOURS.
        """
        logits = self.linear(self.norm(features.permute(0, 2, 3, 1))).float()  # [B, h, w, things + colours]
        thing, colour = logits.split((len(CELL_THINGS), len(CELL_COLOURS)), -1)
        things, colours = layout.long().flatten(2).unbind(1)  # [B, h w] each
        of_things = F.cross_entropy(thing.flatten(0, 2), things.flatten())
        of_colours = F.cross_entropy(colour.flatten(0, 2), colours.flatten(), ignore_index=0, reduction="sum")
        return of_things + of_colours / colours.numel()
