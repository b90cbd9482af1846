"""Rendered data sets on disk: pictures as one uint8 memmap, their scenes are re-derived from seeds."""
from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
from torch import Tensor, from_numpy

from common import device
from world.render import render
from world.scene import sample_scene


def _draw_range(path: Path, first_seed: int, start: int, stop: int) -> None:
    out = np.lib.format.open_memmap(path, "r+")
    for i in range(start, stop):
        out[i] = render(sample_scene(first_seed + i), out.shape[2], out.shape[1])
    out.flush()


def pictures(work: Path, count: int, width: int, height: int, first_seed: int, processes: int = 2) -> np.ndarray:
    """uint8 [count, height, width, 3]; picture i shows sample_scene(first_seed + i). Rendered once, then mapped."""
    path = work / f"pictures_{width}x{height}_{first_seed}_{count}.npy"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        np.lib.format.open_memmap(temporary, "w+", np.uint8, (count, height, width, 3)).flush()
        bounds = np.linspace(0, count, processes + 1).astype(int)
        fork = multiprocessing.get_context("fork")
        workers = [fork.Process(target=_draw_range, args=(temporary, first_seed, int(a), int(b)))
                   for a, b in zip(bounds[:-1], bounds[1:])]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(worker.exitcode for worker in workers):
            raise RuntimeError("a rendering process failed")
        temporary.rename(path)
    return np.load(path, mmap_mode="r")


def to_tensor(batch: np.ndarray) -> Tensor:
    """uint8 [B, H, W, 3] -> float32 [B, 3, H, W] in [0, 1], channels last in memory (as the networks like it)."""
    return from_numpy(np.array(batch)).to(device()).permute(0, 3, 1, 2).float().div_(255)


def crops_with_index(images: np.ndarray, rng: np.random.Generator, batch: int,
                     size: int) -> tuple[Tensor, np.ndarray, np.ndarray]:
    """Random square crops, mirrored half of the time: float32 [batch, 3, size, size] in [0, 1], which picture, mirrored?"""
    count, height, width, _ = images.shape
    out, index, mirrored = np.empty((batch, size, size, 3), np.uint8), rng.integers(count, size=batch), rng.random(batch) < 0.5
    for k, i in enumerate(index):
        y, x = rng.integers(height - size + 1), rng.integers(width - size + 1)
        piece = images[i, y:y + size, x:x + size]
        out[k] = piece[:, ::-1] if mirrored[k] else piece
    return to_tensor(out), index, mirrored


def crops(images: np.ndarray, rng: np.random.Generator, batch: int, size: int) -> Tensor:
    """float32 [batch, 3, size, size] in [0, 1]."""
    return crops_with_index(images, rng, batch, size)[0]
