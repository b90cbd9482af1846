"""Stage C learns from its own predictions: pairs whose pictures it never saw, and to tell apart what it confuses.

`compose`: trained on pictures alone it takes "a watercolour at night", which it never saw, for one that it did. For
such a caption it is taught eps(first) + eps(second) - eps(neither) of its own predictions, or a like sum
(`world/composed.py`), at points of the way that this composition itself takes under guidance; for every other caption,
what it predicted before. No picture is needed, and none of a held-out pair is seen. Its text encoder learns with it,
for the common one may have taken two captions for one; Stage B keeps that one.

`separate`: the same way it learns to keep away from what it takes some styles, terrains and weathers for:
2 eps(own) - eps(the other), once it is decided what stands where.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor

from wuerstchen_train.distill.trajectories import Kind, ReplayBuffer, TrajectorySampler
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.prior import build_prior, keep_output_exact
from wuerstchen_train.networks.text_encoder import encode_ids
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.performance.cuda_graphs import GraphedSteps
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages.loaders import load_compressor, load_prior, load_text_encoder, validation_set
from wuerstchen_train.stages.s4_stage_c import validate_prior
from wuerstchen_train.trainer import NO_END, Budget, Losses, Trainer

# Height and width of Stage C's latents of 256 x 256, 512 x 512, 3:2, 2:3, 16:9 and 9:16. Light, style and weather are
# as
# well composed in small pictures, of which a step has four times as many: after 60 steps the errors at 12 x 12 were
# half
# of what steps at 12 x 12 left.
SIZES = ((6, 6), (12, 12), (12, 18), (18, 12), (12, 21), (21, 12))
SHARES = (0.8, 0.14, 0.015, 0.015, 0.015, 0.015)
WAYS = 8  # samples of a step for each composed way that is walked at once; half as many are plain
KEPT = 250  # samples of each size, new and known, for each sample of a step at 12 x 12
FRESH = 3.0  # times that a composed sample is learned


@dataclass(frozen=True)
class Objective:
    """What is taught, and how fast.

    `kinds`: shares of the walks, by what pictures lacked, not by how often scenes have such a pair; within a kind every
    pair is walked as often as another.
    """

    kinds: dict[Kind, float]
    optimisation: Optimisation

    @property
    def separating(self) -> bool:
        return any(len(kind) == 1 for kind in self.kinds)


OBJECTIVES = {
    "compose": Objective(
        {
            ("style", "light"): 0.3,
            ("weather", "terrain"): 0.3,
            ("weather", "style"): 0.15,
            ("number", "thing"): 0.1,
            ("colour", "thing"): 0.08,
            ("thing", "terrain"): 0.07,
        },
        Optimisation(lr=1e-4, ema_decay=0.995, weight_decay=0.0),
    ),
    # What is confused differs more than what is composed, and bears larger steps.
    "separate": Objective(
        {("style",): 0.2, ("terrain",): 0.5, ("weather",): 0.3},
        Optimisation(lr=2e-4, ema_decay=0.99, weight_decay=0.0),
    ),
}


@dataclass(frozen=True)
class Options:
    """`without`: attributes of which no pair is taught this time, because they have been."""

    objective: str
    minutes: float
    steps: int = NO_END
    batch: int = 24  # latents of 512 x 512, half of them composed
    without: tuple[str, ...] = ()


INTERFACE = StageInterface(
    Options,
    needs=("tokenizer", "prior", "prior_text_encoder"),
    takes=("compressor",),  # for curves alone
    gives=("prior", "prior_text_encoder"),
)


def kinds_taught(o: Options) -> dict[Kind, float]:
    """The objective's kinds without those of attributes in `without`."""
    kinds = OBJECTIVES[o.objective].kinds
    return {kind: share for kind, share in kinds.items() if not set(kind) & set(o.without)}


def train(run: Run, o: Options) -> Report:
    if o.objective not in OBJECTIVES:
        raise ValueError(f"run {run.name}: expected objective = {' or '.join(OBJECTIVES)}, received {o.objective!r}")
    objective, tokenizer = OBJECTIVES[o.objective], run.tokenizer()
    compressor = load_compressor(run) if run.has("compressor") else None
    torch.manual_seed(run.seed)
    text_before, before = load_text_encoder(run, tokenizer, "prior_text_encoder"), load_prior(run)
    before.to(memory_format=torch.channels_last)
    prior = build_prior().to(memory_format=torch.channels_last)
    prior.load_state_dict(before.state_dict())
    keep_output_exact(prior.out)
    text = copy.deepcopy(text_before).requires_grad_(True)
    modules, budget = {"prior": prior, "prior_text_encoder": text}, Budget(o.minutes, o.steps)
    trainer = Trainer(
        "prior", run.folder, modules, objective.optimisation, budget, seed=run.seed, deadline=run.deadline
    )
    seed, kinds = run.seed + trainer.step, kinds_taught(o)
    sampler = TrajectorySampler(before, text_before, tokenizer, seed, kinds, objective.separating)
    capacity = KEPT * o.batch
    buffers = [(ReplayBuffer(capacity, h, w), ReplayBuffer(capacity, h, w)) for h, w in SIZES]
    made, learned = [0] * len(SIZES), [0] * len(SIZES)

    def losses(x: Tensor, target: Tensor, t: Tensor, ids: Tensor) -> Losses:
        """x and target [2 half, 16, h, w], t [2 half], ids [2 half, 77]; the first half are composed samples."""
        eps = prior(x.contiguous(memory_format=torch.channels_last), t, encode_ids(text, ids))
        new, known = (e.mean() for e in (eps - target).pow(2).chunk(2))
        return {"loss": new + known, "new": new, "known": known}

    learn = GraphedSteps(trainer, losses)

    def step() -> None:
        k = int(trainer.rng.choice(len(SIZES), p=SHARES))
        height, width = SIZES[k]
        half = max(1, o.batch * 144 // (height * width) // 2)
        if learned[k] >= FRESH * made[k]:
            ways = max(1, 2 * half // WAYS)
            made[k] += sampler.walk(sampler.new(ways), height, width, *buffers[k])
            sampler.walk(sampler.plain(-(-ways // 2)), height, width, *buffers[k])
        learned[k] += half
        trainer.seen(2 * half)
        new, known = (buffer.draw(half) for buffer in buffers[k])
        learn(*(torch.cat(both) for both in zip(new, known, strict=True)))

    if compressor:
        validation = validation_set(run, tokenizer)
        trainer.validate = lambda ema: validate_prior(validation, compressor, ema["prior"], ema["prior_text_encoder"])
    run_loops([Loop(trainer, step)])
    for role in modules:
        run.keep(role, trainer.ema.module[role])
    return trainer.report()
