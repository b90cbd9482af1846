"""Processes that draw new scenes without end while a GPU trains, and hand over each picture with its captions
and its layout.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import queue
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wuerstchen_train.networks.tokenizer import load_tokenizer
from wuerstchen_train.performance.caption_cache import wordings
from wuerstchen_train.world.cells import cells
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene

SLOTS = 24  # pictures that a process may have drawn before the first of them was taken


@dataclass(frozen=True)
class Rendered:
    """`picture` uint8 [height, width, 3] is valid until the next one is asked for; `captions` int16 [2, WORDINGS, 77],
    `layout` uint8 [2, 2, h, w], as drawn and mirrored.
    """

    shape: int
    picture: np.ndarray
    captions: np.ndarray
    layout: np.ndarray


class RenderWorkers:
    """`count` processes, forked at once: start them before anything touches the GPU.

    `shapes` are (width, height) in pixels, drawn with the given `shares`. Scene seeds go up from `first_seed`; which of
    them are drawn depends on the speed of the machine."""

    def __init__(
        self, count: int, shapes: list[tuple[int, int]], shares: list[float], first_seed: int, tokens: Path, seed: int
    ) -> None:
        fork = multiprocessing.get_context("fork")
        self.shapes = shapes
        self.largest = max(w * h * 3 for w, h in shapes)
        self.memory = [fork.RawArray(ctypes.c_uint8, SLOTS * self.largest) for _ in range(count)]
        self.free = [fork.Semaphore(SLOTS) for _ in range(count)]
        self.done = fork.Queue()

        def draw(me: int) -> None:
            os.environ["TOKENIZERS_PARALLELISM"] = "false"
            tokenizer, choice = load_tokenizer(tokens), random.Random(seed * 1000 + me)
            for k in range(10**9):
                number = first_seed + k * count + me
                which = choice.choices(range(len(shapes)), shares)[0]
                width, height = shapes[which]
                scene = sample_scene(number)
                self.free[me].acquire()
                self._slot(me, k % SLOTS, which)[:] = render(scene, width, height)
                layout = cells(scene, width, height)
                self.done.put(
                    (
                        me,
                        k % SLOTS,
                        which,
                        wordings(scene, tokenizer, seed, number),
                        np.stack([layout, layout[:, :, ::-1]]),
                    )
                )

        self.processes = [fork.Process(target=draw, args=(me,), daemon=True) for me in range(count)]
        for process in self.processes:
            process.start()

    def _slot(self, worker: int, slot: int, shape: int) -> np.ndarray:
        width, height = self.shapes[shape]
        flat = np.frombuffer(self.memory[worker], np.uint8, width * height * 3, slot * self.largest)  # type: ignore[call-overload]
        return flat.reshape(height, width, 3)

    def take(self, wait: bool, most: int) -> Iterator[Rendered]:
        """What is ready, at most so many; with `wait`, at least one."""
        for _ in range(most):
            try:
                me, slot, which, captions, layout = self.done.get(wait, 60) if wait else self.done.get_nowait()
            except queue.Empty:
                if not all(process.is_alive() for process in self.processes):
                    raise RuntimeError("a process that draws scenes has ended") from None
                return
            yield Rendered(which, self._slot(me, slot, which), captions, layout)
            self.free[me].release()
            wait = False

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
