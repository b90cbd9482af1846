"""Smaller things that stand on the ground: tents, fires, snowmen, fences, lamps, bridges."""

from __future__ import annotations

import random
from math import cos, pi, sin

import numpy as np

from wuerstchen_train.world.canvas import ellipse, smooth
from wuerstchen_train.world.colour import PAINT, adjust
from wuerstchen_train.world.pen import Pen

WOOD, STONE, ICE = (122, 82, 54), (146, 142, 140), (214, 234, 246)


def tent(pen: Pen, colour: str, rng: random.Random) -> None:
    cloth, s = PAINT[colour], 1 if rng.random() < 0.5 else -1
    pen.poly(((-0.16 * s, 0.98), (0.34 * s, 0.86), (0.82 * s, 0), (0.42 * s, 0)), cloth, pen.on(s), 0.6)
    pen.poly(((-0.72 * s, 0), (0.42 * s, 0), (-0.16 * s, 0.98)), cloth, 0.75 if s == pen.side else 0.9, 0.6)
    inside = [(-0.38 * s, 0), (0.12 * s, 0), (-0.14 * s, 0.72)]
    if pen.dark:
        pen.bright(inside, (255, 206, 120), 0.6, 0.45)
    else:
        pen.poly(inside, adjust(cloth, -0.32, 0.6), 0.4)
    pen.poly(((-0.14 * s, 0.72), (0.12 * s, 0), (0.22 * s, 0)), adjust(cloth, 0.08), 0.9, 0.6)
    pen.line(((-0.16 * s, 0.96), (-0.16 * s, 1.04)), 0.03, WOOD)


def igloo(pen: Pen, colour: str, rng: random.Random) -> None:
    s = 1 if rng.random() < 0.5 else -1
    pen.oval(0, 0, 0.78, 0.98, ICE, 0.5, 0.3, 0, pi)
    pen.poly([(pen.side * x, y) for x, y in ellipse(0.16, 0.02, 0.58, 0.86, 26, -0.02, pi + 0.02)], ICE, 1.0, 0.3)
    line = adjust(ICE, -0.16)
    for y in (0.26, 0.5, 0.73):
        w = 0.78 * (1 - (y / 0.98) ** 2) ** 0.5
        pen.line(((-w, y), (-w * 0.5, y - 0.015), (0, y - 0.02), (w * 0.5, y - 0.015), (w, y)), 0.022, line, 0.6)
    for x, y in (
        (-0.45, 0.26),
        (-0.1, 0.26),
        (0.28, 0.26),
        (-0.26, 0.5),
        (0.06, 0.5),
        (0.4, 0.5),
        (-0.08, 0.73),
        (0.2, 0.73),
        (0.56, 0.02),
    ):
        pen.line(((x, y), (x * 0.94, y + 0.22)), 0.02, line, 0.6)
    pen.oval(0.42 * s, 0, 0.33, 0.5, ICE, 0.75, 0.3, 0, pi)
    door = ellipse(0.45 * s, 0, 0.21, 0.36, 20, 0, pi)
    if pen.dark:
        pen.bright(door, (255, 196, 104), 0.5, 0.4)
    else:
        pen.poly(door, (66, 92, 128), 0.5)


def snowman(pen: Pen, colour: str, rng: random.Random) -> None:
    snow = (240, 244, 250)
    for y, r in ((0.22, 0.25), (0.54, 0.185), (0.79, 0.13)):
        pen.oval(0, y, r, r * 0.94, snow, 0.25, 0.3)
        pen.oval(pen.side * r * 0.16, y + r * 0.12, r * 0.82, r * 0.8, snow, 1.0, 0.3)
    for s in (-1, 1):
        pen.line(((s * 0.14, 0.58), (s * 0.3, 0.7), (s * 0.38, 0.82)), 0.026, WOOD)
        pen.line(((s * 0.3, 0.7), (s * 0.39, 0.72)), 0.022, WOOD)
        pen.oval(s * 0.048, 0.82, 0.019, 0.022, (30, 30, 40))
    scarf = PAINT[colour]
    pen.blob(((-0.14, 0.7), (0, 0.655), (0.14, 0.7), (0.13, 0.64), (0, 0.6), (-0.13, 0.64)), scarf, 0.9, 0.7)
    pen.poly(((0.05, 0.66), (0.13, 0.645), (0.17, 0.44), (0.08, 0.43)), scarf, 0.6, 0.7)
    pen.poly(((0.0, 0.8), (0.0, 0.765), (0.15 * pen.side, 0.765)), (244, 132, 40), 0.9)
    hat = scarf if colour != "white" else (50, 48, 60)
    pen.rect(-0.165, 0.885, 0.165, 0.92, hat, 0.5, 0.7)
    pen.rect(-0.1, 0.915, 0.1, 1.06, hat, 0.8, 0.7)
    for y in (0.46, 0.55):
        pen.oval(0, y, 0.022, 0.022, (40, 40, 50))


