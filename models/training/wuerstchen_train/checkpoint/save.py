"""Writes a checkpoint in the layout of the published repositories, with the files that the app's package needs besides.

prior/       = warp-ai/wuerstchen-prior (prior, text_encoder, tokenizer, scheduler, model_index.json)
decoder/     = warp-ai/wuerstchen       (decoder, text_encoder, tokenizer, vqgan, scheduler, model_index.json)
compressor/  = warp-ai/EfficientNetEncoder (one network), another architecture
about.json     for `npm run models -- export --about`
card.json      hardware, steps, losses of every run
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import diffusers.pipelines.deprecated.wuerstchen
import numpy as np
import torch
import torch.nn.functional as F
from diffusers import DDPMWuerstchenScheduler
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenDecoderPipeline, WuerstchenPriorPipeline
from safetensors.torch import save_file

from wuerstchen_train.batches import to_tensor
from wuerstchen_train.checkpoint.about import LIMITS, Preview, about
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run, read_report
from wuerstchen_train.stages.loaders import (
    load_compressor,
    load_decoder,
    load_prior,
    load_text_encoder,
    load_vqgan,
)
from wuerstchen_train.trainer import parameters
from wuerstchen_train.world.scene_sets import pictures, scene_sets

KEPT_PREVIEW = "preview.json"  # in the folder of a restored package


@dataclass(frozen=True)
class Options:
    preview_scenes: int = 64  # of 512 x 512, of which the preview's projection is learned


INTERFACE = StageInterface(
    Options,
    needs=("tokenizer", "text_encoder", "vqgan", "compressor", "decoder", "prior", "prior_text_encoder"),
    gives=("checkpoint",),
)


def save(run: Run, o: Options) -> Report:
    """Writes FOLDER/checkpoint."""
    tokenizer = run.tokenizer()
    prior, prior_text = load_prior(run), load_text_encoder(run, tokenizer, "prior_text_encoder")
    decoder, text, vqgan = load_decoder(run), load_text_encoder(run, tokenizer), load_vqgan(run)
    out, scheduler = run.folder / "checkpoint", DDPMWuerstchenScheduler()
    shutil.rmtree(out, ignore_errors=True)
    WuerstchenPriorPipeline(tokenizer, prior_text, prior, scheduler).save_pretrained(out / "prior")
    WuerstchenDecoderPipeline(tokenizer, text, decoder, scheduler, vqgan).save_pretrained(out / "decoder")
    for folder in ("prior", "decoder"):
        _name_library(out / folder / "model_index.json")
        for file in (run.input("tokenizer") / "tokenizer").iterdir():  # save_pretrained rewrites it in its own way
            shutil.copy(file, out / folder / "tokenizer" / file.name)
    compressor = load_compressor(run)
    save_compressor(compressor, out / "compressor")
    networks = {
        "prior": prior,
        "prior text encoder": prior_text,
        "decoder": decoder,
        "decoder text encoder": text,
        "vqgan": vqgan,
        "compressor": compressor,
    }
    sizes = {name: parameters(network) for name, network in networks.items()}
    for name, value in (("about", about(preview(run, compressor, o.preview_scenes))), ("card", card(run, sizes))):
        (out / f"{name}.json").write_text(json.dumps(value, indent=1, ensure_ascii=False))
    print(f"checkpoint: {out}", flush=True)
    return {"parameters": sizes}


def _name_library(index: Path) -> None:
    """The published files name the library of these classes "wuerstchen"."""
    values = json.loads(index.read_text())
    for part in ("prior", "decoder", "vqgan"):
        if part in values:
            values[part][0] = "wuerstchen"
    index.write_text(json.dumps(values, indent=2) + "\n")


def save_compressor(compressor: Compressor, folder: Path) -> None:
    """One network in a folder of its own, as the published compressor is."""
    config, tensors = compressor.published()
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    save_file(tensors, folder / "diffusion_pytorch_model.safetensors")


def preview(run: Run, compressor: Compressor, scenes: int) -> Preview:
    """Least squares 16 -> RGB from the compressor's latents to the picture averaged to their grid, RGB in [0, 1].

    A compressor that was restored keeps the preview of its package.
    """
    kept = run.input("compressor") / KEPT_PREVIEW
    if kept.exists():
        found: Preview = json.loads(kept.read_text())
        return found
    images = pictures(run.cache, scene_sets(run.seed, scenes, 0, 0)[0])
    with torch.no_grad():
        pixels = to_tensor(np.array(images))
        z = compressor(pixels)  # [n, 16, 12, 12]
        target = F.interpolate(pixels, size=z.shape[2:], mode="area")
    x = z.permute(0, 2, 3, 1).reshape(-1, 16).double().cpu()  # [n 144, 16]
    y = target.permute(0, 2, 3, 1).reshape(-1, 3).double().cpu()
    solution = torch.linalg.lstsq(torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1), y).solution
    return {"weights": solution[:16].T.tolist(), "bias": solution[16].tolist()}


def card(run: Run, sizes: dict[str, int]) -> dict[str, object]:
    """Data, hardware, steps and losses of all runs before this one, and of those that a restored package had before."""
    stages: dict[str, Report] = {}
    for folder in run.lineage:
        report = read_report(folder)
        stages |= report.pop("history", {})
        stages[folder.name] = report
    return {
        "name": "Würstchen, a small one",
        "architecture": "Würstchen v2 (Pernias et al., ICLR 2024), published layout, smaller widths",
        "trained_on": (
            "Scenes and captions drawn and written by the code in models/training/wuerstchen_train/world; "
            "no other data, no other weights."
        ),
        "stages": stages,
        "limits": LIMITS,
        "parameters": sizes,
    }


def load_pipelines(checkpoint: Path) -> tuple[WuerstchenPriorPipeline, WuerstchenDecoderPipeline]:
    """Both pipelines of a saved checkpoint.

    model_index.json names the library "wuerstchen", as the published ones do; current diffusers has moved that module
    to another place, where its loader does not look, hence the first line.
    """
    diffusers.pipelines.wuerstchen = diffusers.pipelines.deprecated.wuerstchen
    prior = WuerstchenPriorPipeline.from_pretrained(checkpoint / "prior")
    decoder = WuerstchenDecoderPipeline.from_pretrained(checkpoint / "decoder")
    for pipeline in (prior, decoder):
        pipeline.set_progress_bar_config(disable=True)
    return prior, decoder
