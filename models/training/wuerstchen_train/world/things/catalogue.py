"""All kinds of things: how they are drawn, how large they are, which colours they come in, and where they make
sense.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from wuerstchen_train.world.colour import PAINT
from wuerstchen_train.world.pen import Pen
from wuerstchen_train.world.things import buildings, craft, objects, plants

ALL = tuple(PAINT)
TERRAIN_NAMES = ("sea", "lake", "beach", "desert", "meadow", "snowfield", "hills", "mountains", "forest", "city")
WATERS = ("sea", "lake", "beach", "city")  # where boats float


def _but(*names: str) -> tuple[str, ...]:
    return tuple(t for t in TERRAIN_NAMES if t not in names)


@dataclass(frozen=True)
class Kind:
    """`height` in short sides of the picture at middle distance, `width` in heights."""

    name: str
    draw: Callable[[Pen, str, random.Random], None]
    height: float
    width: float
    colours: tuple[str, ...] = ALL  # empty: it has no colour that could be named
    terrains: tuple[str, ...] = TERRAIN_NAMES
    zone: str = "land"  # land, water or air
    most: int = 3


KINDS: dict[str, Kind] = {
    k.name: k
    for k in (
        Kind("house", buildings.house, 0.36, 1.3),
        Kind("castle", buildings.castle, 0.46, 1.3, most=1),
        Kind("lighthouse", buildings.lighthouse, 0.56, 0.42, most=2),
        Kind("windmill", buildings.windmill, 0.48, 0.95),
        Kind("church", buildings.church, 0.48, 1.15, most=1),
        Kind("pagoda", buildings.pagoda, 0.46, 1.05, most=2),
        Kind("tent", objects.tent, 0.27, 1.55),
        Kind("igloo", objects.igloo, 0.27, 1.6, (), ("snowfield", "mountains", "hills", "lake", "forest", "sea")),
        Kind("snowman", objects.snowman, 0.38, 0.8, terrains=_but("sea")),
        Kind("campfire", objects.campfire, 0.27, 1.1, (), most=2),
        Kind("rocks", objects.rocks, 0.2, 1.85, (), most=1),
        Kind("umbrella", objects.umbrella, 0.36, 1.22, terrains=_but("forest", "mountains")),
        Kind("fence", objects.fence, 0.2, 3.0, terrains=_but("sea"), most=1),
        Kind(
            "lantern",
            objects.lantern,
            0.44,
            0.36,
            ("red", "orange", "green", "blue", "purple", "black", "white", "yellow"),
        ),
        Kind("bridge", objects.bridge, 0.26, 2.75, terrains=_but("sea", "desert"), most=1),
        Kind("pumpkin", objects.pumpkin, 0.22, 1.1, ()),
        Kind("pine", plants.pine, 0.46, 0.68, ("green", "blue", "white")),
        Kind("tree", plants.tree, 0.44, 0.86, ("green", "orange", "red", "pink", "yellow", "white", "purple")),
        Kind("palm", plants.palm, 0.48, 0.85, (), ("desert", "beach", "sea", "lake", "city", "meadow", "hills")),
        Kind("cactus", plants.cactus, 0.4, 0.75, (), ("desert", "beach", "hills", "meadow", "city", "mountains")),
        Kind("flowers", plants.flowers, 0.3, 1.15, tuple(c for c in ALL if c not in ("green", "black")), most=1),
        Kind("mushroom", plants.mushroom, 0.28, 1.02, tuple(c for c in ALL if c != "green")),
        Kind("train", craft.train, 0.28, 2.8, terrains=_but("sea"), most=1),
        Kind("car", craft.car, 0.23, 1.95, terrains=_but("sea"), most=2),
        Kind("sailboat", craft.sailboat, 0.42, 1.05, terrains=WATERS, zone="water"),
        Kind("ship", craft.ship, 0.27, 2.0, terrains=WATERS, zone="water", most=2),
        Kind("balloon", craft.balloon, 0.36, 0.7, zone="air"),
        Kind("kite", craft.kite, 0.32, 0.75, zone="air"),
        Kind("birds", craft.birds, 0.12, 2.0, ("white", "black", "red", "blue", "yellow", "pink"), zone="air"),
        Kind("rocket", craft.rocket, 0.36, 0.6, zone="air", most=2),
    )
}
ORBS = ("sun", "moon")
THINGS = (*KINDS, *ORBS, "stars")
