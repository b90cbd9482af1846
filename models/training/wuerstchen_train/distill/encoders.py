"""What a package may be without, learned again for the networks that it has: Stage A's encoder (`stage_a.regain`) and
the compressor.

Stage C and Stage B paint; the compressor learns of these pictures the latents that they were painted of, so that all
three mean the same by a latent. Its last errors, for renders are not paintings, go in `joint.py`, where at first Stage
B stays as it is.

python models/training/regain.py --work DIR    keeps both as encoders.safetensors beside this file, from where
`restore.py` takes them
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel, WuerstchenDiffNeXt, WuerstchenPrior
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.data import real
from wuerstchen_train.distill.composition import denoise
from wuerstchen_train.networks.compressor import LATENT_MEAN, LATENT_STD, Compressor
from wuerstchen_train.performance.cuda_graphs import Recorded
from wuerstchen_train.performance.fast_kernels import bfloat16_pays, mixed
from wuerstchen_train.stages import s1_stage_a as stage_a
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.stages.s3_text_encoder import encode_ids, token_ids
from wuerstchen_train.stages.s4_stage_c import load
from wuerstchen_train.trainer import Trainer, calibrate, device, latest, load_ema, save_atomically
from wuerstchen_train.world.captions import caption
from wuerstchen_train.world.scene import sample_scene

SCENES = 450_000_000  # first seed of the scenes in words
STEPS, GUIDANCE, DECODER_STEPS = 14, 4.0, 8
from wuerstchen_train.paths import ENCODERS as KEPT


@torch.no_grad()
def paint(
    ids: Tensor,
    prior: WuerstchenPrior,
    prior_text: CLIPTextModel,
    decoder: WuerstchenDiffNeXt,
    text: CLIPTextModel,
    vqgan: PaellaVQModel,
) -> tuple[Tensor, Tensor]:
    """Pictures uint8 [n, 512, 512, 3] of captions, ids int64 [n + 1, 77] whose last is "", and the latents [n, 16, 12,
    12] that they were painted of.
    """
    n = len(ids) - 1
    states, empty = encode_ids(prior_text, ids).split((n, 1))
    both = torch.cat([states, empty.expand_as(states)])
    z = torch.randn(n, 16, 12, 12, device=ids.device)
    times = torch.linspace(1, 0, STEPS + 1).tolist()
    for t, to in zip(times[:-1], times[1:]):
        with mixed(device(), bfloat16_pays(device())):
            eps, without = prior(z.repeat(2, 1, 1, 1), torch.full((2 * n,), t, device=z.device), both).float().chunk(2)
        z = denoise(z, without + GUIDANCE * (eps - without), t, to)
    x, states = torch.randn(n, 4, 128, 128, device=ids.device), encode_ids(text, ids[:n])
    times = torch.linspace(1, 0, DECODER_STEPS + 1).tolist()
    for t, to in zip(times[:-1], times[1:]):
        with mixed(device(), bfloat16_pays(device())):
            eps = decoder(
                x, torch.full((n,), t, device=x.device), effnet=z * LATENT_MEAN - LATENT_STD, clip=states
            ).float()
        x = denoise(x, eps, t, to)
    pictures = vqgan.decode(x * vqgan.config.scale_factor).sample
    return (pictures.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1), z


def compressor(
    work: Path,
    vqgan: PaellaVQModel,
    text: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    batch: int,
    count: int,
    max_steps: int = 10**9,
) -> None:
    """Of `count` painted pictures. Writes WORK/compressor_regained.pt and WORK/compressor_final.pt."""
    torch.manual_seed(seed)
    prior, prior_text = load(work, latest(work, "c"), tokenizer)
    decoder: WuerstchenDiffNeXt = load_ema(work, latest(work, "b"), stage_b.build(), "decoder")  # type: ignore[assignment]
    words = random.Random(seed)
    captions = [caption(sample_scene(SCENES + i), words) for i in range(count)]
    made = []
    for start in range(0, count, batch):
        ids = torch.from_numpy(token_ids(tokenizer, [*captions[start : start + batch], ""]).astype(np.int64)).to(
            device()
        )
        made.append(paint(ids, prior, prior_text, decoder, text, vqgan))
    pictures, z = (torch.cat(parts) for parts in zip(*made))
    trainer = Trainer(
        "compressor_regained",
        work,
        {"compressor": Compressor()},
        seed=seed,
        minutes=minutes,
        max_steps=max_steps,
        lr=2e-3,
        ema_decay=0.99,
        muon=True,
    )
    learner = trainer.module["compressor"]
    calibrate(learner.mapper[1], lambda: learner(real(pictures[torch.randint(count, (batch,))])))
    trainer.judge = lambda ema: {"unlike": float(F.mse_loss(ema["compressor"](real(pictures[:batch])), z[:batch]))}

    def losses(seen: Tensor, wanted: Tensor) -> dict[str, Tensor]:
        learner.mapper[1].eval()
        return {"loss": F.mse_loss(learner(real(seen)).float(), wanted)}

    learn = Recorded(trainer, losses)

    def step() -> None:  # the first batch is kept for the judge
        at = torch.from_numpy(trainer.rng.integers(min(batch, count - 1), count, size=batch)).to(device())
        learn(pictures[at], z[at])

    trainer.repeat(step)
    trainer.extra["samples"] = trainer.step * batch
    trainer.save()
    save_atomically(trainer.ema.module["compressor"].state_dict(), work / "compressor_final.pt")


def keep(work: Path) -> None:
    """Writes KEPT."""
    vqgan = torch.load(work / "a.pt", map_location="cpu", weights_only=False)["ema"]
    found = {k: v for k, v in vqgan.items() if not k.removeprefix("vqgan.").startswith(stage_a.DECODER)}
    found |= {f"compressor.{k}": v for k, v in torch.load(work / "compressor_final.pt", map_location="cpu").items()}
    save_file({k: (v.half() if v.ndim > 1 else v.clone()).contiguous() for k, v in found.items()}, KEPT)


def kept(module: str) -> dict[str, Tensor]:
    """What KEPT has of "vqgan" or "compressor", matrices as float32."""
    return {
        k.removeprefix(f"{module}."): v.float() if v.is_floating_point() else v
        for k, v in load_file(KEPT).items()
        if k.startswith(f"{module}.")
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    keep(parser.parse_args().work)
