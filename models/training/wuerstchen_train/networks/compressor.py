"""The Semantic Compressor (paper section 3.2): 512 px -> resized to 384 px -> 16 x 12 x 12, a 42:1 reduction per side.

Its last layers follow the published one: 1x1 convolution without bias, BatchNorm whose scale 42 and shift -1 are fixed
here, then (x + 1) / 42. So the output z has unit variance, as Stage C's schedule assumes, and Stage B is conditioned on
42 z - 1.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
import torch.nn.functional as F
from diffusers.pipelines.deprecated.wuerstchen.modeling_wuerstchen_common import ResBlock
from torch import Tensor, nn

LATENT_MEAN, LATENT_STD = 42.0, 1.0
MEAN, DEVIATION = 0.5, 0.25  # what pictures are normalised with
# further blocks on the coarsest grid, which begin as nothing: they were added to a compressor that had been warmed up
# without
DEEPER = 4


class Compressor(nn.Module):
    """Pictures [B, 3, P, P] in [0, 1] with P a multiple of 128 -> z [B, 16, 3P/128, 3P/128], about N(0, 1) per
    channel.
    """

    def __init__(self) -> None:
        super().__init__()
        fine = [nn.PixelUnshuffle(8), nn.Conv2d(192, 64, 1), ResBlock(64)]
        middle = [nn.Conv2d(64, 128, 2, stride=2), ResBlock(128), ResBlock(128)]
        coarse = [nn.Conv2d(128, 192, 2, stride=2), *[ResBlock(192) for _ in range(2 + DEEPER)]]
        self.backbone = nn.Sequential(*fine, *middle, *coarse)
        for block in coarse[-DEEPER:]:
            nn.init.zeros_(block.channelwise[-1].weight)
            nn.init.zeros_(block.channelwise[-1].bias)
        self.mapper = nn.Sequential(nn.Conv2d(192, 16, 1, bias=False), nn.BatchNorm2d(16))
        nn.init.constant_(self.norm.weight, LATENT_MEAN)
        nn.init.constant_(self.norm.bias, -LATENT_STD)
        for p in self.norm.parameters():
            p.requires_grad_(False)

    @property
    def norm(self) -> nn.BatchNorm2d:
        """The last layer, whose statistics give the latent its unit variance."""
        return cast(nn.BatchNorm2d, self.mapper[1])

    def forward(self, picture: Tensor) -> Tensor:
        small = F.interpolate(picture, scale_factor=0.75, mode="bilinear", antialias=True)
        features = self.mapper(self.backbone((small - MEAN) / DEVIATION))
        return (features + LATENT_STD) / LATENT_MEAN

    def published(self) -> tuple[dict[str, object], dict[str, Tensor]]:
        """config.json and tensors for the exporter (src/exporter/networks/compressor-config.ts)."""
        widths = [layer.out_channels for layer in self.backbone if isinstance(layer, nn.Conv2d)]
        starts = [i for i, layer in enumerate(self.backbone) if isinstance(layer, nn.Conv2d)] + [len(self.backbone)]
        config: dict[str, object] = {
            "_class_name": "SemanticCompressor",
            "c_latent": self.mapper[0].out_channels,
            "patch_size": self.backbone[0].downscale_factor,
            "c_hidden": widths,
            "blocks": [b - a - 1 for a, b in pairwise(starts)],
            "mean": [MEAN] * 3,
            "std": [DEVIATION] * 3,
        }
        return config, {k: v.detach().cpu().contiguous() for k, v in self.state_dict().items()}


class PixelHead(nn.Module):
    """z [B, 16, h, w] -> picture [B, 3, 32h/3, 32w/3]: a small direct decoder, used in training only.

    Stage B's loss says little about the latent while Stage B is young; this head gives the compressor a clear aim at
    once. It reads z as Stage B does, interpolated to the finer grid and by convolutions: a decoder that unfolds every
    position by itself teaches codes that depend on where in its cell a thing lies, which Stage B cannot know.
    """

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(16, 128, 1),
            ResBlock(128),
            ResBlock(128),
            ResBlock(128),
            nn.Conv2d(128, 48, 1),
            nn.PixelShuffle(4),
        )

    def forward(self, z: Tensor) -> Tensor:
        size = (z.shape[2] * 8 // 3, z.shape[3] * 8 // 3)
        return self.net(F.interpolate(z, size=size, mode="bicubic", antialias=True, align_corners=True)) + 0.5

    def loss(self, z: Tensor, picture: Tensor) -> Tensor:
        target = F.interpolate(picture, size=(z.shape[2] * 32 // 3, z.shape[3] * 32 // 3), mode="area")
        made = self(z)
        return (made - target).abs().mean() + 2 * F.mse_loss(made, target)


def moment_penalty(z: Tensor) -> Tensor:
    """How far the channels of z are from mean 0 and deviation 1: a light leash once the BatchNorm's statistics are
    kept.
    """
    return z.mean((0, 2, 3)).pow(2).mean() + (z.std((0, 2, 3)) - 1).pow(2).mean()


def noise_condition(z: Tensor, most: float = 0.4) -> Tensor:
    """Noised conditioning (paper section 3.2): half of the samples keep z, the others get noise of a random strength.

    Stage B thereby forgives the errors of Stage C, and the compressor learns not to hide detail in small values.
    """
    strength, chosen = torch.rand(2, len(z), 1, 1, 1, device=z.device)
    return z + most * strength.to(z) * (chosen < 0.5) * torch.randn_like(z)
