"""The judge: two small networks that name a picture's attributes.

It is kept in judge.safetensors, so that whoever evaluates need not train it, with its own marks on renders that it
never saw: what it cannot tell, no evaluation can show.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from wuerstchen_train.batches import to_tensor
from wuerstchen_train.evaluation import classifier, close_up
from wuerstchen_train.evaluation.classifier import Classifier
from wuerstchen_train.evaluation.close_up import CloseUp
from wuerstchen_train.evaluation.full_prompts import score
from wuerstchen_train.hardware import device
from wuerstchen_train.trainer import Budget
from wuerstchen_train.world.labels import ATTRIBUTES
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene

TEST_SEED = 750_000_000  # far from all training seeds
WHOLE = 0.6  # share of the minutes for the look at whole pictures


@dataclass(frozen=True)
class Seen:
    """What the judge makes of N pictures: features [N, FEATURES], for every attribute the probabilities of its classes
    [N, classes], and of what stands in which cell [N, CELL_THINGS, rows, columns]."""

    features: np.ndarray
    sure: dict[str, np.ndarray]
    cells: np.ndarray

    def guesses(self) -> dict[str, np.ndarray]:
        """The likeliest class index of every attribute."""
        return {name: each.argmax(1) for name, each in self.sure.items()}


@dataclass(frozen=True)
class Judge:
    """Tells style from the whole picture and from its pieces at full size, all else from the whole."""

    whole: Classifier
    close: CloseUp

    @classmethod
    def trained(cls, work: Path) -> Judge:
        """What `train_judge` trained in WORK."""
        judge = cls(Classifier(), CloseUp())
        for name, net in (("classifier", judge.whole), ("close_up", judge.close)):
            state = torch.load(work / f"{name}.pt", map_location="cpu", weights_only=False)["ema"]
            net.load_state_dict({k.removeprefix("net."): v for k, v in state.items()})
            net.to(device()).eval().requires_grad_(False)
        return judge

    @classmethod
    def load(cls, path: Path) -> Judge:
        if not path.exists():
            raise FileNotFoundError(
                f"{path}: expected the judge, found no file; `python -m wuerstchen_train judge` trains one"
            )
        tensors = load_file(path)
        judge = cls(Classifier(), CloseUp())
        for part, net in judge.parts():
            net.load_state_dict(
                {
                    name.removeprefix(f"{part}."): value.float()
                    for name, value in tensors.items()
                    if name.startswith(f"{part}.")
                }
            )
            net.to(device()).eval().requires_grad_(False)
        return judge

    def keep(self, path: Path, marks: dict[str, float]) -> None:
        """Both networks in float16; `marks` are its own on renders."""
        tensors = {
            f"{part}.{name}": value.half().contiguous().cpu()
            for part, net in self.parts()
            for name, value in net.state_dict().items()
        }
        save_file(tensors, path, {"renders": json.dumps(marks)})

    def parts(self) -> tuple[tuple[str, nn.Module], ...]:
        return ("whole", self.whole), ("close", self.close)

    @torch.no_grad()
    def see(self, pictures: np.ndarray) -> Seen:
        """uint8 [N, H, W, 3] of one size, at least 512 px for the style to be seen."""
        features, sure, cells = [], [], []
        for start in range(0, len(pictures), 64):
            some = pictures[start : start + 64]
            f, logits, which = self.whole(
                classifier.shrink(to_tensor(some)).contiguous(memory_format=torch.channels_last)
            )
            parts = classifier.split(logits.float())
            parts["style"] = parts["style"].log_softmax(1) + close_up.styles(self.close, some)
            features.append(f.float().cpu().numpy())
            sure.append({name: each.softmax(1).cpu().numpy() for name, each in parts.items()})
            cells.append(which.softmax(1).cpu().numpy())
        return Seen(
            np.concatenate(features),
            {k: np.concatenate([each[k] for each in sure]) for k in ATTRIBUTES},
            np.concatenate(cells),
        )

    def look(self, pictures: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Features and the class index of every attribute of such pictures."""
        seen = self.see(pictures)
        return seen.features, seen.guesses()


def own_marks(judge: Judge, count: int) -> dict[str, float]:
    """Shares in per cent that it names in `count` renders of 512 x 512 that it never saw."""
    scenes = [sample_scene(TEST_SEED + i, "any") for i in range(count)]
    seen = [
        judge.look(np.stack([render(scene, 512, 512) for scene in scenes[k : k + 64]]))[1] for k in range(0, count, 64)
    ]
    return score(scenes, {name: np.concatenate([each[name] for each in seen]) for name in ATTRIBUTES})


def train_judge(work: Path, minutes: float, pictures: int, out: Path, test: int = 1000) -> dict[str, float]:
    """Trains both networks on renders, WHOLE of the minutes the look at whole pictures, and keeps them in `out`.

    Returns its own marks, see `own_marks`.
    """
    classifier.train(work, Budget(WHOLE * minutes), pictures=pictures)
    close_up.train(work, Budget((1 - WHOLE) * minutes), pictures=pictures // 5)
    judge = Judge.trained(work)
    marks = own_marks(judge, test)
    judge.keep(out, marks)
    return marks
