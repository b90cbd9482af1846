"""Stage C learns pairs whose pictures it never saw, by composing what it predicts for captions that it knows.

Trained on pictures alone it takes "a watercolour at night", which it never saw, for one that it did. For such a caption it is taught
eps(first) + eps(second) - eps(neither) of its own predictions (`world/composed.py`; composition as in Liu et al., "Compositional Visual Generation with
Composable Diffusion Models", ECCV 2022), at points of the way that this composition itself takes under guidance; for every other caption, what it
predicted before. No picture is needed, and none of a held-out pair is seen. Its text encoder learns with it, for the one of `text_encoder.py` may
have taken two captions for one; Stage B keeps that one.
"""
from __future__ import annotations

import copy
import random
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from common import Trainer, device, load_ema
from compressor import Compressor
from diffusion import alpha_bar, composing_weights
from fast import bfloat16_pays, keep_output_exact, mixed
from stage_c import BALANCE, MOST, build, judge
from text_encoder import build as build_text
from text_encoder import encode_ids, token_ids
from unseen import Unseen
from world.captions import caption
from world.composed import quartet
from world.scene import sample_scene

SCENES = 400_000_000  # first seed of the scenes in words
# Height and width of Stage C's latents of 256 x 256, 512 x 512, 3:2, 2:3, 16:9 and 9:16. Light, style and weather are as well composed in small pictures,
# of which a step has four times as many: after 60 steps the errors at 12 x 12 were half of what steps at 12 x 12 left.
SIZES = ((6, 6), (12, 12), (12, 18), (18, 12), (12, 21), (21, 12))
SHARES = (0.8, 0.14, 0.015, 0.015, 0.015, 0.015)
WAYS = 6  # of each kind, composed and plain, that are walked at once at 12 x 12
KEPT = 12_000  # samples of each size and kind
FRESH = 2.0  # samples learned for every new one


def denoise(x: Tensor, eps: Tensor, t: float, to: float) -> Tensor:
    """One step of DDPM from t to `to` (diffusers' DDPMWuerstchenScheduler)."""
    here, there = alpha_bar(torch.tensor(t)), alpha_bar(torch.tensor(to))
    alpha = here / there
    mean = (x - (1 - alpha) / (1 - here).sqrt() * eps) / alpha.sqrt()
    return mean if to == 0 else mean + ((1 - alpha) * (1 - there) / (1 - here)).sqrt() * torch.randn_like(x)


def together(values: tuple[Tensor, ...]) -> Tensor:
    """float32 [n, ...] on the device. Autocast cannot stack halves on a processor."""
    return torch.stack([v.to(device(), torch.float32) for v in values])


def weights(t: Tensor) -> Tensor:
    """What an error of eps weighs in Stage C's own training, by its times and its weights together."""
    abar = alpha_bar(t)
    return (1 - abar) * composing_weights(t, MOST, BALANCE) * (1 / abar).clamp(max=MOST)


class Pool:
    """The newest samples of one size and kind: x and target [16, h, w], t, token ids [77]. They are drawn in proportion to what an error at their t weighs."""

    def __init__(self) -> None:
        self.samples: list[tuple[Tensor, Tensor, float, np.ndarray]] = []
        self.shares = np.zeros(KEPT)
        self.next = 0

    def add(self, x: Tensor, target: Tensor, t: float, ids: np.ndarray) -> None:
        if len(self.samples) < KEPT:
            self.samples.append((x.half().cpu(), target.half().cpu(), t, ids))
        else:
            self.samples[self.next] = (x.half().cpu(), target.half().cpu(), t, ids)
        self.shares[self.next] = float(weights(torch.tensor([t])))
        self.next = (self.next + 1) % KEPT

    def draw(self, n: int, rng: np.random.Generator) -> list[tuple[Tensor, Tensor, float, np.ndarray]]:
        shares = self.shares[:len(self.samples)]
        return [self.samples[i] for i in rng.choice(len(shares), size=n, p=shares / shares.sum())]


