"""How much of a held-out pair arrives, by its errors alone, without a picture or a judge: python
models/training/arrival.py --work DIR [--stage c_composed] [--count 12]

With `--stage c_parted`, how far a style or terrain keeps away from what it was taken for, in captions that may name
both: the share of one has the change by the other in it.

On ways that the composition takes (`composing.py`), the error of what a Stage C predicts for the pair's own caption, as
a share of the error of the best of the captions that it is composed of: 1 where it says nothing of the pair that one of
them does not say, 0 where it says what is composed. A number is added to the caption's own prediction, and what is
mistaken taken away from it, so there 1 is what it was before. For every kind of pair and every pair, in 256 x 256
pictures; an error weighs what it weighs in training.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.distill.composition import LESSONS, Pairs, way, weights
from wuerstchen_train.networks.tokenizer import load_tokenizer
from wuerstchen_train.performance.fast_kernels import use_fast_norms
from wuerstchen_train.stages.s3_text_encoder import encode
from wuerstchen_train.stages.s4_stage_c import load
from wuerstchen_train.trainer import device, latest
from wuerstchen_train.world.composed import Composition

STEPS, GUIDANCE, SIDE = 12, 4.0, 6


@torch.no_grad()
def arrival(
    before: tuple[WuerstchenPrior, CLIPTextModel],
    after: tuple[WuerstchenPrior, CLIPTextModel],
    tokenizer: CLIPTokenizer,
    rows: list[Composition],
) -> float:
    """The share for captions of one recipe; what is composed comes from `before`, and the way that it takes."""
    recipe = rows[0].recipe
    (prior, text), (learned, learned_text) = before, after
    states = encode(text, tokenizer, [c for row in rows for c in row.asked])
    own_states = encode(learned_text, tokenizer, [row.captions[0] for row in rows])
    start = torch.randn(len(rows), 16, SIDE, SIDE, device=device())
    rivals = slice(1, 2) if recipe.early[0] else slice(1 + (0 in recipe.used), None)
    own, others = 0.0, []
    for t, x, eps, wanted in way(prior, states, start, recipe, STEPS, GUIDANCE):
        weight = float(weights(torch.tensor([t]))) if recipe.composes(t) else 0.0
        own += weight * float(
            (learned(x, torch.full((len(x),), t, device=device()), own_states) - wanted).pow(2).mean()
        )
        others.append(weight * (eps[:, rivals] - wanted[:, None]).pow(2).mean((0, 2, 3, 4)))
    return own / float(torch.stack(others).sum(0).min())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--stage",
        default="c_composed",
        choices=tuple(LESSONS),
        help="whose predictions are looked at; composed are those of the stage before it",
    )
    parser.add_argument("--count", type=int, default=12, help="captions of every pair")
    o = parser.parse_args()
    use_fast_norms()
    tokenizer = load_tokenizer(o.work / "tokenizer")
    before, after = (
        load(o.work, stage, tokenizer) for stage in (latest(o.work, "c", before=o.stage.removeprefix("c_")), o.stage)
    )
    pairs = Pairs(random.Random(0))
    torch.manual_seed(0)
    for kind in LESSONS[o.stage].kinds:
        shares = []
        for pair in sorted(pair for known, pair in pairs.waiting if known == kind):
            shares.append(arrival(before, after, tokenizer, pairs.draw(kind, o.count, pair)))
            print(f"{' '.join(pair):22} {shares[-1]:.2f}", flush=True)
        print(f"{' x '.join(kind):22} {np.mean(shares):.2f}\n", flush=True)


if __name__ == "__main__":
    main()
