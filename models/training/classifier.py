"""The judge: a small network that names a picture's attributes, trained on renders that no stage of the model has seen.

python models/training/classifier.py --work DIR [--minutes 20] [--pictures 20000]
Its own accuracy on further renders is printed and kept in WORK/classifier.json: what it cannot tell, no evaluation can show.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attributes import CLASSES, attribute_loss
from common import Trainer, device, load_ema, seed_all
from data import kept, to_tensor
from exam import score
from fast import keep_memory
from world.labels import ATTRIBUTES, labels
from world.render import render
from world.scene import Scene, sample_scene

AREA = 160**2  # pixels that it looks at, whatever the picture's shape
FIRST_SEED, TEST_SEED = 700_000_000, 750_000_000  # far from all training seeds
FEATURES = 256
VIEWS = ((160, 160), (192, 128), (128, 192), (208, 120), (120, 208))  # shapes of the renders that it learns from


def shape_for(width: int, height: int) -> tuple[int, int]:
    """Width and height of about AREA pixels in the same proportion, multiples of 8."""
    k = (AREA / (width * height)) ** 0.5
    return tuple(max(8, 8 * round(v * k / 8)) for v in (width, height))  # type: ignore[return-value]


def shrink(picture: Tensor) -> Tensor:
    """[B, 3, H, W] -> the size that the classifier sees."""
    width, height = shape_for(picture.shape[3], picture.shape[2])
    return F.interpolate(picture, (height, width), mode="area")


class Block(nn.Module):
    """Depthwise 5x5 and two 1x1 convolutions with a residual."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(c, c, 5, padding=2, groups=c), nn.GroupNorm(1, c), nn.Conv2d(c, 3 * c, 1), nn.GELU(),
                                 nn.Conv2d(3 * c, c, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.net(x)


class Classifier(nn.Module):
    """[B, 3, h, w] in [0, 1] -> features [B, FEATURES] and logits of all attributes side by side.

    Pooled per third of the width as well as over the whole, because places are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 48, 4, stride=4), Block(48), Block(48), nn.Conv2d(48, 96, 2, stride=2), Block(96), Block(96),
                                  nn.Conv2d(96, 192, 2, stride=2), Block(192), Block(192))
        self.features = nn.Sequential(nn.Linear(192 * 8, FEATURES), nn.GELU())
        self.heads = nn.Linear(FEATURES, sum(CLASSES))

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        x = self.body((picture - 0.5) / 0.25)
        pooled = torch.cat([F.adaptive_avg_pool2d(x, (1, 3)).flatten(1), F.adaptive_max_pool2d(x, (1, 3)).flatten(1),
                            x.mean((2, 3)), x.amax((2, 3))], 1)  # [B, 192 * 8]
        features = self.features(pooled)
        return features, self.heads(features)


def split(logits: Tensor) -> dict[str, Tensor]:
    """One tensor [B, classes] an attribute."""
    return dict(zip(ATTRIBUTES, logits.split(CLASSES, 1), strict=True))


def _scene(first: int, index: int) -> Scene:
    return sample_scene(first + index, "any")


def _renders(work: Path, first: int, count: int, shape: tuple[int, int]) -> np.ndarray:
    """uint8 [count, h, w, 3], drawn at twice the size and averaged down."""
    width, height = shape

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i in range(start, stop):
            big = render(_scene(first, i), 2 * width, 2 * height).astype(np.uint16)
            out[i] = ((big[::2, ::2] + big[1::2, ::2] + big[::2, 1::2] + big[1::2, 1::2] + 2) // 4).astype(np.uint8)
    return kept(work / f"judge_{width}x{height}_{first}_{count}.npy", np.uint8, (count, height, width, 3), fill, count)


def train(work: Path, *, minutes: float, pictures: int, batch: int = 64, max_steps: int = 10**9) -> None:
    """Most renders are square; a fifth is shared among the other shapes."""
    torch.manual_seed(0)
    counts = [pictures, *[pictures // 20] * (len(VIEWS) - 1)]
    firsts = [FIRST_SEED + 1_000_000 * k for k in range(len(VIEWS))]
    sets = [_renders(work, f, n, s) for f, n, s in zip(firsts, counts, VIEWS)]
    targets = [torch.tensor([labels(_scene(f, i)) for i in range(n)]) for f, n in zip(firsts, counts)]
    trainer = Trainer("classifier", work, {"net": Classifier().to(memory_format=torch.channels_last)}, seed=0, minutes=minutes,
                      max_steps=max_steps, lr=2e-3, ema_decay=0.99, weight_decay=0.05)
    net = trainer.module["net"]

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        k = int(rng.choice(len(sets), p=np.array(counts) / sum(counts)))
        index = np.sort(rng.integers(counts[k], size=batch))
        seen = to_tensor(sets[k][index])
        if rng.random() < 0.5:  # what a decoder does to edges must not mislead it
            seen = F.interpolate(F.avg_pool2d(seen, 2), seen.shape[2:], mode="bilinear")
        seen = (seen + 0.03 * torch.rand(batch, 1, 1, 1).to(seen) * torch.randn_like(seen)).clamp(0, 1)
        _, logits = net(seen.contiguous(memory_format=torch.channels_last))
        loss, right = attribute_loss(logits, targets[k][index].to(logits.device), label_smoothing=0.02)
        return {"loss": loss, "right": right}

    trainer.run(step)


def load(work: Path) -> Classifier:
    return load_ema(work, "classifier", Classifier(), "net")  # type: ignore[return-value]


@torch.no_grad()
def look(net: Classifier, pictures: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """uint8 [N, H, W, 3] of one size -> features [N, FEATURES], and the class index of every attribute."""
    features, guesses = [], []
    for start in range(0, len(pictures), 64):
        f, logits = net(shrink(to_tensor(pictures[start:start + 64])).contiguous(memory_format=torch.channels_last))
        features.append(f.float().cpu().numpy())
        guesses.append({k: p.argmax(1).cpu().numpy() for k, p in split(logits).items()})
    return np.concatenate(features), {k: np.concatenate([g[k] for g in guesses]) for k in ATTRIBUTES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--pictures", type=int, default=20000)
    parser.add_argument("--test", type=int, default=2000)
    o = parser.parse_args()
    seed_all(0)
    keep_memory()
    train(o.work, minutes=o.minutes, pictures=o.pictures)
    drawn = _renders(o.work, TEST_SEED, o.test, (160, 160))
    _, guesses = look(load(o.work), np.asarray(drawn))
    own = score([_scene(TEST_SEED, i) for i in range(o.test)], guesses)
    (o.work / "classifier.json").write_text(json.dumps(own, indent=1))
    print(json.dumps(own, indent=1))


if __name__ == "__main__":
    main()
