"""Batches on the device: pixels, random crops, and pieces of latents that show the same place in both grids."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from wuerstchen_train.hardware import device

PIECE = 256  # pixels of a side


def to_tensor(batch: np.ndarray) -> Tensor:
    """uint8 [B, H, W, 3] -> float32 [B, 3, H, W] in [0, 1], channels last in memory (as the networks like it)."""
    return as_pixels(torch.from_numpy(np.array(batch)))


def as_pixels(pictures: Tensor) -> Tensor:
    """The same from uint8 [B, H, W, 3] that is a tensor already, on whichever device."""
    return pictures.to(device()).permute(0, 3, 1, 2).float().div_(255)


def crops_with_index(
    images: np.ndarray, rng: np.random.Generator, batch: int, size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random square crops, mirrored half of the time: uint8 [batch, size, size, 3], which picture [batch], mirrored?
    [batch]
    """
    count, height, width, _ = images.shape
    index, mirrored = rng.integers(count, size=batch), rng.random(batch) < 0.5
    out = np.empty((batch, size, size, 3), np.uint8)
    for k, i in enumerate(index):
        y, x = rng.integers(height - size + 1), rng.integers(width - size + 1)
        piece = images[i, y : y + size, x : x + size]
        out[k] = piece[:, ::-1] if mirrored[k] else piece
    return out, index, mirrored


def crops(images: np.ndarray, rng: np.random.Generator, batch: int, size: int) -> Tensor:
    """float32 [batch, 3, size, size] in [0, 1]."""
    return to_tensor(crops_with_index(images, rng, batch, size)[0])


def repeated(x: Tensor, times: int) -> Tensor:
    """[n, ...] -> [n times, ...], each `times` times in a row, contiguous whatever n is.

    (A CUDA graph cannot hold every version of torch's repeat_interleave.)
    """
    return x[:, None].expand(-1, times, *x.shape[1:]).flatten(0, 1).contiguous()


def corners(x0: Tensor, rng: np.random.Generator) -> Tensor:
    """Where the pieces of latents x0 [N, 4, H, W] begin: int64 [2, N], row and column in units of 128 px."""
    drawn = np.stack([rng.integers(x0.shape[d] // 32 - 1, size=len(x0)) for d in (2, 3)])
    return torch.from_numpy(drawn).to(x0.device)


def pieces(x0: Tensor, z: Tensor, at: Tensor) -> tuple[Tensor, Tensor]:
    """256 px pieces of latents x0 [N, 4, H, W] and z [N, 16, h, w]: [N, 4, 64, 64], [N, 16, 6, 6].

    Their corners `at` [2, N] lie on multiples of 128 px, where both grids meet.
    """

    def cut(latents: Tensor, unit: int) -> Tensor:
        span, each = torch.arange(2 * unit, device=at.device), torch.arange(len(latents), device=at.device)
        rows, columns = unit * at[:, :, None] + span  # [N, 2 unit] each
        picked = latents[each[:, None, None], :, rows[:, :, None], columns[:, None, :]]  # [N, 2 unit, 2 unit, C]
        return picked.permute(0, 3, 1, 2)

    return cut(x0, 32), cut(z, 3)
