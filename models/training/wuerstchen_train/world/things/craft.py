"""What sails, rolls and flies."""

from __future__ import annotations

import random
from itertools import pairwise
from math import pi

import numpy as np

from wuerstchen_train.world.canvas import ellipse
from wuerstchen_train.world.colour import PAINT, adjust
from wuerstchen_train.world.pen import Pen

WOOD = (116, 70, 44)


def sailboat(pen: Pen, colour: str, rng: random.Random) -> None:
    sail = PAINT[colour]
    hull = (112, 62, 40) if colour not in ("white", "blue", "yellow") else (168, 52, 48)
    pen.blob(
        (
            (-0.1, 0.2),
            (-0.34, 0.2),
            (-0.5, 0.23),
            (-0.4, 0.05),
            (-0.25, -0.02),
            (0.3, -0.02),
            (0.44, 0.06),
            (0.52, 0.2),
            (0.2, 0.19),
        ),
        hull,
        0.5,
        0.3,
    )
    pen.poly(((-0.46, 0.2), (0.5, 0.19), (0.485, 0.145), (-0.44, 0.15)), (240, 226, 200), 0.9)
    pen.line(((0.02, 0.18), (0.02, 1.0)), 0.024, WOOD, 0.7)

    def curve(points: tuple[tuple[float, float], ...], facing: float) -> None:
        pen.poly(points, sail, facing, 0.7)

    curve(
        ((0.05, 0.27), (0.3, 0.27), (0.44, 0.3), (0.36, 0.48), (0.24, 0.7), (0.05, 0.97)),
        0.95 if pen.side > 0 else 0.75,
    )
    curve(((-0.02, 0.27), (-0.2, 0.27), (-0.42, 0.28), (-0.26, 0.5), (-0.02, 0.88)), 0.45 if pen.side > 0 else 0.95)
    pen.poly(((0.02, 1.0), (0.02, 1.06), (-0.12, 1.03)), PAINT["red" if colour != "red" else "yellow"], 0.9, 0.6)


def ship(pen: Pen, colour: str, rng: random.Random) -> None:
    hull = PAINT[colour]
    pen.poly(((-0.98, 0.42), (-0.8, 0), (0.74, 0), (1.02, 0.5), (0.6, 0.4)), hull, 0.5, 0.65)
    pen.poly(((-0.98, 0.42), (-0.92, 0.28), (0.88, 0.28), (1.02, 0.5), (0.6, 0.4)), hull, 0.95, 0.65)
    white = (244, 240, 230)
    pen.rect(-0.62, 0.4, 0.42, 0.58, white, 0.7)
    pen.rect(-0.44, 0.58, 0.24, 0.72, white, 0.9)
    for k in range(5):
        pen.pane(-0.5 + 0.2 * k, 0.45, 0.09, 0.08, glow=0.15)
    for x in (-0.26, 0.04):
        pen.rect(x - 0.08, 0.72, x + 0.08, 1.0, (60, 60, 72) if colour != "black" else (200, 60, 52), 0.6, 0.4)
        pen.rect(x - 0.08, 0.86, x + 0.08, 0.94, white, 0.8)


