"""Pictures of prompts: by the app's engine from a package, or by the PyTorch pipelines from a checkpoint."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from wuerstchen_train.checkpoint.save import load_pipelines
from wuerstchen_train.paths import REPOSITORY

Jobs = Sequence[tuple[str, int]]  # prompt and seed
Painter = Callable[[Jobs, Path], np.ndarray]  # uint8 [N, H, W, 3]; pictures that are in the folder already are kept


def engine(package: Path, width: int, height: int, options: Sequence[str] = ()) -> Painter:
    """The app's engine, through `npm run generate` with these options (steps, solvers, guidance)."""

    def paint(jobs: Jobs, out: Path) -> np.ndarray:
        out.mkdir(parents=True, exist_ok=True)
        files = [out / f"{i:04d}.png" for i in range(len(jobs))]
        missing = [(*job, file) for job, file in zip(jobs, files, strict=True) if not file.exists()]
        if missing:
            batch = out / "jobs.jsonl"
            batch.write_text("\n".join(json.dumps({"prompt": p, "seed": str(s), "out": str(f)}) for p, s, f in missing))
            command = ["npm", "run", "-s", "generate", "--", "--batch", str(batch), "--package", str(package)]
            size = ["--size", f"{width}x{height}"]
            subprocess.run([*command, *size, *options], cwd=REPOSITORY, check=True, stderr=subprocess.DEVNULL)
        return np.stack([np.asarray(Image.open(f).convert("RGB")) for f in files])

    return paint


def pipelines(checkpoint: Path, width: int, height: int, steps: int, decoder_steps: int) -> Painter:
    """diffusers' pipelines with DDPM, guidance 4 in Stage C and none in Stage B."""
    prior, decoder = load_pipelines(checkpoint)

    def paint(jobs: Jobs, out: Path) -> np.ndarray:
        out.mkdir(parents=True, exist_ok=True)
        pictures = []
        for i, (prompt, seed) in enumerate(jobs):
            generator = torch.Generator().manual_seed(seed)
            how = {"height": height, "width": width, "num_inference_steps": steps, "guidance_scale": 4.0}
            latents = prior(prompt, generator=generator, **how).image_embeddings
            picture = decoder(
                latents,
                prompt,
                num_inference_steps=decoder_steps,
                guidance_scale=0.0,
                generator=generator,
                output_type="np",
            ).images[0]
            pictures.append((picture * 255).round().astype(np.uint8))
            Image.fromarray(pictures[-1]).save(out / f"{i:04d}.png")
        return np.stack(pictures)

    return paint


def sheet(pictures: np.ndarray, columns: int, titles: Sequence[str], path: Path, side: int = 160) -> None:
    """uint8 [N, H, W, 3], row by row; a title above each picture."""
    height, width = pictures.shape[1] * side // pictures.shape[2], side
    rows = math.ceil(len(pictures) / columns)
    canvas = Image.new("RGB", (columns * width, rows * (height + 14)), "white")
    draw = ImageDraw.Draw(canvas)
    for i, picture in enumerate(pictures):
        x, y = i % columns * width, i // columns * (height + 14)
        small = Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS)
        canvas.paste(small, (x, y + 14))
        draw.text((x + 2, y + 2), titles[i][: side // 5], fill="black")
    canvas.save(path)
