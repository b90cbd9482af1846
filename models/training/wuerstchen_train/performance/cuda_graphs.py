"""Training steps, and passes without gradients, as CUDA graphs: a step of these small networks is some two thousand
kernels, and asking for them one by one takes a CPU longer than running them takes the GPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from wuerstchen_train.hardware import device
from wuerstchen_train.trainer import Trainer

WARM_UPS = 1  # steps of a new shape before it is recorded: libraries choose kernels and reserve memory in them


class GraphedFunction:
    """A function of tensors to a tensor, without gradients, recorded once for every shape of its inputs and then
    replayed on new contents; what it returns is overwritten by the next call. Without a GPU it is called as
    it is."""

    def __init__(self, function: Callable[..., Tensor]) -> None:
        self.function = function
        self.graphs: dict[tuple[torch.Size, ...], tuple[torch.cuda.CUDAGraph, list[Tensor], Tensor]] = {}

    @torch.no_grad()
    def __call__(self, *inputs: Tensor) -> Tensor:
        if device().type != "cuda":
            return self.function(*inputs)
        shape = tuple(i.shape for i in inputs)
        if shape not in self.graphs:
            contents, graph = [i.clone() for i in inputs], torch.cuda.CUDAGraph()
            aside = torch.cuda.Stream()
            aside.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(aside):
                self.function(*contents)
            torch.cuda.current_stream().wait_stream(aside)
            torch.cuda.synchronize()
            with torch.cuda.graph(graph):
                result = self.function(*contents)
            self.graphs[shape] = graph, contents, result
        graph, contents, result = self.graphs[shape]
        for mine, given in zip(contents, inputs, strict=True):
            mine.copy_(given)
        graph.replay()
        return result


class GraphedSteps:
    """Steps of `trainer` on `losses(*inputs)`, recorded once for every shape of the inputs, then replayed on new
    contents.

    `losses` may draw random numbers on the device; it must not wait for the device, and keep nothing between calls.
    Without a GPU every step runs as it is."""

    def __init__(self, trainer: Trainer, losses: Callable[..., dict[str, Tensor]]) -> None:
        self.trainer, self.losses = trainer, losses
        self.pool: Any = None  # the graphs never run at the same time, so they share their memory
        self.seen: dict[tuple[torch.Size, ...], int] = {}
        self.graphs: dict[tuple[torch.Size, ...], tuple[torch.cuda.CUDAGraph, list[Tensor], dict[str, Tensor]]] = {}

    def __call__(self, *inputs: Tensor) -> None:
        if device().type != "cuda":
            self.trainer.advance(lambda: self.losses(*inputs))
            return
        shape = tuple(i.shape for i in inputs)
        self.seen[shape] = self.seen.get(shape, 0) + 1
        self.trainer.set_rates()
        if self.seen[shape] <= WARM_UPS:
            aside = torch.cuda.Stream()
            aside.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(aside):
                result = self.trainer.update(lambda: self.losses(*inputs))
            torch.cuda.current_stream().wait_stream(aside)
            torch.cuda.synchronize()  # what the other stream still holds must not be given to this one
            self.trainer.finish(result)
            return
        if shape not in self.graphs:
            self.graphs[shape] = self._record(inputs)
        graph, contents, result = self.graphs[shape]
        for mine, given in zip(contents, inputs, strict=True):
            mine.copy_(given)
        graph.replay()
        self.trainer.finish(result)

    def forget(self, shapes: list[tuple[int, ...]]) -> None:
        """Steps whose first input has one of these shapes are recorded anew."""
        self.seen = {shape: n for shape, n in self.seen.items() if tuple(shape[0]) not in shapes}
        self.graphs = {shape: graph for shape, graph in self.graphs.items() if shape in self.seen}

    def _record(self, inputs: tuple[Tensor, ...]) -> tuple[torch.cuda.CUDAGraph, list[Tensor], dict[str, Tensor]]:
        contents, graph = [i.clone() for i in inputs], torch.cuda.CUDAGraph()
        for optimiser in self.trainer.optimisers:
            optimiser.zero_grad(set_to_none=True)
        if self.pool is None:
            self.pool = torch.cuda.graph_pool_handle()
        torch.cuda.synchronize()
        with torch.cuda.graph(graph, pool=self.pool):
            result = self.trainer.update(lambda: self.losses(*contents))
        return graph, contents, result
