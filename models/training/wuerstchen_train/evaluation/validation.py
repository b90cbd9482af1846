"""How a stage does on scenes that no training draws: the same scenes, times and noise at every look, so that the marks
make a curve.

Half of them are combinations like those that training sees, half have a held-out pair (`world/holdout.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import CLIPTokenizer

from wuerstchen_train.data import kept, to_tensor
from wuerstchen_train.evaluation.full_prompts import prompt
from wuerstchen_train.stages.s3_text_encoder import token_ids
from wuerstchen_train.world.render import render
from wuerstchen_train.world.scene import Scene, sample_scene

FIRST = 1_200_000_000  # seed
COUNT, SIDE = 12, 512
TIMES = 6  # noise levels of each scene


def _scenes() -> list[Scene]:
    return [sample_scene(FIRST + i, split) for split in ("train", "held_out") for i in range(COUNT)]


def unseen_pictures(work: Path) -> np.ndarray:
    """uint8 [2 COUNT, SIDE, SIDE, 3], drawn once. Stages that start side by side need them drawn before."""

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i, scene in list(enumerate(_scenes()))[start:stop]:
            out[i] = render(scene, SIDE, SIDE)

    return kept(work / f"pictures_unseen_{2 * COUNT}.npy", np.uint8, (2 * COUNT, SIDE, SIDE, 3), fill, 2 * COUNT)


class Unseen:
    """float32 pictures [2 COUNT, 3, SIDE, SIDE], first those without a held-out pair, and token ids int64 [2 COUNT, 77]
    of captions that name everything.
    """

    def __init__(self, work: Path, tokenizer: CLIPTokenizer) -> None:
        self.pictures = to_tensor(unseen_pictures(work))
        self.ids = torch.from_numpy(token_ids(tokenizer, [prompt(s) for s in _scenes()]).astype(np.int64)).to(
            self.pictures.device
        )

    def marks(self, name: str, mark: Callable[[int], Tensor]) -> dict[str, float]:
        """Means of mark(i) over the scenes i without and with a held-out pair."""
        each = torch.stack([mark(i).float() for i in range(2 * COUNT)])
        return {name: float(each[:COUNT].mean()), f"{name}, held-out pairs": float(each[COUNT:].mean())}


def times() -> Tensor:
    """TIMES values between 0 and 1, even."""
    return (torch.arange(TIMES) + 0.5) / TIMES
