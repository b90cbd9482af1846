"""Both exams: prompts that name everything (`full_prompts.py`), and short ones as people type them
(`short_prompts.py`).

Each report has the shares of what prompts name that the judge finds in the pictures, beside those that it finds in
renders of the same scenes, which is the most that any model could score.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from wuerstchen_train.batches import to_tensor
from wuerstchen_train.checkpoint.about import SAMPLING
from wuerstchen_train.checkpoint.save import load_pipelines
from wuerstchen_train.evaluation.close_up import traits
from wuerstchen_train.evaluation.full_prompts import frechet, prompt, questions, score, score_pairs
from wuerstchen_train.evaluation.judge import Judge
from wuerstchen_train.evaluation.painting import Painter, pipelines, sheet
from wuerstchen_train.evaluation.short_prompts import prompts, scene
from wuerstchen_train.evaluation.short_scores import marks, shares, sureness, unlike
from wuerstchen_train.networks.compressor import LATENT_MEAN, LATENT_STD, Compressor
from wuerstchen_train.paths import JUDGE
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages.loaders import load_compressor
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import Scene

RENDERS = 4  # of each short prompt, for what its pictures should be like
SHEET_SEED = 950_000_000  # first seed of the scenes on the sheet
UNSEEN_SEED = 10**9  # of scenes that no training draws


@dataclass(frozen=True)
class Options:
    """How a recipe judges a checkpoint, by the PyTorch pipelines. A package is judged by `python -m wuerstchen_train
    evaluate`.
    """

    count: int = 200  # prompts that name everything, on seen and on held-out combinations each
    short: int = 214  # of the short prompts
    side: int = 512  # pixels
    steps: int = 14
    decoder_steps: int = 8
    reconstructions: int = 16


INTERFACE = StageInterface(Options, needs=("checkpoint", "compressor"))


def evaluate(run: Run, o: Options) -> Report:
    checkpoint = run.input("checkpoint") / "checkpoint"
    judge = Judge.load(JUDGE)
    painter = pipelines(checkpoint, o.side, o.side, o.steps, o.decoder_steps)
    report: Report = {}
    for split in ("train", "held_out"):
        scenes = questions(o.count, split)
        report[split] = full_exam(judge, scenes, painter, run.folder / split, o.side, o.side)
    report["short"] = short_exam(judge, "short", painter, run.folder, o.side, o.side, o.short)
    report["psnr"] = reconstructions(checkpoint, load_compressor(run), o.reconstructions)
    return report


def psnr(a: Tensor, b: Tensor) -> float:
    """Mean over pictures [N, 3, H, W], for values in [0, 1]."""
    return float((-10 * torch.log10((a - b).pow(2).mean((1, 2, 3)) + 1e-9)).mean())


@torch.no_grad()
def reconstructions(checkpoint: Path, compressor: Compressor, count: int = 16) -> dict[str, float]:
    """PSNR on scenes that training never saw: Stage A alone, and Stage B from the compressor's latents (the 42:1
    claim).
    """
    _, decoder = load_pipelines(checkpoint)
    steps = SAMPLING["decoder"]["steps"]
    scenes = [sample_scene(UNSEEN_SEED + i, "any") for i in range(count)]
    pixels = to_tensor(np.stack([render(s, 512, 512) for s in scenes])).cpu()
    a = decoder.vqgan.decode(decoder.vqgan.encode(pixels).latents).sample.clamp(0, 1)
    condition = compressor.cpu()(pixels) * LATENT_MEAN - LATENT_STD  # [count, 16, 12, 12]
    how = {"num_inference_steps": steps, "guidance_scale": 0.0, "output_type": "pt"}
    pictures = [
        decoder(c[None], prompt(s), generator=torch.Generator().manual_seed(0), **how).images
        for c, s in zip(condition, scenes, strict=True)
    ]
    return {"stageA": round(psnr(a, pixels), 2), "stageB": round(psnr(torch.cat(pictures), pixels), 2)}


def full_exam(judge: Judge, scenes: list[Scene], painter: Painter, out: Path, width: int, height: int) -> Report:
    """Shares in per cent of the painted pictures and of renders, the Fréchet distance between both, and pairs."""
    made = painter([(prompt(s), i) for i, s in enumerate(scenes)], out)
    real = np.stack([render(s, width, height) for s in scenes])
    painted, found = judge.look(made)
    drawn, ceiling = judge.look(real)
    report: Report = {"painted": score(scenes, found), "renders": score(scenes, ceiling)}
    report["frechet"] = round(frechet(painted, drawn), 3)
    pairs = score_pairs(scenes, found)
    return report | {"pairs": pairs} if pairs else report


def short_exam(
    judge: Judge, name: str, painter: Painter, out: Path, width: int, height: int, count: int | None = None
) -> Report:
    """Marks for painted pictures of the first `count` short prompts.

    Beside them marks for renders of what they name, with all else as the app completes it, and with all else at random.
    """
    asked = prompts(name)[:count]

    def renders(seed: int, anything: bool = False) -> np.ndarray:
        return np.stack([render(scene(a, seed + i, anything), width, height) for i, a in enumerate(asked)])

    painted = painter([(a.text, i) for i, a in enumerate(asked)], out / name)
    made = judge.see(painted)
    sheet(painted, 12, [a.text for a in asked], out / f"{name}.png")
    report: Report = {"count": len(asked)}
    seen = {"renders, completed": judge.see(renders(0)), "renders, anything else": judge.see(renders(0, True))}
    for title, each in {"painted": made, **seen}.items():
        found = marks(asked, each)
        report[title] = {"right": shares(found), "sure": sureness(found)}
    own = np.stack([traits(judge.close, renders(1000 * k)) for k in range(1, 1 + RENDERS)], 1)  # [N, RENDERS, traits]
    report["unlike renders"] = {
        "painted": round(float(unlike(traits(judge.close, painted), own).mean()), 3),
        "renders": round(float(unlike(own[:, 0], own[:, 1:]).mean()), 3),
    }
    wrong = [m for m in marks(asked, made) if not m.right]
    return report | {"missed": [f"{asked[m.picture].text}: {m.name}, {m.instead}" for m in wrong]}


def seeds_apart(painter: Painter, out: Path, seeds: int) -> float | None:
    """Paints 48 prompts with held-out pairs onto OUT/sheet.png; the mean difference between two seeds, of 255."""
    asked = [prompt(s) for s in questions(48, "held_out", SHEET_SEED)]
    jobs = [(p, s) for p in asked for s in range(seeds)]
    made = painter(jobs, out / "sheet")
    sheet(made, 6 * seeds, [p for p, _ in jobs], out / "sheet.png")
    if seeds < 2:
        return None
    pairs = made.reshape(48, seeds, *made.shape[1:]).astype(np.float32)
    return round(float(np.abs(pairs[:, 0] - pairs[:, 1]).mean()), 2)
