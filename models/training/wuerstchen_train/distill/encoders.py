"""What a package may be without, learned again for the networks that it has: Stage A's encoder and the compressor.

Stage A's encoder and codebook learn to be read by the decoder that is there. Then Stage C and Stage B paint, and the
compressor learns of these pictures the latents that they were painted of, so that all three mean the same by a latent.
Its last errors, for renders are not paintings, go in `stages/live.py`, where at first Stage B stays as it is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel, WuerstchenDiffNeXt, WuerstchenPrior
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.batches import as_pixels
from wuerstchen_train.distill.trajectories import FIRST_SEED as LATER_SEEDS
from wuerstchen_train.distill.trajectories import denoise
from wuerstchen_train.ema import calibrate
from wuerstchen_train.hardware import bfloat16_pays, device
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.compressor import LATENT_MEAN, LATENT_STD, Compressor
from wuerstchen_train.networks.text_encoder import encode_ids, ids_on_device
from wuerstchen_train.networks.vqgan import DECODER, build_vqgan
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.paths import ENCODERS
from wuerstchen_train.performance.cuda_graphs import GraphedSteps
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages.loaders import load_decoder, load_prior, load_text_encoder, load_vqgan
from wuerstchen_train.stages.s1_stage_a import fit
from wuerstchen_train.trainer import NO_END, Budget, Losses, Trainer, mixed
from wuerstchen_train.world.captions import caption
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene_sets import pictures, scene_sets

FIRST_SEED = LATER_SEEDS + 50_000_000  # of the scenes in words
STEPS, GUIDANCE, DECODER_STEPS = 14, 4.0, 8


@dataclass(frozen=True)
class Options:
    """`minutes` and `steps` are of each of the two trainings."""

    minutes: float
    steps: int = NO_END
    batch: int = 8  # painted pictures of 512 x 512
    vqgan_batch: int = 12  # crops of 128 px
    painted: int = 400  # pictures of which the compressor learns
    scenes: int = 3000  # of 512 x 512, kept as pictures, for Stage A


INTERFACE = StageInterface(
    Options,
    needs=("tokenizer", "text_encoder", "vqgan", "decoder", "prior", "prior_text_encoder"),
    gives=("vqgan", "compressor"),
)


def train(run: Run, o: Options) -> Report:
    budget, factor = Budget(o.minutes, o.steps), run.metadata("vqgan")["scale_factor"]
    torch.manual_seed(run.seed)
    model, whole = build_vqgan(), load_vqgan(run).state_dict()
    model.load_state_dict(model.state_dict() | {k: v for k, v in whole.items() if k.startswith(DECODER)})
    for name, p in model.named_parameters():
        if name.startswith(DECODER):
            p.requires_grad_(False)
    images = pictures(run.cache, scene_sets(run.seed, o.scenes, 0, 0)[0])
    of_vqgan = fit(run, model, images, budget, o.vqgan_batch, 128)
    vqgan = build_vqgan(float(factor))
    vqgan.load_state_dict(of_vqgan.ema.module["vqgan"].state_dict())
    run.keep("vqgan", vqgan, scale_factor=factor)
    vqgan = vqgan.to(device(), memory_format=torch.channels_last).eval().requires_grad_(False)
    of_compressor = compressor(run, o, budget, vqgan)
    run.keep("compressor", of_compressor.ema.module["compressor"])
    return {"vqgan": of_vqgan.report(), "compressor": of_compressor.report(), "scale_factor": float(factor)}


@torch.no_grad()
def paint(
    ids: Tensor,
    prior: WuerstchenPrior,
    prior_text: CLIPTextModel,
    decoder: WuerstchenDiffNeXt,
    text: CLIPTextModel,
    vqgan: PaellaVQModel,
) -> tuple[Tensor, Tensor]:
    """Pictures uint8 [n, 512, 512, 3] of captions, and the latents [n, 16, 12, 12] that they were painted of.

    `ids` int64 [n + 1, 77]; the last row is that of "".
    """
    n = len(ids) - 1
    states, empty = encode_ids(prior_text, ids).split((n, 1))
    both = torch.cat([states, empty.expand_as(states)])  # [2 n, 77, TEXT_WIDTH]
    z = torch.randn(n, 16, 12, 12, device=ids.device)
    times = torch.linspace(1, 0, STEPS + 1).tolist()
    for t, to in pairwise(times):
        with mixed(device(), bfloat16_pays(device())):
            eps = prior(z.repeat(2, 1, 1, 1), torch.full((2 * n,), t, device=z.device), both).float()
        conditional, without = eps.chunk(2)
        z = denoise(z, without + GUIDANCE * (conditional - without), t, to)
    x, states = torch.randn(n, 4, 128, 128, device=ids.device), encode_ids(text, ids[:n])
    condition = z * LATENT_MEAN - LATENT_STD
    times = torch.linspace(1, 0, DECODER_STEPS + 1).tolist()
    for t, to in pairwise(times):
        with mixed(device(), bfloat16_pays(device())):
            eps = decoder(x, torch.full((n,), t, device=x.device), effnet=condition, clip=states).float()
        x = denoise(x, eps, t, to)
    pixels = vqgan.decode(x * vqgan.config.scale_factor).sample
    return (pixels.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1), z


def painted(run: Run, o: Options, vqgan: PaellaVQModel, tokenizer: CLIPTokenizer) -> tuple[Tensor, Tensor]:
    """`o.painted` pictures and their latents, see `paint`."""
    text = load_text_encoder(run, tokenizer)
    torch.manual_seed(run.seed)
    prior_text = load_text_encoder(run, tokenizer, "prior_text_encoder")
    prior, decoder = load_prior(run), load_decoder(run)
    words = random.Random(run.seed)
    captions = [caption(sample_scene(FIRST_SEED + i), words) for i in range(o.painted)]
    batches = [captions[start : start + o.batch] for start in range(0, o.painted, o.batch)]
    made = [paint(ids_on_device(tokenizer, [*b, ""]), prior, prior_text, decoder, text, vqgan) for b in batches]
    shown, latents = (torch.cat(parts) for parts in zip(*made, strict=True))
    return shown, latents


def compressor(run: Run, o: Options, budget: Budget, vqgan: PaellaVQModel) -> Trainer:
    """A compressor for the networks that paint."""
    shown, z = painted(run, o, vqgan, run.tokenizer())
    learner = Compressor()
    how = Optimisation(lr=2e-3, ema_decay=0.99, muon=True)
    modules = {"compressor": learner}
    trainer = Trainer("compressor", run.folder, modules, how, budget, seed=run.seed, deadline=run.deadline)
    if not trainer.step:
        norm = learner.norm
        calibrate(norm, lambda: learner(as_pixels(shown[torch.randint(o.painted, (o.batch,))])))
    first, wanted_first = as_pixels(shown[: o.batch]), z[: o.batch]
    trainer.validate = lambda ema: {"unlike": float(F.mse_loss(ema["compressor"](first), wanted_first))}

    def losses(seen: Tensor, wanted: Tensor) -> Losses:
        """`seen` uint8 [n, 512, 512, 3], `wanted` [n, 16, 12, 12]."""
        learner.norm.eval()
        return {"loss": F.mse_loss(learner(as_pixels(seen)).float(), wanted)}

    learn = GraphedSteps(trainer, losses)

    def step() -> None:  # the first batch is kept for validation
        first_of_rest = min(o.batch, o.painted - 1)
        at = torch.from_numpy(trainer.rng.integers(first_of_rest, o.painted, size=o.batch)).to(device())
        learn(shown[at], z[at])
        trainer.seen(o.batch)

    run_loops([Loop(trainer, step)])
    return trainer


def keep_encoders(vqgan: Path, compressor: Path) -> None:
    """Writes ENCODERS from the networks in two runs' folders, matrices in float16; `restore` reads them."""
    of_vqgan, of_compressor = load_file(vqgan / "vqgan.safetensors"), load_file(compressor / "compressor.safetensors")
    found = {f"vqgan.{k}": v for k, v in of_vqgan.items() if not k.startswith(DECODER)}
    found |= {f"compressor.{k}": v for k, v in of_compressor.items()}
    save_file({k: (v.half() if v.ndim > 1 else v.clone()).contiguous() for k, v in found.items()}, ENCODERS)


def kept_encoders(network: str) -> dict[str, Tensor]:
    """What ENCODERS has of "vqgan" or "compressor", matrices as float32."""
    tensors = {k.removeprefix(f"{network}."): v for k, v in load_file(ENCODERS).items() if k.startswith(f"{network}.")}
    return {k: v.float() if v.is_floating_point() else v for k, v in tensors.items()}
