"""Questions for the model, and marks: prompts that name everything, and the shares of what they name that a picture shows."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from world import vocabulary as v
from world.captions import thing_phrase
from world.labels import ATTRIBUTES
from world.scene import Scene, sample_scene
from world.things.catalogue import KINDS


def prompt(scene: Scene) -> str:
    """Everything that the scene's attributes say, in plain words: "a red house on the left in a meadow at night in the rain, watercolour"."""
    things = [i for i in scene.items if i.thing in KINDS]
    terrain = v.TERRAIN_PHRASES[scene.terrain][0]
    if things and all(KINDS[i.thing].zone == "water" for i in things):
        terrain = v.AFLOAT[scene.terrain][0]
    subject = " and ".join(thing_phrase(i, lambda _name, choices: choices[0]) for i in things) or v.TERRAIN_NOUNS[scene.terrain][0]
    parts = [subject, *([terrain] if things else []), v.LIGHT_PHRASES[scene.light][0]]
    if scene.weather != "clear":
        parts.append(v.WEATHER_PHRASES[scene.weather][0])
    return f"{' '.join(parts)}, {v.STYLE_SUFFIXES[scene.style][0]}"


def questions(count: int, split: str, first_seed: int = 900_000_000) -> list[Scene]:
    """Scenes with exactly one kind of thing and nothing that a prompt would leave open, `held_out` or `train`."""
    out: list[Scene] = []
    seed = first_seed
    while len(out) < count:
        scene = sample_scene(seed, split)
        if len([i for i in scene.items if i.thing in KINDS]) == 1:
            out.append(scene)
        seed += 1
    return out


def score(scenes: Iterable[Scene], guesses: dict[str, np.ndarray]) -> dict[str, float]:
    """Shares in per cent. Colour, number and side count only where they are named; the thing counts as present from one on."""
    right: dict[str, list[bool]] = {k: [] for k in ("light", "weather", "terrain", "style", "thing", "colour", "number", "side")}
    for n, scene in enumerate(scenes):
        for name in ("light", "weather", "terrain", "style"):
            right[name].append(ATTRIBUTES[name][guesses[name][n]] == getattr(scene, name))
        for item in scene.items:
            if item.thing not in KINDS:
                continue
            found = int(guesses[f"{item.thing} number"][n])
            right["thing"].append(found > 0)
            right["number"].append(found == item.number)
            if item.colour:
                right["colour"].append(ATTRIBUTES[f"{item.thing} colour"][guesses[f"{item.thing} colour"][n]] == item.colour)
            if item.place in ("left", "right"):
                right["side"].append(ATTRIBUTES[f"{item.thing} place"][guesses[f"{item.thing} place"][n]] == item.place)
    return {k: round(100 * float(np.mean(marks)), 1) for k, marks in right.items() if marks}


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance between Gaussians fitted to features [N, D] and [M, D] (Heusel et al., 2017)."""
    mean, cov_a, cov_b = a.mean(0) - b.mean(0), np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # The trace of (A B)^(1/2) is the sum of the roots of the eigenvalues of A B, which are real and not negative.
    roots = np.sqrt(np.linalg.eigvals(cov_a @ cov_b).real.clip(0))
    return float(mean @ mean + np.trace(cov_a) + np.trace(cov_b) - 2 * roots.sum())
