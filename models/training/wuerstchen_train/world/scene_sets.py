"""Sets of scenes: which seeds, at which size; and arrays about them, made once by all cores and mapped from disk."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from wuerstchen_train.world.cells import cells
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import Scene

OTHER_SHAPES = ((768, 512), (512, 768), (896, 512), (512, 896), (1024, 1024))  # width, height, besides 512 x 512
SEEDS_APART = 100_000_000  # between the scenes of one training's seed and the next
SHAPES_APART = 1_000_000


@dataclass(frozen=True)
class SceneSet:
    """`count` scenes of consecutive seeds at one size in pixels. Nothing is drawn until it is asked for."""

    first_seed: int
    count: int
    width: int
    height: int

    def scene(self, index: int) -> Scene:
        return sample_scene(self.first_seed + index)

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}_{self.first_seed}_{self.count}"

    def draw(self, start: int, stop: int) -> np.ndarray:
        """uint8 [stop - start, height, width, 3]."""
        return np.stack([render(self.scene(i), self.width, self.height) for i in range(start, stop)])


def scene_sets(seed: int, square: int, other: int, shapes: int, offset: int = 0) -> list[SceneSet]:
    """`square` scenes of 512 x 512, then `other` of each of the first `shapes` other shapes; sets of no scenes are left
    out.
    """
    first = seed * SEEDS_APART + offset
    sets = [SceneSet(first, square, 512, 512)]
    for k, (width, height) in enumerate(OTHER_SHAPES[:shapes], 1):
        sets.append(SceneSet(first + SHAPES_APART * k, other, width, height))
    return [s for s in sets if s.count]


def in_processes(work: Callable[[int, int], None], count: int) -> None:
    """Runs work(start, stop) over a partition of range(count) in forked processes, one a core."""
    processes = max(1, min(os.cpu_count() or 1, count // 4))
    if processes == 1:
        work(0, count)
        return
    bounds = np.linspace(0, count, processes + 1).astype(int)
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=work, args=(int(a), int(b))) for a, b in pairwise(bounds)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a process that made data failed")


def cached(path: Path, dtype: Any, shape: tuple[int, ...], fill: Callable[[np.ndarray, int, int], None]) -> np.ndarray:
    """The array in `path`, made once by fill(array, start, stop) over its first axis in parallel, and mapped from then
    on.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".part{os.getpid()}")
        np.lib.format.open_memmap(temporary, "w+", dtype, shape).flush()

        def work(start: int, stop: int) -> None:
            out = np.lib.format.open_memmap(temporary, "r+")
            fill(out, start, stop)
            out.flush()

        in_processes(work, shape[0])
        temporary.rename(path)
    mapped: np.ndarray = np.load(path, mmap_mode="r")
    return mapped


def pictures_path(cache: Path, scenes: SceneSet) -> Path:
    return cache / f"pictures_{scenes.name}.npy"


def pictures(cache: Path, scenes: SceneSet) -> np.ndarray:
    """uint8 [count, height, width, 3]; picture i shows scenes.scene(i)."""

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i in range(start, stop):
            out[i] = render(scenes.scene(i), scenes.width, scenes.height)

    return cached(pictures_path(cache, scenes), np.uint8, (scenes.count, scenes.height, scenes.width, 3), fill)


def layouts(cache: Path, scenes: SceneSet) -> np.ndarray:
    """uint8 [count, 2, 2, h, w]: thing and colour in the latent's cells of every scene, as drawn (0) and mirrored
    (1).
    """

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i in range(start, stop):
            out[i, 0] = cells(scenes.scene(i), scenes.width, scenes.height)
            out[i, 1] = out[i, 0, :, :, ::-1]

    shape = (scenes.count, 2, 2, scenes.height * 3 // 128, scenes.width * 3 // 128)
    return cached(cache / f"layouts_{scenes.name}.npy", np.uint8, shape, fill)
