"""Stage C: the text-conditional prior (paper section 3.3).

It learns the compressor's latents z [16, h, w] (about N(0, 1)); the pipeline turns its result x into 42 x - 1 for Stage
B.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from torch import Tensor, nn
from transformers import CLIPTextModel

from wuerstchen_train.diffusion import add_noise, eps_loss, sample_times, time_weights
from wuerstchen_train.evaluation.validation import TIMES, ValidationSet, validation_times
from wuerstchen_train.hardware import device
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.networks.prior import LayoutHead, build_prior, keep_output_exact
from wuerstchen_train.networks.text_encoder import encode_ids
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.performance.compiled_kernels import CompilableNetwork
from wuerstchen_train.performance.cuda_graphs import GraphedSteps
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages.loaders import load_compressor, load_text_encoder, validation_set
from wuerstchen_train.stages.prior_sources import LatentSource, PriorSource
from wuerstchen_train.trainer import NO_END, Budget, Losses, Trainer
from wuerstchen_train.world.scene_sets import SceneSet, scene_sets

MOST, BALANCE = 5, 4  # of the times and the weights of samples, see `diffusion.py`
LAYOUT_AFTER = 3  # attention blocks after which the features must say what stands where
LAYOUT_WEIGHT = 0.03
EXTRA_SEED, SMALL_SEED = 10_000_000, 50_000_000  # first seeds of the scenes that only Stage C sees


@dataclass(frozen=True)
class Options:
    """`curriculum`: share of the budget that goes to small pictures first."""

    minutes: float
    steps: int = NO_END
    batch: int = 32  # latents of 512 x 512
    scenes: int = 3000  # of 512 x 512, kept as pictures
    other_scenes: int = 150  # of each other shape, kept as pictures
    other_shapes: int = 5
    extra_scenes: int = 3000  # of 512 x 512, drawn and compressed at once
    extra_other_scenes: int = 300
    small_scenes: int = 12_000  # of 256 x 256, drawn and compressed at once
    curriculum: float = 0.35
    lr: float = 3.5e-3


INTERFACE = StageInterface(
    Options,
    needs=("tokenizer", "text_encoder", "compressor"),
    takes=("prior", "layout_head"),
    gives=("prior", "layout_head", "prior_text_encoder"),
)


def importance(x0: Tensor, layout: Tensor) -> Tensor:
    """Weights [B, 1, h, w] with mean 1: more where a thing stands or a position differs from its row.

    Sky, sea and meadow look alike along a row; houses, trees and boats are few positions that an unweighted mean hardly
    sees, and they are what prompts name. x0 [B, 16, h, w], layout uint8 [B, 2, h, w].
    """
    difference = (x0 - x0.mean(3, keepdim=True)).pow(2).mean(1, keepdim=True)  # [B, 1, h, w]
    typical = difference.mean((1, 2, 3), keepdim=True)
    weight = 1 + 3 * difference / (difference + typical + 1e-6) + 2 * (layout[:, :1] > 0)
    return weight / weight.mean((1, 2, 3), keepdim=True)


def validate_prior(
    validation: ValidationSet, compressor: Compressor, prior: nn.Module, text: nn.Module
) -> dict[str, float]:
    """The noise's loss on scenes never trained on."""

    def loss(i: int) -> Tensor:
        x0 = compressor(validation.pixels[i : i + 1]).float().repeat(TIMES, 1, 1, 1)
        t, noise = validation_times().to(x0.device), torch.randn_like(x0)
        x = add_noise(x0, t, noise).contiguous(memory_format=torch.channels_last)
        states = encode_ids(text, validation.ids[i : i + 1]).repeat(TIMES, 1, 1)
        return eps_loss(prior(x, t, states), noise, t, time_weights(t, MOST, BALANCE))

    return validation.means("eps", loss)


