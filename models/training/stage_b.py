"""Stage B: the latent decoder (paper section 3.2), a WuerstchenDiffNeXt of small width, and the training of the Semantic Compressor.

x0 is Stage A's latent divided by scale_factor; conditions are the compressor's latent at pipeline scale and the caption.
"""
from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel, WuerstchenDiffNeXt
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from common import Trainer, calibrate, device, load_ema
from compressor import LATENT_MEAN, LATENT_STD, Compressor, Sketcher, blur, spread
from data import crops, crops_with_index, to_tensor
from diffusion import add_noise, eps_loss, times
from fast import keep_output_exact
from text_encoder import WIDTH, encode
from world.captions import caption
from world.scene import sample_scene

VIEWS = 2  # noise levels per crop and step: encoding a crop costs half as much as a training step on it


def build() -> WuerstchenDiffNeXt:
    return WuerstchenDiffNeXt(
        c_in=4, c_out=4, c_r=64, patch_size=2, c_cond=64, c_hidden=[48, 96, 192, 192], nhead=[-1, -1, 6, 6],
        blocks=[1, 2, 2, 1], level_config=["CT", "CT", "CTA", "CTA"], inject_effnet=[False, True, True, True],
        effnet_embd=16, clip_embd=WIDTH, kernel_size=3, dropout=0.0)


@torch.no_grad()
def caption_bank(model: CLIPTextModel, tokenizer: CLIPTokenizer, count: int, seed: int) -> Tensor:
    """One encoded caption per picture, float16 [2, count, 77, WIDTH]; index 0 as drawn, 1 mirrored."""
    words = random.Random(seed)
    both = []
    for mirrored in (False, True):
        scenes = [sample_scene(i) for i in range(count)]
        texts = [caption(s.flipped() if mirrored else s, words) for s in scenes]
        both.append(torch.cat([encode(model, tokenizer, texts[i:i + 64]).half().cpu() for i in range(0, count, 64)]))
    return torch.stack(both)


