"""What Stage C learns from: latents on disk, or a cache that render workers keep filling."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor
from transformers import CLIPTokenizer

from wuerstchen_train.batches import to_tensor
from wuerstchen_train.hardware import device
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.performance.caption_cache import CaptionCache
from wuerstchen_train.performance.sample_cache import SampleCache
from wuerstchen_train.runs import Run
from wuerstchen_train.trainer import Trainer
from wuerstchen_train.world.scene_sets import SceneSet, layouts, pictures_path

CAPTIONS_DROPPED = 0.08  # share of captions that become "", for guidance
POSITIONS = 144  # of a latent of 512 x 512


class PriorBatch(NamedTuple):
    """`x0` float32 [n, 16, h, w], `layout` uint8 [n, 2, h, w], `ids` int64 [n, 77]."""

    x0: Tensor
    layout: Tensor
    ids: Tensor


class PriorSource(Protocol):
    def draw(self, trainer: Trainer) -> PriorBatch: ...


class _Draw:
    """A function that processes can be sent."""

    def __init__(self, scenes: SceneSet, chunk: int) -> None:
        self.scenes, self.chunk = scenes, chunk

    def __call__(self, start: int) -> np.ndarray:
        return self.scenes.draw(start, min(start + self.chunk, self.scenes.count))


def _drawn(scenes: SceneSet, chunk: int = 8) -> Iterator[np.ndarray]:
    """The pictures of a set in chunks, drawn by one process a core ahead of whoever takes them."""
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        yield from pool.imap(_Draw(scenes, chunk), range(0, scenes.count, chunk))


@torch.no_grad()
def latents(folder: Path, cache: Path, compressor: Compressor, scenes: SceneSet) -> np.ndarray:
    """float16 [count, 2, 16, h, w]: the compressor's latents of every scene as drawn (0) and mirrored (1).

    They are kept in the folder of the run that gives the compressor. Pictures that are not kept are drawn and
    forgotten: Stage C wants more scenes than a disk wants pictures.
    """
    path, drawn = folder / f"latents_{scenes.name}.npy", pictures_path(cache, scenes)
    if not path.exists():
        batches: Iterator[np.ndarray] = _drawn(scenes)
        if drawn.exists():
            images = np.load(drawn, mmap_mode="r")
            batches = (images[i : i + 8] for i in range(0, scenes.count, 8))
        out = np.zeros((scenes.count, 2, 16, scenes.height * 3 // 128, scenes.width * 3 // 128), np.float16)
        start = 0
        for batch in batches:
            for side, seen in enumerate((batch, batch[:, :, ::-1])):
                out[start : start + len(batch), side] = compressor(to_tensor(seen)).half().cpu().numpy()
            start += len(batch)
        temporary = path.with_suffix(f".part{os.getpid()}.npy")
        np.save(temporary, out)
        temporary.rename(path)
    found: np.ndarray = np.load(path)
    return found


class LatentSource:
    """Latents of whole sets. A set is drawn from in proportion to its number of scenes.

    A batch has as many positions whatever the size, so that a step of large pictures costs what one of small ones does.
    The share `curriculum` of the budget goes to `small` pictures of a quarter of the area: three times as many a
    second, from which the prior learns the words before it learns the large picture.
    """

    def __init__(
        self,
        run: Run,
        tokenizer: CLIPTokenizer,
        compressor: Compressor,
        sets: list[SceneSet],
        small: SceneSet | None,
        curriculum: float,
        batch: int,
    ) -> None:
        self.curriculum, self.batch, self.large = curriculum if small else 0.0, batch, len(sets)
        sets = [*sets, *([small] if small else [])]
        folder = run.input("compressor")
        self.captions = [CaptionCache(run.input("tokenizer"), s, tokenizer, run.seed) for s in sets]
        self.latents = [torch.from_numpy(latents(folder, run.cache, compressor, s)).to(device()) for s in sets]
        self.layouts = [torch.from_numpy(np.array(layouts(run.cache, s))).to(device()) for s in sets]
        self.counts = np.array([s.count for s in sets])

    def draw(self, trainer: Trainer) -> PriorBatch:
        rng = trainer.rng
        if trainer.progress() < self.curriculum:
            k = self.large
        else:
            counts = self.counts[: self.large]
            k = int(rng.choice(self.large, p=counts / counts.sum()))
        z = self.latents[k]
        n = max(1, self.batch * POSITIONS // (z.shape[3] * z.shape[4]))
        index, mirrored = rng.integers(self.counts[k], size=n), rng.integers(2, size=n)
        at, side = (torch.from_numpy(v).to(device()) for v in (index, mirrored))
        ids = self.captions[k].draw(index, mirrored, rng, CAPTIONS_DROPPED)
        return PriorBatch(z[at, side].float(), self.layouts[k][at, side], ids)


class CacheSource:
    """Scenes of a sample cache, each size as often as it has scenes."""

    def __init__(self, cache: SampleCache, empty: Tensor, batch: int) -> None:
        self.cache, self.empty, self.batch = cache, empty, batch

    def draw(self, trainer: Trainer) -> PriorBatch:
        bucket = self.cache.pick(trainer.rng, by_area=False)
        n = max(1, self.batch * POSITIONS // (bucket.h * bucket.w))
        at, side = bucket.draw(n)
        ids = bucket.words(at, side, self.empty, CAPTIONS_DROPPED)
        return PriorBatch(bucket.z[at, side].float(), bucket.layout[at, side], ids)
