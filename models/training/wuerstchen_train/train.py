"""Trains the built-in model: python models/training/train.py --stage all --work DIR --out DIR --budget-minutes N

Order as in the paper: the text encoder (it stands in for CLIP), Stage A, the Semantic Compressor with Stage B, Stage C.
What does not wait for each other runs beside each other. Every stage resumes from its checkpoint in --work. `--smoke`
runs everything tiny and checks it.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import time
from pathlib import Path

# Read when torch loads OpenMP: where other programs run too, threads that spin while they wait cost several times the
# work itself.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.checkpoint.save import REPORTED, load_pipelines, save_checkpoint
from wuerstchen_train.data import SceneSet, pictures
from wuerstchen_train.distill import composition as composing
from wuerstchen_train.distill import encoders as regain
from wuerstchen_train.evaluation import validation as unseen
from wuerstchen_train.networks.tokenizer import load_tokenizer, train_tokenizer
from wuerstchen_train.performance.compiled_kernels import Compiling
from wuerstchen_train.performance.fast_kernels import keep_memory, use_fast_kernels
from wuerstchen_train.performance.render_workers import Painters
from wuerstchen_train.performance.sample_cache import Gallery
from wuerstchen_train.stages import joint
from wuerstchen_train.stages import live as streaming
from wuerstchen_train.stages import s1_stage_a as stage_a
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.stages import s3_text_encoder as text_encoder
from wuerstchen_train.stages import s4_stage_c as stage_c
from wuerstchen_train.trainer import device, latest, load_ema, seed_all, stage_report

STAGES = ("tokenizer", "text", "a", "compressor", "b", "c", "regain", "stream", "tune", "compose", "part")
# Shares of the budget. The first three run side by side, then b alone until the compressor is frozen, then b and c.
SHARES = {"text": 0.06, "a": 0.2, "compressor": 0.2, "b": 0.8, "c": 0.66}
# Samples a step, for processors and for graphics cards, which are only busy with many at once.
BATCH = {
    "text": (96, 1024),
    "a": (12, 64),
    "compressor": (16, 64),
    "b": (10, 48),
    "c": (32, 768),
    "regain": (8, 128),
    "tune": (128, 1024),
    "stream": (32, 512),
    "compose": (24, 512),
    "part": (24, 512),
}
CAPTIONS = (200_000, 800_000)
PAINTED = (400, 1800)  # pictures of 512 x 512 of which a compressor is regained
SHAPES = ((768, 512), (512, 768), (896, 512), (512, 896), (1024, 1024))  # width, height, besides 512 x 512
EXTRA = 10_000_000  # first seed of the scenes that only Stage C sees
YOUNG = 50_000_000  # of those of 256 x 256
STREAM = 300_000_000  # of those that a graphics card is shown as they are drawn
STREAM_SHARES = (0.78, 0.045, 0.045, 0.045, 0.045, 0.04)  # of 512 x 512 and SHAPES
# of each, at most: 26 GB of the card's memory, and with their pictures 103 GB
STREAM_KEPT = (60_000, 4000, 4000, 4000, 4000, 3000)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", default="all", choices=("all", "save", *STAGES))
    parser.add_argument("--work", type=Path, required=True, help="data sets, checkpoints, logs")
    parser.add_argument("--out", type=Path, required=True, help="the finished checkpoint")
    parser.add_argument(
        "--budget-minutes", type=float, default=90.0, help="for all stages, or for the one that is named"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--pictures", type=int, default=3000, help="scenes of 512 x 512, kept as pictures")
    parser.add_argument("--wide", type=int, default=150, help="scenes of every other shape, kept as pictures")
    parser.add_argument(
        "--extra", type=int, default=3000, help="further scenes of 512 x 512 for Stage C, drawn and compressed at once"
    )
    parser.add_argument("--extra-wide", type=int, default=300, help="the same of every other shape")
    parser.add_argument(
        "--young",
        type=int,
        default=12000,
        help="scenes of 256 x 256 with which Stage C begins, drawn and compressed at once",
    )
    parser.add_argument(
        "--joint", type=float, default=0.15, help="share of Stage B's budget in which the compressor learns with it"
    )
    parser.add_argument(
        "--joint-minutes",
        type=float,
        default=0.0,
        help="of --stage stream, before its budget: the compressor and Stage B together; then every latent is another one",
    )
    parser.add_argument(
        "--held",
        type=float,
        default=0.0,
        help="share of the joint minutes in which Stage B stays as it is, because its compressor is another one (--stage regain)",
    )
    parser.add_argument(
        "--without",
        nargs="+",
        default=[],
        metavar="ATTRIBUTE",
        help="of --stage compose and part: no pair with this attribute, because it has been taught",
    )
    parser.add_argument("--smoke", action="store_true", help="a tiny run of every stage with checks, a few minutes")
    return parser.parse_args()


def scene_sets(o: argparse.Namespace) -> tuple[list[SceneSet], list[SceneSet]]:
    """The sets kept as pictures (the square one first), and those for Stage C alone."""
    first = o.seed * 100_000_000
    shapes = SHAPES[:2] if o.smoke else SHAPES
    kept = [SceneSet(first, o.pictures, 512, 512)]
    kept += [SceneSet(first + 1_000_000 * (k + 1), o.wide, w, h) for k, (w, h) in enumerate(shapes) if o.wide]
    extra = [SceneSet(first + EXTRA, o.extra, 512, 512)] if o.extra else []
    extra += [
        SceneSet(first + EXTRA + 1_000_000 * (k + 1), o.extra_wide, w, h)
        for k, (w, h) in enumerate(shapes)
        if o.extra_wide
    ]
    return kept, extra


def run_stage(stage: str, o: argparse.Namespace, minutes: float, steps: int = 10**9) -> None:
    begin, tokens = time.time(), o.work / "tokenizer"
    if stage == "tokenizer":
        if not (tokens / "tokenizer.json").exists():
            train_tokenizer(tokens, seed=o.seed)
        return
    if stage == "stream":
        return run_stream(o, minutes, steps)
    tokenizer = load_tokenizer(tokens)
    batch = 4 if o.smoke else BATCH[stage][device().type == "cuda"]
    how = {"seed": o.seed, "minutes": minutes, "max_steps": steps, "batch": batch}
    kept, extra = scene_sets(o)
    if stage in ("text", "tune"):
        learn = text_encoder.train if stage == "text" else text_encoder.tune
        learn(o.work, tokenizer, captions=64 if o.smoke else CAPTIONS[device().type == "cuda"], **how)  # type: ignore[arg-type]
    elif stage in ("compose", "part"):
        compressor = stage_b.load_compressor(o.work).to(device()) if (o.work / "compressor_final.pt").exists() else None
        lesson = {"compose": "composed", "part": "parted"}[stage]
        source = latest(o.work, "c", before=lesson)
        print(f"{stage}: goes on from {source}", flush=True)
        composing.train(o.work, compressor, tokenizer, source=source, lesson=f"c_{lesson}", without=o.without, **how)  # type: ignore[arg-type]
    elif stage == "a":
        stage_a.train(o.work, pictures(o.work, kept[0]), tokenizer, **how)
    elif stage == "compressor":
        stage_b.train_compressor(o.work, pictures(o.work, kept[0]), tokenizer, **how)
    elif stage == "b":
        vqgan, text = frozen(o, tokenizer)
        sets = [(s, pictures(o.work, s)) for s in kept]
        stage_b.train(o.work, sets, vqgan, text, tokenizer, joint=o.joint, **how)  # type: ignore[arg-type]
    elif stage == "regain":
        stage_a.regain(
            o.work,
            pictures(o.work, kept[0]),
            tokenizer,
            seed=o.seed,
            minutes=minutes / 2,
            max_steps=steps,
            batch=4 if o.smoke else BATCH["a"][device().type == "cuda"],
        )
        vqgan, text = frozen(o, tokenizer)
        regain.compressor(
            o.work,
            vqgan,
            text,
            tokenizer,
            seed=o.seed,
            minutes=minutes / 2,
            max_steps=steps,
            batch=batch,
            count=batch if o.smoke else PAINTED[device().type == "cuda"],
        )
    else:
        compressor = stage_b.load_compressor(o.work).to(device())
        sets = [(s, stage_c.latents(o.work, compressor, s, pictures(o.work, s))) for s in kept]
        sets += [(s, stage_c.latents(o.work, compressor, s)) for s in extra]
        small = SceneSet(o.seed * 100_000_000 + YOUNG, o.young, 256, 256)
        young = (small, stage_c.latents(o.work, compressor, small)) if o.young else None
        stage_c.train(o.work, sets, compressor, tokenizer, young=young, **how)
    print(f"{stage}: done in {time.time() - begin:.0f} s", flush=True)


def frozen(o: argparse.Namespace, tokenizer: CLIPTokenizer) -> tuple[PaellaVQModel, CLIPTextModel]:
    """Stage A and the text encoder, as Stages B and C see them."""
    factor = float(stage_report(o.work, "a")["scale_factor"])  # type: ignore[arg-type]
    vqgan = load_ema(o.work, "a", stage_a.build(factor), "vqgan").to(memory_format=torch.channels_last)
    return vqgan, load_ema(o.work, "text", text_encoder.build(tokenizer), "text")  # type: ignore[return-value]


def run_stream(o: argparse.Namespace, minutes: float, steps: int) -> None:
    """Painters first: they are forked, and must not inherit a graphics card in use."""
    shapes = [(512, 512), *SHAPES][: 2 if o.smoke else None]
    tokens = o.work / "tokenizer"
    painters = Painters(
        1 if o.smoke else max(1, (os.cpu_count() or 1) - 2),
        shapes,
        list(STREAM_SHARES[: len(shapes)]),
        o.seed * 100_000_000 + STREAM,
        tokens,
        o.seed,
    )
    tokenizer = load_tokenizer(tokens)
    vqgan, text = frozen(o, tokenizer)
    gallery = Gallery(
        painters,
        [8, 4] if o.smoke else list(STREAM_KEPT),
        vqgan,
        stage_b.load_compressor(o.work).to(device()),
        with_pictures=o.joint_minutes > 0,
    )
    batch = 8 if o.smoke else BATCH["stream"][device().type == "cuda"]
    compiling = {stage: Compiling(stage, batch) for stage in "bc" if device().type == "cuda" and not o.smoke}
    if o.joint_minutes > 0:
        joint.train(
            o.work,
            gallery,
            text,
            tokenizer,
            seed=o.seed,
            minutes=o.joint_minutes,
            max_steps=steps,
            batch=batch // 4,
            held=o.held,
        )
    streaming.train(
        o.work,
        gallery,
        text,
        tokenizer,
        seed=o.seed,
        minutes=minutes,
        max_steps=steps,
        batch=batch,
        compiling=compiling,
    )
    for process in compiling.values():
        process.stop()


def run_all(o: argparse.Namespace) -> None:
    """Every stage in a process of its own; their output goes to WORK/<stage>.log.

    Two stages with half of the cores each train faster than one after the other with all of them."""
    run_stage("tokenizer", o, 0)
    kept, _ = scene_sets(o)
    for s in kept:
        pictures(o.work, s)
    unseen.unseen_pictures(o.work)
    threads = o.threads or max(1, (os.cpu_count() or 1) // 2)

    def start(stage: str) -> subprocess.Popen[bytes]:
        flags = [
            f"--{name.replace('_', '-')}={getattr(o, name)}"
            for name in ("work", "out", "seed", "pictures", "wide", "extra", "extra_wide", "young", "joint")
        ]
        minutes = o.budget_minutes * SHARES[stage]
        with (o.work / f"{stage}.log").open("ab") as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "wuerstchen_train.train",
                    "--stage",
                    stage,
                    f"--budget-minutes={minutes}",
                    f"--threads={threads}",
                    *flags,
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def finish(*running: tuple[str, subprocess.Popen[bytes]]) -> None:
        for stage, process in running:
            if process.wait():
                raise RuntimeError(f"{stage} failed: see {o.work / f'{stage}.log'}")

    finish(*[(stage, start(stage)) for stage in ("text", "a", "compressor")])
    decoder = start("b")
    while not (o.work / "compressor_final.pt").exists() and decoder.poll() is None:
        time.sleep(1)
    finish(("c", start("c")), ("b", decoder))


def check(out: Path, work: Path) -> None:
    """What the smoke run promises: finite losses, a layout that diffusers loads, and pictures that are finite."""
    from diffusers.pipelines.deprecated.wuerstchen import WuerstchenCombinedPipeline

    for stage in REPORTED:
        losses = stage_report(work, stage)["losses"]
        assert all(math.isfinite(v) for v in losses.values()), (stage, losses)  # type: ignore[attr-defined]
    prior, decoder = load_pipelines(out)
    both = WuerstchenCombinedPipeline(**decoder.components, **{f"prior_{k}": v for k, v in prior.components.items()})
    both.set_progress_bar_config(disable=True)
    result = both(
        "a house by the sea",
        height=256,
        width=256,
        prior_num_inference_steps=2,
        num_inference_steps=2,
        prior_guidance_scale=3.0,
        decoder_guidance_scale=0.0,
        generator=torch.Generator().manual_seed(0),
        output_type="np",
    )
    picture = result.images[0]
    assert picture.shape == (256, 256, 3) and math.isfinite(float(picture.sum())), picture.shape
    print(f"smoke run passed: {picture.shape}, mean {picture.mean():.3f}")


def main() -> None:
    o = arguments()
    seed_all(o.seed)
    keep_memory()
    use_fast_kernels()
    if o.threads:
        torch.set_num_threads(o.threads)
    if o.smoke:
        o.pictures, o.extra, o.wide, o.extra_wide, o.young, o.joint_minutes = 8, 4, 4, 2, 4, 5
        unseen.COUNT = 2  # most of the run would be spent looking at more
        for stage in STAGES:
            run_stage(stage, o, minutes=5, steps=6)
    elif o.stage == "all":
        run_all(o)
    elif o.stage != "save":
        run_stage(o.stage, o, o.budget_minutes)
    if o.smoke or o.stage in ("all", "save"):
        save_checkpoint(o.work, o.out)
    if o.smoke:
        check(o.out, o.work)


if __name__ == "__main__":
    main()
