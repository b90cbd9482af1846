"""Stage A: the VQGAN (paper section 3.1), a PaellaVQModel of small width. Pictures in [0, 1], 4 latent channels at 1/4
side.

The published pipeline decodes *unquantised* latents, so half of every batch passes the codebook (straight-through) and
half goes around it with a little noise, which also makes the decoder tolerant of Stage B's errors.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from torch import Tensor
from transformers import CLIPTokenizer

from wuerstchen_train.data import crops
from wuerstchen_train.evaluation.validation import Unseen
from wuerstchen_train.trainer import Trainer, calibrate, load_ema, save_atomically

DECODER = ("up_blocks.", "out_block.")  # what its parameters' names begin with


def build(scale_factor: float = 1.0) -> PaellaVQModel:
    """The architecture. The encoder's BatchNorm is kept without learned scale, so that latents have unit variance."""
    model = PaellaVQModel(
        levels=2,
        bottleneck_blocks=3,
        embed_dim=48,
        latent_channels=4,
        num_vq_embeddings=1024,
        scale_factor=scale_factor,
    )
    norm = model.down_blocks[-1][1]
    norm.weight.requires_grad_(False)
    norm.bias.requires_grad_(False)
    for name, p in model.named_parameters():
        if name.endswith("gammas"):  # the class starts every block at zero; a small gain lets all weights learn at once
            p.data[2] = p.data[5] = 0.3
    return model


def edges(x: Tensor) -> tuple[Tensor, Tensor]:
    return x[:, :, 1:] - x[:, :, :-1], x[:, :, :, 1:] - x[:, :, :, :-1]


def reconstruction_loss(made: Tensor, real: Tensor) -> Tensor:
    """L1 + MSE + L1 of the differences between neighbours (keeps edges crisp without a perceptual network)."""
    grad = sum((a - b).abs().mean() for a, b in zip(edges(made), edges(real)))
    return (made - real).abs().mean() + 2 * F.mse_loss(made, real) + grad


@torch.no_grad()
def revive_codes(model: PaellaVQModel, latents: Tensor) -> float:
    """Moves codebook entries that no latent of [B, 4, h, w] chooses onto random latents; returns the share in use."""
    flat = latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1])
    book = model.vquantizer.embedding.weight
    used = torch.bincount(torch.cdist(flat, book).argmin(1), minlength=len(book)) > 0
    dead = int((~used).sum())
    book[~used] = flat[torch.randint(len(flat), (dead,))] + 0.01 * torch.randn(dead, flat.shape[1], device=flat.device)
    return float(used.float().mean())


def reconstructed(model: PaellaVQModel, picture: Tensor) -> Tensor:
    """PSNR in dB of [B, 3, H, W] in [0, 1] after encoding and decoding."""
    made = model.decode(model.encode(picture).latents).sample
    return -10 * torch.log10(F.mse_loss(made.clamp(0, 1), picture))


def train(
    work: Path,
    images: np.ndarray,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    max_steps: int = 10**9,
    batch: int = 12,
    size: int = 128,
) -> None:
    """Trains until the budget is used up; afterwards extra["scale_factor"] makes latents / scale_factor unit."""
    torch.manual_seed(seed)
    trainer = _train("a", build(), work, images, tokenizer, seed, minutes, max_steps, batch, size)
    ema = trainer.ema.module["vqgan"].eval()
    rng = np.random.default_rng(seed + 1)
    with torch.no_grad():
        latents = torch.cat([ema.encode(crops(images, rng, 2, 256)).latents for _ in range(16)])
    trainer.extra["scale_factor"] = round(float(latents.std()), 4)
    trainer.extra["samples"] = trainer.step * batch
    trainer.save()


def regain(
    work: Path,
    images: np.ndarray,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    max_steps: int = 10**9,
    batch: int = 12,
    size: int = 128,
) -> None:
    """An encoder and a codebook for the decoder of WORK/a.pt, which stays as it is: packages have the decoder alone.
    They replace those in WORK/a.pt.
    """
    torch.manual_seed(seed)
    model = build()
    whole = load_ema(work, "a", build(), "vqgan").state_dict()
    model.load_state_dict(model.state_dict() | {k: v for k, v in whole.items() if k.startswith(DECODER)})
    for name, p in model.named_parameters():
        if name.startswith(DECODER):
            p.requires_grad_(False)
    trainer = _train("a_regained", model, work, images, tokenizer, seed, minutes, max_steps, batch, size)
    state = torch.load(work / "a.pt", map_location="cpu", weights_only=False)
    state["ema"] = {f"vqgan.{k}": v.cpu() for k, v in trainer.ema.module["vqgan"].state_dict().items()}
    state["extra"]["encoder_regained"] = {
        "steps": trainer.step,
        "samples": trainer.step * batch,
        "minutes": round(trainer.spent / 60, 1),
        "unseen": trainer.extra["unseen"],
    }
    save_atomically({**state, "model": state["ema"], "optimisers": []}, work / "a.pt")


def _train(
    name: str,
    model: PaellaVQModel,
    work: Path,
    images: np.ndarray,
    tokenizer: CLIPTokenizer,
    seed: int,
    minutes: float,
    max_steps: int,
    batch: int,
    size: int,
) -> Trainer:
    model = model.to(memory_format=torch.channels_last)
    trainer = Trainer(
        name, work, {"vqgan": model}, seed=seed, minutes=minutes, max_steps=max_steps, lr=2e-3, ema_decay=0.998
    )
    unseen = Unseen(work, tokenizer)
    norm: torch.nn.BatchNorm2d = model.down_blocks[-1][1]
    warm = 200  # then the BatchNorm's statistics are kept, and the codebook joins once the latents mean something

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        if trainer.step == warm:
            calibrate(norm, lambda: model.encode(crops(images, rng, batch, size)))
        norm.train(trainer.step < warm)
        real = crops(images, rng, batch, size)
        latents = model.encode(real).latents.float()
        half = batch // 2
        commit = latents.new_zeros(())
        if trainer.step >= warm:
            if trainer.step % 200 == 0 and trainer.progress() < 0.7:
                trainer.extra["codes_in_use"] = round(revive_codes(model, latents.detach()), 3)
            quantised, commit, _ = model.vquantizer(latents[:half])
            latents = torch.cat([quantised, latents[half:] + 0.05 * torch.randn_like(latents[half:])])
        made = model.decode(latents).sample
        picture = reconstruction_loss(made, real)
        with torch.no_grad():
            psnr = -10 * torch.log10(F.mse_loss(made[half:].clamp(0, 1), real[half:]))
        return {"loss": picture + commit, "picture": picture, "commit": commit, "psnr": psnr}

    trainer.judge = lambda ema: unseen.marks("psnr", lambda i: reconstructed(ema["vqgan"], unseen.pictures[i : i + 1]))  # type: ignore[arg-type]
    trainer.run(step)
    return trainer
