"""Averages over a training: of weights, and of BatchNorm's statistics."""

from __future__ import annotations

import copy
from collections.abc import Callable

import torch
from torch import nn


class Ema:
    """Exponential moving average of a module's parameters; buffers (BatchNorm statistics) are copied."""

    def __init__(self, module: nn.ModuleDict, decay: float) -> None:
        self.decay, self.module = decay, copy.deepcopy(module).requires_grad_(False)

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        d = min(self.decay, (1 + step) / (10 + step))  # early averages must forget the initial weights quickly
        averages, current = ([p.detach() for p in m.parameters()] for m in (self.module, module))
        torch._foreach_lerp_(averages, current, 1 - d)
        for average, buffer in zip(self.module.buffers(), module.buffers(), strict=True):
            average.copy_(buffer)


@torch.no_grad()
def calibrate(norm: nn.BatchNorm2d, forward: Callable[[], object], batches: int = 40) -> None:
    """Sets a BatchNorm's running statistics to their average over some batches and keeps them from then on.

    Batch statistics of a dozen crops vary so much that the absolute colour is lost to the decoder (it cost Stage A 10
    dB).
    """
    norm.reset_running_stats()
    norm.momentum = None  # cumulative average
    norm.train()
    for _ in range(batches):
        forward()
    norm.eval()
