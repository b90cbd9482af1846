"""How much of a held-out pair Stage C has learned, by its errors alone, without a picture or a judge.

On ways that the composition takes (`distill/trajectories.py`): the error of what a Stage C predicts for the pair's own
caption, as a share of the error of the best of the captions that it is composed of. It is 1 where it says nothing of
the pair that one of them does not say, 0 where it says what is composed. A number is added to the caption's own
prediction, and what is confused taken away from it, so there 1 is what it was before. An error weighs what it weighs in
training; pictures are 256 x 256.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.distill.prior import OBJECTIVES
from wuerstchen_train.distill.trajectories import PairSampler, error_weights, trajectory
from wuerstchen_train.hardware import device
from wuerstchen_train.networks.text_encoder import encode
from wuerstchen_train.runs import Run, read_report
from wuerstchen_train.stages.loaders import load_prior, load_text_encoder
from wuerstchen_train.world.composed import Composition

STEPS, GUIDANCE, SIDE = 12, 4.0, 6

Prior = tuple[WuerstchenPrior, CLIPTextModel]


@torch.no_grad()
def composition_error(before: Prior, after: Prior, tokenizer: CLIPTokenizer, rows: list[Composition]) -> float:
    """The share for captions of one combination; what is composed comes from `before`, and the way that it takes."""
    combination = rows[0].combination
    (prior, text), (learned, learned_text) = before, after
    states = encode(text, tokenizer, [c for row in rows for c in row.asked])
    own_states = encode(learned_text, tokenizer, [row.captions[0] for row in rows])
    start = torch.randn(len(rows), 16, SIDE, SIDE, device=device())
    rivals = slice(1, 2) if combination.early[0] else slice(1 + (0 in combination.used), None)
    own, others = 0.0, []
    for t, x, eps, wanted in trajectory(prior, states, start, combination, STEPS, GUIDANCE):
        weight = float(error_weights(torch.tensor([t]))) if combination.composes(t) else 0.0
        predicted = learned(x, torch.full((len(x),), t, device=device()), own_states)
        own += weight * float((predicted - wanted).pow(2).mean())
        others.append(weight * (eps[:, rivals] - wanted[:, None]).pow(2).mean((0, 2, 3, 4)))  # [rivals]
    return own / float(torch.stack(others).sum(0).min())


def report_errors(folder: Path, count: int) -> None:
    """Prints the share of every kind of pair and every pair for a run of the stage `distill-prior`."""
    report = read_report(folder)
    inputs = {role: folder.parent / name for role, name in report["inputs"].items()}
    run = Run(folder.name, folder, folder.parent, 0, inputs)
    learned = Run(folder.name, folder, folder.parent, 0, {"prior": folder, "prior_text_encoder": folder})
    tokenizer = run.tokenizer()
    before, after = ((load_prior(r), load_text_encoder(r, tokenizer, "prior_text_encoder")) for r in (run, learned))
    pairs = PairSampler(random.Random(0))
    torch.manual_seed(0)
    for kind in OBJECTIVES[report["options"]["objective"]].kinds:
        found = []
        for pair in sorted(pair for known, pair in pairs.waiting if known == kind):
            found.append(composition_error(before, after, tokenizer, pairs.draw(kind, count, pair)))
            print(f"{' '.join(pair):22} {found[-1]:.2f}", flush=True)
        print(f"{' x '.join(kind):22} {np.mean(found):.2f}\n", flush=True)
