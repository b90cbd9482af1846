"""Ways from noise to latents, and what Stage C predicts on them: the samples that `distill/prior.py` learns from.

Composition of predictions as in Liu et al., "Compositional Visual Generation with Composable Diffusion Models", ECCV
2022.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.diffusion import alpha_bar, time_weights
from wuerstchen_train.hardware import bfloat16_pays, device
from wuerstchen_train.networks.prior import keep_output_exact
from wuerstchen_train.networks.text_encoder import TOKENS, encode_ids, ids_on_device
from wuerstchen_train.performance.cuda_graphs import GraphedFunction
from wuerstchen_train.stages.s4_stage_c import BALANCE, MOST
from wuerstchen_train.trainer import mixed
from wuerstchen_train.world.captions import caption
from wuerstchen_train.world.composed import (
    CONFUSED,
    PLAIN,
    Combination,
    Composition,
    composition,
    confused,
    separated,
)
from wuerstchen_train.world.holdout import HELD_OUT, held_kinds
from wuerstchen_train.world.sampling import sample_scene

FIRST_SEED = 400_000_000  # of the scenes in words
WAITING = 64  # captions of a common pair that are kept while a rare one is looked for

Kind = tuple[str, ...]  # ("style", "light"); a kind of one name is of what is confused: ("style",)


def denoise(x: Tensor, eps: Tensor, t: float, to: float) -> Tensor:
    """One step of DDPM from t to `to` (diffusers' DDPMWuerstchenScheduler)."""
    here, there = alpha_bar(torch.tensor(t)), alpha_bar(torch.tensor(to))
    alpha = here / there
    mean = (x - (1 - alpha) / (1 - here).sqrt() * eps) / alpha.sqrt()
    return mean if to == 0 else mean + ((1 - alpha) * (1 - there) / (1 - here)).sqrt() * torch.randn_like(x)


def error_weights(t: Tensor) -> Tensor:
    """What an error of eps weighs in Stage C's own training, by its times and its weights together."""
    abar = alpha_bar(t)
    return (1 - abar) * time_weights(t, MOST, BALANCE) * (1 / abar).clamp(max=MOST)


def composed(eps: Tensor, t: float, combination: Combination) -> Tensor:
    """What is predicted for a caption at t: from eps [n, used, ...] for those of its captions that the combination
    uses.
    """
    weights = torch.tensor(combination.weights(t), dtype=eps.dtype, device=eps.device)
    return torch.einsum("k,nk...->n...", weights, eps)


def trajectory(
    predict: Callable[[Tensor, Tensor, Tensor], Tensor],
    states: Tensor,
    x: Tensor,
    combination: Combination,
    steps: int,
    guidance: float,
) -> Iterator[tuple[float, Tensor, Tensor, Tensor]]:
    """The way from noise x [n, 16, h, w] that a composition takes, as long as something is composed.

    At every step its time; x; what is predicted for "" and for every caption asked for, [n, 1 + used, 16, h, w]; and
    what is composed of that, like x. `states` [n (1 + used), 77, C] are of those captions, row by row.
    """
    times = np.linspace(1, 0, steps + 1).tolist()
    for t, to in pairwise(times):
        if combination.over(t):
            return
        again = x.repeat_interleave(len(states) // len(x), 0)
        eps = predict(again, torch.full((len(again),), t, device=x.device), states)
        eps = eps.view(len(x), -1, *x.shape[1:])  # [n, 1 + used, 16, h, w]
        wanted = composed(eps[:, 1:], t, combination)
        yield t, x, eps, wanted
        x = denoise(x, eps[:, 0] + guidance * (wanted - eps[:, 0]), t, to)


class PairSampler:
    """Captions of pairs without end, every pair of a kind as often as another, however rare among scenes."""

    def __init__(self, words: random.Random) -> None:
        self.words = words
        self.waiting: dict[tuple[Kind, tuple[str, str]], list[Composition]] = {
            (kind, pair): [] for kind in HELD_OUT for pair in sorted(HELD_OUT[kind])
        }
        for name, others in CONFUSED.items():
            self.waiting |= {((name,), pair): [] for pair in others.items()}

    def draw(self, kind: Kind, count: int, pair: tuple[str, str] | None = None) -> list[Composition]:
        """`count` compositions of one kind, which have one combination, and of one pair where it is given."""
        out = []
        pairs = [p for k, p in self.waiting if k == kind and pair in (None, p)]
        for _ in range(count):
            waiting = self.waiting[kind, self.words.choice(pairs)]
            while not waiting:
                self._look(kind)
            out.append(waiting.pop())
        return out

    def _look(self, kind: Kind) -> None:
        """At one more scene, and keeps what it gives; for what is confused, of `kind`."""
        seed = FIRST_SEED + self.words.randrange(10**8)
        if len(kind) == 1:
            scene = sample_scene(seed)
            name, found = kind[0], separated(scene, kind[0], self.words)
            pair = (getattr(scene, name), CONFUSED[name].get(getattr(scene, name), ""))
        else:
            scene = sample_scene(seed, "held_out")
            found = composition(scene, self.words)
            kind, pair = held_kinds(scene)[0]
        if found and len(self.waiting[kind, pair]) < WAITING:
            self.waiting[kind, pair].append(found)


class ReplayBuffer:
    """The newest samples of one size and kind, on the device, drawn in proportion to what an error at their t weighs.

    x and target float16 [capacity, 16, h, w], t [capacity], token ids int16 [capacity, 77].
    """

    def __init__(self, capacity: int, height: int, width: int) -> None:
        self.capacity, self.added = capacity, 0
        shape = (capacity, 16, height, width)
        self.x, self.target = (torch.zeros(shape, dtype=torch.float16, device=device()) for _ in range(2))
        self.t, self.shares = torch.zeros(2, capacity, device=device())
        self.ids = torch.zeros(capacity, TOKENS, dtype=torch.int16, device=device())

    @property
    def count(self) -> int:
        return min(self.added, self.capacity)

    def add(self, x: Tensor, target: Tensor, t: float, ids: Tensor) -> None:
        """Samples x and target [n, 16, h, w], ids [n, 77], all at the time t."""
        at = torch.arange(self.added, self.added + len(x), device=x.device) % self.capacity
        self.x[at], self.target[at], self.ids[at] = x.half(), target.half(), ids.to(torch.int16)
        self.t[at], self.shares[at] = t, float(error_weights(torch.tensor([t])))
        self.added += len(x)

    def draw(self, n: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """x and target float32 [n, 16, h, w], t [n], ids int64 [n, 77]."""
        at = torch.multinomial(self.shares, n, replacement=True)
        return self.x[at].float(), self.target[at].float(), self.t[at], self.ids[at].long()


class TrajectorySampler:
    """Walks from noise to latents with the prior as it was, and notes what it predicted on the way.

    `kinds`: shares of the walks. `separating`: whether they are of what is confused.
    """

    def __init__(
        self,
        prior: WuerstchenPrior,
        text: CLIPTextModel,
        tokenizer: CLIPTokenizer,
        seed: int,
        kinds: Mapping[Kind, float],
        separating: bool,
    ) -> None:
        self.prior, self.text, self.tokenizer = prior, text, tokenizer
        self.kinds, self.separating = kinds, separating
        self.words = random.Random(seed)
        self.pairs = PairSampler(self.words)
        keep_output_exact(prior.out)
        self.predict = GraphedFunction(self._predict)

    def new(self, count: int) -> list[Composition]:
        """Of one kind."""
        (kind,) = self.words.choices(list(self.kinds), list(self.kinds.values()))
        return self.pairs.draw(kind, count)

    def plain(self, count: int) -> list[Composition]:
        """Captions whose predictions stay: none of a scene of which the training changes some."""
        out: list[Composition] = []
        while len(out) < count:
            scene = sample_scene(FIRST_SEED + self.words.randrange(10**8))
            if not (self.separating and confused(scene)):
                out.append(Composition((caption(scene, self.words),), PLAIN))
        return out

    def _predict(self, x: Tensor, t: Tensor, states: Tensor) -> Tensor:
        with mixed(device(), bfloat16_pays(device())):
            eps: Tensor = self.prior(x.contiguous(memory_format=torch.channels_last), t, states).float()
        return eps

    @torch.no_grad()
    def walk(self, rows: list[Composition], height: int, width: int, new: ReplayBuffer, known: ReplayBuffer) -> int:
        """Ways for captions of one combination; returns how many samples were composed.

        Adds what was composed at every step to `new`, and what was predicted for "" and every caption that is no
        held-out pair to `known`. Where nothing is composed any more, the way ends.
        """
        combination, steps, guidance = rows[0].combination, self.words.randint(10, 18), self.words.uniform(3, 5)
        own = ids_on_device(self.tokenizer, [row.captions[0] for row in rows])
        asked = ids_on_device(self.tokenizer, [c for row in rows for c in row.asked])
        ids = asked.view(len(rows), -1, TOKENS)  # [n, 1 + used, 77]
        states = encode_ids(self.text, asked)
        start, made = torch.randn(len(rows), 16, height, width, device=device()), 0
        for t, x, eps, wanted in trajectory(self.predict, states, start, combination, steps, guidance):
            composes = combination.composes(t)
            # What the other caption of a confused one predicts may itself be changed by the training.
            changed = [composes if k == 0 else self.separating for k in combination.used]
            stays = [0, *(n for n, change in enumerate(changed, 1) if not change)]
            there = x[:, None].expand_as(eps)[:, stays]
            known.add(there.flatten(0, 1), eps[:, stays].flatten(0, 1), t, ids[:, stays].flatten(0, 1))
            if composes:
                new.add(x, wanted, t, own)
                made += len(rows)
        return made
