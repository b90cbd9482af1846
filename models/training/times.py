"""At which times a few steps of Stage B are worth most: python models/training/times.py --checkpoint DIR [--count 12] [--steps 4 5]

Latents that Stage C makes of held-out prompts are decoded by DPM-Solver++ 2M with few steps, at even times and at others, and with forty from the same noise: the nearer
a picture of few steps is to that of forty, the less the solver loses. Prints the PSNR between both, the error of their differences between neighbours, and how
much of those differences (edges, grain) is left. `cosine` is (1 + cos(pi i / steps)) / 2, as src/diffusion/schedule.ts has it.
"""
from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenDecoderPipeline
from torch import Tensor

from diffusion import alpha_bar
from exam import prompt, questions
from save import load_pipelines
from text_encoder import encode

STEPS_C, GUIDANCE, MANY, SIDE = 14, 4.0, 40, 512


def uniform(steps: int) -> np.ndarray:
    return np.linspace(1, 0, steps + 1)


def cosine(steps: int) -> np.ndarray:
    return (1 + np.cos(np.pi * np.arange(steps + 1) / steps)) / 2


def shifted(steps: int, shift: float) -> np.ndarray:
    """Even times moved towards noise (above 1) or towards the picture (below 1)."""
    return shift * uniform(steps) / (1 + (shift - 1) * uniform(steps))


def dpm_solver(x: Tensor, predict: Callable[[Tensor, float], Tensor], times: np.ndarray) -> Tensor:
    """DPM-Solver++ 2M (Lu et al., 2022) in x0, of first order at the first and the last step, as src/diffusion/solvers.ts."""
    def power(t: float) -> float:
        return float(alpha_bar(torch.tensor(float(t))))

    def log_snr(a: float) -> float:
        return 0.5 * float(np.log(a / (1 - a)))
    before, width = None, 0.0
    for t, to in zip(times[:-1], times[1:]):
        a, b = power(t), power(to)
        x0 = (x - np.sqrt(1 - a) * predict(x, t)) / np.sqrt(a)
        if to == 0:
            return x0
        h = log_snr(b) - log_snr(a)
        d = x0 if before is None else x0 + (x0 - before) * h / (2 * width)
        x = np.sqrt((1 - b) / (1 - a)) * x - np.sqrt(b) * np.expm1(-h) * d
        before, width = x0, h
    return x


@torch.no_grad()
def decode(decoder: WuerstchenDecoderPipeline, latents: Tensor, texts: Tensor, times: np.ndarray) -> np.ndarray:
    """Latents [N, 16, 12, 12] as the prior pipeline leaves them, text states [N, 77, C] -> float32 [N, SIDE, SIDE, 3] of 0 to 255."""
    pictures = []
    for k in range(len(latents)):
        noise = torch.randn(1, 4, SIDE // 4, SIDE // 4, generator=torch.Generator().manual_seed(k))
        x = dpm_solver(noise, lambda x, t: decoder.decoder(x, torch.full((1,), float(t)), latents[k:k + 1], clip=texts[k:k + 1]), times)
        pictures.append(decoder.vqgan.decode(decoder.vqgan.config.scale_factor * x).sample.clamp(0, 1)[0].permute(1, 2, 0).numpy() * 255)
    return np.stack(pictures)


def edges(pictures: np.ndarray) -> np.ndarray:
    """Differences to the neighbours below and to the right, [2, N, h, w, 3]."""
    return np.stack([np.diff(pictures, axis=1)[:, :, 1:], np.diff(pictures, axis=2)[:, 1:]])


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--steps", type=int, nargs="+", default=[4])
    o = parser.parse_args()
    prior, decoder = load_pipelines(o.checkpoint)
    prompts = [prompt(scene) for scene in questions(o.count, "held_out")]
    latents = torch.cat([prior(p, height=SIDE, width=SIDE, num_inference_steps=STEPS_C, guidance_scale=GUIDANCE, generator=torch.Generator().manual_seed(k)).image_embeddings
                         for k, p in enumerate(prompts)])
    texts = encode(decoder.text_encoder, decoder.tokenizer, prompts)
    best = decode(decoder, latents, texts, uniform(MANY))
    for steps in o.steps:
        rows = {"uniform": uniform(steps), "cosine": cosine(steps), **{f"shifted {s}": shifted(steps, s) for s in (0.6, 1.7, 2.5)}}
        for name, times in rows.items():
            made = decode(decoder, latents, texts, times)
            psnr = 10 * np.log10(255**2 / ((made - best) ** 2).mean())
            lost = ((edges(made) - edges(best)) ** 2).mean()
            left = np.abs(edges(made)).mean() / np.abs(edges(best)).mean()
            print(f"{steps} steps, {name:12} PSNR {psnr:.2f} dB, error of edges {lost:.2f}, edges left {left:.2f}", flush=True)


if __name__ == "__main__":
    main()
