"""Compiles Stage B or C into inductor's cache, and says how long a step takes with and without.

python -m wuerstchen_train.performance.compile_networks decoder|prior --batch N
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from wuerstchen_train.diffusion import sample_times
from wuerstchen_train.hardware import device, frozen, seed_all
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.networks.decoder import build_decoder
from wuerstchen_train.networks.prior import LayoutHead, build_prior
from wuerstchen_train.networks.text_encoder import TOKENS, build_text_encoder
from wuerstchen_train.networks.tokenizer import train_tokenizer
from wuerstchen_train.networks.vqgan import build_vqgan
from wuerstchen_train.performance.compiled_kernels import Shape, compiled_shapes
from wuerstchen_train.performance.fast_kernels import use_fast_kernels
from wuerstchen_train.runs import Run
from wuerstchen_train.stages.s2_compressor_and_stage_b import DecoderTraining
from wuerstchen_train.stages.s4_stage_c import PriorTraining
from wuerstchen_train.trainer import Budget


class NoSource:
    """Only the losses are called here, on inputs of their own."""

    def draw(self, *_: object) -> Any:
        raise NotImplementedError("expected no step, only losses of given inputs")


def training(network: str, folder: Path) -> DecoderTraining | PriorTraining:
    """A training from initial weights, as `stages/live.py` has it."""
    tokenizer = train_tokenizer(folder / "tokenizer", captions=2000)
    text = frozen(build_text_encoder(tokenizer))
    run, budget, source = Run("compile", folder, folder, 0, {}), Budget(1e9), NoSource()
    if network == "prior":
        return PriorTraining("none", run, budget, source, build_prior(), text, LayoutHead(), lr=3e-3)
    vqgan = frozen(build_vqgan())
    return DecoderTraining("none", run, budget, source, build_decoder(), vqgan, text, Compressor(), lr=1.5e-3, views=1)


def inputs(network: str, shape: Shape) -> list[Tensor]:
    """x0, what is given with it, token ids, times."""
    n, _, height, width = shape
    given = torch.ones(n, 2, height, width, dtype=torch.uint8)
    if network == "decoder":
        given = torch.randn(n, 16, height * 3 // 32, width * 3 // 32)
    ids = torch.zeros(n, TOKENS, dtype=torch.int64)
    return [v.to(device()) for v in (torch.randn(shape), given, ids)] + [sample_times(n, device(), 5)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=("decoder", "prior"))
    parser.add_argument("--batch", type=int, default=512)
    o = parser.parse_args()
    seed_all(0)
    use_fast_kernels()
    with tempfile.TemporaryDirectory() as folder:
        trained = training(o.network, Path(folder))
    trained.trainer.module.train()
    for shape in compiled_shapes(o.network, o.batch):
        batch, took = inputs(o.network, shape), list[float]()
        for compiled in (False, True):
            if compiled:
                trained.network.engage([shape])
                trained.learn.forget([shape])
            began = time.time()
            for _ in range(3):
                trained.learn(*batch)
            took.append(_seconds(partial(trained.learn, *batch)))
            kind, ready = "compiled" if compiled else "plain", time.time() - began
            print(f"{o.network} {shape}: {kind} {1000 * took[-1]:.1f} ms a step, ready after {ready:.0f} s", flush=True)
        if not trained.network.shapes or took[1] > took[0]:
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
