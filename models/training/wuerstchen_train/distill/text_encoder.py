"""The trained text encoder is taught captions of held-out pairs, without moving the states of those that it knows.

It stands in for CLIP, which has read everything: an encoder that never read of a lighthouse in the desert takes it for
another thing, and then no picture can show one. The pictures of these pairs stay unseen. What its heads read from a
state is kept as it is, so that it means the same to Stages B and C.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from wuerstchen_train.hardware import device
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.attributes import attribute_loss
from wuerstchen_train.networks.text_encoder import AttributeHeads, encode_ids
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.performance.cuda_graphs import GraphedSteps
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages.loaders import load_text_encoder
from wuerstchen_train.stages.s3_text_encoder import picked_states, split_rows, worded_scenes
from wuerstchen_train.trainer import NO_END, Budget, Losses, Trainer

MOVEMENT_WEIGHT = 3.0  # of how far the states of known captions move


@dataclass(frozen=True)
class Options:
    minutes: float
    steps: int = NO_END
    batch: int = 128  # half of them captions with a held-out pair
    captions: int = 200_000


INTERFACE = StageInterface(
    Options,
    needs=("tokenizer", "text_encoder", "attribute_heads"),
    gives=("text_encoder", "attribute_heads"),
)


def train(run: Run, o: Options) -> Report:
    tokenizer, half = run.tokenizer(), o.batch // 2
    torch.manual_seed(run.seed)
    rows = worded_scenes(run.input("tokenizer"), tokenizer, run.seed, o.captions, ("train", "held_out"))
    data = torch.from_numpy(np.array(rows)).to(device())
    before = load_text_encoder(run, tokenizer)
    heads = run.load("attribute_heads", AttributeHeads())
    text = copy.deepcopy(before).requires_grad_(True)
    how, budget = Optimisation(lr=5e-4, ema_decay=0.99), Budget(o.minutes, o.steps)
    modules = {"text_encoder": text}
    trainer = Trainer("text_encoder", run.folder, modules, how, budget, seed=run.seed, deadline=run.deadline)

    def losses(chosen: Tensor, share: Tensor) -> Losses:
        """The first half of the rows `chosen` [2 half, 77 + attributes] are captions of the split "train"."""
        ids, target = split_rows(chosen)
        states = encode_ids(text, ids)
        with torch.no_grad():
            states_before = encode_ids(before, ids[:half])
        moved = (states[:half].float() - states_before.float()).pow(2).mean()
        logits, target = heads(picked_states(states, ids, share)), target.repeat_interleave(4, 0)
        loss, _ = attribute_loss(logits, target)
        _, right = attribute_loss(logits[4 * half :].detach(), target[4 * half :])
        return {"loss": loss + MOVEMENT_WEIGHT * moved, "moved": moved, "right": right}

    learn = GraphedSteps(trainer, losses)

    def step() -> None:
        pairs = 2 * torch.from_numpy(trainer.rng.integers(len(data) // 2, size=half)).to(data.device)
        learn(data[torch.cat([pairs, pairs + 1])], torch.rand(2 * half, 3, device=data.device))
        trainer.seen(o.batch)

    run_loops([Loop(trainer, step)])
    run.keep("text_encoder", trainer.ema.module["text_encoder"])
    run.keep("attribute_heads", heads)
    return trainer.report()
