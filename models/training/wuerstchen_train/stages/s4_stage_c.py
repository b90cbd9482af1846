"""Stage C: the text-conditional prior (paper section 3.3), a WuerstchenPrior of small width.

It learns the compressor's latents z [16, h, w] (about N(0, 1)); the pipeline turns its result x into 42 x - 1 for Stage
B.
"""

from __future__ import annotations

import math
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from diffusers.pipelines.deprecated.wuerstchen.modeling_wuerstchen_common import ResBlock, TimestepBlock
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.data import SceneSet, kept, to_tensor
from wuerstchen_train.diffusion import add_noise, composing_times, composing_weights, eps_loss
from wuerstchen_train.evaluation.validation import TIMES, Unseen, times
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.performance.caption_cache import CaptionBank
from wuerstchen_train.performance.fast_kernels import keep_output_exact
from wuerstchen_train.stages.s3_text_encoder import OWN, WIDTH, encode_ids
from wuerstchen_train.stages.s3_text_encoder import build as build_text
from wuerstchen_train.trainer import Trainer, device, load_ema
from wuerstchen_train.world.cells import CELL_COLOURS, CELL_THINGS, cells

DROP = 0.08  # share of captions that become "", for guidance
MOST, BALANCE = 5, 4  # of the times and the weights of samples
CHILDHOOD = 0.35  # share of the budget that is spent on small pictures
PLAN_AFTER = 3  # attention blocks after which the features must say what stands where
PLAN_WEIGHT = 0.03


def build() -> WuerstchenPrior:
    """The architecture with the authors' initialisation, which the diffusers class leaves out. The zeroed output
    matters most: eps = (x - a) / (|1 - b| + 1e-5) explodes where a random b comes near 1."""
    model = WuerstchenPrior(c_in=16, c=192, c_cond=WIDTH, c_r=64, depth=6, nhead=6, dropout=0.0)
    for m in model.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(m.weight)
            if m.bias is not None:
                nn.init.zeros_(m.bias)
    for m in model.modules():
        if isinstance(m, ResBlock):
            m.channelwise[-1].weight.data *= math.sqrt(1 / model.config.depth)
        elif isinstance(m, TimestepBlock):
            nn.init.zeros_(m.mapper.weight)
    nn.init.zeros_(model.out[1].weight)
    return model


class Planner(nn.Module):
    """Reads from features [B, C, h, w] in the middle of the prior which thing stands in which cell, and in which colour
    (training only).

    The loss of the noise says little about a thing in a few cells; this one asks for it directly, from the words while
    x is mostly noise. Aligning inner features with such a representation is what made other diffusion models learn many
    times faster (REPA, 2024).
    """

    def __init__(self, width: int = 192) -> None:
        super().__init__()
        self.norm, self.linear = nn.LayerNorm(width), nn.Linear(width, len(CELL_THINGS) + len(CELL_COLOURS))

    def loss(self, features: Tensor, plan: Tensor) -> Tensor:
        """`plan` uint8 [B, 2, h, w]: indices into CELL_THINGS and CELL_COLOURS. Mean cross-entropy of the thing in all
        cells and of the colour where one stands.
        """
        thing, colour = (
            self.linear(self.norm(features.permute(0, 2, 3, 1)))
            .float()
            .split((len(CELL_THINGS), len(CELL_COLOURS)), -1)
        )
        things, colours = plan.long().flatten(2).unbind(1)
        which = F.cross_entropy(thing.flatten(0, 2), things.flatten())
        painted = F.cross_entropy(colour.flatten(0, 2), colours.flatten(), ignore_index=0, reduction="sum")
        return which + painted / colours.numel()


