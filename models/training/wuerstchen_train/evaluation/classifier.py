"""The judge's look at whole pictures (`judge.py`): a small network that names a picture's attributes, trained on
renders that no stage of the model has seen.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from wuerstchen_train.batches import to_tensor
from wuerstchen_train.evaluation.close_up import Block, softened
from wuerstchen_train.hardware import device, in_channels_last
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.attributes import CLASSES, SCENE, attribute_loss
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.trainer import Budget, Losses, Trainer
from wuerstchen_train.world.cells import CELL_THINGS, cells
from wuerstchen_train.world.colour import PAINT
from wuerstchen_train.world.labels import ATTRIBUTES, labels
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import DISTANCES, PLACES, SIZES, Scene
from wuerstchen_train.world.scene_sets import cached
from wuerstchen_train.world.things.catalogue import KINDS, ORBS

AREA = 160**2  # pixels that it looks at, whatever the picture's shape
FIRST_SEED = 700_000_000  # far from all training seeds
FEATURES = 256
FINE, PROFILE = 128, 24  # channels of the fine map; entries of a kind's profile along each axis
CELL = 8  # pixels of a cell of the map of things
MAP_WEIGHT, THING_WEIGHT = 1.0, 4.0  # of the map's loss; of cells where something stands
OWNERS = (*KINDS, *ORBS)
OWN = {
    "number": 4,
    "colour": 1 + len(PAINT),
    "place": 1 + len(PLACES),
    "size": 1 + len(SIZES),
    "distance": 1 + len(DISTANCES),
}
SCENE_CLASSES = sum(CLASSES[:SCENE]) + CLASSES[-1]  # stars, the last attribute, are all over the sky
VIEWS = ((160, 160), (192, 128), (128, 192), (208, 120), (120, 208))  # shapes of the renders that it learns from


def shape_for(width: int, height: int) -> tuple[int, int]:
    """Width and height of about AREA pixels in the same proportion, multiples of 8."""
    k = (AREA / (width * height)) ** 0.5
    return max(8, 8 * round(width * k / 8)), max(8, 8 * round(height * k / 8))


def shrink(picture: Tensor) -> Tensor:
    """[B, 3, H, W] -> the size that the classifier sees."""
    width, height = shape_for(picture.shape[3], picture.shape[2])
    return F.interpolate(picture, (height, width), mode="area")


def _places() -> list[int]:
    """For every class of every attribute of a thing, in the order of ATTRIBUTES, where `OWNERS` x `OWN` logits have
    it.
    """
    out: list[int] = []
    for name, values in list(ATTRIBUTES.items())[SCENE:-1]:
        owner, attribute = name.split()
        start = OWNERS.index(owner) * sum(OWN.values()) + sum(list(OWN.values())[: list(OWN).index(attribute)])
        out += range(start, start + len(values))
    return out


class Classifier(nn.Module):
    """[B, 3, h, w] in [0, 1] -> features [B, FEATURES], logits of all attributes side by side, and logits [B,
    CELL_THINGS, h / 8, w / 8] of the thing in each cell.

    Scene attributes come from the whole picture. A thing's come from where it stands: a map says which thing is in
    which cell, a kind's cells are averaged, and one head reads number, colour, place, size and distance of whichever
    kind that was, so that red is learned once and not for houses, tents and cars in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 48, 4, stride=4), Block(48), Block(48), nn.Conv2d(48, 96, 2, stride=2), Block(96), Block(96)
        )
        self.deep = nn.Sequential(nn.Conv2d(96, 192, 2, stride=2), Block(192), Block(192), Block(192))
        self.fine, self.wide = nn.Conv2d(96, FINE, 1), nn.Conv2d(192, FINE, 1)
        self.merged = Block(FINE)
        self.which = nn.Conv2d(FINE, len(CELL_THINGS), 1)
        self.features = nn.Sequential(nn.Linear(192 * 8, FEATURES), nn.GELU())
        self.scene = nn.Linear(FEATURES, SCENE_CLASSES)
        self.kind = nn.Parameter(torch.randn(len(OWNERS), 64) / 8)
        self.about = nn.Sequential(
            nn.Linear(2 * FINE + 3 * PROFILE + 64, 384),
            nn.GELU(),
            nn.Linear(384, 192),
            nn.GELU(),
            nn.Linear(192, sum(OWN.values())),
        )
        self.at: Tensor
        self.register_buffer("at", torch.tensor(_places()), persistent=False)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        fine = self.body((picture - 0.5) / 0.25)
        x = self.deep(fine)
        pooled = torch.cat(
            [
                F.adaptive_avg_pool2d(x, (1, 3)).flatten(1),
                F.adaptive_max_pool2d(x, (1, 3)).flatten(1),
                x.mean((2, 3)),
                x.amax((2, 3)),
            ],
            1,
        )  # [B, 192 * 8]
        features = self.features(pooled)
        y = self.merged(self.fine(fine) + F.interpolate(self.wide(x), fine.shape[2:], mode="bilinear"))
        which = self.which(y).float()
        scene, stars = self.scene(features).split((SCENE_CLASSES - CLASSES[-1], CLASSES[-1]), 1)
        return features, torch.cat([scene, self._things(y.float(), which).flatten(1)[:, self.at], stars], 1), which

    def _things(self, y: Tensor, which: Tensor) -> Tensor:
        """y [B, FINE, h, w] and the map of things -> logits [B, OWNERS, sum(OWN)]."""
        mine = which[:, 1 : 1 + len(OWNERS)]  # CELL_THINGS begins with "nothing"
        share = which.softmax(1)[:, 1 : 1 + len(OWNERS)]
        look = mine.flatten(2).softmax(2)  # [B, K, h w]: where the kind is looked at, present or not
        seen = look @ y.flatten(2).transpose(1, 2)  # [B, K, FINE]
        spread = share.flatten(2) @ y.flatten(2).transpose(1, 2) / (share.flatten(2).sum(2, keepdim=True) + 0.1)
        across, down = share.amax(2), share.amax(3)  # [B, K, w], [B, K, h]
        profile = [
            F.adaptive_max_pool1d(across, PROFILE),
            F.adaptive_avg_pool1d(share.sum(2), PROFILE),
            F.adaptive_max_pool1d(down, PROFILE),
        ]
        kind = self.kind.expand(len(y), -1, -1)
        return self.about(torch.cat([seen, spread, *profile, kind], 2))


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

    return cached(work / f"judge_{width}x{height}_{first}_{count}.npy", np.uint8, (count, height, width, 3), fill)