def train(pen: Pen, colour: str, rng: random.Random) -> None:
    body, dark = PAINT[colour], (52, 48, 58)
    steel = (196, 190, 180)
    pen.rect(-1.38, 0.0, 1.38, 0.05, (92, 76, 70), 0.6)
    for x0, x1 in ((-1.3, -0.46),):
        pen.rect(x0, 0.24, x1, 0.82, body, 0.7, 0.65)
        pen.rect(x0 - 0.03, 0.8, x1 + 0.03, 0.89, dark, 0.7)
        for k in range(2):
            pen.pane(x0 + 0.23 + 0.38 * k, 0.45, 0.25, 0.24, glow=0.3)
        pen.rect(x0, 0.28, x1, 0.34, adjust(body, 0.12), 0.9, 0.6)
    pen.rect(-0.48, 0.24, -0.38, 0.32, dark, 0.5)
    pen.rect(-0.4, 0.24, 0.2, 0.96, body, 0.8, 0.65)
    pen.rect(-0.47, 0.94, 0.27, 1.03, dark, 0.7)
    pen.pane(-0.1, 0.54, 0.34, 0.28, glow=0.35)
    pen.rect(0.2, 0.3, 1.06, 0.7, body, 0.65, 0.65)
    pen.rect(0.2, 0.58, 1.06, 0.7, body, 1.0, 0.65)
    pen.oval(1.06, 0.5, 0.1, 0.2, dark, 0.7)
    pen.poly(((0.76, 0.7), (0.92, 0.7), (0.98, 1.0), (0.7, 1.0)), dark, 0.6)
    pen.oval(0.46, 0.71, 0.1, 0.09, (236, 190, 80), 0.9)
    pen.poly(((1.04, 0.06), (1.38, 0.06), (1.1, 0.3)), dark, 0.5)
    for x, r in ((-1.1, 0.13), (-0.66, 0.13), (-0.12, 0.2), (0.36, 0.16), (0.78, 0.16)):
        pen.oval(x, 0.05 + r, r, r, dark, 0.4)
        pen.oval(x, 0.05 + r, r * 0.5, r * 0.5, steel, 0.8)
    smoke = (232, 230, 232)
    for x, y, r in ((0.78, 1.14, 0.12), (0.6, 1.28, 0.16), (0.34, 1.4, 0.19)):
        pen.oval(x, y, r, r * 0.85, smoke, 0.6)


def car(pen: Pen, colour: str, rng: random.Random) -> None:
    body = PAINT[colour]
    pen.blob(
        (
            (-0.95, 0.2),
            (-0.96, 0.44),
            (-0.6, 0.56),
            (-0.42, 0.9),
            (0.0, 0.98),
            (0.36, 0.88),
            (0.58, 0.56),
            (0.92, 0.46),
            (0.98, 0.2),
            (0.0, 0.14),
        ),
        body,
        0.7,
        0.65,
    )
    pen.poly(((-0.92, 0.18), (0.94, 0.18), (0.97, 0.32), (-0.95, 0.32)), body, 0.2, 0.65)
    for points in (
        ((-0.44, 0.56), (-0.3, 0.84), (-0.03, 0.89), (-0.03, 0.56)),
        ((0.05, 0.56), (0.05, 0.89), (0.28, 0.82), (0.43, 0.56)),
    ):
        pen.lamp(points)
    pen.bright(ellipse(0.92, 0.4, 0.07, 0.07), (255, 238, 170), 0.5 if pen.dark else 0.0, 0.6)
    for x in (-0.55, 0.56):
        pen.oval(x, 0.2, 0.21, 0.21, (44, 42, 50), 0.5)
        pen.oval(x, 0.2, 0.1, 0.1, (206, 204, 200), 0.8)


def balloon(pen: Pen, colour: str, rng: random.Random) -> None:
    """Hot-air balloon: foot of the basket at (0, 0)."""
    main = PAINT[colour]
    other = adjust(main, -0.09 if colour in ("white", "yellow", "pink") else 0.1)
    stripe = (250, 240, 214) if colour not in ("white", "yellow") else (214, 150, 70)
    cx, cy, r = 0.0, 0.66, 0.34
    for x in (-0.085, 0.085):
        pen.line(((x, 0.1), (x * 2.1, 0.36)), 0.014, (90, 66, 50))
    t = np.linspace(0, 1, 18)
    y = cy + r * (1.0 - t * 2.0)  # from top to bottom
    half = np.where(
        t < 0.5, np.sqrt(np.clip(1 - ((y - cy) / r) ** 2, 0, 1)), np.interp(t, [0.5, 0.75, 1.0], [1.0, 0.78, 0.26])
    )
    edges = np.linspace(-1, 1, 8)
    for i, (a, b) in enumerate(pairwise(np.sin(edges * pi / 2))):
        left, right = np.stack([cx + half * r * a, y], 1), np.stack([cx + half * r * b, y], 1)
        facing = 0.95 if (a + b) * pen.side > 0.5 else 0.65 if (a + b) * pen.side > -0.6 else 0.25
        pen.poly(np.concatenate([left, right[::-1]]), main if i % 2 == 0 else other, facing, 0.65)
    # around the widest part
    sash = [(cx + r * 0.985 * np.sin(a), cy - 0.035 * np.cos(a)) for a in np.linspace(-pi / 2, pi / 2, 14)]
    pen.line(sash, 0.045, stripe, 0.85)
    pen.poly(((-0.115, 0.0), (0.115, 0.0), (0.14, 0.13), (-0.14, 0.13)), (150, 98, 58), 0.6)
    pen.rect(-0.15, 0.115, 0.15, 0.15, (110, 70, 44), 0.8)
    if pen.dark:
        pen.bright(ellipse(0, 0.27, 0.035, 0.055), (255, 200, 90), 0.6, 0.6)


