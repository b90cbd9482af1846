"""Stage A's network: the VQGAN of section 3.1, a PaellaVQModel of small width. 4 latent channels at a quarter of each
side.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from torch import Tensor

DECODER = ("up_blocks.", "out_block.")  # what its parameters' names begin with


def build_vqgan(scale_factor: float = 1.0) -> PaellaVQModel:
    """The encoder's BatchNorm is kept without learned scale, so that latents have unit variance."""
    model = PaellaVQModel(
        levels=2,
        bottleneck_blocks=3,
        embed_dim=48,
        latent_channels=4,
        num_vq_embeddings=1024,
        scale_factor=scale_factor,
    )
    norm = model.down_blocks[-1][1]
    norm.weight.requires_grad_(False)
    norm.bias.requires_grad_(False)
    for name, p in model.named_parameters():
        if name.endswith("gammas"):  # the class starts every block at zero; a small gain lets all weights learn at once
            p.data[2] = p.data[5] = 0.3
    return model


def reconstruction_psnr(model: PaellaVQModel, pixels: Tensor) -> Tensor:
    """PSNR in dB of pixels [B, 3, H, W] in [0, 1] after encoding and decoding."""
    decoded = model.decode(model.encode(pixels).latents).sample
    return -10 * torch.log10(F.mse_loss(decoded.clamp(0, 1), pixels))
