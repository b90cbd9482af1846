"""Stages B and C with fewer, larger kernels (torch.compile), without waiting for the compiler: another process compiles
first, and leaves in inductor's cache what the training then takes. On an H200 a step of Stage C (512 latents) took 20
ms in place of 33, one of Stage B (256 pieces) 14 in place of 27.

python models/training/fusing.py b|c --batch N   compiles, and says how long a step takes with and without
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from wuerstchen_train.diffusion import composing_times
from wuerstchen_train.performance.cuda_graphs import Recorded
from wuerstchen_train.performance.fast_kernels import use_fast_kernels
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.stages import s4_stage_c as stage_c
from wuerstchen_train.stages.s3_text_encoder import WIDTH
from wuerstchen_train.trainer import Trainer, device, seed_all

Shape = tuple[int, ...]


def shapes(stage: str, batch: int) -> list[Shape]:
    """Of x in most steps of `streaming.py`: latents of 512 x 512, and Stage B's pieces of 256 x 256."""
    return [(batch, 16, 12, 12)] if stage == "c" else [(batch // 2, 4, 64, 64), (batch // 8, 4, 128, 128)]


class Fused:
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


class Compiling:
    """The other process. It starts anew, for a fork would share the graphics card."""

    def __init__(self, stage: str, batch: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wuerstchen_train.performance.compiled_kernels", stage, "--batch", str(batch)]
        )

    def done(self) -> bool:
        """Whether there is something to take."""
        return self.process.poll() == 0

    def stop(self) -> None:
        self.process.kill()


def learner(stage: str, trainer: Trainer) -> tuple[Fused, Callable[..., dict[str, Tensor]]]:
    """The network of `trainer` and its losses of x0, what it is given, the caption's states and t."""
    if stage == "b":
        stage_b.keep_output_exact(trainer.module["decoder"].clf)
        fused = Fused(trainer.module["decoder"])
        return fused, lambda x0, z, states, t: {"loss": stage_b.noise_loss(fused, x0, z, states, t)}  # type: ignore[arg-type]
    planned = stage_c.Planned(trainer.module["prior"], trainer.module["planner"])  # type: ignore[arg-type]
    planned.prior = fused = Fused(planned.prior)  # type: ignore[assignment]
    return fused, planned.losses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=("b", "c"))
    parser.add_argument("--batch", type=int, default=512)
    o = parser.parse_args()
    seed_all(0)
    use_fast_kernels()
    modules = (
        {"decoder": stage_b.build()} if o.stage == "b" else {"prior": stage_c.build(), "planner": stage_c.Planner()}
    )
    modules = {k: m.to(memory_format=torch.channels_last) for k, m in modules.items()}  # type: ignore[call-overload]
    trainer = Trainer("none", Path("/nonexistent"), modules, seed=0, minutes=1e9, muon=True)
    trainer.module.train()
    fused, losses = learner(o.stage, trainer)
    for shape in shapes(o.stage, o.batch):
        n, _, height, width = shape
        given = (
            torch.randn(n, 16, height * 3 // 32, width * 3 // 32)
            if o.stage == "b"
            else torch.ones(n, 2, height, width, dtype=torch.uint8)
        )
        inputs = [v.to(device()) for v in (torch.randn(shape), given, torch.randn(n, 77, WIDTH))] + [
            composing_times(n, device(), 5)
        ]
        took = []
        for compiled in (False, True):
            learn = Recorded(trainer, losses)
            if compiled:
                fused.engage([shape])
            began = time.time()
            for _ in range(3):
                learn(*inputs)
            took.append(_seconds(lambda: learn(*inputs)))
            print(
                f"fusing {o.stage} {shape}: {'fused' if compiled else 'plain'} {1000 * took[-1]:.1f} ms a step, ready after {time.time() - began:.0f} s",
                flush=True,
            )
        if not fused.shapes or took[1] > took[0]:
            sys.exit(1)


def _seconds(step: Callable[[], None], count: int = 10) -> float:
    def now() -> float:
        if device().type == "cuda":
            torch.cuda.synchronize()
        return time.time()

    began = now()
    for _ in range(count):
        step()
    return (now() - began) / count


if __name__ == "__main__":
    main()
