"""The text encoder: a small CLIPTextModel that stands in for the paper's pre-trained CLIP (sections 3.2 and 3.3).

It is pre-trained to tell a scene's attributes from its caption, at the end token and at the padding positions alike: both
networks attend to all 77 positions.
"""
from __future__ import annotations

import os
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from common import Trainer, device
from data import kept
from recorded import Recorded
from world.captions import caption
from world.labels import ATTRIBUTES, labels
from world.scene import sample_scene

WIDTH = 128
SCENE = 5  # the first attributes are the scene's own: light, weather, terrain, style, way
PRESENT = 10.0  # weight of an attribute that is there


def build(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    return CLIPTextModel(CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=3, num_attention_heads=4,
        max_position_embeddings=77, hidden_act="gelu", layer_norm_eps=1e-5, projection_dim=WIDTH,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id))


def tokenise(tokenizer: CLIPTokenizer, texts: list[str]) -> tuple[Tensor, Tensor]:
    """ids and attention mask, int64 [B, 77], as the pipelines make them."""
    out = tokenizer(texts, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
    return out.input_ids.to(device()), out.attention_mask.to(device())


def encode(model: CLIPTextModel, tokenizer: CLIPTokenizer, texts: list[str]) -> Tensor:
    """float32 [B, 77, WIDTH]: all positions after the final LayerNorm."""
    return encode_ids(model, tokenise(tokenizer, texts)[0])


def encode_ids(model: CLIPTextModel, ids: Tensor) -> Tensor:
    """The same from ids int64 [B, 77]. The end token pads as well: its first place is the end, what follows is masked.

    The mask is made here, causal and padding together [B, 1, 77, 77]: transformers would look at a padding mask's values, and wait for the device."""
    end = (ids == model.config.eos_token_id).int().argmax(1)
    place = torch.arange(ids.shape[1], device=ids.device)
    mask = (place[:, None] >= place) & (place <= end[:, None])[:, None, None, :]
    return model(ids, attention_mask=mask).last_hidden_state


class Heads(nn.Module):
    """Attribute classifiers on encoder states (training only)."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, sum(len(v) for v in ATTRIBUTES.values())))

    def forward(self, states: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """states [N, WIDTH], target [N, attributes] -> weighted mean cross-entropy, share guessed right of the attributes that are there.

        A scene has one to three of some forty things, so nearly all attributes are "absent": unweighted, their mean is low
        before colours and sides are learned at all."""
        parts = self.net(states).split([len(v) for v in ATTRIBUTES.values()], 1)
        there = target > 0
        there[:, :SCENE] = True
        weight = torch.where(there, PRESENT, 1.0)
        loss = torch.stack([F.cross_entropy(p, target[:, i], reduction="none") for i, p in enumerate(parts)], 1)
        right = torch.stack([p.argmax(1) for p in parts], 1) == target
        return (loss * weight).sum() / weight.sum(), (right & there).sum() / there.sum()


def texts(work: Path, tokenizer: CLIPTokenizer, seed: int, count: int) -> np.ndarray:
    """int16 [count, 77 + attributes]: token ids of a caption and the class indices of its scene. Made once; wording takes longer than learning."""
    def fill(out: np.ndarray, start: int, stop: int) -> None:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        words = random.Random(seed * 1_000_003 + start)
        for i in range(start, stop, 64):
            scenes = [sample_scene(words.randrange(10**9)) for _ in range(min(64, stop - i))]
            ids = tokenizer([caption(s, words) for s in scenes], padding="max_length", max_length=77, truncation=True, return_tensors="np").input_ids
            out[i:i + len(scenes)] = np.concatenate([ids, np.array([labels(s) for s in scenes])], 1)

    return kept(work / f"texts_{seed}_{count}.npy", np.int16, (count, 77 + len(ATTRIBUTES)), fill, count)


def train(work: Path, tokenizer: CLIPTokenizer, *, seed: int, minutes: float, max_steps: int = 10**9, batch: int = 48, captions: int = 200_000) -> None:
    torch.manual_seed(seed)
    data = torch.from_numpy(np.array(texts(work, tokenizer, seed, captions))).to(device())
    trainer = Trainer("text", work, {"text": build(tokenizer), "heads": Heads()}, seed=seed, minutes=minutes,
                      max_steps=max_steps, lr=1e-3, ema_decay=0.99)
    text, heads = trainer.module["text"], trainer.module["heads"]

    def losses(chosen: Tensor, share: Tensor) -> dict[str, Tensor]:
        """Of int16 rows of `texts` [B, ...], at the end token and at three places behind it: shares [B, 3] of the way to the last one."""
        ids, target = chosen[:, :77].long(), chosen[:, 77:].long()
        states = encode_ids(text, ids)
        end = (ids == text.config.eos_token_id).int().argmax(1)[:, None]
        at = torch.cat([end, end + ((77 - end) * share).long()], 1)  # [B, 4]
        picked = states.gather(1, at[:, :, None].expand(-1, -1, WIDTH)).flatten(0, 1)
        loss, right = heads(picked, target.repeat_interleave(4, 0))
        return {"loss": loss, "right": right}

    learn = Recorded(trainer, losses)

    def step() -> None:
        chosen = torch.from_numpy(trainer.rng.integers(len(data), size=batch)).to(data.device)
        learn(data[chosen], torch.rand(batch, 3, device=data.device))

    trainer.repeat(step)
    trainer.extra["samples"] = trainer.step * batch
    trainer.save()
