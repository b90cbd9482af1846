"""Captions of whole sets of scenes as token ids, written once: a step of a fast machine is shorter than wording its
batch.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import CLIPTokenizer

from wuerstchen_train.hardware import device
from wuerstchen_train.networks.text_encoder import TOKENS, token_ids
from wuerstchen_train.world.captions import caption
from wuerstchen_train.world.scene import Scene
from wuerstchen_train.world.scene_sets import SceneSet, cached

WORDINGS = 6  # captions a scene and side; a scene is seen in many wordings before it is seen in the same one again


def wordings(scene: Scene, tokenizer: CLIPTokenizer, seed: int, number: int) -> np.ndarray:
    """Captions of a scene as drawn (0) and mirrored (1) as token ids, int16 [2, WORDINGS, 77]."""
    words = random.Random(seed * 1_000_003 + number)
    texts = [caption(s, words) for s in (scene, scene.flipped()) for _ in range(WORDINGS)]
    return token_ids(tokenizer, texts).reshape(2, WORDINGS, TOKENS)


class CaptionCache:
    """`WORDINGS` captions of every scene as drawn (0) and mirrored (1): int16 [count, 2, WORDINGS, 77], mapped from
    disk.

    They depend on the tokenizer, so they are kept in the folder of the run that made it.
    """

    def __init__(self, folder: Path, scenes: SceneSet, tokenizer: CLIPTokenizer, seed: int) -> None:
        self.empty = token_ids(tokenizer, [""])[0]

        def fill(out: np.ndarray, start: int, stop: int) -> None:
            os.environ["TOKENIZERS_PARALLELISM"] = "false"
            for i in range(start, stop):
                out[i] = wordings(scenes.scene(i), tokenizer, seed, scenes.first_seed + i)

        shape = (scenes.count, 2, WORDINGS, TOKENS)
        self.ids = cached(folder / f"captions_{scenes.first_seed}_{scenes.count}.npy", np.int16, shape, fill)

    def draw(self, index: np.ndarray, mirrored: np.ndarray, rng: np.random.Generator, drop: float) -> Tensor:
        """Token ids int64 [B, 77], one random wording each; the share `drop` of them is "" (for guidance)."""
        ids = self.ids[index, mirrored.astype(int), rng.integers(WORDINGS, size=len(index))]
        ids = np.where(rng.random((len(index), 1)) < drop, self.empty, ids)
        return torch.from_numpy(ids.astype(np.int64)).to(device())
