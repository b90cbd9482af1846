"""How much of a held-out pair arrives, by its errors alone, without a picture or a judge: python models/training/arrival.py --work DIR [--stage c_composed] [--count 12]

On ways that the composition takes (`composing.py`), the error of what a Stage C predicts for the pair's own caption, as a share of the error of the best
of the captions that it is composed of: 1 where it says nothing of the pair that one of them does not say, 0 where it says what is composed. A number is added to
the caption's own prediction, so there 1 is what it was before. For every kind of pair and every pair, in 256 x 256 pictures; an error weighs what it weighs in training.
"""
from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from common import device
from composing import Pairs, composed, denoise, load, weights
from fast import use_fast_norms
from save import latest
from text_encoder import encode_ids, token_ids
from tokenizer import load_tokenizer
from world.composed import Composition
from world.holdout import HELD_OUT

STEPS, GUIDANCE, SIDE = 12, 4.0, 6


@torch.no_grad()
def arrival(before: tuple[WuerstchenPrior, CLIPTextModel], after: tuple[WuerstchenPrior, CLIPTextModel], tokenizer: CLIPTokenizer, rows: list[Composition]) -> float:
    """The share for captions of one recipe; what is composed comes from `before`, and the way that it takes."""
    recipe = rows[0].recipe
    captions = [c for row in rows for c in ("", *row.captions)]
    ids = torch.from_numpy(token_ids(tokenizer, captions).astype(np.int64)).to(device()).view(len(rows), -1, 77)
    (prior, text), (learned, learned_text) = before, after
    states, own_states = encode_ids(text, ids.flatten(0, 1)), encode_ids(learned_text, ids[:, 1])
    used = torch.tensor(recipe.used, device=device()) + 1
    x = torch.randn(len(rows), 16, SIDE, SIDE, device=device())
    times = np.linspace(1, 0, STEPS + 1)
    rivals = slice(1, 2) if recipe.early[0] else slice(2, None)
    own, others = 0.0, []
    for t, to in zip(times[:-1].tolist(), times[1:].tolist()):
        if not recipe.composes(t):
            break

        def predict(model: WuerstchenPrior, x: Tensor, states: Tensor, t: float = t) -> Tensor:
            return model(x, torch.full((len(x),), t, device=device()), states)
        eps = predict(prior, x.repeat_interleave(ids.shape[1], 0), states).view(len(rows), -1, *x.shape[1:])
        wanted = composed(eps[:, used], t, recipe)
        weight = float(weights(torch.tensor([t])))
        own += weight * float((predict(learned, x, own_states) - wanted).pow(2).mean())
        others.append(weight * (eps[:, rivals] - wanted[:, None]).pow(2).mean((0, 2, 3, 4)))
        x = denoise(x, eps[:, 0] + GUIDANCE * (wanted - eps[:, 0]), t, to)
    return own / float(torch.stack(others).sum(0).min())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--stage", default="c_composed", help="whose predictions are looked at; composed are those of the stage before it")
    parser.add_argument("--count", type=int, default=12, help="captions of every pair")
    o = parser.parse_args()
    use_fast_norms()
    tokenizer = load_tokenizer(o.work / "tokenizer")
    before, after = (load(o.work, stage, tokenizer) for stage in (latest(o.work, "c", composed=False), o.stage))
    pairs = Pairs(random.Random(0))
    torch.manual_seed(0)
    for kind in HELD_OUT:
        shares = []
        for pair in sorted(HELD_OUT[kind]):
            shares.append(arrival(before, after, tokenizer, pairs.draw(kind, o.count, pair)))
            print(f"{' '.join(pair):22} {shares[-1]:.2f}", flush=True)
        print(f"{' x '.join(kind):22} {np.mean(shares):.2f}\n", flush=True)


if __name__ == "__main__":
    main()