class Walker:
    """Walks from noise to latents with the prior as it was, and notes what it predicted on the way."""

    def __init__(self, prior: WuerstchenPrior, text: CLIPTextModel, tokenizer: CLIPTokenizer, seed: int) -> None:
        self.prior, self.text, self.tokenizer = prior, text, tokenizer
        self.words = random.Random(seed)
        keep_output_exact(prior.out)

    def quartets(self, count: int) -> list[list[str]]:
        out: list[list[str]] = []
        while len(out) < count:
            found = quartet(sample_scene(SCENES + self.words.randrange(10**8), "held_out"), self.words)
            if found:
                out.append(["", found.first, found.second, found.neither, found.both])
        return out

    def plain(self, count: int) -> list[list[str]]:
        return [["", caption(sample_scene(SCENES + self.words.randrange(10**8)), self.words)] for _ in range(count)]

    @torch.no_grad()
    def walk(self, captions: list[list[str]], height: int, width: int, new: Pool, known: Pool) -> int:
        """Ways for the last caption of each list; adds what was predicted at every step for each of its captions, and how many that were.

        Of five captions ("", first, second, neither, both) the last one's prediction is composed of the others."""
        kinds, steps, guidance = len(captions[0]), self.words.randint(10, 18), self.words.uniform(3, 5)
        composed = kinds == 5
        ids = token_ids(self.tokenizer, [c for row in captions for c in row]).reshape(len(captions), kinds, 77)
        asked = ids[:, :4] if composed else ids
        states = encode_ids(self.text, torch.from_numpy(asked.reshape(-1, 77).astype(np.int64)).to(device()))
        x = torch.randn(len(captions), 16, height, width, device=device())
        times = np.linspace(1, 0, steps + 1)
        for t, to in zip(times[:-1], times[1:]):
            repeated = x.repeat_interleave(asked.shape[1], 0).contiguous(memory_format=torch.channels_last)
            with mixed(device(), bfloat16_pays(device())):
                eps = self.prior(repeated, torch.full((len(repeated),), t, device=device(), dtype=torch.float32), states)
            eps = eps.float().reshape(len(captions), asked.shape[1], *x.shape[1:])
            if composed:
                eps = torch.cat([eps, (eps[:, 1] + eps[:, 2] - eps[:, 3])[:, None]], 1)
            for row in range(len(captions)):
                for k in range(kinds):
                    (new if composed and k == 4 else known).add(x[row], eps[row, k], float(t), ids[row, k])
            x = denoise(x, eps[:, 0] + guidance * (eps[:, -1] - eps[:, 0]), float(t), float(to))
        return steps * len(captions) * kinds


def train(work: Path, compressor: Compressor, tokenizer: CLIPTokenizer, *, source: str, seed: int, minutes: float, max_steps: int = 10**9, batch: int = 48) -> None:
    """Goes on from the averaged weights of WORK/<source>.pt and writes WORK/c_composed.pt, with a text encoder. Half of each batch are new captions."""
    torch.manual_seed(seed)
    text_before: CLIPTextModel = load_ema(work, "text", build_text(tokenizer), "text")  # type: ignore[assignment]
    before: WuerstchenPrior = load_ema(work, source, build(), "prior").to(memory_format=torch.channels_last)  # type: ignore[assignment]
    prior = build().to(memory_format=torch.channels_last)
    prior.load_state_dict(before.state_dict())
    keep_output_exact(prior.out)
    modules = {"prior": prior, "text": copy.deepcopy(text_before).requires_grad_(True)}
    trainer = Trainer("c_composed", work, modules, seed=seed, minutes=minutes, max_steps=max_steps, lr=1e-4, ema_decay=0.995, weight_decay=0.0)
    prior, text = trainer.module["prior"], trainer.module["text"]
    walker = Walker(before, text_before, tokenizer, seed + trainer.step)
    pools = [(Pool(), Pool()) for _ in SIZES]
    made, learned = [0.0] * len(SIZES), [0.0] * len(SIZES)

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        k = int(rng.choice(len(SIZES), p=SHARES))
        height, width = SIZES[k]
        if learned[k] >= FRESH * made[k]:
            ways = max(1, WAYS * 144 // (height * width))
            made[k] += walker.walk(walker.quartets(ways), height, width, *pools[k]) + walker.walk(walker.plain(2 * ways), height, width, *pools[k])
        half = max(1, batch * 144 // (height * width) // 2)
        x, target, t, ids = zip(*(s for pool in pools[k] for s in pool.draw(half, rng)))
        learned[k] += len(x)
        states = encode_ids(text, torch.from_numpy(np.stack(ids).astype(np.int64)).to(device()))
        times = torch.tensor(t, device=device())
        eps = prior(together(x).contiguous(memory_format=torch.channels_last), times, states)
        new, known = (eps - together(target)).pow(2).split(half)
        new, known = new.mean(), known.mean()
        return {"loss": new + known, "new": new, "known": known}

    unseen = Unseen(work, tokenizer)
    trainer.judge = lambda ema: judge(unseen, compressor, ema["prior"], ema["text"])  # type: ignore[arg-type]
    trainer.run(step)
    trainer.extra["samples"] = int(sum(learned))
    trainer.save()
