"""Questions for the model, and marks: prompts that name everything, and the shares of what they name that a picture
shows.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from wuerstchen_train.world import vocabulary as v
from wuerstchen_train.world.captions import thing_phrase
from wuerstchen_train.world.holdout import held_kinds
from wuerstchen_train.world.labels import ATTRIBUTES
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import Item, Scene
from wuerstchen_train.world.things.catalogue import KINDS


def prompt(scene: Scene) -> str:
    """Everything that the scene's attributes say, in plain words: "a red house on the left in a meadow at night in the
    rain, watercolour".
    """
    things = [i for i in scene.items if i.thing in KINDS]
    terrain = v.TERRAIN_PHRASES[scene.terrain][0]
    if things and all(KINDS[i.thing].zone == "water" for i in things):
        terrain = v.AFLOAT[scene.terrain][0]
    subject = (
        " and ".join(thing_phrase(i, lambda _name, choices: choices[0]) for i in things)
        or v.TERRAIN_NOUNS[scene.terrain][0]
    )
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


NAMED = ("light", "weather", "terrain", "style", "thing", "colour", "number", "side")


def _right(scene: Scene, guesses: dict[str, np.ndarray], n: int, name: str, item: Item | None = None) -> bool | None:
    """Whether picture n shows what the scene, or one of its things, has for `name`; None where that is not named. A
    thing counts as present from one on.
    """
    if item is None:
        return bool(ATTRIBUTES[name][guesses[name][n]] == getattr(scene, name))
    if name in ("thing", "number"):
        found = int(guesses[f"{item.thing} number"][n])
        return found > 0 if name == "thing" else found == item.number
    asked = item.place if name == "side" else item.colour
    if not asked or (name == "side" and asked == "middle"):
        return None
    attribute = f"{item.thing} {'place' if name == 'side' else 'colour'}"
    return bool(ATTRIBUTES[attribute][guesses[attribute][n]] == asked)


def score(scenes: Iterable[Scene], guesses: dict[str, np.ndarray]) -> dict[str, float]:
    """Shares in per cent of what is named. Colour and side count only where they are."""
    right: dict[str, list[bool | None]] = {name: [] for name in NAMED}
    for n, scene in enumerate(scenes):
        for name in NAMED[:4]:
            right[name].append(_right(scene, guesses, n, name))
        for item in (i for i in scene.items if i.thing in KINDS):
            for name in NAMED[4:]:
                right[name].append(_right(scene, guesses, n, name, item))
    marks = {name: [m for m in each if m is not None] for name, each in right.items()}
    return {name: round(100 * float(np.mean(each)), 1) for name, each in marks.items() if each}


def score_pairs(scenes: Iterable[Scene], guesses: dict[str, np.ndarray]) -> dict[str, str]:
    """Of every kind of held-out pair, in how many of the pictures that are asked for one both parts are right."""
    right: dict[str, list[bool]] = {}
    for n, scene in enumerate(scenes):
        for kind, pair in sorted(held_kinds(scene)):
            item = next((i for i in scene.items if "thing" in kind and i.thing == pair[kind.index("thing")]), None)
            both = [_right(scene, guesses, n, name, item if name in NAMED[4:] else None) for name in kind]
            right.setdefault(" x ".join(kind), []).append(all(both))
    return {kind: f"{sum(each)} of {len(each)}" for kind, each in sorted(right.items())}


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance between Gaussians fitted to features [N, D] and [M, D] (Heusel et al., 2017)."""
    mean, cov_a, cov_b = a.mean(0) - b.mean(0), np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # The trace of (A B)^(1/2) is the sum of the roots of the eigenvalues of A B, which are real and not negative.
    roots = np.sqrt(np.linalg.eigvals(cov_a @ cov_b).real.clip(0))
    return float(mean @ mean + np.trace(cov_a) + np.trace(cov_b) - 2 * roots.sum())