def _maps(work: Path, first: int, count: int, shape: tuple[int, int]) -> np.ndarray:
    """uint8 [count, h / CELL, w / CELL]: which thing is in which cell of the renders."""
    width, height = shape

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i in range(start, stop):
            out[i] = cells(_scene(first, i), 2 * width, 2 * height, 2 * CELL)[0]

    return cached(
        work / f"judge_maps_{width}x{height}_{first}_{count}.npy",
        np.uint8,
        (count, height // CELL, width // CELL),
        fill,
    )


def _targets(work: Path, first: int, count: int) -> np.ndarray:
    """int16 [count, 2, attributes]: labels of the scenes as drawn (0) and mirrored (1)."""

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i in range(start, stop):
            scene = _scene(first, i)
            out[i] = labels(scene), labels(scene.flipped())

    return cached(work / f"judge_labels_{first}_{count}.npy", np.int16, (count, 2, len(ATTRIBUTES)), fill)


def _wobbly(seen: Tensor) -> Tensor:
    """Edges a few pixels from where they were: shifts of some 1.5 % of the picture that change from one twentieth of it
    to the next.
    """
    n, _, height, width = seen.shape
    shift = F.interpolate(0.03 * torch.randn(n, 2, 20, 20).to(seen), (height, width), mode="bilinear")
    straight = F.affine_grid(torch.eye(2, 3).to(seen).expand(n, 2, 3), list(seen.shape), align_corners=False)
    return F.grid_sample(seen, straight + shift.permute(0, 2, 3, 1), padding_mode="border", align_corners=False)


def _worn(seen: Tensor, rng: np.random.Generator) -> Tensor:
    """What the stages do to edges and colours must not mislead the judge: softer, coarser or wobbly, and noisy."""
    kind, size = rng.random(), int(rng.integers(1, 3))
    if kind < 0.3:
        seen = softened(seen, size, float(rng.uniform(0.3, 1)))
    elif kind < 0.6:
        seen = F.interpolate(F.avg_pool2d(seen, 2), seen.shape[2:], mode="bilinear")
    if rng.random() < 0.5:
        seen = _wobbly(seen)
    return (seen + 0.03 * torch.rand(len(seen), 1, 1, 1).to(seen) * torch.randn_like(seen)).clamp(0, 1)


def train(work: Path, budget: Budget, *, pictures: int, batch: int = 64) -> None:
    """Most renders are square; a fifth is shared among the other shapes."""
    torch.manual_seed(0)
    counts = [pictures, *[pictures // 20] * (len(VIEWS) - 1)]
    firsts = [FIRST_SEED + 1_000_000 * k for k in range(len(VIEWS))]
    sets = [_renders(work, f, n, s) for f, n, s in zip(firsts, counts, VIEWS, strict=True)]
    maps = [_maps(work, f, n, s) for f, n, s in zip(firsts, counts, VIEWS, strict=True)]
    targets = [_targets(work, f, n) for f, n in zip(firsts, counts, strict=True)]
    net = in_channels_last(Classifier())
    how = Optimisation(lr=2e-3, ema_decay=0.99, weight_decay=0.05)
    trainer = Trainer("classifier", work, {"net": net}, how, budget, seed=0)
    rng = trainer.rng
    weights = torch.full((len(CELL_THINGS),), THING_WEIGHT, device=device())
    weights[0] = 1.0

    def losses() -> Losses:
        k = int(rng.choice(len(sets), p=np.array(counts) / sum(counts)))
        index, mirrored = np.sort(rng.integers(counts[k], size=batch)), rng.integers(2, size=batch)
        seen, where = to_tensor(sets[k][index]), torch.from_numpy(maps[k][index]).to(device()).long()
        flip = torch.from_numpy(mirrored > 0).to(device())
        seen = torch.where(flip[:, None, None, None], seen.flip(3), seen)
        where = torch.where(flip[:, None, None], where.flip(2), where)
        _, logits, which = net(_worn(seen, rng).contiguous(memory_format=torch.channels_last))
        target = torch.from_numpy(targets[k][index, mirrored].astype(np.int64)).to(device())
        named, right = attribute_loss(logits, target, label_smoothing=0.02)
        placed = F.cross_entropy(which, where, weights)
        return {"loss": named + MAP_WEIGHT * placed, "named": named, "map": placed, "right": right}

    run_loops([Loop(trainer, lambda: trainer.advance(losses))])
