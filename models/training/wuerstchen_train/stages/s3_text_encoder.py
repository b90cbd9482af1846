"""The text encoder: a small CLIPTextModel that stands in for the paper's pre-trained CLIP (sections 3.2 and 3.3).

It is pre-trained to tell a scene's attributes from its caption, at the end token and at the padding positions alike:
both networks attend to all 77 positions.
"""

from __future__ import annotations

import copy
import os
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from wuerstchen_train.data import kept
from wuerstchen_train.networks.attributes import CLASSES, attribute_loss
from wuerstchen_train.performance.cuda_graphs import Recorded
from wuerstchen_train.trainer import Trainer, device, load_ema, save_atomically
from wuerstchen_train.world.captions import caption
from wuerstchen_train.world.labels import ATTRIBUTES, labels
from wuerstchen_train.world.scene import sample_scene

WIDTH = 128
UNSEEN = 77  # seed of captions that are never trained on
KEEP = 3.0  # weight of the states' movement in `tune`
TAUGHT = ("c_composed", "c_parted")  # what composing.py makes, in this order
OWN = (*TAUGHT, "c_stream", "c_restored")  # checkpoints of Stage C that have a text encoder of their own


def build(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=WIDTH,
            intermediate_size=4 * WIDTH,
            num_hidden_layers=3,
            num_attention_heads=4,
            max_position_embeddings=77,
            hidden_act="gelu",
            layer_norm_eps=1e-5,
            projection_dim=WIDTH,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def tokenise(tokenizer: CLIPTokenizer, texts: list[str]) -> tuple[Tensor, Tensor]:
    """ids and attention mask, int64 [B, 77], as the pipelines make them."""
    out = tokenizer(texts, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
    return out.input_ids.to(device()), out.attention_mask.to(device())


def token_ids(tokenizer: CLIPTokenizer, texts: list[str]) -> np.ndarray:
    """The ids alone, int16 [B, 77], to be kept."""
    return tokenizer(texts, padding="max_length", max_length=77, truncation=True, return_tensors="np").input_ids.astype(
        np.int16
    )


def encode(model: CLIPTextModel, tokenizer: CLIPTokenizer, texts: list[str]) -> Tensor:
    """float32 [B, 77, WIDTH]: all positions after the final LayerNorm."""
    return encode_ids(model, tokenise(tokenizer, texts)[0])


def encode_ids(model: CLIPTextModel, ids: Tensor) -> Tensor:
    """The same from ids int64 [B, 77]. What follows the end token is masked.

    The mask is made here, causal and padding together [B, 1, 77, 77]: transformers would look at a padding mask's
    values, and wait for the device."""
    place = torch.arange(ids.shape[1], device=ids.device)
    mask = (place[:, None] >= place) & (place <= ends(ids))[:, None, None, :]
    return model(ids, attention_mask=mask).last_hidden_state


def ends(ids: Tensor) -> Tensor:
    """The place [B, 1] of the end token, which pads as well, in ids [B, 77]."""
    return (ids == ids[:, -1:]).int().argmax(1, keepdim=True)


class Heads(nn.Module):
    """Attribute classifiers on encoder states (training only)."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, sum(CLASSES)))

    def forward(self, states: Tensor) -> Tensor:
        """states [N, WIDTH] -> logits [N, sum(CLASSES)]."""
        return self.net(states)


def texts(
    work: Path, tokenizer: CLIPTokenizer, seed: int, count: int, splits: tuple[str, ...] = ("train",)
) -> np.ndarray:
    """int16 [count, 77 + attributes]: token ids of a caption and the class indices of its scene, of `splits` in turn.
    Made once; wording takes longer than learning."""

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        words = random.Random(seed * 1_000_003 + start)
        for i in range(start, stop, 64):
            scenes = [
                sample_scene(words.randrange(10**9), splits[k % len(splits)]) for k in range(i, min(i + 64, stop))
            ]
            out[i : i + len(scenes)] = np.concatenate(
                [token_ids(tokenizer, [caption(s, words) for s in scenes]), np.array([labels(s) for s in scenes])], 1
            )

    return kept(
        work / f"texts_{'_'.join(splits)}_{seed}_{count}.npy", np.int16, (count, 77 + len(ATTRIBUTES)), fill, count
    )


def picked(states: Tensor, ids: Tensor, share: Tensor) -> Tensor:
    """Of states [B, 77, WIDTH] those at the end token and at three places behind it, shares [B, 3] of the way to the
    last one: [4 B, WIDTH].
    """
    end = ends(ids)
    at = torch.cat([end, end + ((ids.shape[1] - end) * share).long()], 1)
    return states.gather(1, at[:, :, None].expand(-1, -1, WIDTH)).flatten(0, 1)


def tune(
    work: Path,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    max_steps: int = 10**9,
    batch: int = 48,
    captions: int = 200_000,
) -> None:
    """Teaches the trained encoder captions of held-out pairs without moving the states of those that Stages B and C
    know.

    It stands in for CLIP, which has read everything: an encoder that never read of a lighthouse in the desert takes it
    for another thing, and then no picture can show one. The pictures of these pairs stay unseen. What its heads read
    from a state is kept as it is, so that it means the same to Stages B and C; the result replaces WORK/text.pt."""
    torch.manual_seed(seed)
    data = torch.from_numpy(np.array(texts(work, tokenizer, seed, captions, ("train", "held_out")))).to(device())
    before: CLIPTextModel = load_ema(work, "text", build(tokenizer), "text")  # type: ignore[assignment]
    heads = load_ema(work, "text", Heads(), "heads")
    trainer = Trainer(
        "text_tuned",
        work,
        {"text": copy.deepcopy(before).requires_grad_(True)},
        seed=seed,
        minutes=minutes,
        max_steps=max_steps,
        lr=5e-4,
        ema_decay=0.99,
    )
    text = trainer.module["text"]

    def losses(chosen: Tensor, share: Tensor) -> dict[str, Tensor]:
        """The first half of `chosen` are captions of the split "train"."""
        ids, target = chosen[:, :77].long(), chosen[:, 77:].long()
        states, known = encode_ids(text, ids), len(ids) // 2
        with torch.no_grad():
            kept_states = encode_ids(before, ids[:known])
        moved = (states[:known].float() - kept_states.float()).pow(2).mean()
        logits, target = heads(picked(states, ids, share)), target.repeat_interleave(4, 0)
        loss, _ = attribute_loss(logits, target)
        _, right = attribute_loss(logits[4 * known :].detach(), target[4 * known :])
        return {"loss": loss + KEEP * moved, "moved": moved, "right": right}

    learn = Recorded(trainer, losses)

    def step() -> None:
        pairs = 2 * torch.from_numpy(trainer.rng.integers(len(data) // 2, size=batch // 2)).to(data.device)
        learn(data[torch.cat([pairs, pairs + 1])], torch.rand(batch // 2 * 2, 3, device=data.device))

    trainer.repeat(step)
    state = torch.load(work / "text.pt", map_location="cpu", weights_only=False)
    state["ema"].update({f"text.{k}": v.cpu() for k, v in trainer.ema.module["text"].state_dict().items()})
    state["extra"]["tuned"] = {
        "steps": trainer.step,
        "samples": trainer.step * batch,
        "minutes": round(trainer.spent / 60, 1),
    }
    save_atomically({**state, "model": state["ema"]}, work / "text.pt")


def train(
    work: Path,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    max_steps: int = 10**9,
    batch: int = 48,
    captions: int = 200_000,
) -> None:
    torch.manual_seed(seed)
    data = torch.from_numpy(np.array(texts(work, tokenizer, seed, captions))).to(device())
    trainer = Trainer(
        "text",
        work,
        {"text": build(tokenizer), "heads": Heads()},
        seed=seed,
        minutes=minutes,
        max_steps=max_steps,
        lr=1e-3,
        ema_decay=0.99,
    )
    text, heads = trainer.module["text"], trainer.module["heads"]

    def losses(chosen: Tensor, share: Tensor) -> dict[str, Tensor]:
        ids, target = chosen[:, :77].long(), chosen[:, 77:].long()
        loss, right = attribute_loss(heads(picked(encode_ids(text, ids), ids, share)), target.repeat_interleave(4, 0))
        return {"loss": loss, "right": right}

    learn = Recorded(trainer, losses)

    def step() -> None:
        chosen = torch.from_numpy(trainer.rng.integers(len(data), size=batch)).to(data.device)
        learn(data[chosen], torch.rand(batch, 3, device=data.device))

    asked = {
        split: torch.from_numpy(np.array(texts(work, tokenizer, UNSEEN, 512, (split,)))).long().to(device())
        for split in ("train", "held_out")
    }

    def judge(ema: nn.ModuleDict) -> dict[str, float]:
        def right(a: Tensor) -> float:
            at_end = encode_ids(ema["text"], a[:, :77])[torch.arange(len(a), device=a.device), ends(a[:, :77])[:, 0]]
            return float(attribute_loss(ema["heads"](at_end), a[:, 77:])[1])

        rights = {split: right(a) for split, a in asked.items()}
        return {"right": rights["train"], "right, held-out pairs": rights["held_out"]}

    trainer.judge = judge
    trainer.repeat(step)
    trainer.extra["samples"] = trainer.step * batch
    trainer.save()
