"""Stage A: the VQGAN (paper section 3.1). Pictures in [0, 1], 4 latent channels at a quarter of each side.

The published pipeline decodes *unquantised* latents, so half of every batch passes the codebook (straight-through) and
half goes around it with a little noise, which also makes the decoder tolerant of Stage B's errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from torch import Tensor

from wuerstchen_train.batches import crops
from wuerstchen_train.ema import calibrate
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.vqgan import build_vqgan, reconstruction_psnr
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages.loaders import validation_set
from wuerstchen_train.trainer import NO_END, Budget, Trainer
from wuerstchen_train.world.scene_sets import pictures, scene_sets

WARM_UP = 200  # steps; then BatchNorm's statistics are kept, and the codebook joins, once the latents mean something
OPTIMISATION = Optimisation(lr=2e-3, ema_decay=0.998)


@dataclass(frozen=True)
class Options:
    minutes: float
    steps: int = NO_END
    batch: int = 12
    crop: int = 128  # pixels of a side
    scenes: int = 3000  # of 512 x 512


INTERFACE = StageInterface(Options, needs=("tokenizer",), gives=("vqgan",))


def edges(x: Tensor) -> tuple[Tensor, Tensor]:
    """Differences to the neighbours below and to the right of [B, C, H, W]."""
    return x[:, :, 1:] - x[:, :, :-1], x[:, :, :, 1:] - x[:, :, :, :-1]


def reconstruction_loss(decoded: Tensor, pixels: Tensor) -> Tensor:
    """L1 + MSE + L1 of the differences between neighbours, which keeps edges crisp without a perceptual network.

    Section 3.1 trains with MSE, an adversarial and a perceptual loss, for which no network is at hand here.
    """
    (down, across), (down_real, across_real) = edges(decoded), edges(pixels)
    of_edges = (down - down_real).abs().mean() + (across - across_real).abs().mean()
    return (decoded - pixels).abs().mean() + 2 * F.mse_loss(decoded, pixels) + of_edges


@torch.no_grad()
def revive_codes(model: PaellaVQModel, latents: Tensor) -> float:
    """Moves codebook entries that no latent of [B, 4, h, w] chooses onto random latents; returns the share in use."""
    flat = latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1])  # [B h w, 4]
    book = model.vquantizer.embedding.weight
    used = torch.bincount(torch.cdist(flat, book).argmin(1), minlength=len(book)) > 0
    dead = int((~used).sum())
    book[~used] = flat[torch.randint(len(flat), (dead,))] + 0.01 * torch.randn(dead, flat.shape[1], device=flat.device)
    return float(used.float().mean())


def train(run: Run, o: Options) -> Report:
    """Trains encoder, codebook and decoder."""
    torch.manual_seed(run.seed)
    images = pictures(run.cache, scene_sets(run.seed, o.scenes, 0, 0)[0])
    trainer = fit(run, build_vqgan(), images, Budget(o.minutes, o.steps), o.batch, o.crop)
    ema: PaellaVQModel = trainer.ema.module["vqgan"].eval()
    rng = np.random.default_rng(run.seed + 1)
    with torch.no_grad():
        latents = torch.cat([ema.encode(crops(images, rng, 2, 256)).latents for _ in range(16)])
    factor = round(float(latents.std()), 4)  # makes latents / factor unit
    run.keep("vqgan", ema, scale_factor=str(factor))
    return {**trainer.report(), "scale_factor": factor}


def fit(run: Run, model: PaellaVQModel, images: np.ndarray, budget: Budget, batch: int, size: int) -> Trainer:
    """Trains whatever of the model is not frozen, until the budget is used up."""
    model = model.to(memory_format=torch.channels_last)
    trainer = Trainer("vqgan", run.folder, {"vqgan": model}, OPTIMISATION, budget, seed=run.seed, deadline=run.deadline)
    validation = validation_set(run, run.tokenizer())
    norm: torch.nn.BatchNorm2d = model.down_blocks[-1][1]
    rng = trainer.rng

    def losses() -> dict[str, Tensor]:
        if trainer.step == WARM_UP:
            calibrate(norm, lambda: model.encode(crops(images, rng, batch, size)))
        norm.train(trainer.step < WARM_UP)
        pixels = crops(images, rng, batch, size)
        latents = model.encode(pixels).latents.float()  # [B, 4, size / 4, size / 4]
        half = batch // 2
        commit = latents.new_zeros(())
        if trainer.step >= WARM_UP:
            if trainer.step % 200 == 0 and trainer.progress() < 0.7:
                trainer.notes["codes_in_use"] = round(revive_codes(model, latents.detach()), 3)
            quantised, commit, _ = model.vquantizer(latents[:half])
            latents = torch.cat([quantised, latents[half:] + 0.05 * torch.randn_like(latents[half:])])
        decoded = model.decode(latents).sample
        picture = reconstruction_loss(decoded, pixels)
        with torch.no_grad():
            psnr = -10 * torch.log10(F.mse_loss(decoded[half:].clamp(0, 1), pixels[half:]))
        return {"loss": picture + commit, "picture": picture, "commit": commit, "psnr": psnr}

    def step() -> None:
        trainer.advance(losses)
        trainer.seen(batch)

    trainer.validate = lambda ema: validation.means(
        "psnr", lambda i: reconstruction_psnr(ema["vqgan"], validation.pixels[i : i + 1])
    )
    run_loops([Loop(trainer, step)])
    return trainer
