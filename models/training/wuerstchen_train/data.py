"""Sets of rendered scenes: which seeds, which size; their pictures on disk, random crops of them."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from torch import Tensor, from_numpy

from wuerstchen_train.trainer import device
from wuerstchen_train.world.render import render
from wuerstchen_train.world.scene import Scene, sample_scene


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


def in_processes(work: Callable[[int, int], None], count: int) -> None:
    """Runs work(start, stop) over a partition of range(count) in forked processes, one a core."""
    processes = max(1, min(os.cpu_count() or 1, count // 4))
    if processes == 1:
        return work(0, count)
    bounds = np.linspace(0, count, processes + 1).astype(int)
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=work, args=(int(a), int(b))) for a, b in zip(bounds[:-1], bounds[1:])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a process that made data failed")


def kept(
    path: Path, dtype: type, shape: tuple[int, ...], fill: Callable[[np.ndarray, int, int], None], count: int
) -> np.ndarray:
    """The array in `path`, made once by fill(array, start, stop) in parallel and mapped from then on."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        np.lib.format.open_memmap(temporary, "w+", dtype, shape).flush()

        def work(start: int, stop: int) -> None:
            out = np.lib.format.open_memmap(temporary, "r+")
            fill(out, start, stop)
            out.flush()

        in_processes(work, count)
        temporary.rename(path)
    return np.load(path, mmap_mode="r")


def pictures(work: Path, scenes: SceneSet) -> np.ndarray:
    """uint8 [count, height, width, 3]; picture i shows scenes.scene(i). Rendered once, then mapped."""

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i in range(start, stop):
            out[i] = render(scenes.scene(i), scenes.width, scenes.height)

    return kept(
        work / f"pictures_{scenes.name}.npy",
        np.uint8,
        (scenes.count, scenes.height, scenes.width, 3),
        fill,
        scenes.count,
    )


def to_tensor(batch: np.ndarray) -> Tensor:
    """uint8 [B, H, W, 3] -> float32 [B, 3, H, W] in [0, 1], channels last in memory (as the networks like it)."""
    return real(from_numpy(np.array(batch)))


def real(pictures: Tensor) -> Tensor:
    """The same from uint8 [B, H, W, 3] that is a tensor already, on whichever device."""
    return pictures.to(device()).permute(0, 3, 1, 2).float().div_(255)


def crops_with_index(
    images: np.ndarray, rng: np.random.Generator, batch: int, size: int
) -> tuple[Tensor, np.ndarray, np.ndarray]:
    """Random square crops, mirrored half of the time: float32 [batch, 3, size, size] in [0, 1], which picture,
    mirrored?
    """
    count, height, width, _ = images.shape
    out, index, mirrored = (
        np.empty((batch, size, size, 3), np.uint8),
        rng.integers(count, size=batch),
        rng.random(batch) < 0.5,
    )
    for k, i in enumerate(index):
        y, x = rng.integers(height - size + 1), rng.integers(width - size + 1)
        piece = images[i, y : y + size, x : x + size]
        out[k] = piece[:, ::-1] if mirrored[k] else piece
    return to_tensor(out), index, mirrored


def crops(images: np.ndarray, rng: np.random.Generator, batch: int, size: int) -> Tensor:
    """float32 [batch, 3, size, size] in [0, 1]."""
    return crops_with_index(images, rng, batch, size)[0]
