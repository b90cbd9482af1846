"""Where everything stands, so that nothing named hides behind something else or leaves the picture."""

from __future__ import annotations

from dataclasses import dataclass

from wuerstchen_train.world.scene import Item
from wuerstchen_train.world.terrain.catalogue import Terrain
from wuerstchen_train.world.things.catalogue import KINDS
from wuerstchen_train.world.view import View

NEAR, MIDDLE, FAR = 1.3, 1.06, 0.56  # size at the three distances
MARGIN = 0.045


@dataclass
class Spot:
    """One copy of a thing: foot at (x, y), `scale` pixels high."""

    item: Item
    index: int  # of the item in the scene
    copy: int
    x: float
    y: float
    scale: float
    depth: float
    mirror: bool
    on_water: bool = False
    island: bool = False


def region(place: str | None, used: set[str]) -> tuple[float, float]:
    """The columns, as fractions of the width, that belong to a place when others are used as well."""
    if place is None:
        return MARGIN, 1 - MARGIN
    if place == "middle":
        half = 0.5 - MARGIN - 0.06
        if used & {"left", "right"}:
            half = 0.155 if len(used) == 3 else 0.2
        return 0.5 - half, 0.5 + half
    right = 0.335 if len(used) == 3 else 0.3 if "middle" in used else 0.485
    return (MARGIN, right) if place == "left" else (1 - right, 1 - MARGIN)


def lay_out(view: View, terrain: Terrain) -> list[Spot]:
    """Spots of all things except sun, moon and stars, far ones first."""
    used = {i.place for i in view.scene.items if i.place}
    flying: list[tuple[float, float, float]] = []  # x0, x1, lower edge of what is in the sky
    if view.orb:
        x, y, r = view.orb
        flying.append((x - r, x + r, y + r))
    spots: list[Spot] = []
    order = sorted(
        range(len(view.scene.items)),
        key=lambda i: view.scene.items[i].thing not in KINDS or KINDS[view.scene.items[i].thing].zone != "air",
    )
    for index in order:
        item = view.scene.items[index]
        if item.thing not in KINDS:
            continue
        kind, rng = KINDS[item.thing], view.stream(f"spot {item.thing}")
        a, b = region(item.place, used)
        n = item.number
        slots = [(a + b) / 2] if n == 1 else [a + (b - a) * (k + 0.5) / n for k in range(n)]
        if item.place is None and n == 2 and view.orb:
            here = view.orb[0] / view.w
            slots = sorted(sorted((1 / 6, 0.5, 5 / 6), key=lambda s: -abs(s - here))[:2])
        room = (
            (b - a)
            * view.w
            * (
                0.96
                if n == 1
                else 0.93 / n
                if len(slots) == n and not (item.place is None and n == 2 and view.orb)
                else 0.31
            )
        )
        factor = {"small": 0.55, "large": 1.3, None: 1.0}[item.size]
        factor *= (0.9 if n > 1 else 1.0) * (1 + 0.15 * view.tall)
        if kind.zone == "air":
            scale = min(view.u * kind.height * factor, room / kind.width, view.yh * 0.8 / (1.15 if n == 1 else 1.5))
            for k, s in enumerate(slots):
                x = view.w * (s + (rng.uniform(-0.02, 0.02) if n == 1 else 0))
                top = view.h * 0.05 + rng.random() * max(
                    0.0, min(view.yh * 0.72, view.h * 0.4) - scale - view.h * 0.05
                ) * (0.8 if n == 1 else 1.0)
                y = top + scale
                spots.append(Spot(item, index, k, x, y, scale, 0.05, rng.random() < 0.5))
                flying.append((x - scale * kind.width / 2, x + scale * kind.width / 2, y))
            continue
        boat = kind.zone == "water"
        rows = terrain.boats if boat else terrain.spots
        row = rows[{"near": 0, None: 1, "far": 2}[item.distance]]
        distance = {"near": NEAR, None: MIDDLE, "far": FAR}[item.distance]
        for k, s in enumerate(slots):
            x = view.w * s
            t = row + (0.05 * ((k * 2) % 3 - 1) if n > 1 and item.distance != "far" else rng.uniform(-0.02, 0.02))
            if boat and terrain.water:
                t = min(t, terrain.water[1] - 0.04)
            y = view.ground(t)
            scale = min(view.u * kind.height * factor * distance, room / kind.width)
            half = scale * kind.width / 2
            for x0, x1, low in flying:
                if x0 < x + half and x1 > x - half:
                    scale = min(scale, max(0.13 * view.u, (y - low) * 0.97))
            scale = min(scale, (y - 0.03 * view.h) / 1.08)
            if n == 1 and item.place:
                slack = max(0.0, room - scale * kind.width) / 2
                x += rng.uniform(-1, 1) * min(slack, 0.05 * view.w)
            wet = terrain.water is not None and terrain.water[0] <= t < terrain.water[1]
            depth = {"near": 0.0, None: 0.06, "far": 0.4}[item.distance]
            spots.append(Spot(item, index, k, x, y, scale, depth, rng.random() < 0.5, boat, wet and not boat))
    return sorted(spots, key=lambda s: (KINDS[s.item.thing].zone != "air", s.y))