def train_compressor(work: Path, images: np.ndarray, *, seed: int, minutes: float, max_steps: int = 10**9, batch: int = 16) -> None:
    """Warm-up of the compressor with the sketching head alone; it needs no Stage A, so it can run beside it."""
    torch.manual_seed(seed)
    trainer = Trainer("compressor", work, {"compressor": Compressor(), "sketcher": Sketcher()}, seed=seed, minutes=minutes,
                      max_steps=max_steps, lr=1.5e-3, ema_decay=0.99)
    compressor, sketcher = trainer.module["compressor"], trainer.module["sketcher"]

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        norm = compressor.mapper[1]
        if trainer.step == 200:
            calibrate(norm, lambda: compressor(crops(images, rng, batch, 256)))
        norm.train(trainer.step < 200)
        full = trainer.step % 4 == 3
        real = crops(images, rng, max(2, batch // 4) if full else batch, 512 if full else 256)
        z = compressor(real).float()
        sketch = sketcher.loss(blur(z), real)
        return {"loss": sketch + 0.02 * spread(z), "sketch": sketch}

    trainer.run(step)
    trainer.extra["samples"] = trainer.step * batch
    trainer.save()


class Encodings:
    """Stage A's and the frozen compressor's latents of whole pictures, made when first asked for and kept: encoding costs as much as training."""

    def __init__(self, images: np.ndarray, vqgan: PaellaVQModel, compressor: Compressor) -> None:
        self.images, self.vqgan, self.compressor = images, vqgan, compressor
        self.kept: dict[tuple[int, bool], tuple[Tensor, Tensor]] = {}

    def __call__(self, index: np.ndarray, mirrored: np.ndarray) -> tuple[Tensor, Tensor]:
        """x0 float32 [N, 4, H/4, W/4] before its scale, z float32 [N, 16, 3H/128, 3W/128]."""
        keys = [(int(i), bool(m)) for i, m in zip(index, mirrored)]
        missing = [key for key in dict.fromkeys(keys) if key not in self.kept]
        if missing:
            real = to_tensor(np.stack([self.images[i][:, ::-1] if m else self.images[i] for i, m in missing]))
            with torch.no_grad():
                x0, z = self.vqgan.encode(real).latents.half().cpu(), self.compressor(real).half().cpu()
            self.kept.update({key: (a, b) for key, a, b in zip(missing, x0, z)})
        x0s, zs = zip(*(self.kept[key] for key in keys))
        # Made float32 one by one: torch.stack refuses float16 under bfloat16 autocast.
        return torch.stack([a.float() for a in x0s]).to(device()), torch.stack([a.float() for a in zs]).to(device())

    def crops(self, index: np.ndarray, mirrored: np.ndarray, rng: np.random.Generator, whole: bool) -> tuple[Tensor, Tensor]:
        """The same, cut to 256 px pieces whose corners lie on multiples of 128 px, where both grids meet."""
        x0, z = self(index, mirrored)
        if whole:
            return x0, z
        ys, xs = (rng.integers(x0.shape[d] // 32 - 1, size=len(x0)) for d in (2, 3))
        return (torch.stack([a[:, 32 * y:32 * y + 64, 32 * x:32 * x + 64] for a, y, x in zip(x0, ys, xs)]),
                torch.stack([a[:, 3 * y:3 * y + 6, 3 * x:3 * x + 6] for a, y, x in zip(z, ys, xs)]))


def train(work: Path, images: np.ndarray, vqgan: PaellaVQModel, text: CLIPTextModel, tokenizer: CLIPTokenizer, *, seed: int,
          minutes: float, joint: float = 0.15, max_steps: int = 10**9, batch: int = 6) -> None:
    """Joint training of compressor and Stage B; after the share `joint` of the budget the compressor stays as it is,
    so that Stage C can train on its latents while Stage B goes on."""
    torch.manual_seed(seed)
    compressor, sketcher = Compressor(), Sketcher()
    if (work / "compressor.pt").exists():
        load_ema(work, "compressor", compressor, "compressor").requires_grad_(True)
        load_ema(work, "compressor", sketcher, "sketcher").requires_grad_(True)
        for p in compressor.mapper[1].parameters():
            p.requires_grad_(False)
    trainer = Trainer("b", work, {"decoder": build().to(memory_format=torch.channels_last), "compressor": compressor,
                                  "sketcher": sketcher}, seed=seed, minutes=minutes, max_steps=max_steps, lr=2.5e-3,
                      ema_decay=0.998, lr_scale={"compressor": 0.2, "sketcher": 0.3}, muon=True)
    decoder, compressor, sketcher = (trainer.module[k] for k in ("decoder", "compressor", "sketcher"))
    keep_output_exact(decoder.clf)
    bank = caption_bank(text, tokenizer, len(images), seed)
    with torch.no_grad():
        empty = encode(text, tokenizer, [""])[0]
    scale = vqgan.config.scale_factor
    encodings = Encodings(images, vqgan, compressor)

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        frozen = "compressor_frozen_at_step" in trainer.extra or trainer.progress() >= joint
        if frozen and any(p.requires_grad for p in compressor.parameters()):
            freeze()
        full = trainer.step % 5 == 4
        n = max(1, batch // 4) if full else batch
        if frozen:
            index, mirrored = rng.integers(len(images), size=n), rng.random(n) < 0.5
            x0, sharp = encodings.crops(index, mirrored, rng, full)
            z, sketch = blur(sharp.repeat_interleave(VIEWS, 0)), x0.new_zeros(())
        else:
            real, index, mirrored = crops_with_index(images, rng, n, 512 if full else 256)
            with torch.no_grad():
                x0 = vqgan.encode(real).latents.float()
            compressor.mapper[1].eval()
            sharp = compressor(real).float()
            z = blur(sharp.repeat_interleave(VIEWS, 0))
            sketch = sketcher.loss(z[::VIEWS], real) + 0.05 * spread(sharp)
        x0 = (x0.repeat_interleave(VIEWS, 0) / scale).contiguous(memory_format=torch.channels_last)
        condition = z * LATENT_MEAN - LATENT_STD
        condition = condition * (torch.rand(n * VIEWS, 1, 1, 1) >= 0.05).to(condition)  # dropped to zeros, as the pipeline's unconditional half
        words = bank[mirrored.astype(int), index].to(empty)
        words = torch.where((torch.rand(n, 1, 1) < 0.2).to(words.device), empty, words).repeat_interleave(VIEWS, 0)
        t, noise = times(n * VIEWS, x0.device), torch.randn_like(x0)
        x = add_noise(x0, t, noise)
        predicted = decoder(x, t, effnet=condition, clip=words)
        eps = eps_loss(predicted, noise, t)
        return {"loss": eps + 0.3 * sketch, "eps": eps, "sketch": sketch}

    def freeze() -> None:
        """The EMA weights become the compressor; it stays in eval mode from here on."""
        compressor.load_state_dict(trainer.ema.module["compressor"].state_dict())
        compressor.eval().requires_grad_(False)
        sketcher.eval().requires_grad_(False)
        trainer.extra.setdefault("compressor_frozen_at_step", trainer.step)
        trainer.save()
        torch.save(compressor.state_dict(), work / "compressor_final.pt")

    trainer.run(step)
    if any(p.requires_grad for p in compressor.parameters()):
        freeze()
    trainer.extra["samples"] = trainer.step * batch * VIEWS
    trainer.save()


def load_compressor(work: Path) -> Compressor:
    model = Compressor()
    model.load_state_dict(torch.load(work / "compressor_final.pt", map_location="cpu"))
    return model.eval().requires_grad_(False)
