"""The judge's second look: which style a picture is in, told from pieces of it at full size.

Pixel art has blocks of 8 px in a picture of 512, paper cut shadows of a few: `classifier.py` looks at 160 px, where
both are gone, and took half of these pictures for storybook ones. Posters and watercolours it tells by their frames,
which few pieces have, so both looks count.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from wuerstchen_train.batches import to_tensor
from wuerstchen_train.hardware import device, in_channels_last
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.trainer import Budget, Losses, Trainer
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import STYLES
from wuerstchen_train.world.scene_sets import cached

SHORT = 512  # pixels of the shorter side that it looks at
PIECE = 192  # of a piece
PIECES = 3  # of every render that it learns from
FIRST_SEED = 760_000_000  # far from all training seeds


class Block(nn.Module):
    """Depthwise 5x5 and two 1x1 convolutions with a residual."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(c, c, 5, padding=2, groups=c),
            nn.GroupNorm(1, c),
            nn.Conv2d(c, 3 * c, 1),
            nn.GELU(),
            nn.Conv2d(3 * c, c, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.net(x)


class CloseUp(nn.Module):
    """[B, 3, h, w] in [0, 1], at least 64 px -> logits [B, STYLES]."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 48, 4, stride=4), Block(48), Block(48), nn.Conv2d(48, 96, 2, stride=2), Block(96), Block(96)
        )
        self.style = nn.Sequential(nn.Linear(3 * 96, 96), nn.GELU(), nn.Linear(96, len(STYLES)))

    def traits(self, piece: Tensor) -> Tensor:
        """[B, 288]: what the style is told from."""
        x = self.body((piece - 0.5) / 0.25).float()
        return torch.cat([x.mean((2, 3)), x.std((2, 3)), x.amax((2, 3))], 1)

    def forward(self, piece: Tensor) -> Tensor:
        return self.style(self.traits(piece))


def _renders(work: Path, count: int) -> tuple[np.ndarray, np.ndarray]:
    """uint8 [count, PIECES, PIECE, PIECE, 3], pieces at random places of renders with a shorter side of SHORT, and
    their styles [count].
    """

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i in range(start, stop):
            rng = np.random.default_rng(i)
            width, height = ((SHORT, SHORT), (SHORT * 3 // 2, SHORT), (SHORT, SHORT * 3 // 2))[rng.integers(3)]
            picture = render(sample_scene(FIRST_SEED + i, "any"), width, height)
            for k in range(PIECES):
                y, x = rng.integers(height - PIECE + 1), rng.integers(width - PIECE + 1)
                out[i, k] = picture[y : y + PIECE, x : x + PIECE]

    pieces = cached(work / f"close_up_{count}.npy", np.uint8, (count, PIECES, PIECE, PIECE, 3), fill)
    return pieces, np.array([STYLES.index(sample_scene(FIRST_SEED + i, "any").style) for i in range(count)])


def softened(seen: Tensor, size: int, share: float) -> Tensor:
    """`share` of the way to the mean of 2 size + 1 pixels along each axis."""
    return torch.lerp(seen, F.avg_pool2d(F.pad(seen, (size,) * 4, mode="replicate"), 2 * size + 1, stride=1), share)


def _worn(seen: Tensor, rng: np.random.Generator) -> Tensor:
    """What a decoder does to edges and colours must not mislead it: softer, or coarser by up to a quarter, so that the
    grain of a paper is not all it knows of it, brighter or darker, noisy."""
    kind, size = rng.random(), int(rng.integers(1, 4))
    if kind < 0.35:
        seen = softened(seen, size, float(rng.uniform(0.3, 1)))
    elif kind < 0.75:
        seen = F.interpolate(F.avg_pool2d(seen, size + 1), seen.shape[2:], mode="bilinear")
    light, noise = torch.rand(2, len(seen), 1, 1, 1).to(seen)
    return (seen * (0.85 + 0.3 * light) + 0.03 * noise * torch.randn_like(seen)).clamp(0, 1)


def train(work: Path, budget: Budget, *, pictures: int, batch: int = 48) -> None:
    torch.manual_seed(0)
    pieces, styles = _renders(work, pictures)
    net = in_channels_last(CloseUp())
    how = Optimisation(lr=2e-3, ema_decay=0.99, weight_decay=0.05)
    trainer = Trainer("close_up", work, {"net": net}, how, budget, seed=0)
    rng = trainer.rng

    def losses() -> Losses:
        index, which = np.sort(rng.integers(len(pieces), size=batch)), rng.integers(PIECES, size=batch)
        seen = to_tensor(np.stack([pieces[i, k] for i, k in zip(index, which, strict=True)]))
        if rng.random() < 0.5:
            seen = seen.flip(3)
        logits = net(_worn(seen, rng).contiguous(memory_format=torch.channels_last))
        target = torch.from_numpy(styles[index]).to(device())
        return {
            "loss": F.cross_entropy(logits, target, label_smoothing=0.02),
            "right": (logits.argmax(1) == target).float().mean(),
        }

    run_loops([Loop(trainer, lambda: trainer.advance(losses))])


def _pieces(picture: np.ndarray) -> Tensor:
    """uint8 [H, W, 3] -> [B, 3, PIECE, PIECE], overlapping, all of the picture at SHORT px."""
    seen = to_tensor(picture[None])
    scale = SHORT / min(seen.shape[2:])
    if scale != 1:
        seen = F.interpolate(seen, [round(scale * v) for v in seen.shape[2:]], mode="area" if scale < 1 else "bilinear")
    return (
        F.unfold(seen, PIECE, stride=PIECE * 5 // 6)[0]
        .T.reshape(-1, 3, PIECE, PIECE)
        .contiguous(memory_format=torch.channels_last)
    )


@torch.no_grad()
def styles(net: CloseUp, pictures: np.ndarray) -> Tensor:
    """uint8 [N, H, W, 3] -> log-probabilities [N, STYLES], means over all pieces of each picture."""
    return torch.stack([F.log_softmax(net(_pieces(picture)), 1).mean(0) for picture in pictures])


@torch.no_grad()
def traits(net: CloseUp, pictures: np.ndarray) -> np.ndarray:
    """uint8 [N, H, W, 3] -> [N, 288], means over all pieces of each picture."""
    return np.stack([net.traits(_pieces(picture)).mean(0).cpu().numpy() for picture in pictures])
