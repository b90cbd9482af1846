"""Writes a checkpoint in the layout of the published repositories, with the files that the app's package needs besides.

OUT/prior   = warp-ai/wuerstchen-prior (prior, text_encoder, tokenizer, scheduler, model_index.json)
OUT/decoder = warp-ai/wuerstchen       (decoder, text_encoder, tokenizer, vqgan, scheduler, model_index.json)
OUT/compressor = warp-ai/EfficientNetEncoder (one network), another architecture, where there is a compressor
OUT/about.json    what the exporter cannot read off the weights: name, limits, prompts, defaults, preview projection
OUT/card.json     data, hardware, steps, losses; OUT/sampling.json  settings for evaluate.py
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import diffusers.pipelines.deprecated.wuerstchen
import numpy as np
import torch
import torch.nn.functional as F
from diffusers import DDPMWuerstchenScheduler
from diffusers.pipelines.deprecated.wuerstchen import (
    PaellaVQModel,
    WuerstchenDecoderPipeline,
    WuerstchenDiffNeXt,
    WuerstchenPrior,
    WuerstchenPriorPipeline,
)
from safetensors.torch import save_file
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.data import to_tensor
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.networks.tokenizer import load_tokenizer
from wuerstchen_train.stages import s1_stage_a as stage_a
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.stages import s3_text_encoder as text_encoder
from wuerstchen_train.stages import s4_stage_c as stage_c
from wuerstchen_train.trainer import latest, load_ema, parameters, stage_report
from wuerstchen_train.world.captions import vocabulary
from wuerstchen_train.world.completion import completion
from wuerstchen_train.world.nearest import nearest
from wuerstchen_train.world.spelling import other_words

PROMPTS = [
    "two tents in the snow under the northern lights",
    "a red mushroom in the forest in the rain",
    "two pines in the mountains at dawn",
    "a yellow sailboat on a lake at sunset, pixel art",
    "a red hot-air balloon over the mountains at dawn",
    "three cactuses in the desert at sunset",
    "a ship on the sea by moonlight, in paper cut style",
    "a red house in a meadow at noon, in watercolour style",
    "a campfire in the forest at night",
    "a lighthouse by the sea at night",
]
SAMPLING = {
    "stageC": {"steps": 9, "guidance": 4.0, "solver": "ddpm"},
    "stageB": {"steps": 4, "guidance": 1.0, "solver": "dpm++2m", "schedule": "cosine"},
}
PRESETS = {
    "draft": {"prior": {"steps": 9}, "decoder": {"steps": 4}},
    "standard": {"prior": {"steps": 20}, "decoder": {"steps": 8}},
    "fine": {"prior": {"steps": 40}, "decoder": {"steps": 16}},
}
LIMITS = [
    "Draws one small world of computer-drawn scenes and nothing else: no people, animals, text or photographs.",
    "Knows some hundred words for light, weather, terrain, things, colours, numbers, places and styles; other words are ignored or mislead it.",
    "Soft edges: small things are blots, a door or a window is guessed. Numbers are sometimes missed, most of all where several things are asked for.",
    "Learned from 512 x 512, 3:2, 2:3, 16:9 and 9:16 and fewer scenes of 1024 x 1024; other sizes are extrapolation.",
]

# from a package that was restored
GOES_ON = ("compressor_regained", "b_joint", "b_stream", "c_stream", *text_encoder.TAUGHT)
REPORTED = ("text", "a", "compressor", "b", "c", *GOES_ON)

NOTES = [
    "Warm-up of the Semantic Compressor with a sketching head, Stage B (b) and Stage C (c) on two processor cores; then, on a graphics card, on scenes drawn "
    "meanwhile: eight minutes of Stages B and C with that compressor (464 thousand and 2.0 million samples), compressor and Stage B together (b_joint, with four "
    "more blocks in the compressor), and Stages B and C side by side with the compressor that came out (b_stream, c_stream), each from the weights before.",
    "bfloat16 networks where the hardware is faster at it, with float32 weights, losses and optimiser; Muon for the matrices inside the blocks of "
    "Stages B and C, AdamW for the rest.",
    "minutes are wall-clock minutes, stages ran beside each other; samples of Stage B are 256 px pieces or whole pictures at one noise level each.",
    "The text encoder was taught captions of the held-out pairs before Stages B and C went on (`tuned`); their pictures stayed unseen.",
    "At last Stage C, with a text encoder of its own, was taught to compose held-out pairs from its own predictions for their parts, without a picture: "
    "2.6 minutes of the card (2.5 million samples), then 22 minutes of two cores with pairs of a colour and a thing as well (time 1), and 70 minutes of one core "
    "with every pair as often as another of its kind, most of them of styles and numbers (time 2). Then, the same way, to keep away from what it took some "
    "styles and terrains for: 16 minutes of two cores (c_parted, time 1), and 12 of one with storms and snowfall as well (time 2).",
    "Last, because Stage A's encoder and the compressor were gone, others were learned for the decoders that were there (28 minutes of one core; compressor_regained and b_joint on a "
    "graphics card); there, six minutes of Stages B and C side by side (b_stream, c_stream), 1.4 of composing (c_composed, time 3) and a quarter of one of parting (c_parted, time 3), each from the "
    "weights before; then, on two cores, 22 minutes in which Stage C composed every pair but those of a number (c_composed, time 4), 4.5 of parting styles (c_parted), and 48 in which it "
    "composed on, of styles, lights, weathers and terrains alone (c_composed).",
]


def trained_modules(
    work: Path,
) -> tuple[WuerstchenPrior, CLIPTextModel, WuerstchenDiffNeXt, CLIPTextModel, PaellaVQModel, CLIPTokenizer]:
    """The EMA weights of all networks; a stage that has no checkpoint yet is represented by its initial weights."""
    torch.manual_seed(0)
    tokenizer = load_tokenizer(work / "tokenizer")

    def ema(stage: str, module: torch.nn.Module, key: str) -> torch.nn.Module:
        return load_ema(work, stage, module, key) if (work / f"{stage}.pt").exists() else module.eval()

    text = ema("text", text_encoder.build(tokenizer), "text")
    factor = float(stage_report(work, "a").get("scale_factor", 1.0))  # type: ignore[arg-type]
    prior = latest(work, "c")
    prior_text = ema(prior, text_encoder.build(tokenizer), "text") if prior in text_encoder.OWN else text
    return (
        ema(prior, stage_c.build(), "prior"),
        prior_text,
        ema(latest(work, "b"), stage_b.build(), "decoder"),
        text,
        ema("a", stage_a.build(factor), "vqgan"),
        tokenizer,
    )  # type: ignore[return-value]


def fit_preview(work: Path) -> dict[str, list]:
    """Least squares 16 -> RGB from Stage C's latents to the picture averaged to the latent grid, RGB in [0, 1].
    Restored weights keep the one they had until there are pictures.
    """
    pictures = sorted(work.glob("pictures_512x512_*.npy"))
    if not (work / "compressor_final.pt").exists() or not pictures:
        known = work / "preview.json"
        return json.loads(known.read_text()) if known.exists() else {"weights": [[0.0] * 16] * 3, "bias": [0.5] * 3}
    images = np.load(pictures[0], mmap_mode="r")[:64]
    with torch.no_grad():
        real = to_tensor(images)
        z = stage_b.load_compressor(work)(real)
        target = F.interpolate(real, size=z.shape[2:], mode="area")
    x = z.permute(0, 2, 3, 1).reshape(-1, 16).double()
    y = target.permute(0, 2, 3, 1).reshape(-1, 3).double()
    solution = torch.linalg.lstsq(torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1), y).solution
    return {"weights": solution[:16].T.tolist(), "bias": solution[16].tolist()}


def about(sampling: dict, preview: dict[str, list]) -> dict[str, object]:
    """The fields of src/exporter/about.ts, for `npm run models -- export --about`."""

    def stage(name: str) -> dict[str, object]:
        return {"schedule": "uniform", "maxSteps": 100, "maxGuidance": 12, **sampling[name]}

    return {
        "id": "small-world",
        "name": "Small world",
        "description": "A small Würstchen that the makers of this app trained from nothing, on scenes that a program drew. It ships "
        "inside the app and paints that small world; it is not the published model.",
        "licence": "MIT",
        "origin": "Trained by the code in models/training, on pictures drawn by that code; no other data or weights.",
        "limits": LIMITS,
        "prompts": PROMPTS,
        "vocabulary": vocabulary(),
        "preview": preview,
        "completion": completion(),
        "nearest": nearest(),
        "otherWords": other_words(),
        "presets": PRESETS,
        "sampling": {"prior": stage("stageC"), "decoder": stage("stageB")},
        "size": {"minSide": 256, "maxSide": 1024, "defaultWidth": 512, "defaultHeight": 512},
    }


def load_pipelines(checkpoint: Path) -> tuple[WuerstchenPriorPipeline, WuerstchenDecoderPipeline]:
    """Both pipelines of a saved checkpoint. model_index.json names the library "wuerstchen", as the published ones do;
    current diffusers has moved that module to another place, where its loader does not look, hence the first line."""
    diffusers.pipelines.wuerstchen = diffusers.pipelines.deprecated.wuerstchen
    prior = WuerstchenPriorPipeline.from_pretrained(checkpoint / "prior")
    decoder = WuerstchenDecoderPipeline.from_pretrained(checkpoint / "decoder")
    for pipeline in (prior, decoder):
        pipeline.set_progress_bar_config(disable=True)
    return prior, decoder


def save_compressor(compressor: Compressor, folder: Path) -> None:
    """One network in a folder of its own, as the published compressor is."""
    config, tensors = compressor.published()
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    save_file(tensors, folder / "diffusion_pytorch_model.safetensors")


def save_checkpoint(work: Path, out: Path, sampling: dict | None = None) -> None:
    """Writes everything to a folder beside `out`, then swaps it in, so that `out` is complete whenever it is read."""
    prior, prior_text, decoder, text, vqgan, tokenizer = trained_modules(work)
    fresh, old = out.with_name(out.name + ".new"), out.with_name(out.name + ".old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    WuerstchenPriorPipeline(tokenizer, prior_text, prior, DDPMWuerstchenScheduler()).save_pretrained(fresh / "prior")
    WuerstchenDecoderPipeline(tokenizer, text, decoder, DDPMWuerstchenScheduler(), vqgan).save_pretrained(
        fresh / "decoder"
    )
    for folder in ("prior", "decoder"):  # the published files name the library of these classes "wuerstchen"
        index = fresh / folder / "model_index.json"
        values = json.loads(index.read_text())
        for part in ("prior", "decoder", "vqgan"):
            if part in values:
                values[part][0] = "wuerstchen"
        index.write_text(json.dumps(values, indent=2) + "\n")
    for folder in ("prior", "decoder"):  # save_pretrained rewrites the tokenizer in its own way: keep exactly ours
        for file in (work / "tokenizer").iterdir():
            shutil.copy(file, fresh / folder / "tokenizer" / file.name)
    if (work / "compressor_final.pt").exists():
        save_compressor(stage_b.load_compressor(work), fresh / "compressor")
    kept = out / "sampling.json"
    chosen = sampling or (json.loads(kept.read_text()) if kept.exists() else SAMPLING)
    history = json.loads((work / "history.json").read_text()) if (work / "history.json").exists() else {}
    for name in GOES_ON:
        if name in history and (work / f"{name}.pt").exists():  # a further time since it was restored
            times = sum(k.startswith(name) for k in history)
            history[f"{name}, time {times}"] = history.pop(name)
    stages = history | {name: stage_report(work, name) for name in REPORTED if (work / f"{name}.pt").exists()}
    card = {
        "name": "Würstchen, a small one",
        "architecture": "Würstchen v2 (Pernias et al., ICLR 2024), published layout, smaller widths",
        "trained_on": "Scenes and captions drawn and written by the code in models/training/world; no other data, no other weights.",
        "notes": NOTES,
        "stages": stages,
        "limits": LIMITS,
        "parameters": {
            n: parameters(m)
            for n, m in (
                ("prior", prior),
                ("prior text encoder", prior_text),
                ("decoder", decoder),
                ("decoder text encoder", text),
                ("vqgan", vqgan),
            )
        },
    }
    for name, value in (("about", about(chosen, fit_preview(work))), ("sampling", chosen), ("card", card)):
        (fresh / f"{name}.json").write_text(json.dumps(value, indent=1, ensure_ascii=False))
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.exists():
        os.rename(out, old)
    os.rename(fresh, out)
    shutil.rmtree(old, ignore_errors=True)
