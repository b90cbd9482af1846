"""Forward process and loss shared by Stages B and C: cosine schedule, continuous time, p2 weight (paper sections 3.2 and 3.3).

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


def times(batch: int, device: torch.device) -> Tensor:
    """Stratified uniform t [batch] in [0, 1): every batch covers the whole range, which steadies the gradient."""
    return ((torch.arange(batch) + torch.rand(batch)) / batch)[torch.randperm(batch)].to(device)


def eps_loss(predicted: Tensor, noise: Tensor, t: Tensor) -> Tensor:
    """MSE of the noise with the p2 weight for k = gamma = 1: (1 + snr)^-1 = 1 - abar."""
    return ((predicted - noise).pow(2).mean((1, 2, 3)) * (1 - alpha_bar(t))).mean()


def clean(x: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    """The estimate of x0 that eps implies."""
    ab = alpha_bar(t)[:, None, None, None]
    return (x - (1 - ab).sqrt() * eps) / ab.sqrt()
