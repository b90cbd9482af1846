"""The text encoder, which stands in for the paper's pre-trained CLIP (sections 3.2 and 3.3).

It is trained to tell a scene's attributes from its caption, at the end token and at the padding positions alike: both
networks attend to all 77 positions.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import CLIPTokenizer

from wuerstchen_train.hardware import device
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.attributes import attribute_loss
from wuerstchen_train.networks.text_encoder import (
    TEXT_WIDTH,
    TOKENS,
    AttributeHeads,
    build_text_encoder,
    encode_ids,
    end_positions,
    token_ids,
)
from wuerstchen_train.networks.tokenizer import train_tokenizer
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.performance.cuda_graphs import GraphedSteps
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.trainer import NO_END, Budget, Losses, Trainer
from wuerstchen_train.world.captions import caption
from wuerstchen_train.world.labels import ATTRIBUTES, labels
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene_sets import cached

VALIDATION_SEED = 77  # of captions that are never trained on
VALIDATION_CAPTIONS = 512


@dataclass(frozen=True)
class TokenizerOptions:
    captions: int = 20_000


@dataclass(frozen=True)
class Options:
    minutes: float
    steps: int = NO_END
    batch: int = 96
    captions: int = 200_000


TOKENIZER_INTERFACE = StageInterface(TokenizerOptions, gives=("tokenizer",))
INTERFACE = StageInterface(Options, needs=("tokenizer",), gives=("text_encoder", "attribute_heads"))


def tokenizer(run: Run, o: TokenizerOptions) -> Report:
    """Learns merges from captions."""
    train_tokenizer(run.folder / "tokenizer", seed=run.seed, captions=o.captions)
    return {"captions": o.captions}


def worded_scenes(
    folder: Path, tokenizer: CLIPTokenizer, seed: int, count: int, splits: tuple[str, ...] = ("train",)
) -> np.ndarray:
    """int16 [count, 77 + attributes]: token ids of a caption and the class indices of its scene, of `splits` in turn.

    Made once: wording takes longer than learning.
    """

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        words = random.Random(seed * 1_000_003 + start)
        for i in range(start, stop, 64):
            kinds = [splits[k % len(splits)] for k in range(i, min(i + 64, stop))]
            scenes = [sample_scene(words.randrange(10**9), kind) for kind in kinds]
            ids = token_ids(tokenizer, [caption(s, words) for s in scenes])
            out[i : i + len(scenes)] = np.concatenate([ids, np.array([labels(s) for s in scenes])], 1)

    path = folder / f"texts_{'_'.join(splits)}_{seed}_{count}.npy"
    return cached(path, np.int16, (count, TOKENS + len(ATTRIBUTES)), fill)


def picked_states(states: Tensor, ids: Tensor, share: Tensor) -> Tensor:
    """Of states [B, 77, C] those at the end token and at three positions behind it: [4 B, C].

    `share` [B, 3] says how far on the way to the last position these are.
    """
    end = end_positions(ids)
    at = torch.cat([end, end + ((ids.shape[1] - end) * share).long()], 1)  # [B, 4]
    return states.gather(1, at[:, :, None].expand(-1, -1, TEXT_WIDTH)).flatten(0, 1)


def split_rows(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Rows of `worded_scenes` as ids int64 [B, 77] and class indices int64 [B, attributes]."""
    return rows[:, :TOKENS].long(), rows[:, TOKENS:].long()


def train(run: Run, o: Options) -> Report:
    tokens, folder = run.tokenizer(), run.input("tokenizer")
    torch.manual_seed(run.seed)
    data = torch.from_numpy(np.array(worded_scenes(folder, tokens, run.seed, o.captions))).to(device())
    modules = {"text_encoder": build_text_encoder(tokens), "attribute_heads": AttributeHeads()}
    how, budget = Optimisation(lr=1e-3, ema_decay=0.99), Budget(o.minutes, o.steps)
    trainer = Trainer("text_encoder", run.folder, modules, how, budget, seed=run.seed, deadline=run.deadline)
    text, heads = modules["text_encoder"], modules["attribute_heads"]

    def losses(rows: Tensor, share: Tensor) -> Losses:
        ids, target = split_rows(rows)
        logits = heads(picked_states(encode_ids(text, ids), ids, share))  # [4 B, classes]
        loss, right = attribute_loss(logits, target.repeat_interleave(4, 0))
        return {"loss": loss, "right": right}

    learn = GraphedSteps(trainer, losses)

    def step() -> None:
        chosen = torch.from_numpy(trainer.rng.integers(len(data), size=o.batch)).to(data.device)
        learn(data[chosen], torch.rand(o.batch, 3, device=data.device))
        trainer.seen(o.batch)

    unseen = {
        split: torch.from_numpy(
            np.array(worded_scenes(folder, tokens, VALIDATION_SEED, VALIDATION_CAPTIONS, (split,)))
        ).to(device())
        for split in ("train", "held_out")
    }

    def validate(ema: nn.ModuleDict) -> dict[str, float]:
        def right(rows: Tensor) -> float:
            ids, target = split_rows(rows)
            each = torch.arange(len(ids), device=ids.device)
            at_end = encode_ids(ema["text_encoder"], ids)[each, end_positions(ids)[:, 0]]
            return float(attribute_loss(ema["attribute_heads"](at_end), target)[1])

        return {"right": right(unseen["train"]), "right, held-out pairs": right(unseen["held_out"])}

    trainer.validate = validate
    run_loops([Loop(trainer, step)])
    for role in modules:
        run.keep(role, trainer.ema.module[role])
    return trainer.report()
