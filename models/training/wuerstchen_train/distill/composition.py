"""Stage C learns pairs whose pictures it never saw, by composing what it predicts for captions that it knows.

Trained on pictures alone it takes "a watercolour at night", which it never saw, for one that it did. For such a caption
it is taught eps(first) + eps(second) - eps(neither) of its own predictions, or a like sum (`world/composed.py`;
composition as in Liu et al., "Compositional Visual Generation with Composable Diffusion Models", ECCV 2022), at points
of the way that this composition itself takes under guidance; for every other caption, what it predicted before. No
picture is needed, and none of a held-out pair is seen. Its text encoder learns with it, for the one of
`text_encoder.py` may have taken two captions for one; Stage B keeps that one.

The same way, and then, it learns to keep away from what it takes some styles, terrains and weathers for: 2 eps(own) -
eps(the other), once it is decided what stands where.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.diffusion import alpha_bar, composing_weights
from wuerstchen_train.evaluation.validation import Unseen
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.performance.cuda_graphs import Played, Recorded
from wuerstchen_train.performance.fast_kernels import bfloat16_pays, keep_output_exact, mixed
from wuerstchen_train.stages.s3_text_encoder import encode_ids, token_ids
from wuerstchen_train.stages.s4_stage_c import BALANCE, MOST, build, judge, load
from wuerstchen_train.trainer import Trainer, device
from wuerstchen_train.world.captions import caption
from wuerstchen_train.world.composed import MISTAKEN, PLAIN, Composition, Recipe, composition, mistaken, parted
from wuerstchen_train.world.holdout import HELD_OUT, held_kinds
from wuerstchen_train.world.scene import sample_scene

SCENES = 400_000_000  # first seed of the scenes in words
# Height and width of Stage C's latents of 256 x 256, 512 x 512, 3:2, 2:3, 16:9 and 9:16. Light, style and weather are
# as well composed in small pictures,
# of which a step has four times as many: after 60 steps the errors at 12 x 12 were half of what steps at 12 x 12 left.
SIZES = ((6, 6), (12, 12), (12, 18), (18, 12), (12, 21), (21, 12))
SHARES = (0.8, 0.14, 0.015, 0.015, 0.015, 0.015)
WAYS = 8  # samples of a step for each composed way that is walked at once; half as many are plain
KEPT = 250  # samples of each size, new and known, for each sample of a step at 12 x 12
FRESH = 3.0  # times that a composed sample is learned
WAITING = 64  # captions of a common pair that are kept while a rare one is looked for


@dataclass(frozen=True)
class Lesson:
    """What is taught, and how fast. `kinds`: shares of the walks, by what pictures lacked, not by how often scenes have
    such a pair; within a kind every pair is walked as often as another. A kind of one name is of what is mistaken:
    ("style",) has the pair ("paper cut", "storybook")."""

    kinds: dict[tuple[str, ...], float]
    lr: float
    ema_decay: float

    @property
    def parts(self) -> bool:
        """Whether it is of what is mistaken."""
        return any(len(kind) == 1 for kind in self.kinds)

    def without(self, names: Sequence[str]) -> Lesson:
        """All but the kinds with one of these attributes."""
        return replace(self, kinds={kind: share for kind, share in self.kinds.items() if not set(kind) & set(names)})


LESSONS = {
    "c_composed": Lesson(
        {
            ("style", "light"): 0.3,
            ("weather", "terrain"): 0.3,
            ("weather", "style"): 0.15,
            ("number", "thing"): 0.1,
            ("colour", "thing"): 0.08,
            ("thing", "terrain"): 0.07,
        },
        lr=1e-4,
        ema_decay=0.995,
    ),
    # What is mistaken differs more than what is composed, and bears larger steps.
    "c_parted": Lesson({("style",): 0.2, ("terrain",): 0.5, ("weather",): 0.3}, lr=2e-4, ema_decay=0.99),
}


def denoise(x: Tensor, eps: Tensor, t: float, to: float) -> Tensor:
    """One step of DDPM from t to `to` (diffusers' DDPMWuerstchenScheduler)."""
    here, there = alpha_bar(torch.tensor(t)), alpha_bar(torch.tensor(to))
    alpha = here / there
    mean = (x - (1 - alpha) / (1 - here).sqrt() * eps) / alpha.sqrt()
    return mean if to == 0 else mean + ((1 - alpha) * (1 - there) / (1 - here)).sqrt() * torch.randn_like(x)


def weights(t: Tensor) -> Tensor:
    """What an error of eps weighs in Stage C's own training, by its times and its weights together."""
    abar = alpha_bar(t)
    return (1 - abar) * composing_weights(t, MOST, BALANCE) * (1 / abar).clamp(max=MOST)


def composed(eps: Tensor, t: float, recipe: Recipe) -> Tensor:
    """What is predicted for a caption at t: from eps [n, used, ...] for those captions of its `Composition` that the
    recipe uses.
    """
    return torch.einsum("k,nk...->n...", torch.tensor(recipe.weights(t), dtype=eps.dtype, device=eps.device), eps)


def way(
    predict: Callable[[Tensor, Tensor, Tensor], Tensor],
    states: Tensor,
    x: Tensor,
    recipe: Recipe,
    steps: int,
    guidance: float,
) -> Iterator[tuple[float, Tensor, Tensor, Tensor]]:
    """The way from noise x [n, 16, h, w] that a composition takes, as long as something is composed: at every step its
    time, x, what is predicted for "" and for every caption asked for [n, 1 + used, 16, h, w], and what is composed of
    that, like x. `states` [n * (1 + used), 77, C] are of those captions, row by row."""
    times = np.linspace(1, 0, steps + 1).tolist()
    for t, to in zip(times[:-1], times[1:]):
        if recipe.over(t):
            return
        repeated = x.repeat_interleave(len(states) // len(x), 0)
        eps = predict(repeated, torch.full((len(repeated),), t, device=x.device), states).view(len(x), -1, *x.shape[1:])
        wanted = composed(eps[:, 1:], t, recipe)
        yield t, x, eps, wanted
        x = denoise(x, eps[:, 0] + guidance * (wanted - eps[:, 0]), t, to)


class Pairs:
    """Captions of pairs without end, every pair of a kind as often as another, however rare among scenes."""

    def __init__(self, words: random.Random) -> None:
        self.words = words
        self.waiting: dict[tuple[tuple[str, ...], tuple[str, str]], list[Composition]] = {
            (kind, pair): [] for kind in HELD_OUT for pair in sorted(HELD_OUT[kind])
        }
        self.waiting |= {((name,), pair): [] for name, others in MISTAKEN.items() for pair in others.items()}

    def draw(self, kind: tuple[str, ...], count: int, pair: tuple[str, str] | None = None) -> list[Composition]:
        """`count` compositions of one kind, which have one recipe, and of one pair where it is given."""
        out = []
        pairs = [p for k, p in self.waiting if k == kind and pair in (None, p)]
        for _ in range(count):
            waiting = self.waiting[kind, self.words.choice(pairs)]
            while not waiting:
                self._look(kind)
            out.append(waiting.pop())
        return out

    def _look(self, kind: tuple[str, ...]) -> None:
        """At one more scene, and keeps what it gives; for what is mistaken, of `kind`."""
        seed = SCENES + self.words.randrange(10**8)
        if len(kind) == 1:
            scene = sample_scene(seed)
            name, found = kind[0], parted(scene, kind[0], self.words)
            pair = (getattr(scene, name), MISTAKEN[name].get(getattr(scene, name), ""))
        else:
            scene = sample_scene(seed, "held_out")
            found = composition(scene, self.words)
            kind, pair = held_kinds(scene)[0]
        if found and len(self.waiting[kind, pair]) < WAITING:
            self.waiting[kind, pair].append(found)


class Pool:
    """The newest samples of one size and kind, on the device: x and target float16 [capacity, 16, h, w], t [capacity],
    token ids int16 [capacity, 77]. They are drawn in proportion to what an error at their t weighs."""

    def __init__(self, capacity: int, height: int, width: int) -> None:
        self.capacity, self.added = capacity, 0
        self.x, self.target = (
            torch.zeros(capacity, 16, height, width, dtype=torch.float16, device=device()) for _ in range(2)
        )
        self.t, self.shares = torch.zeros(2, capacity, device=device())
        self.ids = torch.zeros(capacity, 77, dtype=torch.int16, device=device())

    @property
    def count(self) -> int:
        return min(self.added, self.capacity)

    def add(self, x: Tensor, target: Tensor, t: float, ids: Tensor) -> None:
        """Samples x and target [n, 16, h, w], ids [n, 77], all at the time t."""
        at = torch.arange(self.added, self.added + len(x), device=x.device) % self.capacity
        self.x[at], self.target[at], self.ids[at] = x.half(), target.half(), ids.to(torch.int16)
        self.t[at], self.shares[at] = t, float(weights(torch.tensor([t])))
        self.added += len(x)

    def draw(self, n: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """x and target float32 [n, 16, h, w], t [n], ids int64 [n, 77]."""
        at = torch.multinomial(self.shares, n, replacement=True)
        return self.x[at].float(), self.target[at].float(), self.t[at], self.ids[at].long()


class Walker:
    """Walks from noise to latents with the prior as it was, and notes what it predicted on the way."""

    def __init__(
        self, prior: WuerstchenPrior, text: CLIPTextModel, tokenizer: CLIPTokenizer, seed: int, lesson: Lesson
    ) -> None:
        self.prior, self.text, self.tokenizer, self.lesson = prior, text, tokenizer, lesson
        self.words = random.Random(seed)
        self.pairs = Pairs(self.words)
        keep_output_exact(prior.out)
        self.predict = Played(self._predict)

    def new(self, count: int) -> list[Composition]:
        """Of one kind."""
        (kind,) = self.words.choices(list(self.lesson.kinds), list(self.lesson.kinds.values()))
        return self.pairs.draw(kind, count)

    def plain(self, count: int) -> list[Composition]:
        """Captions whose predictions stay: none of a scene of which the lesson changes some."""
        out: list[Composition] = []
        while len(out) < count:
            scene = sample_scene(SCENES + self.words.randrange(10**8))
            if not (self.lesson.parts and mistaken(scene)):
                out.append(Composition((caption(scene, self.words),), PLAIN))
        return out

    def _ids(self, captions: list[str]) -> Tensor:
        return torch.from_numpy(token_ids(self.tokenizer, captions).astype(np.int64)).to(device())

    def _predict(self, x: Tensor, t: Tensor, states: Tensor) -> Tensor:
        with mixed(device(), bfloat16_pays(device())):
            return self.prior(x.contiguous(memory_format=torch.channels_last), t, states).float()

    @torch.no_grad()
    def walk(self, rows: list[Composition], height: int, width: int, new: Pool, known: Pool) -> int:
        """Ways for captions of one recipe. Adds what was composed at every step to `new`, and what was predicted for ""
        and every caption that is no held-out pair to `known`; returns how many were composed. Where nothing is composed
        any more, the way ends."""
        recipe, steps, guidance = rows[0].recipe, self.words.randint(10, 18), self.words.uniform(3, 5)
        own = self._ids([row.captions[0] for row in rows])
        ids = self._ids([c for row in rows for c in row.asked]).view(len(rows), -1, 77)
        states = encode_ids(self.text, ids.flatten(0, 1))
        start, made = torch.randn(len(rows), 16, height, width, device=device()), 0
        for t, x, eps, wanted in way(self.predict, states, start, recipe, steps, guidance):
            composes = recipe.composes(t)
            # What the other caption of a mistaken one predicts may itself be changed by the lesson.
            stays = [0, *(n for n, k in enumerate(recipe.used, 1) if not (composes if k == 0 else self.lesson.parts))]
            known.add(
                x[:, None].expand_as(eps)[:, stays].flatten(0, 1),
                eps[:, stays].flatten(0, 1),
                t,
                ids[:, stays].flatten(0, 1),
            )
            if composes:
                new.add(x, wanted, t, own)
                made += len(rows)
        return made


def train(
    work: Path,
    compressor: Compressor | None,
    tokenizer: CLIPTokenizer,
    *,
    source: str,
    seed: int,
    minutes: float,
    max_steps: int = 10**9,
    batch: int = 48,
    lesson: str = "c_composed",
    without: Sequence[str] = (),
) -> None:
    """Goes on from the averaged weights of WORK/<source>.pt and writes WORK/<lesson>.pt, with a text encoder. Half of
    each batch are new captions. The compressor is for curves alone. `without`: attributes of which no pair is taught
    this time."""
    torch.manual_seed(seed)
    before, text_before = load(work, source, tokenizer)
    before.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    prior = build().to(memory_format=torch.channels_last)
    prior.load_state_dict(before.state_dict())
    keep_output_exact(prior.out)
    modules = {"prior": prior, "text": copy.deepcopy(text_before).requires_grad_(True)}
    how = LESSONS[lesson].without(without)
    trainer = Trainer(
        lesson,
        work,
        modules,
        seed=seed,
        minutes=minutes,
        max_steps=max_steps,
        lr=how.lr,
        ema_decay=how.ema_decay,
        weight_decay=0.0,
    )
    prior, text = trainer.module["prior"], trainer.module["text"]
    walker = Walker(before, text_before, tokenizer, seed + trainer.step, how)
    pools = [(Pool(KEPT * batch, h, w), Pool(KEPT * batch, h, w)) for h, w in SIZES]
    made, learned = [0] * len(SIZES), [0] * len(SIZES)

    def losses(x: Tensor, target: Tensor, t: Tensor, ids: Tensor) -> dict[str, Tensor]:
        eps = prior(x.contiguous(memory_format=torch.channels_last), t, encode_ids(text, ids))
        new, known = (e.mean() for e in (eps - target).pow(2).chunk(2))
        return {"loss": new + known, "new": new, "known": known}

    learn = Recorded(trainer, losses)

    def step() -> None:
        k = int(trainer.rng.choice(len(SIZES), p=SHARES))
        height, width = SIZES[k]
        half = max(1, batch * 144 // (height * width) // 2)
        if learned[k] >= FRESH * made[k]:
            ways = max(1, 2 * half // WAYS)
            made[k] += walker.walk(walker.new(ways), height, width, *pools[k])
            walker.walk(walker.plain(-(-ways // 2)), height, width, *pools[k])
        learned[k] += half
        trainer.extra["samples"] = int(trainer.extra.get("samples", 0)) + 2 * half  # type: ignore[call-overload]
        learn(*(torch.cat(both) for both in zip(*(pool.draw(half) for pool in pools[k]))))

    if compressor:
        unseen = Unseen(work, tokenizer)
        trainer.judge = lambda ema: judge(unseen, compressor, ema["prior"], ema["text"])  # type: ignore[arg-type]
    trainer.repeat(step)
