"""Forward process and loss shared by Stages B and C: cosine schedule, continuous time, p2 weight (paper sections 3.2
and 3.3).

The same numbers as diffusers' DDPMWuerstchenScheduler; a test compares them.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

S = 0.008


def alpha_bar(t: Tensor) -> Tensor:
    """Share of signal power at t in [0, 1] -> [1e-4, 0.9999]."""
    start = math.cos(S / (1 + S) * math.pi / 2) ** 2
    return (torch.cos((t + S) / (1 + S) * math.pi / 2) ** 2 / start).clamp(1e-4, 0.9999)


def add_noise(x0: Tensor, t: Tensor, noise: Tensor) -> Tensor:
    """sqrt(abar) x0 + sqrt(1 - abar) noise, for x0 [B, C, H, W] and t [B]."""
    ab = alpha_bar(t)[:, None, None, None]
    return ab.sqrt() * x0 + (1 - ab).sqrt() * noise


def sample_times(batch: int, device: torch.device, most: float) -> Tensor:
    """Stratified t [batch] with density proportional to min(1 / abar, most).

    An error of the noise prediction weighs abar / (1 - abar) times its square in x0, so uniform times spend most of a
    short training on detail. The composition, which is what a prompt asks for, is decided at high t."""
    grid = torch.linspace(0, 1, 1025, device=device)
    share = torch.cumsum((1 / alpha_bar((grid[1:] + grid[:-1]) / 2)).clamp(max=most), 0)
    places = torch.randperm(batch, device=device) + torch.rand(batch, device=device)
    cell = torch.searchsorted(share, places / batch * share[-1]).clamp(max=1023)
    return grid[cell] + torch.rand(batch, device=device) / 1024


def time_weights(t: Tensor, most: float, balance: float) -> Tensor:
    """Weights [batch] for times of `sample_times(..., most)`, such that an error of x0 counts the same from abar = 1
    down to 1 / (most balance).

    The finer the grid of x, the longer its coarse shapes stay legible under noise. Without this a network that is given
    them by its condition reads them from x, and when it has to begin with noise alone it never learned to look at the
    condition: Stage B's x0 had a coarse error five times as large at t = 1 as at t = 0.95."""
    return (1 / (most * alpha_bar(t))).clamp(1, balance)


def eps_loss(predicted: Tensor, noise: Tensor, t: Tensor, weights: Tensor, importance: Tensor | None = None) -> Tensor:
    """MSE of the noise with the p2 weight for k = gamma = 1: (1 + snr)^-1 = 1 - abar, and with `weights` [B] of the
    samples.

    `importance` [B, 1, H, W] weighs positions, with mean 1."""
    error = (predicted - noise).pow(2)
    if importance is not None:
        error = error * importance
    return (error.mean((1, 2, 3)) * (1 - alpha_bar(t)) * weights).mean()


def predicted_x0(x: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    """The estimate of x0 that eps implies."""
    ab = alpha_bar(t)[:, None, None, None]
    return (x - (1 - ab).sqrt() * eps) / ab.sqrt()
