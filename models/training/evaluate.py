"""Judges a saved checkpoint: a contact sheet of fixed prompts and seeds, and the PSNR of Stage A's and Stage B's reconstructions.

python models/training/evaluate.py --checkpoint DIR --work DIR --sheet FILE.png [--seeds 3] [--width 512 --height 512]
"""
from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenDecoderPipeline
from PIL import Image, ImageDraw
from torch import Tensor

from compressor import LATENT_MEAN, LATENT_STD
from data import to_tensor
from save import PROMPTS, load_pipelines
from stage_b import load_compressor
from world.captions import caption
from world.render import render
from world.scene import sample_scene


def psnr(a: Tensor, b: Tensor) -> float:
    """Mean over pictures, for values in [0, 1]."""
    return float((-10 * torch.log10((a - b).pow(2).mean((1, 2, 3)) + 1e-9)).mean())


@torch.no_grad()
def reconstructions(decoder: WuerstchenDecoderPipeline, work: Path, steps: int, count: int = 6) -> tuple[dict[str, float], Tensor]:
    """PSNR on scenes that training never saw, and rows real / Stage A / Stage B as [3 * count, 3, 512, 512]."""
    seeds = [10**8 + i for i in range(count)]
    real = to_tensor(np.stack([render(sample_scene(s)) for s in seeds]))
    words = random.Random(0)
    texts = [caption(sample_scene(s), words) for s in seeds]
    a = decoder.vqgan.decode(decoder.vqgan.encode(real).latents).sample.clamp(0, 1)
    scores = {"stageA": psnr(a, real)}
    b = torch.zeros_like(real)
    if (work / "compressor_final.pt").exists():
        condition = load_compressor(work)(real) * LATENT_MEAN - LATENT_STD
        b = torch.cat([decoder(c[None], t, num_inference_steps=steps, guidance_scale=0.0, output_type="pt",
                               generator=torch.Generator().manual_seed(0)).images for c, t in zip(condition, texts)])
        scores["stageB"] = psnr(b, real)
    return scores, torch.cat([real, a, b])


def sheet(pictures: Tensor, columns: int, titles: list[str], path: Path, side: int = 256) -> None:
    """Pictures [N, 3, H, W] in [0, 1], row by row; one title per row."""
    height, width = pictures.shape[2] * side // pictures.shape[3], side
    rows = math.ceil(len(pictures) / columns)
    canvas = Image.new("RGB", (columns * width, rows * (height + 16)), "white")
    draw = ImageDraw.Draw(canvas)
    for i, picture in enumerate(pictures):
        pixels = (picture.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
        x, y = i % columns * width, i // columns * (height + 16)
        canvas.paste(Image.fromarray(pixels).resize((width, height), Image.Resampling.LANCZOS), (x, y + 16))
        if i % columns == 0 and i // columns < len(titles):
            draw.text((4, y + 3), titles[i // columns], fill="black")
    canvas.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sheet", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--height", type=int, default=512)
    parser.add_argument("--steps-c", type=int)
    parser.add_argument("--steps-b", type=int)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--prompts", nargs="*", default=PROMPTS)
    parser.add_argument("--only", choices=("samples", "reconstructions"))
    o = parser.parse_args()
    sampling = json.loads((o.checkpoint / "sampling.json").read_text())
    steps_c, steps_b = o.steps_c or sampling["stageC"]["steps"], o.steps_b or sampling["stageB"]["steps"]
    guidance = o.guidance or sampling["stageC"]["guidance"]
    prior, decoder = load_pipelines(o.checkpoint)
    if o.only != "samples":
        scores, rows = reconstructions(decoder, o.work, steps_b)
        print("PSNR", {k: round(v, 2) for k, v in scores.items()})
        sheet(rows, len(rows) // 3, ["real", "Stage A", "Stage B from true latents"], o.sheet.with_name(o.sheet.stem + "_rec.png"))
    if o.only == "reconstructions":
        return
    made, begin = [], time.time()
    for prompt in o.prompts:
        for seed in range(o.seeds):
            generator = torch.Generator().manual_seed(seed)
            z = prior(prompt, height=o.height, width=o.width, num_inference_steps=steps_c, guidance_scale=guidance,
                      generator=generator).image_embeddings
            made.append(decoder(z, prompt, num_inference_steps=steps_b, guidance_scale=0.0, output_type="pt",
                                generator=generator).images)
    print(f"{(time.time() - begin) / len(made):.1f} s a picture, C {steps_c} steps w {guidance}, B {steps_b} steps")
    sheet(torch.cat(made), o.seeds, o.prompts, o.sheet)


if __name__ == "__main__":
    main()
