"""Stages B and C side by side on a graphics card, on scenes that the processor's cores keep drawing (paper sections 3.2 and 3.3).

A card learns faster than any disk of pictures lasts: every picture is compressed once, both ways round, its captions are encoded, and both
are kept in the card's memory, so that each step draws from all scenes so far. Which scenes were there by which step depends on the machine; unlike the other
stages this one cannot be repeated bit by bit. Stage A, the compressor and the text encoder stay as they are.
"""
from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

import stage_b
import stage_c
from common import Trainer, device, load_ema
from compressor import Compressor, blur
from diffusion import composing_times
from fast import mixed
from painters import Drawn, Painters
from recorded import Recorded
from text_encoder import WIDTH, encode, encode_ids
from unseen import Unseen

CHUNK = 32  # pictures of 512 x 512, and as many pixels of others, that are compressed together
FIRST = 256  # pictures before the first step
REPORT_EVERY = 100  # steps
SAVE_EVERY = 120.0  # seconds
LEAD = 8  # steps that may wait for the card: time is told by the processor
WORDINGS_KEPT = 3  # of a scene's captions


class Shelf:
    """Latents, captions and plans of all scenes of one size, on the device; the oldest give way when it is full."""

    def __init__(self, width: int, height: int, capacity: int) -> None:
        self.width, self.height, self.capacity, self.total = width, height, capacity, 0
        self.chunk = min(capacity, max(1, CHUNK * 512 * 512 // (width * height)))
        self.h, self.w = height * 3 // 128, width * 3 // 128
        new = {"device": device()}
        self.x0 = torch.zeros(capacity, 2, 4, height // 4, width // 4, dtype=torch.float16, **new)
        self.z = torch.zeros(capacity, 2, 16, self.h, self.w, dtype=torch.float16, **new)
        self.states = torch.zeros(capacity, 2, WORDINGS_KEPT, 77, WIDTH, dtype=torch.float16, **new)
        self.plan = torch.zeros(capacity, 2, 2, self.h, self.w, dtype=torch.uint8, **new)
        self.waiting: list[tuple[Tensor, np.ndarray, np.ndarray]] = []

    @property
    def count(self) -> int:
        return min(self.total, self.capacity)

    def draw(self, n: int) -> tuple[Tensor, Tensor]:
        """Indices [n] of scenes and sides."""
        return tuple(torch.randint(most, (n,), device=device()) for most in (self.count, 2))  # type: ignore[return-value]

    def words(self, at: Tensor, side: Tensor, empty: Tensor, drop: float) -> Tensor:
        """States float32 [n, 77, WIDTH] of one wording each; the share `drop` of them is that of ""."""
        wording = torch.randint(WORDINGS_KEPT, (len(at),), device=at.device)
        dropped = torch.rand(len(at), 1, 1, device=at.device) < drop
        return torch.where(dropped, empty, self.states[at, side, wording].float())

    def pieces(self, at: Tensor, side: Tensor) -> tuple[Tensor, Tensor]:
        """x0 [n, 4, 64, 64] and z [n, 16, 6, 6] of random pieces, see `stage_b.pieces`."""
        corners = torch.stack([torch.randint(size // 128 - 1, (len(at),), device=at.device) for size in (self.height, self.width)])
        x0, z = stage_b.pieces(self.x0[at, side], self.z[at, side], corners)
        return x0.float(), z.float()


class Gallery:
    """Takes pictures from the painters, compresses them, and puts them on the shelves."""

    def __init__(self, painters: Painters, capacities: list[int], vqgan: PaellaVQModel, compressor: Compressor, text: CLIPTextModel) -> None:
        self.painters, self.vqgan, self.compressor, self.text = painters, vqgan, compressor, text
        self.shelves = [Shelf(w, h, capacity) for (w, h), capacity in zip(painters.shapes, capacities, strict=True)]
        self.upload = torch.cuda.Stream() if device().type == "cuda" else None

    @property
    def total(self) -> int:
        return sum(shelf.total for shelf in self.shelves)

    def collect(self, wait: bool = False) -> None:
        for drawn in self.painters.take(wait):
            shelf = self.shelves[drawn.shape]
            shelf.waiting.append((self._sent(drawn), drawn.captions, drawn.plan))
            if len(shelf.waiting) >= shelf.chunk:
                self._keep(shelf)

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
        pictures = torch.stack([picture for picture, _, _ in shelf.waiting])
        at = torch.arange(shelf.total, shelf.total + len(pictures), device=device()) % shelf.capacity
        for side, seen in enumerate((pictures, pictures.flip(2))):
            real = seen.to(device()).permute(0, 3, 1, 2).float().div_(255)
            with mixed(device(), self.upload is not None):
                x0 = self.vqgan.encode(real).latents
            shelf.x0[at, side], shelf.z[at, side] = x0.half(), self.compressor(real).half()
        ids = torch.from_numpy(np.stack([c[:, :WORDINGS_KEPT] for _, c, _ in shelf.waiting])).to(device())
        shelf.states[at] = encode_ids(self.text, ids.flatten(0, 2).long()).view(*ids.shape, WIDTH).half()
        shelf.plan[at] = torch.from_numpy(np.stack([p for _, _, p in shelf.waiting])).to(device())
        shelf.total += len(pictures)
        shelf.waiting.clear()


def train(work: Path, painters: Painters, capacities: list[int], vqgan: PaellaVQModel, compressor: Compressor, text: CLIPTextModel,
          tokenizer: CLIPTokenizer, *, seed: int, minutes: float, batch: int, max_steps: int = 10**9,
          on_save: Callable[[Trainer], None] = Trainer.save) -> None:
    """Begins with the averaged weights of Stages B and C in `work` where there are any. `batch` latents of 512 x 512 a step of Stage C,
    half as many 256 px pieces of Stage B; steps of other sizes have as many pixels.

    Stage B sees more and more whole pictures, because attention and GlobalResponseNorm look at the whole."""
    torch.manual_seed(seed)
    decoder, prior, planner = stage_b.build(), stage_c.build(), stage_c.Planner()
    for name, key, module in (("b", "decoder", decoder), ("c", "prior", prior), ("c", "planner", planner)):
        if (work / f"{name}.pt").exists():
            load_ema(work, name, module, key).requires_grad_(True)
    # The text encoder may be another than when these weights were learned; eps = (x - A) / |1 - B| explodes where a strange B comes near 1.
    torch.nn.init.zeros_(prior.out[1].weight)
    torch.nn.init.zeros_(prior.out[1].bias)
    how = {"seed": seed, "minutes": minutes, "max_steps": max_steps, "ema_decay": 0.998, "muon": True}
    b = Trainer("b_stream", work, {"decoder": decoder.to(memory_format=torch.channels_last)}, lr=2.5e-3, **how)  # type: ignore[arg-type]
    c = Trainer("c_stream", work, {"prior": prior.to(memory_format=torch.channels_last), "planner": planner}, lr=3e-3, **how)  # type: ignore[arg-type]
    stage_b.keep_output_exact(decoder.clf)
    planned = stage_c.Planned(prior, planner)
    gallery, scale = Gallery(painters, capacities, vqgan, compressor, text), vqgan.config.scale_factor
    with torch.no_grad():
        empty = encode(text, tokenizer, [""])

    def stocked() -> list[Shelf]:
        return [shelf for shelf in gallery.shelves if shelf.total]

    learn_b = Recorded(b, lambda x0, z, states, t: {"loss": stage_b.noise_loss(decoder, x0, blur(z), states, t)})
    learn_c = Recorded(c, planned.losses)

    def step_b() -> None:
        whole = b.rng.random() < 0.4 + 0.6 * b.progress()
        shelves = stocked()
        weights = np.array([s.count * s.width * s.height for s in shelves])
        shelf = shelves[b.rng.choice(len(shelves), p=weights / weights.sum())]
        n = max(1, batch // 2 * 256**2 // (shelf.width * shelf.height)) if whole else batch // 2
        at, side = shelf.draw(n)
        x0, z = (shelf.x0[at, side].float(), shelf.z[at, side].float()) if whole else shelf.pieces(at, side)
        learn_b(x0 / scale, z, shelf.words(at, side, empty, stage_b.DROP), composing_times(n, device(), stage_b.MOST))
        b.extra["samples"] = int(b.extra.get("samples", 0)) + n  # type: ignore[call-overload]

    def step_c() -> None:
        shelves = stocked()
        counts = np.array([s.count for s in shelves])
        shelf = shelves[c.rng.choice(len(shelves), p=counts / counts.sum())]
        n = max(1, batch * 144 // (shelf.h * shelf.w))
        at, side = shelf.draw(n)
        learn_c(shelf.z[at, side].float(), shelf.plan[at, side], shelf.words(at, side, empty, stage_c.DROP),
                composing_times(n, device(), stage_c.MOST))
        c.extra["samples"] = int(c.extra.get("samples", 0)) + n  # type: ignore[call-overload]

    unseen = Unseen(work, tokenizer)
    b.judge = lambda ema: stage_b.judge(unseen, vqgan, compressor, ema["decoder"], text)  # type: ignore[arg-type]
    c.judge = lambda ema: stage_c.judge(unseen, compressor, ema["prior"], text)  # type: ignore[arg-type]
    while gallery.total < min(FIRST, sum(capacities)):
        gallery.collect(wait=True)
    for trainer in (b, c):
        trainer.module.train()
        trainer.resume()
    saved = time.time()
    while b.progress() < 1 or c.progress() < 1:
        gallery.collect()
        for trainer, step in ((b, step_b), (c, step_c)):
            if trainer.progress() < 1:
                step()
                if trainer.step % REPORT_EVERY == 0:
                    trainer.report()
                    print("scenes", *(shelf.total for shelf in gallery.shelves), flush=True)
        if gallery.upload and b.step % LEAD == 0:
            torch.cuda.synchronize()
        if time.time() - saved > SAVE_EVERY:
            for trainer in (b, c):
                trainer.evaluate()
                on_save(trainer)
            for trainer in (b, c):  # the look at one is not the other's time
                trainer.resume()
            saved = time.time()
    painters.stop()
    for trainer in (b, c):
        trainer.extra["scenes"] = gallery.total
        if trainer.count:
            trainer.report()
        trainer.evaluate()
        on_save(trainer)
        trainer.log.plot()
