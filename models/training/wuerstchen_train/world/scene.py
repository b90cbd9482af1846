"""What is to be seen: a `Scene` is a small set of attributes that a caption can name, and a seed for all the rest."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from wuerstchen_train.world.light import LIGHTS
from wuerstchen_train.world.things.catalogue import KINDS, TERRAIN_NAMES

LIGHT_NAMES = tuple(LIGHTS)
TERRAINS = TERRAIN_NAMES
WEATHERS = ("clear", "cloudy", "fog", "rain", "snow", "storm", "rainbow")
STYLES = ("storybook", "poster", "watercolour", "pixel art", "ink", "neon", "paper cut")
PLACES = ("left", "middle", "right")
DISTANCES = ("near", "far")
SIZES = ("small", "large")
SUNNY = ("dawn", "morning", "noon", "golden", "sunset")
MOONY = ("dusk", "night", "moonlit", "aurora")
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