class PriorTraining:
    """Stage C's loop. The text encoder stays as it is."""

    def __init__(
        self,
        name: str,
        run: Run,
        budget: Budget,
        source: PriorSource,
        prior: WuerstchenPrior,
        text: CLIPTextModel,
        layout_head: LayoutHead,
        *,
        lr: float,
    ) -> None:
        self.source, self.text, self.layout_head = source, text, layout_head
        modules = {"prior": prior.to(memory_format=torch.channels_last), "layout_head": layout_head}
        how = Optimisation(lr=lr, ema_decay=0.998, muon=True)
        self.trainer = Trainer(name, run.folder, modules, how, budget, seed=run.seed, deadline=run.deadline)
        self.features: list[Tensor] = []  # of the block that the layout is read from
        # Blocks come in threes: ResBlock, TimestepBlock, AttnBlock.
        prior.blocks[3 * LAYOUT_AFTER - 1].register_forward_hook(lambda _m, _inputs, out: self.features.append(out))
        keep_output_exact(prior.out)
        # On two CPU cores the plain one is 10 % faster, backward included; it is what the class sets.
        prior.set_attn_processor(AttnProcessor() if device().type == "cpu" else AttnProcessor2_0())
        self.network = CompilableNetwork(prior)
        self.learn = GraphedSteps(self.trainer, self._losses)

    def step(self) -> None:
        x0, layout, ids = self.source.draw(self.trainer)
        self.learn(x0, layout, ids, sample_times(len(x0), x0.device, MOST))
        self.trainer.seen(len(x0))

    def _losses(self, x0: Tensor, layout: Tensor, ids: Tensor, t: Tensor) -> Losses:
        """x0 [B, 16, h, w] at times t [B], with its layout uint8 [B, 2, h, w] and ids [B, 77] (paper section 3.3)."""
        with torch.no_grad():
            states = encode_ids(self.text, ids)  # [B, 77, TEXT_WIDTH]
        noise = torch.randn_like(x0)
        x = add_noise(x0, t, noise).contiguous(memory_format=torch.channels_last)
        weights = time_weights(t, MOST, BALANCE)
        eps = eps_loss(self.network(x, t, states), noise, t, weights, importance(x0, layout))
        of_layout = self.layout_head.loss(self.features.pop(), layout)
        return {"loss": eps + LAYOUT_WEIGHT * of_layout, "eps": eps, "layout": of_layout}

    def validate_with(self, validation: ValidationSet, compressor: Compressor) -> None:
        self.trainer.validate = lambda ema: validate_prior(validation, compressor, ema["prior"], self.text)

    def keep(self, run: Run) -> None:
        """Writes what this training gives."""
        ema = self.trainer.ema.module
        run.keep("prior", ema["prior"])
        run.keep("layout_head", ema["layout_head"])
        run.keep("prior_text_encoder", self.text)


def train(run: Run, o: Options) -> Report:
    """On latents that are kept on disk, compressed once."""
    tokenizer, compressor = run.tokenizer(), load_compressor(run)
    torch.manual_seed(run.seed)
    prior = run.start_from("prior", build_prior())
    text = load_text_encoder(run, tokenizer)
    layout_head = run.start_from("layout_head", LayoutHead())
    sets = scene_sets(run.seed, o.scenes, o.other_scenes, o.other_shapes)
    sets += scene_sets(run.seed, o.extra_scenes, o.extra_other_scenes, o.other_shapes, EXTRA_SEED)
    first = scene_sets(run.seed, o.small_scenes, 0, 0, SMALL_SEED)
    small = SceneSet(first[0].first_seed, o.small_scenes, 256, 256) if first else None
    source = LatentSource(run, tokenizer, compressor, sets, small, o.curriculum, o.batch)
    budget = Budget(o.minutes, o.steps)
    training = PriorTraining("prior", run, budget, source, prior, text, layout_head, lr=o.lr)
    training.validate_with(validation_set(run, tokenizer), compressor)
    run_loops([Loop(training.trainer, training.step)])
    training.keep(run)
    return training.trainer.report()
