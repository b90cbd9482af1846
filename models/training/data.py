"""Rendered data sets on disk: pictures as one uint8 memmap, their scenes are re-derived from seeds."""
from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from scenes import render, sample_scene


def _draw(job: tuple[int, int, int]) -> np.ndarray:
    seed, width, height = job
    return render(sample_scene(seed), width, height)


def pictures(work: Path, count: int, width: int, height: int, first_seed: int, processes: int = 1) -> np.ndarray:
    """uint8 [count, height, width, 3]; picture i shows sample_scene(first_seed + i). Rendered once, then mapped."""
    path = work / f"pictures_{width}x{height}_{first_seed}_{count}.npy"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        out = np.lib.format.open_memmap(temporary, "w+", np.uint8, (count, height, width, 3))
        jobs = [(first_seed + i, width, height) for i in range(count)]
        if processes > 1:
            with multiprocessing.get_context("spawn").Pool(processes) as pool:
                for i, picture in enumerate(pool.imap(_draw, jobs, chunksize=16)):
                    out[i] = picture
        else:
            for i, job in enumerate(jobs):
                out[i] = _draw(job)
        out.flush()
        temporary.rename(path)
    return np.load(path, mmap_mode="r")


def to_tensor(batch: np.ndarray) -> Tensor:
    """uint8 [B, H, W, 3] -> float32 [B, 3, H, W] in [0, 1], channels last in memory (as the networks like it)."""
    return torch.from_numpy(np.ascontiguousarray(batch)).permute(0, 3, 1, 2).float().div_(255)


def crops(images: np.ndarray, rng: np.random.Generator, batch: int, size: int) -> Tensor:
    """Random square crops, mirrored half of the time: float32 [batch, 3, size, size] in [0, 1]."""
    count, height, width, _ = images.shape
    out = np.empty((batch, size, size, 3), np.uint8)
    for k in range(batch):
        i, y, x = rng.integers(count), rng.integers(height - size + 1), rng.integers(width - size + 1)
        piece = images[i, y:y + size, x:x + size]
        out[k] = piece[:, ::-1] if rng.random() < 0.5 else piece
    return to_tensor(out)