def campfire(pen: Pen, colour: str, rng: random.Random) -> None:
    for k in range(7):
        a = pi * k / 6
        pen.oval(0.46 * cos(a), 0.05 + 0.02 * sin(a), 0.1, 0.075, STONE, 0.4)
    pen.line(((-0.4, 0.04), (0.3, 0.22)), 0.1, WOOD, 0.5)
    pen.line(((0.4, 0.04), (-0.3, 0.22)), 0.1, adjust(WOOD, -0.05), 0.5)
    wave = rng.uniform(-0.06, 0.06)

    def flame(w: float, h: float) -> np.ndarray:
        return smooth(
            [
                (-w * 0.5, 0.1),
                (w * 0.5, 0.1),
                (w, 0.22 * h + 0.12),
                (w * 0.62, 0.5 * h + 0.05),
                (w * 0.34 + wave, 0.62 * h),
                (wave * 1.6, h),
                (-w * 0.35, 0.6 * h),
                (-w * 0.72, 0.46 * h),
                (-w, 0.22 * h + 0.1),
            ],
            5,
        )

    pen.bright(flame(0.36, 1.0), (240, 92, 30), 1.6 if pen.dark else 0.9, 0.75 if pen.dark else 0.35)
    pen.bright(flame(0.25, 0.74), (255, 168, 44))
    pen.bright(flame(0.14, 0.46), (255, 238, 150))
    pen.line(((-0.34, 0.0), (0.36, 0.12)), 0.085, adjust(WOOD, -0.08), 0.5)


def rocks(pen: Pen, colour: str, rng: random.Random) -> None:
    for x, w, h in ((0.1, 0.5, 1.0), (-0.42, 0.36, 0.62), (0.56, 0.28, 0.46)):
        j = [rng.uniform(-0.04, 0.04) for _ in range(6)]
        outline = [
            (x - w, 0),
            (x - w * 0.86, h * 0.45 + j[0]),
            (x - w * 0.45 + j[1], h * 0.86),
            (x + w * 0.1 + j[2], h),
            (x + w * 0.62, h * 0.74 + j[3]),
            (x + w * 0.96, h * 0.3),
            (x + w, 0),
        ]
        pen.poly(outline, STONE, 0.3)
        ridge = (x + w * 0.1 + j[2] + 0.02, h * 0.42)
        half = outline[3:] if pen.side > 0 else outline[:4]
        pen.poly([*half, (x + w * 0.1, 0), ridge] if pen.side > 0 else [*half, ridge, (x, 0)], STONE, 0.95)
        pen.poly((outline[2], outline[3], outline[4], ridge), adjust(STONE, 0.05), 0.9)


def umbrella(pen: Pen, colour: str, rng: random.Random) -> None:
    tilt = rng.choice((-1, 1)) * 0.1
    pen.line(((0, 0), (tilt, 0.95)), 0.035, (214, 196, 160), 0.6)
    other = adjust(PAINT[colour], 0.13 if colour not in ("white", "yellow") else -0.08)
    cx, cy, r = tilt, 0.48, 0.6

    n = 6
    for i in range(n):
        a, b = i / n, (i + 1) / n
        xa, xb = -cos(pi * a) * r, -cos(pi * b) * r
        left = [(cx + xa * (1 - t) ** 0.5 * 1.0, cy + 0.48 * t) for t in np.linspace(0, 1, 8)]
        right = [(cx + xb * (1 - t) ** 0.5 * 1.0, cy + 0.48 * t) for t in np.linspace(1, 0, 8)]
        sag = ((cx + xb + cx + xa) / 2, cy + 0.025)
        lit = 0.95 if (xa + xb) * pen.side > -0.2 else 0.35
        pen.poly([*left, *right, sag], PAINT[colour] if i % 2 == 0 else other, lit, 0.65)
    pen.oval(tilt, 0.97, 0.025, 0.03, other)


def fence(pen: Pen, colour: str, rng: random.Random) -> None:
    paint = PAINT[colour]
    for y in (0.3, 0.66):
        pen.rect(-1.5, y, 1.5, y + 0.13, paint, 0.45, 0.6)
    for k in range(7):
        x = -1.35 + 0.45 * k
        pen.poly(((x - 0.13, 0), (x + 0.13, 0), (x + 0.13, 0.84), (x, 1.0), (x - 0.13, 0.84)), paint, 0.85, 0.6)
        d = -pen.side * 0.13
        pen.poly(((x + d, 0), (x + d * 0.55, 0), (x + d * 0.55, 0.9), (x + d, 0.84)), paint, 0.2, 0.6)


