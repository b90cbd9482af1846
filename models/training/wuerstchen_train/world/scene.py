"""What is to be seen: a `Scene` is a small set of attributes that a caption can name, and a seed for all the rest."""

from __future__ import annotations

import dataclasses
import random
from dataclasses import dataclass

from wuerstchen_train.world.light import LIGHTS
from wuerstchen_train.world.things.catalogue import KINDS, ORBS, TERRAIN_NAMES, WATERS

LIGHT_NAMES = tuple(LIGHTS)
TERRAINS = TERRAIN_NAMES
WEATHERS = ("clear", "cloudy", "fog", "rain", "snow", "storm", "rainbow")
STYLES = ("storybook", "poster", "watercolour", "pixel art", "ink", "neon", "paper cut")
PLACES = ("left", "middle", "right")
DISTANCES = ("near", "far")
SIZES = ("small", "large")
SUNNY = ("dawn", "morning", "noon", "golden", "sunset")
MOONY = ("dusk", "night", "moonlit", "aurora")
SPLITS = ("train", "held_out", "any")
_MIRROR = {"left": "right", "right": "left", "middle": "middle", None: None}


@dataclass(frozen=True)
class Item:
    """Things of one kind. `place` is None where they spread over the whole width; no `distance` is middle distance."""

    thing: str
    colour: str | None = None
    number: int = 1
    size: str | None = None
    place: str | None = None
    distance: str | None = None


@dataclass(frozen=True)
class Scene:
    """`way` is a path or a river that winds to the horizon, or None."""

    light: str
    weather: str
    terrain: str
    style: str
    items: tuple[Item, ...] = ()
    way: str | None = None
    seed: int = 0

    def flipped(self) -> Scene:
        """The attributes of the mirrored picture."""
        return dataclasses.replace(
            self, items=tuple(dataclasses.replace(i, place=_MIRROR[i.place]) for i in self.items)
        )

    def item(self, thing: str) -> Item | None:
        return next((i for i in self.items if i.thing == thing), None)


def weathers_of(light: str) -> tuple[str, ...]:
    """The weathers in which a light can still be told."""
    if light == "aurora":
        return ("clear", "cloudy", "fog", "snow")
    if light == "moonlit":
        return ("clear", "cloudy", "fog", "snow")
    if light == "overcast":
        return ("cloudy", "fog", "rain", "snow", "storm", "rainbow")
    return WEATHERS if not LIGHTS[light].dark else tuple(w for w in WEATHERS if w != "rainbow")


def things_of(terrain: str) -> tuple[str, ...]:
    return tuple(k.name for k in KINDS.values() if terrain in k.terrains)


def sample_scene(seed: int, split: str = "train") -> Scene:
    """A random scene, the same one for the same seed and split. `train` has no held-out pair, `held_out` has at least
    one.
    """
    from wuerstchen_train.world.holdout import held_out

    if split not in SPLITS:
        raise ValueError(f"split is {split!r}, expected one of {SPLITS}")
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