def kite(pen: Pen, colour: str, rng: random.Random) -> None:
    paint = PAINT[colour]
    s = 1 if rng.random() < 0.5 else -1
    top, left, right, low = (0.16 * s, 1.0), (-0.3 * s, 0.72), (0.42 * s, 0.62), (-0.08 * s, 0.26)
    mid = (0.05 * s, 0.67)
    pen.poly((top, left, mid), paint, 0.9, 0.7)
    pen.poly((top, right, mid), paint, 0.55, 0.7)
    pen.poly((left, low, mid), adjust(paint, 0.1), 0.75, 0.7)
    pen.poly((right, low, mid), adjust(paint, -0.04), 0.4, 0.7)
    tail = [(-0.08 * s, 0.26), (-0.16 * s, 0.16), (-0.06 * s, 0.09), (-0.16 * s, 0.0)]
    pen.line(tail, 0.028, paint, 0.8, 0.7)
    for x, y in tail[1:]:
        pen.poly(
            ((x - 0.09, y + 0.045), (x + 0.09, y - 0.045), (x + 0.09, y + 0.045), (x - 0.09, y - 0.045)),
            paint,
            0.9,
            0.7,
        )


def birds(pen: Pen, colour: str, rng: random.Random) -> None:
    """One gull-like bird with wide wings; a caption's "three birds" are three of these."""
    paint = PAINT[colour]
    lift = rng.uniform(-0.04, 0.1)
    for s in (-1, 1):
        wing = [
            (0.0, 0.44),
            (s * 0.3, 0.78 + lift),
            (s * 0.62, 0.84 + lift),
            (s * 0.98, 0.52 + lift),
            (s * 0.6, 0.66 + lift),
            (s * 0.34, 0.56),
            (s * 0.06, 0.26),
        ]
        pen.poly(wing, paint, 0.9 if s == pen.side else 0.45, 0.75)
    pen.blob(((-0.12, 0.34), (0.0, 0.2), (0.2, 0.3), (0.32, 0.42), (0.18, 0.48), (0.0, 0.46)), paint, 0.7, 0.75)
    pen.poly(((0.3, 0.44), (0.3, 0.38), (0.44, 0.4)), PAINT["orange"], 0.9, 0.5)


def rocket(pen: Pen, colour: str, rng: random.Random) -> None:
    paint, white = PAINT[colour], (242, 240, 236) if colour != "white" else (206, 66, 60)
    for s in (-1, 1):
        pen.poly(((s * 0.13, 0.42), (s * 0.3, 0.16), (s * 0.27, 0.1), (s * 0.11, 0.2)), white, pen.on(s), 0.5)
    pen.bright([(-0.1, 0.18), (0.1, 0.18), (0.13, 0.1), (0.0, -0.1), (-0.13, 0.1)], (255, 170, 50), 0.5, 0.5)
    pen.bright([(-0.05, 0.18), (0.05, 0.18), (0.06, 0.12), (0.0, 0.0), (-0.06, 0.12)], (255, 240, 160))
    pen.blob(
        ((0, 1.0), (0.12, 0.82), (0.17, 0.55), (0.12, 0.17), (-0.12, 0.17), (-0.17, 0.55), (-0.12, 0.82)),
        paint,
        0.45,
        0.65,
    )
    s = pen.side
    pen.blob(
        [(s * x, y) for x, y in ((0, 0.97), (0.1, 0.8), (0.14, 0.55), (0.1, 0.2), (0.0, 0.2), (0.02, 0.6))],
        paint,
        1.0,
        0.65,
    )
    pen.oval(0, 0.62, 0.085, 0.085, white, 0.9)
    pen.oval(0, 0.62, 0.055, 0.055, (80, 160, 210), 0.9)
