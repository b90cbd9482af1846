"""What composition alone would give: python models/training/composed_exam.py --checkpoint DIR [--count 32]

For every kind of held-out pair, prompts with one such pair are painted by the PyTorch pipelines as they are, and with Stage C's prediction composed of
those for captions that it knows (`world/composed.py`); the judge looks at both. `--stage compose` cannot teach more than the second row.
"""
from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from composing import composed
from exam import prompt, questions, score
from judge import FILE, Judge
from save import load_pipelines
from text_encoder import encode
from world.composed import PLAIN, Composition, composition
from world.holdout import HELD_OUT, held_kinds
from world.scene import Scene

STEPS, GUIDANCE, STEPS_B, SIDE = 14, 4.0, 4, 12


def asked(kind: tuple[str, str], count: int) -> list[tuple[Scene, Composition]]:
    """Scenes whose only held-out pair is of `kind`, with their captions; fewer than `count` where they are rare."""
    words, out = random.Random(5), []
    for scene in questions(1200, "held_out"):
        if [k for k, _ in held_kinds(scene)] == [kind]:
            found = composition(scene, words)
            if found:
                out.append((scene, found))
    return out[:count]


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--judge", type=Path, default=FILE)
    parser.add_argument("--count", type=int, default=32)
    o = parser.parse_args()
    prior, decoder = load_pipelines(o.checkpoint)
    judge = Judge.load(o.judge)

    def paint(how: Composition, text: str, seed: int) -> np.ndarray:
        captions = how.asked
        states = encode(prior.text_encoder, prior.tokenizer, captions)
        generator = torch.Generator().manual_seed(seed)
        x = torch.randn(1, 16, SIDE, SIDE, generator=generator)
        prior.scheduler.set_timesteps(STEPS)
        for t in prior.scheduler.timesteps[:-1]:
            eps = prior.prior(x.expand(len(captions), -1, -1, -1), t.expand(len(captions)), states)[None]
            wanted = composed(eps[:, 1:], float(t), how.recipe)
            x = prior.scheduler.step(eps[:, 0] + GUIDANCE * (wanted - eps[:, 0]), t.expand(1), x, generator=generator).prev_sample
        latent = x * prior.config.latent_mean - prior.config.latent_std
        picture = decoder(latent, text, num_inference_steps=STEPS_B, guidance_scale=0.0, generator=generator, output_type="np").images[0]
        return (picture * 255).round().astype(np.uint8)

    for kind in HELD_OUT:
        rows = asked(kind, o.count)
        for name in ("as it is", "composed") if rows else ():
            hows = [replace(c, recipe=PLAIN) if name == "as it is" else c for _, c in rows]
            made = [paint(how, prompt(scene), seed) for seed, ((scene, _), how) in enumerate(zip(rows, hows))]
            print(*kind, len(rows), name, score([s for s, _ in rows], judge.look(np.stack(made))[1]), flush=True)


if __name__ == "__main__":
    main()
