"""Stages B and C with fewer, larger kernels (torch.compile), without waiting for the compiler.

Another process compiles first (`compile_networks.py`) and leaves in inductor's cache what the training then takes. On
an H200 a step of Stage C (512 latents) took 20 ms in place of 33, one of Stage B (256 pieces) 14 in place of 27.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

Shape = tuple[int, ...]


def compiled_shapes(network: str, batch: int) -> list[Shape]:
    """Of x in most steps of `stages/live.py`: latents of 512 x 512, and Stage B's pieces of 256 x 256."""
    return [(batch, 16, 12, 12)] if network == "prior" else [(batch // 2, 4, 64, 64), (batch // 8, 4, 128, 128)]


class CompilableNetwork:
    """A network, from `engage` on compiled for x of some shapes. Where the compiler fails it stays as it is, and says
    so.
    """

    def __init__(self, module: nn.Module) -> None:
        self.module, self.shapes = module, list[Shape]()
        self.compiled: Callable[..., Tensor] = module

    def engage(self, shapes: list[Shape]) -> None:
        self.shapes, self.compiled = shapes, torch.compile(self.module, dynamic=False)

    def __call__(self, x: Tensor, *rest: Any, **named: Any) -> Tensor:
        if tuple(x.shape) not in self.shapes:
            return self.module(x, *rest, **named)
        try:
            return self.compiled(x, *rest, **named)
        except Exception as error:
            print(f"not compiled: {error!r:.400}", flush=True)
            self.shapes = []
            return self.module(x, *rest, **named)


class CompilerProcess:
    """The other process. It starts anew, for a fork would share the GPU."""

    def __init__(self, network: str, batch: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wuerstchen_train.performance.compile_networks", network, "--batch", str(batch)]
        )

    def done(self) -> bool:
        """Whether there is something to take."""
        return self.process.poll() == 0

    def stop(self) -> None:
        self.process.kill()
