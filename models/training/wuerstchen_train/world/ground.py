"""What things leave on the ground and on water: shadows, reflections, islands; and paths and rivers."""

from __future__ import annotations

import cv2
import numpy as np

from wuerstchen_train.world.canvas import SHIFT, Canvas, band, fixed, smooth
from wuerstchen_train.world.colour import Rgb, mix
from wuerstchen_train.world.layout import Spot
from wuerstchen_train.world.pen import Pen
from wuerstchen_train.world.terrain.catalogue import Terrain
from wuerstchen_train.world.things.catalogue import KINDS
from wuerstchen_train.world.view import View


def _fill(mask: np.ndarray, points: np.ndarray, x0: int, y0: int) -> None:
    cv2.fillPoly(mask, [fixed(points) - np.array([x0, y0], np.int32) * (1 << SHIFT)], 255, cv2.LINE_AA, SHIFT)


def shadow(view: View, spot: Spot, pen: Pen) -> None:
    """The thing's silhouette laid on the ground, away from the light, towards the viewer."""
    c, light = view.canvas, view.light
    if light.shadow < 0.06:
        return
    lean = -view.side * 0.55 if not view.orb else float(np.clip((spot.x - view.orb[0]) / view.u, -0.8, 0.8))
    lean *= min(1.0, light.reach)
    squash = 0.10 + 0.13 * min(1.5, light.reach)
    laid = [
        np.stack([s.points[:, 0] + (spot.y - s.points[:, 1]) * lean, spot.y + (spot.y - s.points[:, 1]) * squash], 1)
        for s in pen.shapes
    ]
    box = c.box(np.concatenate(laid), 6)
    if box is None:
        return
    x0, y0, x1, y1 = box
    y0 = max(y0, int(view.ground(0.0)))
    if y1 <= y0:
        return
    mask: np.ndarray = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for p in laid:
        _fill(mask, p, x0, y0)
    foot = pen.bounds()
    wide = (foot[2] - foot[0]) * 0.5
    _fill(
        mask,
        np.stack(
            [
                (foot[0] + foot[2]) / 2 + wide * 0.8 * np.cos(t := np.linspace(0, 6.3, 24)),
                spot.y + wide * 0.09 * np.sin(t),
            ],
            1,
        ),
        x0,
        y0,
    )
    if not view.bands:
        mask = cv2.blur(mask, (2 * (view.u // 220) + 1,) * 2)
    c.tint((x0, y0, x1, y1), mask, mix(light.sky[0], (10, 8, 30), 0.65), light.shadow * (1 - 0.5 * spot.depth))


def reflection(view: View, spot: Spot, pen: Pen, shore: float) -> None:
    """The thing upside down in the water, wavering, as far as the `shore` row."""
    c = view.canvas
    flipped = [
        np.stack(
            [s.points[:, 0], 2 * spot.y - s.points[:, 1] - (spot.y - s.points[:, 1]) * 0.25 - 0.015 * spot.scale], 1
        )
        for s in pen.shapes
    ]
    box = c.box(np.concatenate(flipped), int(0.03 * view.u))
    if box is None:
        return
    x0, y0, x1, y1 = box
    y0, y1 = max(y0, int(spot.y - 0.02 * spot.scale)), min(y1, int(shore))
    if y1 <= y0:
        return
    part = Canvas(x1 - x0, y1 - y0)
    part.rgb[:] = c.rgb[y0:y1, x0:x1]
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for s, p in zip(pen.shapes, flipped, strict=True):
        part.polygon(p - (x0, y0), s.colour, mark=False)
        _fill(mask, p, x0, y0)
    k = np.arange(y1 - y0)
    shift = np.rint(np.sin(k / (view.u * 0.011)) * view.u * 0.006 * np.clip(k / (0.05 * view.u), 0, 1)).astype(int)
    columns = (np.arange(x1 - x0)[None] + shift[:, None]).clip(0, x1 - x0 - 1)
    image, mask = part.rgb[k[:, None], columns].astype(np.float32), mask[k[:, None], columns]
    fade = np.linspace(0.62, 0.3 if y1 < shore - 2 else 0.0, y1 - y0, dtype=np.float32)[:, None]
    here = c.rgb[y0:y1, x0:x1]
    here[:] = (here + (image - here) * (mask.astype(np.float32) / 255 * fade)[..., None] + 0.5).astype(np.uint8)


def island(view: View, spot: Spot, pen: Pen) -> None:
    """Something to stand on where there is only water: a low island of sand and grass with its dark mirror image."""
    rng, c = view.stream(f"island {spot.index} {spot.copy}"), view.canvas
    wide = max(spot.scale * KINDS[spot.item.thing].width * 0.62, spot.scale * 0.34)
    tall = min(wide * 0.24, 0.05 * view.u)
    x, y = spot.x, spot.y
    c.new_layer()
    t = np.linspace(-1, 1, 20)
    bumps = np.array([rng.uniform(-0.12, 0.12) for _ in t])
    top = np.stack([x + t * wide, y + tall * 0.55 - tall * (1 - np.abs(t) ** 2.6) * (1 + bumps * 0.4)], 1)
    low = np.stack([x + t[::-1] * wide * 1.04, y + tall * 0.55 + tall * 0.5 * (1 - t**2)], 1)
    mirror = np.stack([x + t[::-1] * wide * 1.0, y + tall * 0.55 + tall * 1.5 * (1 - np.abs(t) ** 2.6)], 1)
    c.polygon(
        np.concatenate([top, mirror]),
        mix(view.shade((60, 70, 84), 0.4, 0.1), view.light.sky[2], 0.15),
        0.55,
        mark=False,
    )
    snowy = view.scene.weather == "snow"
    sand: Rgb = (214, 190, 142)
    c.polygon(np.concatenate([top, low]), view.shade(sand, 0.7, spot.depth))
    green: Rgb = (238, 242, 250) if snowy else (104, 164, 82)
    turf = np.stack([x + t[::-1] * wide * 0.9, y + tall * 0.62 - tall * 0.25 * (1 - t**2)], 1)
    c.polygon(
        np.concatenate([np.stack([x + t * wide * 0.93, top[:, 1] - tall * 0.06], 1), turf]),
        view.shade(green, 0.95, spot.depth),
    )


def stream(view: View, spot: Spot) -> None:
    """Water for a bridge to stand over: a brook that comes towards the viewer."""
    c, s = view.canvas, spot.scale
    t = np.linspace(0, 1, 12)
    down = min(view.h + 4.0, spot.y + 0.14 * view.u + 0.5 * s)
    y = spot.y - 0.16 * s + (down - spot.y + 0.16 * s) * t
    bend = 0.12 * s * np.sin(t * 3.0)
    half = s * (0.5 + 0.55 * t**1.5) * np.clip((1 - t) * 6 + (1.0 if down >= view.h else 0.0), 0, 1) ** 0.5
    for k, colour in (
        (1.1, view.shade((128, 112, 84), 0.5, spot.depth)),
        (1.0, mix(view.shade((40, 128, 204), 0.85, spot.depth, 0.35), view.light.sky[2], 0.15)),
    ):
        c.new_layer()
        c.polygon(
            np.concatenate(
                [np.stack([spot.x + bend - half * k, y], 1), np.stack([spot.x + bend + half * k, y], 1)[::-1]]
            ),
            colour,
        )


def way(view: View, terrain: Terrain) -> None:
    """A path or a river that winds from the lower edge to the horizon."""
    rng, c = view.stream("way"), view.canvas
    top = {"hills": 0.32, "forest": 0.16, "mountains": 0.12, "desert": 0.2}.get(view.scene.terrain, 0.06)
    swing = rng.choice((-1, 1))
    rows = np.linspace(1.04, top, 7)
    xs = [view.w * (0.5 + swing * 0.02)]
    for i, t in enumerate(rows[1:]):
        xs.append(view.w * 0.5 + swing * (-1) ** (i // 2) * view.u * 0.17 * (t + 0.1) * (1 if i % 2 else 0.6))
    centre = smooth(list(zip(xs, (view.ground(t) for t in rows), strict=True)), 8, closed=False)
    near = (centre[:, 1] - view.ground(top)) / (view.h - view.ground(top))
    width = view.u * (0.02 + 0.27 * np.clip(near, 0, 1) ** 1.25)
    river = view.scene.way == "river"
    snowy = view.scene.terrain == "snowfield"
    half = np.stack([width / 2, np.zeros_like(width)], 1)

    def strip(k: float, dy: float = 0.0) -> np.ndarray:
        return np.concatenate([centre + half * k + (0, dy), (centre - half * k + (0, dy))[::-1]])

    c.new_layer()
    if river:
        bank = (214, 226, 240) if snowy else (150, 128, 92)
        c.polygon(strip(1.16), view.shade(bank, 0.6, 0.1))
        water = mix(view.shade((40, 128, 204), 0.85, 0.0, 0.35), view.light.sky[2], 0.12)
        c.polygon(strip(1.0, view.u * 0.008), water)
        for k in range(6, len(centre) - 8, 5):  # ripples across the stream
            half_wide = width[k] * rng.uniform(0.16, 0.3)
            x, y = centre[k] + (rng.uniform(-0.18, 0.18) * width[k], 0)
            t = np.linspace(-1, 1, 8)
            c.polygon(
                band(
                    np.stack([x + t * half_wide, y + 0.06 * half_wide * np.sin(t * 4)], 1),
                    width[k] * 0.045 * (1.2 - t**2),
                ),
                mix(water, (255, 255, 255), 0.5),
                0.85,
                mark=False,
            )
    else:
        earth: Rgb = (158, 176, 206) if snowy else (178, 128, 82) if view.scene.terrain == "desert" else (226, 194, 138)
        c.polygon(strip(1.12), view.shade(mix(earth, (90, 70, 50), 0.35), 0.5, 0.1))
        c.polygon(strip(1.0), view.shade(earth, 0.9, 0.08))
