"""Scenes that the processor's cores keep drawing, on a graphics card: pictures while the compressor still learns,
latents for Stages B and C.
"""

from __future__ import annotations

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from torch import Tensor

from wuerstchen_train.data import real
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.performance.fast_kernels import mixed
from wuerstchen_train.performance.render_workers import Drawn, Painters
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.trainer import device

FIRST = 256  # pictures before the first step
LEAD = 8  # steps that may wait for the card: time is told by the processor
CHUNK = 32  # pictures of 512 x 512, and as many pixels of others, that are compressed together
MOST = 64  # pictures that are taken at once, and no more than are kept
WORDINGS_KEPT = 3  # of a scene's captions


class Shelf:
    """Latents, captions and plans of all scenes of one size, on the device, and their pictures as long as those are
    needed; the oldest give way when it is full."""

    def __init__(self, width: int, height: int, capacity: int, with_pictures: bool = False) -> None:
        self.width, self.height, self.capacity, self.total = width, height, capacity, 0
        self.chunk = min(capacity, max(1, CHUNK * 512 * 512 // (width * height)))
        self.h, self.w = height * 3 // 128, width * 3 // 128
        new = {"device": device()}
        self.x0 = torch.zeros(capacity, 2, 4, height // 4, width // 4, dtype=torch.float16, **new)
        self.z = torch.zeros(capacity, 2, 16, self.h, self.w, dtype=torch.float16, **new)
        self.ids = torch.zeros(capacity, 2, WORDINGS_KEPT, 77, dtype=torch.int16, **new)
        self.plan = torch.zeros(capacity, 2, 2, self.h, self.w, dtype=torch.uint8, **new)
        self.pictures = torch.zeros(capacity, height, width, 3, dtype=torch.uint8, **new) if with_pictures else None
        self.waiting: list[tuple[Tensor, np.ndarray, np.ndarray]] = []

    @property
    def count(self) -> int:
        return min(self.total, self.capacity)

    def draw(self, n: int) -> tuple[Tensor, Tensor]:
        """Indices [n] of scenes and sides."""
        return tuple(torch.randint(most, (n,), device=device()) for most in (self.count, 2))  # type: ignore[return-value]

    def words(self, at: Tensor, side: Tensor, empty: Tensor, drop: float) -> Tensor:
        """Token ids int64 [n, 77] of one wording each; the share `drop` of them is that of "", `empty` [77]."""
        wording = torch.randint(WORDINGS_KEPT, (len(at),), device=at.device)
        dropped = torch.rand(len(at), 1, device=at.device) < drop
        return torch.where(dropped, empty, self.ids[at, side, wording].long())

    def corners(self, n: int) -> Tensor:
        """Where `n` pieces of 256 px begin, int64 [2, n], see `stage_b.pieces`."""
        return torch.stack(
            [torch.randint(size // 128 - 1, (n,), device=device()) for size in (self.height, self.width)]
        )

    def pieces(self, at: Tensor, side: Tensor) -> tuple[Tensor, Tensor]:
        """x0 [n, 4, 64, 64] and z [n, 16, 6, 6] of random pieces, see `stage_b.pieces`."""
        x0, z = stage_b.pieces(self.x0[at, side], self.z[at, side], self.corners(len(at)))
        return x0.float(), z.float()

    def seen(self, at: Tensor, side: Tensor, whole: bool) -> tuple[Tensor, Tensor]:
        """x0 [n, 4, h, w] and the pixels that it shows, uint8 [n, 4 h, 4 w, 3], of random 256 px pieces or whole
        pictures.
        """
        if self.pictures is None:
            raise RuntimeError("this shelf keeps no pictures")
        if whole:
            pictures = self.pictures[at]
            return self.x0[at, side].float(), torch.where(side[:, None, None, None] > 0, pictures.flip(2), pictures)
        corners = self.corners(len(at))
        x0, _ = stage_b.pieces(self.x0[at, side], self.z[at, side], corners)
        rows, columns = 128 * corners[:, :, None] + torch.arange(256, device=at.device)
        columns = torch.where(side[:, None] > 0, self.width - 1 - columns, columns)
        return x0.float(), self.pictures[at[:, None, None], rows[:, :, None], columns[:, None, :]]


class Gallery:
    """Takes pictures from the painters, compresses them, and puts them on the shelves."""

    def __init__(
        self,
        painters: Painters,
        capacities: list[int],
        vqgan: PaellaVQModel,
        compressor: Compressor,
        with_pictures: bool = False,
    ) -> None:
        self.painters, self.vqgan, self.compressor = painters, vqgan, compressor
        self.shelves = [
            Shelf(w, h, capacity, with_pictures) for (w, h), capacity in zip(painters.shapes, capacities, strict=True)
        ]
        self.most = min(MOST, sum(capacities))
        self.upload = torch.cuda.Stream() if device().type == "cuda" else None

    @property
    def total(self) -> int:
        return sum(shelf.total for shelf in self.shelves)

    def pick(self, rng: np.random.Generator, by_area: bool) -> Shelf:
        """One of the shelves, as often as it has scenes, or with `by_area` pixels."""
        shelves = [shelf for shelf in self.shelves if shelf.total]
        weights = np.array([s.count * (s.width * s.height if by_area else 1) for s in shelves], float)
        return shelves[rng.choice(len(shelves), p=weights / weights.sum())]

    def collect(self, wait: bool = False) -> None:
        for drawn in self.painters.take(wait, self.most):
            shelf = self.shelves[drawn.shape]
            shelf.waiting.append((self._sent(drawn), drawn.captions, drawn.plan))
            if len(shelf.waiting) >= shelf.chunk:
                self._keep(shelf)

    def wait(self) -> None:
        """Until there is something to learn from."""
        while self.total < min(FIRST, sum(shelf.capacity for shelf in self.shelves)):
            self.collect(wait=True)

    def keep_pace(self, step: int) -> None:
        """Waits for the card from time to time."""
        if self.upload and step % LEAD == 0:
            torch.cuda.synchronize()

    def _sent(self, drawn: Drawn) -> Tensor:
        """On a stream of its own: a copy in the main one would wait for all training steps before it."""
        if not self.upload:
            return torch.from_numpy(drawn.picture.copy())
        with torch.cuda.stream(self.upload):
            return torch.from_numpy(drawn.picture).to(device())

    @torch.no_grad()
    def _keep(self, shelf: Shelf) -> None:
        if self.upload:
            torch.cuda.current_stream().wait_stream(self.upload)
        pictures = torch.stack([picture for picture, _, _ in shelf.waiting]).to(device())
        at = torch.arange(shelf.total, shelf.total + len(pictures), device=device()) % shelf.capacity
        for side, seen in enumerate((pictures, pictures.flip(2))):
            with mixed(device(), self.upload is not None):
                x0 = self.vqgan.encode(real(seen)).latents
            shelf.x0[at, side] = x0.half()
            if shelf.pictures is None:
                shelf.z[at, side] = self.compressor(real(seen)).half()
        if shelf.pictures is not None:
            shelf.pictures[at] = pictures
        shelf.ids[at] = torch.from_numpy(np.stack([c[:, :WORDINGS_KEPT] for _, c, _ in shelf.waiting])).to(device())
        shelf.plan[at] = torch.from_numpy(np.stack([p for _, _, p in shelf.waiting])).to(device())
        shelf.total += len(pictures)
        shelf.waiting.clear()

    @torch.no_grad()
    def settle(self, compressor: Compressor) -> None:
        """From here on `compressor` is the one. It compresses the pictures so far, which are then forgotten."""
        self.compressor = compressor
        for shelf in self.shelves:
            for start in range(0, shelf.count if shelf.pictures is not None else 0, 4 * shelf.chunk):
                seen = real(shelf.pictures[start : min(start + 4 * shelf.chunk, shelf.count)])  # type: ignore[index]
                for side, each in enumerate((seen, seen.flip(3))):
                    shelf.z[start : start + len(seen), side] = compressor(each).half()
            shelf.pictures = None
