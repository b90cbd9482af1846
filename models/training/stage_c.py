"""Stage C: the text-conditional prior (paper section 3.3), a WuerstchenPrior of small width.

It learns the compressor's latents z [16, h, w] (about N(0, 1)); the pipeline turns its result x into 42 x - 1 for Stage B.
"""
from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import torch
from diffusers.models.attention_processor import AttnProcessor
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from diffusers.pipelines.deprecated.wuerstchen.modeling_wuerstchen_common import ResBlock, TimestepBlock
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from common import Trainer, device, load_ema
from compressor import Compressor
from data import to_tensor
from diffusion import add_noise, composing_times, eps_loss
from fast import keep_output_exact
from text_encoder import WIDTH, encode
from text_encoder import build as build_text
from world.captions import caption
from world.render import render
from world.scene import sample_scene

SIZES = ((512, 512), (768, 512), (512, 768))  # width, height


def build() -> WuerstchenPrior:
    """The architecture with the authors' initialisation, which the diffusers class leaves out. The zeroed output matters most:
    eps = (x - a) / (|1 - b| + 1e-5) explodes where a random b comes near 1."""
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


@torch.no_grad()
def latents(work: Path, compressor: Compressor, count: int, width: int, height: int, first_seed: int,
            images: np.ndarray | None = None, tag: str = "") -> np.ndarray:
    """float16 [2, count, 16, h, w]: compressor latents of scenes first_seed + i as drawn (0) and mirrored (1), cached on disk."""
    path = work / f"latents{tag}_{width}x{height}_{first_seed}_{count}.npy"
    if not path.exists():
        out = np.zeros((2, count, 16, height * 3 // 128, width * 3 // 128), np.float16)
        for start in range(0, count, 8):
            ids = range(start, min(start + 8, count))
            batch = images[start:start + 8] if images is not None else np.stack(
                [render(sample_scene(first_seed + i), width, height) for i in ids])
            out[0, ids.start:ids.stop] = compressor(to_tensor(batch)).half().cpu().numpy()
            out[1, ids.start:ids.stop] = compressor(to_tensor(batch[:, :, ::-1])).half().cpu().numpy()
        temporary = path.with_suffix(".part.npy")
        np.save(temporary, out)
        temporary.rename(path)
    return np.load(path)


def importance(x0: Tensor) -> Tensor:
    """Weights [B, 1, h, w] with mean 1 from latents [B, 16, h, w]: more where a position differs from its row.

    Sky, sea and meadow look alike along a row; houses, trees and boats are few positions that an unweighted mean
    hardly sees, and they are what prompts name."""
    difference = (x0 - x0.mean(3, keepdim=True)).pow(2).mean(1, keepdim=True)  # [B, 1, h, w]
    weight = 1 + 3 * difference / (difference + difference.mean((1, 2, 3), keepdim=True) + 1e-6)
    return weight / weight.mean((1, 2, 3), keepdim=True)


def train(work: Path, sets: list[tuple[np.ndarray, int]], tokenizer: CLIPTokenizer, *, seed: int, minutes: float,
          max_steps: int = 10**9, batch: int = 32, other_sizes: float = 0.12, drop: float = 0.08,
          lr: float = 3.5e-3,
          muon: bool = True) -> None:
    """`sets`: (latents [2, N, 16, h, w], first seed), the square ones first; the others get the share `other_sizes`."""
    torch.manual_seed(seed)
    prior = build().to(memory_format=torch.channels_last)
    text: CLIPTextModel = load_ema(work, "text", build_text(tokenizer), "text")  # type: ignore[assignment]
    trainer = Trainer("c", work, {"prior": prior}, seed=seed, minutes=minutes, max_steps=max_steps, lr=lr, ema_decay=0.998, muon=muon)
    prior = trainer.module["prior"]
    keep_output_exact(prior.out)
    prior.set_attn_processor(AttnProcessor())  # on two CPU cores 10 % faster than the fused one, backward included
    trainer.ema.module["prior"].set_attn_processor(AttnProcessor())

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        other = len(sets) > 1 and rng.random() < other_sizes
        data, first = sets[int(rng.integers(1, len(sets))) if other else 0]
        n = batch * 2 // 3 if other else batch
        index, mirrored = rng.integers(data.shape[1], size=n), rng.integers(2, size=n)
        words = random.Random(int(rng.integers(10**9)))
        texts = []
        for i, m in zip(index, mirrored):
            scene = sample_scene(first + int(i))
            texts.append("" if words.random() < drop else caption(scene.flipped() if m else scene, words))
        x0 = torch.from_numpy(data[mirrored, index]).to(device()).float().contiguous(memory_format=torch.channels_last)
        with torch.no_grad():
            states = encode(text, tokenizer, texts)
        t, noise = composing_times(n, x0.device), torch.randn_like(x0)
        eps = eps_loss(prior(add_noise(x0, t, noise), t, states), noise, t, importance(x0))
        return {"loss": eps}

    trainer.run(step)
    trainer.extra["samples"] = trainer.step * batch
    trainer.save()
