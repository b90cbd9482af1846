"""The networks that a run goes on from, by their roles."""

from __future__ import annotations

import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel, WuerstchenDiffNeXt, WuerstchenPrior
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.evaluation.validation import ValidationSet
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.networks.decoder import build_decoder
from wuerstchen_train.networks.prior import build_prior
from wuerstchen_train.networks.text_encoder import build_text_encoder
from wuerstchen_train.networks.vqgan import build_vqgan
from wuerstchen_train.runs import Run


def load_text_encoder(run: Run, tokenizer: CLIPTokenizer, role: str = "text_encoder") -> CLIPTextModel:
    """Frozen; `text_encoder` is Stage B's, `prior_text_encoder` Stage C's."""
    return run.load(role, build_text_encoder(tokenizer))


def load_vqgan(run: Run) -> PaellaVQModel:
    """Frozen, with the scale factor that makes latents / scale_factor unit."""
    vqgan = build_vqgan(float(run.metadata("vqgan")["scale_factor"]))
    return run.load("vqgan", vqgan).to(memory_format=torch.channels_last)


def load_compressor(run: Run) -> Compressor:
    """Frozen."""
    return run.load("compressor", Compressor())


def load_decoder(run: Run) -> WuerstchenDiffNeXt:
    """Frozen."""
    return run.load("decoder", build_decoder())


def load_prior(run: Run) -> WuerstchenPrior:
    """Frozen."""
    return run.load("prior", build_prior())


def validation_set(run: Run, tokenizer: CLIPTokenizer) -> ValidationSet:
    return ValidationSet(run.cache, tokenizer, run.validation)
