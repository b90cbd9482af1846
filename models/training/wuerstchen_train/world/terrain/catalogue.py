"""All terrains: how they are drawn and where things stand in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wuerstchen_train.world.terrain import land, skyline, water
from wuerstchen_train.world.view import View


@dataclass(frozen=True)
class Terrain:
    """`horizon` as a fraction of the height; `relief` how far the background rises above it; `spots` rows (0 horizon ..
    1 lower edge) for things near, at middle distance and far; `water` the rows of water, if any; `boats` rows for
    boats."""

    draw: Callable[[View], None]
    horizon: float
    relief: float
    spots: tuple[float, float, float]
    water: tuple[float, float] | None = None
    boats: tuple[float, float, float] = (0.5, 0.36, 0.1)


TERRAIN: dict[str, Terrain] = {
    "sea": Terrain(water.sea, 0.52, 0.04, (0.74, 0.44, 0.12), (0.0, 1.0), (0.72, 0.42, 0.1)),
    "lake": Terrain(water.lake, 0.48, 0.19, (0.88, 0.78, 0.12), (0.0, 0.6), (0.52, 0.36, 0.1)),
    "beach": Terrain(water.beach, 0.44, 0.0, (0.84, 0.64, 0.12), (0.0, 0.4), (0.33, 0.24, 0.08)),
    "desert": Terrain(land.desert, 0.54, 0.06, (0.82, 0.52, 0.22)),
    "meadow": Terrain(land.meadow, 0.56, 0.06, (0.8, 0.5, 0.13)),
    "snowfield": Terrain(land.snowfield, 0.55, 0.1, (0.8, 0.5, 0.14)),
    "hills": Terrain(land.hills, 0.52, 0.17, (0.84, 0.58, 0.36)),
    "mountains": Terrain(land.mountains, 0.61, 0.31, (0.82, 0.52, 0.2)),
    "forest": Terrain(skyline.forest, 0.58, 0.22, (0.82, 0.54, 0.24)),
    "city": Terrain(skyline.city, 0.56, 0.33, (0.86, 0.64, 0.44), (0.0, 0.36), (0.3, 0.22, 0.08)),
}
