"""Judges an exported package by what people get from it: the engine paints, a classifier looks.

python models/training/evaluate.py --out DIR [--package public/models/builtin] [--count 200] [--size 512x512]
[--checkpoint DIR --work DIR]
python models/training/evaluate.py --exam short|short-dev --out DIR [--package DIR] [--size 512x512] [-- OPTIONS]

Writes OUT/report.json (attribute shares on combinations that training saw and on held-out ones, each beside the
classifier's own accuracy, Fréchet distance to renders, how much seeds differ), OUT/sheet.png (48 prompts x seeds), and
with --checkpoint the PSNR of Stage A's and Stage B's reconstructions from the compressor in WORK. Options after `--` go
to `npm run generate` (steps, solvers, guidance): that is how their effect is seen. --exam short asks the short prompts
of short_exam.py instead, as people type them; the app completes them unless an option says --no-completion. Pictures
that are there already are kept, so the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from wuerstchen_train.checkpoint.save import load_pipelines
from wuerstchen_train.data import to_tensor
from wuerstchen_train.evaluation.close_up import traits
from wuerstchen_train.evaluation.full_prompts import frechet, prompt, questions, score, score_pairs
from wuerstchen_train.evaluation.judge import FILE, Judge
from wuerstchen_train.evaluation.short_prompts import LISTS, prompts, scene
from wuerstchen_train.evaluation.short_scores import marks, shares, sureness, unlike
from wuerstchen_train.networks.compressor import LATENT_MEAN, LATENT_STD
from wuerstchen_train.paths import REPOSITORY as ROOT
from wuerstchen_train.stages.s2_compressor_and_stage_b import load_compressor
from wuerstchen_train.world.render import render
from wuerstchen_train.world.scene import Scene, sample_scene

RENDERS = 4  # of each short prompt, for what its pictures should be like


def psnr(a: Tensor, b: Tensor) -> float:
    """Mean over pictures, for values in [0, 1]."""
    return float((-10 * torch.log10((a - b).pow(2).mean((1, 2, 3)) + 1e-9)).mean())


@torch.no_grad()
def reconstructions(checkpoint: Path, work: Path, count: int = 16) -> dict[str, float]:
    """PSNR on scenes that training never saw: Stage A alone, and Stage B from the compressor's latents (the 42:1
    claim).
    """
    _, decoder = load_pipelines(checkpoint)
    steps = json.loads((checkpoint / "sampling.json").read_text())["stageB"]["steps"]
    scenes = [sample_scene(10**9 + i, "any") for i in range(count)]
    real = to_tensor(np.stack([render(s, 512, 512) for s in scenes]))
    a = decoder.vqgan.decode(decoder.vqgan.encode(real).latents).sample.clamp(0, 1)
    condition = load_compressor(work)(real) * LATENT_MEAN - LATENT_STD
    b = torch.cat(
        [
            decoder(
                c[None],
                prompt(s),
                num_inference_steps=steps,
                guidance_scale=0.0,
                output_type="pt",
                generator=torch.Generator().manual_seed(0),
            ).images
            for c, s in zip(condition, scenes)
        ]
    )
    return {"stageA": round(psnr(a, real), 2), "stageB": round(psnr(b, real), 2)}


def paint(jobs: list[tuple[str, int]], package: Path, out: Path, size: str, options: list[str]) -> np.ndarray:
    """The app's engine paints (prompt, seed) pairs: uint8 [N, H, W, 3]. Pictures that are there already are kept."""
    out.mkdir(parents=True, exist_ok=True)
    files = [out / f"{i:04d}.png" for i in range(len(jobs))]
    lines = [
        json.dumps({"prompt": p, "seed": str(s), "out": str(f)}) for (p, s), f in zip(jobs, files) if not f.exists()
    ]
    if lines:
        batch = out / "jobs.jsonl"
        batch.write_text("\n".join(lines))
        subprocess.run(
            [
                "npm",
                "run",
                "-s",
                "generate",
                "--",
                "--batch",
                str(batch),
                "--package",
                str(package),
                "--size",
                size,
                *options,
            ],
            cwd=ROOT,
            check=True,
            stderr=subprocess.DEVNULL,
        )
    return np.stack([np.asarray(Image.open(f).convert("RGB")) for f in files])


def exam(
    judge: Judge, scenes: list[Scene], package: Path, out: Path, size: str, options: list[str]
) -> dict[str, object]:
    """Marks for the painted pictures, the classifier's marks for renders of the same scenes, and the Fréchet distance
    between both.
    """
    made = paint([(prompt(s), i) for i, s in enumerate(scenes)], package, out, size, options)
    width, height = (int(v) for v in size.split("x"))
    real = np.stack([render(s, width, height) for s in scenes])
    painted, marks = judge.look(made)
    drawn, ceiling = judge.look(real)
    report: dict[str, object] = {
        "painted": score(scenes, marks),
        "renders": score(scenes, ceiling),
        "frechet": round(frechet(painted, drawn), 3),
    }
    pairs = score_pairs(scenes, marks)
    return report | {"pairs": pairs} if pairs else report


