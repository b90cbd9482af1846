"""How a network does on scenes that no training draws: the same scenes, times and noise at every look, so that it is a
curve.

Half of them are combinations like those that training sees, half have a held-out pair (`world/holdout.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import CLIPTokenizer

from wuerstchen_train.batches import to_tensor
from wuerstchen_train.evaluation.full_prompts import prompt
from wuerstchen_train.networks.text_encoder import ids_on_device
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import Scene
from wuerstchen_train.world.scene_sets import cached

FIRST_SEED = 1_200_000_000
SIDE = 512  # pixels
TIMES = 6  # noise levels of each scene


def _scenes(count: int) -> list[Scene]:
    return [sample_scene(FIRST_SEED + i, split) for split in ("train", "held_out") for i in range(count)]


def validation_pictures(cache: Path, count: int) -> np.ndarray:
    """uint8 [2 count, SIDE, SIDE, 3], drawn once. Runs that start side by side need them drawn before."""

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i, scene in list(enumerate(_scenes(count)))[start:stop]:
            out[i] = render(scene, SIDE, SIDE)

    return cached(cache / f"validation_{count}.npy", np.uint8, (2 * count, SIDE, SIDE, 3), fill)


class ValidationSet:
    """`count` scenes without and as many with a held-out pair.

    `pixels` float32 [2 count, 3, SIDE, SIDE]; `ids` int64 [2 count, 77] of captions that name everything.
    """

    def __init__(self, cache: Path, tokenizer: CLIPTokenizer, count: int) -> None:
        self.count = count
        self.pixels = to_tensor(validation_pictures(cache, count))
        self.ids = ids_on_device(tokenizer, [prompt(s) for s in _scenes(count)])

    def means(self, name: str, score: Callable[[int], Tensor]) -> dict[str, float]:
        """Means of score(i) over the scenes i without and with a held-out pair."""
        each = torch.stack([score(i).float() for i in range(2 * self.count)])
        return {name: float(each[: self.count].mean()), f"{name}, held-out pairs": float(each[self.count :].mean())}


def validation_times() -> Tensor:
    """TIMES values between 0 and 1, evenly spaced."""
    return (torch.arange(TIMES) + 0.5) / TIMES
