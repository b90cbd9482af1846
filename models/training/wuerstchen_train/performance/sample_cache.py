"""Scenes that the CPU's cores keep drawing, in a GPU's memory: pictures while the compressor still learns, latents for
Stages B and C.
"""

from __future__ import annotations

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from torch import Tensor

from wuerstchen_train.batches import as_pixels, pieces
from wuerstchen_train.hardware import device
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.performance.render_workers import Rendered, RenderWorkers
from wuerstchen_train.trainer import mixed

FIRST = 256  # pictures before the first step
LEAD = 8  # steps that may wait for the GPU: time is told by the CPU
CHUNK = 32  # pictures of 512 x 512, and as many pixels of others, that are compressed together
MOST = 64  # pictures that are taken at once, and no more than are kept
WORDINGS_KEPT = 3  # of a scene's captions


class Bucket:
    """Latents, captions and layouts of all scenes of one size, on the device, and their pictures as long as those are
    needed; the oldest give way when it is full."""

    def __init__(self, width: int, height: int, capacity: int, with_pictures: bool = False) -> None:
        self.width, self.height, self.capacity, self.total = width, height, capacity, 0
        self.chunk = min(capacity, max(1, CHUNK * 512 * 512 // (width * height)))
        self.h, self.w = height * 3 // 128, width * 3 // 128
        self.x0 = torch.zeros(capacity, 2, 4, height // 4, width // 4, dtype=torch.float16, device=device())
        self.z = torch.zeros(capacity, 2, 16, self.h, self.w, dtype=torch.float16, device=device())
        self.ids = torch.zeros(capacity, 2, WORDINGS_KEPT, 77, dtype=torch.int16, device=device())
        self.layout = torch.zeros(capacity, 2, 2, self.h, self.w, dtype=torch.uint8, device=device())
        self.pictures = (
            torch.zeros(capacity, height, width, 3, dtype=torch.uint8, device=device()) if with_pictures else None
        )
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
        """Where `n` pieces of 256 px begin, int64 [2, n], see `pieces`."""
        return torch.stack(
            [torch.randint(size // 128 - 1, (n,), device=device()) for size in (self.height, self.width)]
        )

    def pieces(self, at: Tensor, side: Tensor) -> tuple[Tensor, Tensor]:
        """x0 [n, 4, 64, 64] and z [n, 16, 6, 6] of random pieces, see `pieces`."""
        x0, z = pieces(self.x0[at, side], self.z[at, side], self.corners(len(at)))
        return x0.float(), z.float()

    def seen(self, at: Tensor, side: Tensor, whole: bool) -> tuple[Tensor, Tensor]:
        """x0 [n, 4, h, w] and the pixels that it shows, uint8 [n, 4 h, 4 w, 3], of random 256 px pieces or whole
        pictures.
        """
        if self.pictures is None:
            raise RuntimeError("this bucket keeps no pictures")
        if whole:
            pictures = self.pictures[at]
            return self.x0[at, side].float(), torch.where(side[:, None, None, None] > 0, pictures.flip(2), pictures)
        corners = self.corners(len(at))
        x0, _ = pieces(self.x0[at, side], self.z[at, side], corners)
        rows, columns = 128 * corners[:, :, None] + torch.arange(256, device=at.device)
        columns = torch.where(side[:, None] > 0, self.width - 1 - columns, columns)
        return x0.float(), self.pictures[at[:, None, None], rows[:, :, None], columns[:, None, :]]


class SampleCache:
    """Takes pictures from the workers, compresses them, and puts them on the buckets."""

    def __init__(
        self,
        workers: RenderWorkers,
        capacities: list[int],
        vqgan: PaellaVQModel,
        compressor: Compressor,
        with_pictures: bool = False,
    ) -> None:
        self.workers, self.vqgan, self.compressor = workers, vqgan, compressor
        self.buckets = [
            Bucket(w, h, capacity, with_pictures) for (w, h), capacity in zip(workers.shapes, capacities, strict=True)
        ]
        self.most = min(MOST, sum(capacities))
        self.upload = torch.cuda.Stream() if device().type == "cuda" else None

    @property
    def total(self) -> int:
        return sum(bucket.total for bucket in self.buckets)

    def pick(self, rng: np.random.Generator, by_area: bool) -> Bucket:
        """One of the buckets, as often as it has scenes, or with `by_area` pixels."""
        buckets = [bucket for bucket in self.buckets if bucket.total]
        weights = np.array([s.count * (s.width * s.height if by_area else 1) for s in buckets], float)
        return buckets[rng.choice(len(buckets), p=weights / weights.sum())]

    def collect(self, wait: bool = False) -> None:
        for rendered in self.workers.take(wait, self.most):
            bucket = self.buckets[rendered.shape]
            bucket.waiting.append((self._sent(rendered), rendered.captions, rendered.layout))
            if len(bucket.waiting) >= bucket.chunk:
                self._keep(bucket)

    def wait(self) -> None:
        """Until there is something to learn from."""
        while self.total < min(FIRST, sum(bucket.capacity for bucket in self.buckets)):
            self.collect(wait=True)

    def keep_pace(self, step: int) -> None:
        """Waits for the GPU from time to time."""
        if self.upload and step % LEAD == 0:
            torch.cuda.synchronize()

    def _sent(self, rendered: Rendered) -> Tensor:
        """On a stream of its own: a copy in the main one would wait for all training steps before it."""
        if not self.upload:
            return torch.from_numpy(rendered.picture.copy())
        with torch.cuda.stream(self.upload):
            return torch.from_numpy(rendered.picture).to(device())

    @torch.no_grad()
    def _keep(self, bucket: Bucket) -> None:
        if self.upload:
            torch.cuda.current_stream().wait_stream(self.upload)
        pictures = torch.stack([picture for picture, _, _ in bucket.waiting]).to(device())
        at = torch.arange(bucket.total, bucket.total + len(pictures), device=device()) % bucket.capacity
        for side, seen in enumerate((pictures, pictures.flip(2))):
            with mixed(device(), self.upload is not None):
                x0 = self.vqgan.encode(as_pixels(seen)).latents
            bucket.x0[at, side] = x0.half()
            if bucket.pictures is None:
                bucket.z[at, side] = self.compressor(as_pixels(seen)).half()
        if bucket.pictures is not None:
            bucket.pictures[at] = pictures
        bucket.ids[at] = torch.from_numpy(np.stack([c[:, :WORDINGS_KEPT] for _, c, _ in bucket.waiting])).to(device())
        bucket.layout[at] = torch.from_numpy(np.stack([p for _, _, p in bucket.waiting])).to(device())
        bucket.total += len(pictures)
        bucket.waiting.clear()

    @torch.no_grad()
    def settle(self, compressor: Compressor) -> None:
        """From here on `compressor` is the one. It compresses the pictures so far, which are then forgotten."""
        self.compressor = compressor
        for bucket in self.buckets:
            for start in range(0, bucket.count if bucket.pictures is not None else 0, 4 * bucket.chunk):
                seen = as_pixels(bucket.pictures[start : min(start + 4 * bucket.chunk, bucket.count)])  # type: ignore[index]
                for side, each in enumerate((seen, seen.flip(3))):
                    bucket.z[start : start + len(seen), side] = compressor(each).half()
            bucket.pictures = None