def short_exam(judge: Judge, name: str, package: Path, out: Path, size: str, options: list[str]) -> dict[str, object]:
    """Marks for the painted pictures of short prompts, and for renders of what they name with all else as the app
    completes it, and with all else at random.
    """
    asked = prompts(name)
    width, height = (int(v) for v in size.split("x"))
    painted = paint([(a.text, i) for i, a in enumerate(asked)], package, out / name, size, options)
    made = judge.see(painted)
    completed, anything = (
        judge.see(np.stack([render(scene(a, i, open_), width, height) for i, a in enumerate(asked)]))
        for open_ in (False, True)
    )
    sheet(painted, 12, [a.text for a in asked], out / "sheet.png")
    report: dict[str, object] = {"count": len(asked)}
    for title, seen in (("painted", made), ("renders, completed", completed), ("renders, anything else", anything)):
        found = marks(asked, seen)
        report[title] = {"right": shares(found), "sure": sureness(found)}
    own = np.stack(
        [
            traits(
                judge.close, np.stack([render(scene(a, 1000 * k + i), width, height) for k in range(1, 1 + RENDERS)])
            )
            for i, a in enumerate(asked)
        ]
    )
    report["unlike renders"] = {
        "painted": round(float(unlike(traits(judge.close, painted), own).mean()), 3),
        "renders": round(float(unlike(own[:, 0], own[:, 1:]).mean()), 3),
    }
    wrong = [m for m in marks(asked, made) if not m.right]
    return report | {"missed": [f"{asked[m.picture].text}: {m.name}, {m.instead}" for m in wrong]}


def sheet(pictures: np.ndarray, columns: int, titles: list[str], path: Path, side: int = 160) -> None:
    """uint8 [N, H, W, 3], row by row; a title above each picture."""
    height, width = pictures.shape[1] * side // pictures.shape[2], side
    rows = math.ceil(len(pictures) / columns)
    canvas = Image.new("RGB", (columns * width, rows * (height + 14)), "white")
    draw = ImageDraw.Draw(canvas)
    for i, picture in enumerate(pictures):
        x, y = i % columns * width, i // columns * (height + 14)
        canvas.paste(Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS), (x, y + 14))
        draw.text((x + 2, y + 2), titles[i][: side // 5], fill="black")
    canvas.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, default=ROOT / "public/models/builtin")
    parser.add_argument("--judge", type=Path, default=FILE)
    parser.add_argument("--exam", choices=("full", *LISTS), default="full")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--size", default="512x512")
    parser.add_argument("--seeds", type=int, default=2, help="columns a prompt on the sheet of 48 prompts; 0: no sheet")
    parser.add_argument("--checkpoint", type=Path, help="for the PSNR of reconstructions")
    parser.add_argument("--work", type=Path, help="where that was trained: its compressor")
    parser.add_argument("options", nargs="*", help="for npm run generate, after --")
    o = parser.parse_args()
    if o.checkpoint and not o.work:
        parser.error(
            "--checkpoint also needs --work DIR: the folder in which it was trained has the compressor that its latents come from"
        )
    if o.count < 2:
        parser.error(f"--count has to be 2 or more, a Fréchet distance compares spreads; got {o.count}")
    package, out = o.package.resolve(), o.out.resolve()
    judge = Judge.load(o.judge)
    report: dict[str, object] = {
        "package": json.loads((package / "manifest.json").read_text())["id"],
        "size": o.size,
        "options": o.options,
        "count": o.count,
    }
    if o.exam != "full":
        report |= {"exam": o.exam} | short_exam(judge, o.exam, package, out, o.size, o.options)
    for split in ("train", "held_out") if o.exam == "full" else ():
        report[split] = exam(judge, questions(o.count, split), package, out / split, o.size, o.options)
    if o.seeds and o.exam == "full":
        asked = [prompt(s) for s in questions(48, "held_out", 950_000_000)]
        jobs = [(p, s) for p in asked for s in range(o.seeds)]
        made = paint(jobs, package, out / "sheet", o.size, o.options)
        sheet(made, 6 * o.seeds, [p for p, _ in jobs], out / "sheet.png")
        if o.seeds > 1:
            pairs = made.reshape(48, o.seeds, *made.shape[1:]).astype(np.float32)
            report["mean difference between seeds, of 255"] = round(float(np.abs(pairs[:, 0] - pairs[:, 1]).mean()), 2)
    if o.checkpoint:
        report["psnr"] = reconstructions(o.checkpoint, o.work)
    (out / "report.json").write_text(json.dumps(report, indent=1))
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