def plans(work: Path, scenes: SceneSet) -> np.ndarray:
    """uint8 [count, 2, 2, h, w]: the cells of every scene as drawn (0) and mirrored (1)."""

    def fill(out: np.ndarray, start: int, stop: int) -> None:
        for i in range(start, stop):
            out[i, 0] = cells(scenes.scene(i), scenes.width, scenes.height)
            out[i, 1] = out[i, 0, :, :, ::-1]

    shape = (scenes.count, 2, 2, scenes.height * 3 // 128, scenes.width * 3 // 128)
    return kept(work / f"plans_{scenes.name}.npy", np.uint8, shape, fill, scenes.count)


def _drawn(scenes: SceneSet, chunk: int = 8) -> Iterator[np.ndarray]:
    """The pictures of a set in chunks, drawn by one process a core ahead of whoever takes them."""
    starts = range(0, scenes.count, chunk)
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        yield from pool.imap(_Draw(scenes, chunk), starts)


class _Draw:
    """A function that processes can be sent."""

    def __init__(self, scenes: SceneSet, chunk: int) -> None:
        self.scenes, self.chunk = scenes, chunk

    def __call__(self, start: int) -> np.ndarray:
        return self.scenes.draw(start, min(start + self.chunk, self.scenes.count))


@torch.no_grad()
def latents(work: Path, compressor: Compressor, scenes: SceneSet, images: np.ndarray | None = None) -> np.ndarray:
    """float16 [count, 2, 16, h, w]: compressor latents of every scene as drawn (0) and mirrored (1), cached on disk.

    Without `images` the pictures are drawn and forgotten, unless they lie there already: Stage C wants more scenes than
    a disk wants pictures."""
    path, drawn = work / f"latents_{scenes.name}.npy", work / f"pictures_{scenes.name}.npy"
    if images is None and drawn.exists():
        images = np.load(drawn, mmap_mode="r")
    if not path.exists():
        out = np.zeros((scenes.count, 2, 16, scenes.height * 3 // 128, scenes.width * 3 // 128), np.float16)
        batches = _drawn(scenes) if images is None else (images[i : i + 8] for i in range(0, scenes.count, 8))
        start = 0
        for batch in batches:
            for side, seen in enumerate((batch, batch[:, :, ::-1])):
                out[start : start + len(batch), side] = compressor(to_tensor(seen)).half().cpu().numpy()
            start += len(batch)
        temporary = path.with_suffix(".part.npy")
        np.save(temporary, out)
        temporary.rename(path)
    return np.load(path)


def importance(x0: Tensor, plan: Tensor) -> Tensor:
    """Weights [B, 1, h, w] with mean 1 from latents [B, 16, h, w] and their plan: more where a thing stands or a
    position differs from its row.

    Sky, sea and meadow look alike along a row; houses, trees and boats are few positions that an unweighted mean
    hardly sees, and they are what prompts name."""
    difference = (x0 - x0.mean(3, keepdim=True)).pow(2).mean(1, keepdim=True)  # [B, 1, h, w]
    weight = 1 + 3 * difference / (difference + difference.mean((1, 2, 3), keepdim=True) + 1e-6) + 2 * (plan[:, :1] > 0)
    return weight / weight.mean((1, 2, 3), keepdim=True)


class Planned:
    """A prior and the planner that reads its middle."""

    def __init__(self, prior: WuerstchenPrior, planner: Planner) -> None:
        self.prior, self.planner = prior, planner
        self.features: list[Tensor] = []
        prior.blocks[3 * PLAN_AFTER - 1].register_forward_hook(
            lambda _module, _inputs, output: self.features.append(output)
        )
        keep_output_exact(prior.out)
        # on two CPU cores the plain one is 10 % faster, backward included; it is what the class sets
        prior.set_attn_processor(AttnProcessor() if device().type == "cpu" else AttnProcessor2_0())

    def losses(self, x0: Tensor, plan: Tensor, states: Tensor, t: Tensor) -> dict[str, Tensor]:
        """Losses of x0 [B, 16, h, w] at times t [B], with its plan uint8 [B, 2, h, w] and its caption's states [B, 77,
        WIDTH].
        """
        noise = torch.randn_like(x0)
        x = add_noise(x0, t, noise).contiguous(memory_format=torch.channels_last)
        eps = eps_loss(self.prior(x, t, states), noise, t, composing_weights(t, MOST, BALANCE), importance(x0, plan))
        plan_loss = self.planner.loss(self.features.pop(), plan)
        return {"loss": eps + PLAN_WEIGHT * plan_loss, "eps": eps, "plan": plan_loss}


def judge(unseen: Unseen, compressor: Compressor, prior: WuerstchenPrior, text: CLIPTextModel) -> dict[str, float]:
    """The noise's loss on scenes never trained on."""

    def loss(i: int) -> Tensor:
        x0 = compressor(unseen.pictures[i : i + 1]).float().repeat(TIMES, 1, 1, 1)
        t, noise = times().to(x0.device), torch.randn_like(x0)
        eps = prior(
            add_noise(x0, t, noise).contiguous(memory_format=torch.channels_last),
            t,
            encode_ids(text, unseen.ids[i : i + 1]).repeat(TIMES, 1, 1),
        )
        return eps_loss(eps, noise, t, composing_weights(t, MOST, BALANCE))

    return unseen.marks("eps", loss)


def load(work: Path, stage: str, tokenizer: CLIPTokenizer) -> tuple[WuerstchenPrior, CLIPTextModel]:
    """The averaged weights of a Stage C and of the text encoder that it reads with."""
    text = load_ema(work, stage if stage in OWN else "text", build_text(tokenizer), "text")
    return load_ema(work, stage, build(), "prior"), text  # type: ignore[return-value]


def train(
    work: Path,
    sets: list[tuple[SceneSet, np.ndarray]],
    compressor: Compressor,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    young: tuple[SceneSet, np.ndarray] | None = None,
    max_steps: int = 10**9,
    batch: int = 32,
    drop: float = DROP,
    lr: float = 3.5e-3,
    muon: bool = True,
) -> None:
    """`sets`: scenes and their latents [N, 2, 16, h, w]. A set is drawn from in proportion to its number of scenes; a
    batch has as many positions whatever its size, so that a step of large pictures costs what a step of small ones
    does.

    The share CHILDHOOD of the budget goes to `young`, pictures of a quarter of the area: three times as many a second,
    from which it learns the words before it learns the large picture."""
    torch.manual_seed(seed)
    prior = build().to(memory_format=torch.channels_last)
    text: CLIPTextModel = load_ema(work, "text", build_text(tokenizer), "text")  # type: ignore[assignment]
    trainer = Trainer(
        "c",
        work,
        {"prior": prior, "planner": Planner()},
        seed=seed,
        minutes=minutes,
        max_steps=max_steps,
        lr=lr,
        ema_decay=0.998,
        muon=muon,
    )
    prior, planner = trainer.module["prior"], trainer.module["planner"]
    planned = Planned(prior, planner)
    adult = len(sets)
    sets = [*sets, *([young] if young else [])]
    banks = [CaptionBank(work, scenes, tokenizer, seed) for scenes, _ in sets]
    data = [torch.from_numpy(z).to(device()) for _, z in sets]
    where = [torch.from_numpy(np.array(plans(work, scenes))).to(device()) for scenes, _ in sets]
    counts = np.array([len(z) for z in data])
    positions = data[0].shape[3] * data[0].shape[4]
    seen = 0

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        nonlocal seen
        if young and trainer.progress() < CHILDHOOD:
            k = adult
        else:
            k = int(rng.choice(adult, p=counts[:adult] / counts[:adult].sum()))
        n = max(1, batch * positions // (data[k].shape[3] * data[k].shape[4]))
        index, mirrored = rng.integers(counts[k], size=n), rng.integers(2, size=n)
        at, side = (torch.from_numpy(v).to(device()) for v in (index, mirrored))
        with torch.no_grad():
            states = encode_ids(text, banks[k].draw(index, mirrored, rng, drop))
        losses = planned.losses(
            data[k][at, side].float(), where[k][at, side], states, composing_times(n, states.device, MOST)
        )
        seen += n
        return losses

    unseen = Unseen(work, tokenizer)
    trainer.judge = lambda ema: judge(unseen, compressor, ema["prior"], text)  # type: ignore[arg-type]
    trainer.run(step)
    trainer.extra["samples"] = int(trainer.extra.get("samples", 0)) + seen  # type: ignore[call-overload]
    trainer.save()
