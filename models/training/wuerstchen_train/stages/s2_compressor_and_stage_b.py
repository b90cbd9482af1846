"""The Semantic Compressor and Stage B (paper section 3.2): one loop, in which the compressor learns or is fixed.

Stage B denoises Stage A's latents divided by their scale factor, given the compressor's latent at the pipeline's scale
and the caption. What the compressor keeps is what Stage B can use, so the two learn together first; then the
compressor is fixed, so that Stage C can train on its latents while Stage B goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel, WuerstchenDiffNeXt
from torch import Tensor, nn
from transformers import CLIPTextModel

from wuerstchen_train.batches import as_pixels, crops, repeated
from wuerstchen_train.diffusion import add_noise, eps_loss, sample_times, time_weights
from wuerstchen_train.ema import calibrate
from wuerstchen_train.evaluation.validation import TIMES, ValidationSet, validation_times
from wuerstchen_train.hardware import frozen
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.compressor import (
    LATENT_MEAN,
    LATENT_STD,
    Compressor,
    PixelHead,
    moment_penalty,
    noise_condition,
)
from wuerstchen_train.networks.decoder import build_decoder
from wuerstchen_train.networks.prior import keep_output_exact
from wuerstchen_train.networks.text_encoder import encode_ids
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.performance.compiled_kernels import CompilableNetwork
from wuerstchen_train.performance.cuda_graphs import GraphedSteps
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages.decoder_sources import DecoderSource, PictureSource
from wuerstchen_train.stages.loaders import load_text_encoder, load_vqgan, validation_set
from wuerstchen_train.trainer import NO_END, Budget, Losses, Trainer
from wuerstchen_train.world.scene_sets import pictures, scene_sets

MOST, BALANCE = 10, 60  # of the times and the weights of samples, see `diffusion.py`
LATENTS_DROPPED = 0.05  # share of compressor latents that become zero, as in the pipeline's unconditional half


@dataclass(frozen=True)
class WarmUpOptions:
    minutes: float
    steps: int = NO_END
    batch: int = 16  # pieces of 256 px
    scenes: int = 3000  # of 512 x 512


@dataclass(frozen=True)
class Options:
    minutes: float
    steps: int = NO_END
    batch: int = 10  # pieces of 256 px
    scenes: int = 3000  # of 512 x 512
    other_scenes: int = 150  # of each other shape
    other_shapes: int = 5
    compressor: str = "fixed"  # or "learned", with Stage B


@dataclass(frozen=True)
class Weighting:
    """How a learning compressor's losses and rates stand to Stage B's."""

    head: float = 0.3
    moments: float = 0.05  # within `head`
    compressor_rate: float = 0.2
    head_rate: float = 0.3


WARM_UP_INTERFACE = StageInterface(WarmUpOptions, needs=("tokenizer",), gives=("compressor", "pixel_head"))
INTERFACE = StageInterface(
    Options,
    needs=("tokenizer", "text_encoder", "vqgan", "compressor"),
    takes=("pixel_head", "decoder"),
    gives=("decoder", "compressor", "pixel_head"),
)


def warm_up(run: Run, o: WarmUpOptions) -> Report:
    """The compressor with the pixel head alone. It needs no Stage A, so it can run beside it."""
    images = pictures(run.cache, scene_sets(run.seed, o.scenes, 0, 0)[0])
    torch.manual_seed(run.seed)
    compressor, head = Compressor(), PixelHead()
    modules: dict[str, nn.Module] = {"compressor": compressor, "pixel_head": head}
    how = Optimisation(lr=1.5e-3, ema_decay=0.99, muon=True)
    budget = Budget(o.minutes, o.steps)
    trainer = Trainer("compressor", run.folder, modules, how, budget, seed=run.seed, deadline=run.deadline)

    def losses() -> Losses:
        norm = compressor.norm
        if trainer.step == 200:
            calibrate(norm, lambda: compressor(crops(images, trainer.rng, o.batch, 256)))
        norm.train(trainer.step < 200)
        full = trainer.step % 4 == 3
        pixels = crops(images, trainer.rng, max(2, o.batch // 4) if full else o.batch, 512 if full else 256)
        z = compressor(pixels).float()  # [B, 16, 3 side / 128, 3 side / 128]
        of_pixels = head.loss(noise_condition(z), pixels)
        return {"loss": of_pixels + 0.02 * moment_penalty(z), "pixels": of_pixels}

    def step() -> None:
        trainer.advance(losses)
        trainer.seen(o.batch)

    validation = validation_set(run, run.tokenizer())

    def validate(ema: nn.ModuleDict) -> dict[str, float]:
        def loss(i: int) -> Tensor:
            pixels = validation.pixels[i : i + 1]
            return cast(PixelHead, ema["pixel_head"]).loss(ema["compressor"](pixels), pixels)

        return validation.means("pixels", loss)

    trainer.validate = validate
    run_loops([Loop(trainer, step)])
    for role in modules:
        run.keep(role, trainer.ema.module[role])
    return trainer.report()


def decoder_loss(decoder: nn.Module | CompilableNetwork, x0: Tensor, z: Tensor, states: Tensor, t: Tensor) -> Tensor:
    """The noise's weighted error (paper section 3.2, with the p2 weight of the published code).

    x0 [N, 4, H, W] of unit variance, at times t [N], given the compressor's latents z [N, 16, h, w], noised, and the
    caption's states [N, 77, TEXT_WIDTH].
    """
    keep = torch.rand(len(z), 1, 1, 1, device=z.device) >= LATENTS_DROPPED
    condition = (z * LATENT_MEAN - LATENT_STD) * keep
    noise = torch.randn_like(x0)
    x = add_noise(x0, t, noise).contiguous(memory_format=torch.channels_last)
    return eps_loss(decoder(x, t, effnet=condition, clip=states), noise, t, time_weights(t, MOST, BALANCE))


def validate_decoder(
    validation: ValidationSet, vqgan: PaellaVQModel, compressor: nn.Module, decoder: nn.Module, text: CLIPTextModel
) -> dict[str, float]:
    """The loss on scenes never trained on."""

    def loss(i: int) -> Tensor:
        pixels = validation.pixels[i : i + 1]
        scaled = vqgan.encode(pixels).latents / vqgan.config.scale_factor
        x0, z = (v.float().repeat(TIMES, 1, 1, 1) for v in (scaled, compressor(pixels)))
        states = encode_ids(text, validation.ids[i : i + 1]).repeat(TIMES, 1, 1)
        return decoder_loss(decoder, x0, z, states, validation_times().to(x0.device))

    return validation.means("eps", loss)


class DecoderTraining:
    """Stage B's loop. With a `pixel_head` the compressor learns with it, else it stays as it is.

    `views`: noise levels a piece and step; encoding a piece costs half as much as a training step on it.
    """

    def __init__(
        self,
        name: str,
        run: Run,
        budget: Budget,
        source: DecoderSource,
        decoder: WuerstchenDiffNeXt,
        vqgan: PaellaVQModel,
        text: CLIPTextModel,
        compressor: Compressor,
        pixel_head: PixelHead | None = None,
        *,
        lr: float = 2.5e-3,
        weighting: Weighting | None = None,
        views: int = 2,
    ) -> None:
        self.source, self.vqgan, self.text, self.views = source, vqgan, text, views
        self.compressor, self.pixel_head, self.weighting = compressor, pixel_head, weighting or Weighting()
        modules: dict[str, nn.Module] = {"decoder": decoder.to(memory_format=torch.channels_last)}
        if pixel_head:
            modules |= {"compressor": compressor, "pixel_head": pixel_head}
        else:
            frozen(compressor)
        scales = (("compressor", self.weighting.compressor_rate), ("pixel_head", self.weighting.head_rate))
        how = Optimisation(lr=lr, ema_decay=0.998, muon=True, scales=scales)
        self.trainer = Trainer(name, run.folder, modules, how, budget, seed=run.seed, deadline=run.deadline)
        keep_output_exact(decoder.clf)
        self.network = CompilableNetwork(decoder)
        self.learn = GraphedSteps(self.trainer, self._losses)

    def step(self) -> None:
        x0, given, ids = self.source.draw(self.trainer, self.pixel_head is not None)
        n = len(x0) * self.views
        self.learn(x0 / self.vqgan.config.scale_factor, given, ids, sample_times(n, x0.device, MOST))
        self.trainer.seen(n)

    def _losses(self, x0: Tensor, given: Tensor, ids: Tensor, t: Tensor) -> Losses:
        """x0 [n, 4, h, w], what the source gave with it, ids [n, 77], t [n views]."""
        sharp, pixels = given, given
        if self.pixel_head:
            self.compressor.norm.eval()
            pixels = as_pixels(given)
            sharp = self.compressor(pixels).float()
        z = noise_condition(repeated(sharp, self.views))  # [n views, 16, 3h/32, 3w/32]
        with torch.no_grad():
            states = repeated(encode_ids(self.text, ids), self.views)
        eps = decoder_loss(self.network, repeated(x0, self.views), z, states, t)
        if not self.pixel_head:
            return {"loss": eps}
        of_pixels = self.pixel_head.loss(z[:: self.views], pixels)
        of_head = of_pixels + self.weighting.moments * moment_penalty(sharp)
        return {"loss": eps + self.weighting.head * of_head, "eps": eps, "pixels": of_pixels}

    def validate_with(self, validation: ValidationSet) -> None:
        def validate(ema: nn.ModuleDict) -> dict[str, float]:
            compressor = ema["compressor"] if self.pixel_head else self.compressor
            return validate_decoder(validation, self.vqgan, compressor, ema["decoder"], self.text)

        self.trainer.validate = validate


def train(run: Run, o: Options) -> Report:
    """On pictures that are kept on disk."""
    if o.compressor not in ("learned", "fixed"):
        raise ValueError(f"run {run.name}: expected compressor = learned or fixed, received {o.compressor!r}")
    learned = o.compressor == "learned"
    tokenizer = run.tokenizer()
    vqgan, text = load_vqgan(run), load_text_encoder(run, tokenizer)
    torch.manual_seed(run.seed)
    compressor = run.start_from("compressor", Compressor())
    pixel_head = run.start_from("pixel_head", PixelHead())
    decoder = run.start_from("decoder", build_decoder())
    sets = scene_sets(run.seed, o.scenes, o.other_scenes, o.other_shapes)
    fixed = compressor if learned else frozen(compressor)
    source = PictureSource(run, sets, tokenizer, vqgan, fixed, o.batch)
    budget = Budget(o.minutes, o.steps)
    training = DecoderTraining(
        "decoder", run, budget, source, decoder, vqgan, text, compressor, pixel_head if learned else None
    )
    training.validate_with(validation_set(run, tokenizer))
    run_loops([Loop(training.trainer, training.step)])
    ema = training.trainer.ema.module
    run.keep("decoder", ema["decoder"])
    run.keep("compressor", ema["compressor"] if learned else compressor)
    run.keep("pixel_head", ema["pixel_head"] if learned else pixel_head)
    return training.trainer.report()
