"""Random scenes, the same ones for the same seeds."""

from __future__ import annotations

import random

from wuerstchen_train.world.holdout import held_out
from wuerstchen_train.world.scene import (
    DISTANCES,
    LIGHT_NAMES,
    MOONY,
    PLACES,
    SIZES,
    STYLES,
    SUNNY,
    TERRAINS,
    Item,
    Scene,
    things_of,
    weathers_of,
)
from wuerstchen_train.world.things.catalogue import KINDS, ORBS, WATERS

SPLITS = ("train", "held_out", "any")


def sample_scene(seed: int, split: str = "train") -> Scene:
    """A random scene, the same one for the same seed and split.

    `train` has no held-out pair, `held_out` has at least one, `any` may have some.
    """
    if split not in SPLITS:
        raise ValueError(f"expected a split among {', '.join(SPLITS)}, received {split!r}")
    for attempt in range(1000):
        scene = _sample(random.Random(f"{seed}:{attempt}"), seed)
        if split == "any" or held_out(scene) == (split == "held_out"):
            return scene
    raise RuntimeError("no scene found: does the table of held-out pairs cover everything?")


def _sample(rng: random.Random, seed: int) -> Scene:
    light, terrain = rng.choice(LIGHT_NAMES), rng.choice(TERRAINS)
    style = rng.choice((*STYLES, "storybook"))
    allowed = weathers_of(light)
    weather = "clear" if "clear" in allowed and rng.random() < 0.25 else rng.choice(allowed)
    count = rng.choices((0, 1, 2, 3), (0.06, 0.44, 0.38, 0.12))[0]
    names = rng.sample(things_of(terrain), count)
    if terrain in WATERS and rng.random() < 0.25 and count and not {"sailboat", "ship"} & set(names):
        names[0] = rng.choice(("sailboat", "sailboat", "ship"))
    places = list(PLACES)
    rng.shuffle(places)
    items: list[Item] = []
    orb = "sun" if light in SUNNY else "moon" if light in MOONY else None
    if (
        orb
        and weather in ("clear", "cloudy", "fog", "snow")
        and (light == "moonlit" or rng.random() < (0.45 if count < 3 else 0.0))
    ):
        items.append(Item(orb, place=places.pop()))
        names = names[:2]
    ground = [n for n in names if KINDS[n].zone != "air"]
    for name in names:
        kind = KINDS[name]
        crowded = len(names) + sum(i.thing in ORBS for i in items) > 2  # thirds of the picture have room for one
        number = 1 if crowded else min(kind.most, rng.choices((1, 2, 3), (0.54, 0.24, 0.22))[0])
        alone = len(names) == 1 and not any(i.thing in ORBS for i in items) if kind.zone == "air" else len(ground) == 1
        spread = number > 1 and alone and (number == 3 or rng.random() < 0.6)
        if number > 1 and not spread:
            # two wide things in half the picture are tiny
            number = 1 if kind.zone != "air" and kind.width >= 1.9 else min(kind.most, 2)
        place = None if spread else places.pop() if places else None
        distance = rng.choices((None, *DISTANCES), (0.55, 0.25, 0.2))[0] if kind.zone != "air" else None
        size = rng.choices((None, *SIZES), (0.6, 0.2, 0.2))[0] if number == 1 and distance is None else None
        colour = None
        if kind.colours:
            colour = "green" if name in ("tree", "pine") and rng.random() < 0.3 else rng.choice(kind.colours)
        items.append(Item(name, colour, number, size, place, distance))
    if light in ("night", "moonlit", "aurora", "dusk") and weather == "clear" and rng.random() < 0.6:
        items.append(Item("stars"))
    way = None
    if terrain in ("desert", "meadow", "snowfield", "hills", "mountains", "forest") and rng.random() < 0.22:
        way = rng.choice(("path", "river"))
        if any(i.place == "middle" for i in items if i.thing in KINDS and KINDS[i.thing].zone != "air") or any(
            i.thing in KINDS and i.place is None for i in items
        ):
            way = None
    return Scene(light, weather, terrain, style, tuple(items), way, seed)