def lantern(pen: Pen, colour: str, rng: random.Random) -> None:
    iron = PAINT[colour]
    pen.poly(((-0.09, 0), (0.09, 0), (0.06, 0.07), (-0.06, 0.07)), iron, 0.5, 0.6)
    pen.rect(-0.034, 0.06, 0.034, 0.68, iron, 0.5, 0.6)
    pen.rect(
        min(pen.side * 0.034, pen.side * 0.008), 0.06, max(pen.side * 0.034, pen.side * 0.008), 0.68, iron, 1.0, 0.6
    )
    glass = [(-0.085, 0.7), (0.085, 0.7), (0.13, 0.89), (-0.13, 0.89)]
    if pen.dark:
        pen.bright(glass, (255, 226, 138), 0.75, 0.8)
    else:
        pen.poly(glass, (250, 232, 180), 0.9)
    for x in (-1, 0, 1):
        pen.line(((x * 0.085, 0.7), (x * 0.13, 0.89)), 0.02, iron, 0.5, 0.6)
    pen.rect(-0.1, 0.67, 0.1, 0.705, iron, 0.6, 0.6)
    pen.poly(((-0.16, 0.885), (0.16, 0.885), (0.05, 0.97), (-0.05, 0.97)), iron, 0.7, 0.6)
    pen.oval(0, 0.985, 0.028, 0.028, iron, 0.8, 0.6)


def bridge(pen: Pen, colour: str, rng: random.Random) -> None:
    paint = PAINT[colour]
    t = np.linspace(0, 1, 24)
    top = np.stack([-1.35 + 2.7 * t, 0.42 + 0.42 * np.sin(pi * t)], 1)
    under: list[tuple[float, float]] = [(1.35, 0.0)]
    for cx, r, h in ((0.84, 0.3, 0.42), (0.0, 0.42, 0.62), (-0.84, 0.3, 0.42)):
        under += [(cx + r * cos(a), h * sin(a)) for a in np.linspace(0, pi, 14)]
    under.append((-1.35, 0.0))
    pen.poly(np.concatenate([top, np.array(under)]), paint, 0.6, 0.6)
    for cx, r, h in ((0.84, 0.3, 0.42), (0.0, 0.42, 0.62), (-0.84, 0.3, 0.42)):  # lit rims of the arches
        arc = np.array([(cx + r * cos(a), h * sin(a)) for a in np.linspace(0, pi, 14)])
        pen.line(arc + (0, 0.02), 0.05, adjust(paint, -0.1), 0.35, 0.6)
    pen.line(top + (0, 0.02), 0.09, paint, 1.0, 0.6)
    for k in range(9):
        x = -1.2 + 0.3 * k
        y = 0.42 + 0.42 * sin(pi * (x + 1.35) / 2.7)
        pen.rect(x - 0.03, y, x + 0.03, y + 0.17, paint, 0.8, 0.6)
    pen.line(top + (0, 0.17), 0.05, paint, 1.0, 0.6)


def pumpkin(pen: Pen, colour: str, rng: random.Random) -> None:
    skin = (236, 128, 36)
    for x, w in ((-0.34, 0.22), (0.34, 0.22), (-0.18, 0.26), (0.18, 0.26), (0.0, 0.26)):
        pen.oval(x, 0.4, w, 0.4 - abs(x) * 0.12, skin, 0.35 if x * pen.side < 0 else 0.75, 0.5)
        pen.oval(x + pen.side * 0.03, 0.44, w * 0.6, 0.32, skin, 0.6 if x * pen.side < 0 else 1.0, 0.5)
    pen.poly(((-0.07, 0.74), (0.07, 0.74), (0.12, 0.98), (0.02, 1.0)), (74, 118, 54), 0.8)
    face = [
        ((-0.3, 0.42), (-0.12, 0.42), (-0.2, 0.58)),
        ((0.12, 0.42), (0.3, 0.42), (0.2, 0.58)),
        ((-0.34, 0.3), (-0.2, 0.24), (0.2, 0.24), (0.34, 0.3), (0.2, 0.12), (-0.2, 0.12)),
    ]
    for points in face:
        if pen.dark:
            pen.bright(points, (255, 220, 100), 0.4, 0.35)
        else:
            pen.poly(points, (70, 34, 20), 0.5)
