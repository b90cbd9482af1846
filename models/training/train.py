"""Trains the built-in model: python models/training/train.py --stage all --work DIR --out DIR --budget-minutes N

Order as in the paper: first the text encoder (it stands in for CLIP), then Stage A, then the Semantic Compressor with Stage B, then
Stage C. Every stage resumes from its checkpoint in --work. `--smoke` runs everything tiny and checks the result.
"""
from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch

import stage_a
import stage_b
import stage_c
import text_encoder
from common import load_ema, seed_all, stage_report
from data import pictures
from fast import keep_memory, use_fast_response_norm
from save import load_pipelines, save_checkpoint
from tokenizer import load_tokenizer, train_tokenizer

STAGES = ("tokenizer", "text", "a", "compressor", "b", "c")
SHARES = {"tokenizer": 0.0, "text": 0.04, "a": 0.18, "compressor": 0.08, "b": 0.30, "c": 0.40}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", default="all", choices=("all", "save", *STAGES))
    parser.add_argument("--work", type=Path, required=True, help="data sets, checkpoints, logs")
    parser.add_argument("--out", type=Path, required=True, help="the finished checkpoint")
    parser.add_argument("--budget-minutes", type=float, default=90.0, help="for all stages, or for the one that is named")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--pictures", type=int, default=3000)
    parser.add_argument("--extra-latents", type=int, default=3000, help="further scenes for Stage C, rendered and compressed at once")
    parser.add_argument("--wide-latents", type=int, default=800, help="scenes of each non-square size for Stage C")
    parser.add_argument("--joint", type=float, default=0.15, help="share of Stage B's budget in which the compressor learns with it")
    parser.add_argument("--smoke", action="store_true", help="a tiny run of every stage with checks, under 90 seconds")
    return parser.parse_args()


def run_stage(stage: str, o: argparse.Namespace, minutes: float, steps: int = 10**9) -> None:
    begin, tokens = time.time(), o.work / "tokenizer"
    if stage == "tokenizer":
        if not (tokens / "tokenizer.json").exists():
            train_tokenizer(tokens, seed=o.seed)
        return
    tokenizer = load_tokenizer(tokens)
    if stage == "text":
        text_encoder.train(o.work, tokenizer, seed=o.seed, minutes=minutes, max_steps=steps)
        return
    images = pictures(o.work, o.pictures, 512, 512, o.seed * 10**6)
    if stage == "a":
        stage_a.train(o.work, images, seed=o.seed, minutes=minutes, max_steps=steps)
    elif stage == "compressor":
        stage_b.train_compressor(o.work, images, seed=o.seed, minutes=minutes, max_steps=steps)
    elif stage == "b":
        factor = float(stage_report(o.work, "a")["scale_factor"])  # type: ignore[arg-type]
        vqgan = load_ema(o.work, "a", stage_a.build(factor), "vqgan").to(memory_format=torch.channels_last)
        text = load_ema(o.work, "text", text_encoder.build(tokenizer), "text")
        stage_b.train(o.work, images, vqgan, text, tokenizer, seed=o.seed, minutes=minutes, max_steps=steps, joint=o.joint)  # type: ignore[arg-type]
    else:
        compressor = stage_b.load_compressor(o.work)
        first = o.seed * 10**6
        sets = [(stage_c.latents(o.work, compressor, o.pictures, 512, 512, first, images), first)]
        if o.extra_latents:
            more = stage_c.latents(o.work, compressor, o.extra_latents, 512, 512, first + o.pictures)
            sets = [(np.concatenate([sets[0][0], more], 1), first)]  # seeds run on, so one range describes both
        for k, (width, height) in enumerate(stage_c.SIZES[1:]):
            if o.wide_latents:
                start = first + 500_000 + 100_000 * k
                sets.append((stage_c.latents(o.work, compressor, o.wide_latents, width, height, start), start))
        stage_c.train(o.work, sets, tokenizer, seed=o.seed, minutes=minutes, max_steps=steps)
    print(f"{stage}: done in {time.time() - begin:.0f} s", flush=True)


def check(out: Path, work: Path) -> None:
    """What the smoke run promises: finite losses, a layout that diffusers loads, and pictures that are finite."""
    from diffusers.pipelines.deprecated.wuerstchen import WuerstchenCombinedPipeline
    for stage in STAGES[1:]:
        losses = stage_report(work, stage)["losses"]
        assert all(math.isfinite(v) for v in losses.values()), (stage, losses)  # type: ignore[attr-defined]
    prior, decoder = load_pipelines(out)
    both = WuerstchenCombinedPipeline(**decoder.components, **{f"prior_{k}": v for k, v in prior.components.items()})
    both.set_progress_bar_config(disable=True)
    result = both("a house by the sea", height=256, width=256, prior_num_inference_steps=2, num_inference_steps=2,
                  prior_guidance_scale=3.0, decoder_guidance_scale=0.0, generator=torch.Generator().manual_seed(0), output_type="np")
    picture = result.images[0]
    assert picture.shape == (256, 256, 3) and math.isfinite(float(picture.sum())), picture.shape
    print(f"smoke run passed: {picture.shape}, mean {picture.mean():.3f}")


def main() -> None:
    o = arguments()
    seed_all(o.seed)
    keep_memory()
    use_fast_response_norm()
    if o.threads:
        torch.set_num_threads(o.threads)
    if o.smoke:
        o.pictures, o.extra_latents, o.wide_latents = 8, 4, 2
        for stage in STAGES:
            run_stage(stage, o, minutes=5, steps=3)
        save_checkpoint(o.work, o.out)
        check(o.out, o.work)
        return
    for stage in STAGES if o.stage == "all" else (o.stage,):
        if stage != "save":
            run_stage(stage, o, o.budget_minutes * (SHARES[stage] if o.stage == "all" else 1.0))
        if (o.work / "tokenizer").exists():
            save_checkpoint(o.work, o.out)


if __name__ == "__main__":
    main()
