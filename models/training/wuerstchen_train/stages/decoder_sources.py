"""What Stage B learns from: pictures on disk, or a cache that render workers keep filling."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from torch import Tensor
from transformers import CLIPTokenizer

from wuerstchen_train.batches import PIECE, as_pixels, corners, crops_with_index, pieces, to_tensor
from wuerstchen_train.hardware import device
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.performance.caption_cache import CaptionCache
from wuerstchen_train.performance.sample_cache import SampleCache
from wuerstchen_train.runs import Run
from wuerstchen_train.trainer import Trainer, mixed
from wuerstchen_train.world.scene_sets import SceneSet, pictures

CAPTIONS_DROPPED = 0.2  # share of captions that become "" (paper section 3.2)
WHOLE_EVERY = 5  # steps, of which one sees whole pictures
WHOLE_SHARE = 0.3  # of the steps in which the compressor learns from a sample cache


class DecoderBatch(NamedTuple):
    """`x0` float32 [n, 4, h, w], Stage A's latent; `ids` int64 [n, 77].

    `given`: the pictures that x0 shows, uint8 [n, 4h, 4w, 3], where the compressor learns; else its latents z of
    them, float32 [n, 16, 3h/32, 3w/32].
    """

    x0: Tensor
    given: Tensor
    ids: Tensor


class DecoderSource(Protocol):
    """`learned`: whether the compressor learns, and so needs pictures."""

    def draw(self, trainer: Trainer, learned: bool) -> DecoderBatch: ...


class Encodings:
    """Stage A's and the fixed compressor's latents of whole pictures, made when first asked for and kept.

    Encoding costs as much as training.
    """

    def __init__(self, images: np.ndarray, vqgan: PaellaVQModel, compressor: Compressor) -> None:
        count, height, width, _ = images.shape
        self.images, self.vqgan, self.compressor = images, vqgan, compressor
        self.known = np.zeros((count, 2), bool)
        shape = (count, 2, 16, height * 3 // 128, width * 3 // 128)
        self.x0 = torch.empty(count, 2, 4, height // 4, width // 4, dtype=torch.float16, device=device())
        self.z = torch.empty(shape, dtype=torch.float16, device=device())

    @torch.no_grad()
    def __call__(self, index: np.ndarray, mirrored: np.ndarray) -> tuple[Tensor, Tensor]:
        """x0 float32 [N, 4, H/4, W/4], z float32 [N, 16, 3H/128, 3W/128]."""
        side = mirrored.astype(int)
        for i, m in dict.fromkeys(zip(index.tolist(), side.tolist(), strict=True)):
            if not self.known[i, m]:
                pixels = to_tensor(self.images[i : i + 1, :, ::-1] if m else self.images[i : i + 1])
                self.x0[i, m], self.z[i, m] = self.vqgan.encode(pixels).latents[0], self.compressor(pixels)[0]
                self.known[i, m] = True
        at = torch.from_numpy(index).to(device()), torch.from_numpy(side).to(device())
        return self.x0[at].float(), self.z[at].float()

    def crops(
        self, index: np.ndarray, mirrored: np.ndarray, rng: np.random.Generator, whole: bool
    ) -> tuple[Tensor, Tensor]:
        """The same, cut to 256 px pieces unless `whole` pictures are wanted."""
        x0, z = self(index, mirrored)
        return (x0, z) if whole else pieces(x0, z, corners(x0, rng))


class PictureSource:
    """Scenes kept as pictures on disk.

    Most steps see 256 px pieces of the first set; every fifth sees whole pictures, of all sets in turn, because
    attention and GlobalResponseNorm look at the whole.
    """

    def __init__(
        self,
        run: Run,
        sets: list[SceneSet],
        tokenizer: CLIPTokenizer,
        vqgan: PaellaVQModel,
        compressor: Compressor,
        batch: int,
    ) -> None:
        self.vqgan, self.batch = vqgan, batch
        self.images = [pictures(run.cache, scenes) for scenes in sets]
        self.captions = [CaptionCache(run.input("tokenizer"), scenes, tokenizer, run.seed) for scenes in sets]
        self.encodings = [Encodings(images, vqgan, compressor) for images in self.images]

    def draw(self, trainer: Trainer, learned: bool) -> DecoderBatch:
        rng = trainer.rng
        whole = trainer.step % WHOLE_EVERY == WHOLE_EVERY - 1
        k = trainer.step // WHOLE_EVERY % len(self.images) if whole else 0
        images = self.images[k]
        # As many pixels as in a step of 256 px pieces, so that steps weigh alike.
        n = max(1, self.batch * PIECE**2 // (images.shape[1] * images.shape[2])) if whole else self.batch
        with torch.no_grad(), mixed(device(), trainer.mixed):
            if learned and k == 0:
                shown, index, mirrored = crops_with_index(images, rng, n, images.shape[1] if whole else PIECE)
            else:
                index, mirrored = rng.integers(len(images), size=n), rng.random(n) < 0.5
            if learned:
                if k:
                    flipped = [images[i][:, ::-1] if m else images[i] for i, m in zip(index, mirrored, strict=True)]
                    shown = np.stack(flipped)
                given = torch.from_numpy(shown).to(device())
                x0 = self.vqgan.encode(as_pixels(given)).latents.float()
            else:
                x0, given = self.encodings[k].crops(index, mirrored, rng, whole)
        return DecoderBatch(x0, given, self.captions[k].draw(index, mirrored, rng, CAPTIONS_DROPPED))


class CacheSource:
    """Scenes of a sample cache. With a fixed compressor more and more steps see whole pictures, for the same reason."""

    def __init__(self, cache: SampleCache, empty: Tensor, batch: int) -> None:
        self.cache, self.empty, self.batch = cache, empty, batch

    def draw(self, trainer: Trainer, learned: bool) -> DecoderBatch:
        whole = trainer.rng.random() < (WHOLE_SHARE if learned else 0.4 + 0.6 * trainer.progress())
        # Recording a step of another shape takes five seconds, so a learning compressor sees one shape of whole
        # pictures.
        one_shape = learned and whole
        bucket = self.cache.buckets[0] if one_shape else self.cache.pick(trainer.rng, by_area=True)
        n = max(1, self.batch * PIECE**2 // (bucket.width * bucket.height)) if whole else self.batch
        at, side = bucket.draw(n)
        if learned:
            x0, given = bucket.seen(at, side, whole)
        elif whole:
            x0, given = bucket.x0[at, side].float(), bucket.z[at, side].float()
        else:
            x0, given = bucket.pieces(at, side)
        return DecoderBatch(x0, given, bucket.words(at, side, self.empty, CAPTIONS_DROPPED))
