"""Houses, castles and everything with walls. Each function draws a thing of height about 1 with its foot at (0, 0)."""

from __future__ import annotations

import random
from itertools import pairwise
from math import cos, pi, sin

from wuerstchen_train.world.colour import PAINT, Rgb, adjust
from wuerstchen_train.world.pen import Pen

SLATE, BRICK, WOOD, STONE = (84, 88, 110), (156, 72, 56), (110, 74, 50), (150, 146, 144)


def roof_for(colour: str) -> Rgb:
    """A roof that leaves no doubt which colour the walls have."""
    return (
        (70, 72, 92)
        if colour in ("red", "orange", "pink", "yellow", "purple", "green")
        else (146, 66, 52)
        if colour in ("white", "blue")
        else (168, 164, 164)
    )


def house(pen: Pen, colour: str, rng: random.Random) -> None:
    wall, roof = PAINT[colour], roof_for(colour)
    w = 0.34
    long = 1 if rng.random() < 0.5 else -1
    g0, g1 = (-0.62, 0.02) if long > 0 else (-0.02, 0.62)
    mid, far = (g0 + g1) / 2, (g1 + w * 1.75) if long > 0 else (g0 - w * 1.75)
    edge = g1 if long > 0 else g0
    other = g0 if long > 0 else g1
    a, b = min(edge, far), max(edge, far)
    chimney = mid + (far - mid) * 0.55
    pen.rect(chimney - 0.055, 0.8, chimney + 0.055, 1.08, adjust(roof, -0.06), pen.on(long))
    pen.rect(a, 0, b, 0.52, wall, 0.1 + 0.85 * (long == pen.side), 0.6)
    pen.poly(
        ((mid, 1.0), (far - 0.11 * long, 1.0), (far + 0.05 * long, 0.47), (edge, 0.47)),
        roof,
        0.35 + 0.6 * (long == pen.side),
    )
    pen.poly(((g0, 0), (g1, 0), (g1, 0.52), (mid, 0.98), (g0, 0.52)), wall, 0.95 if long != pen.side else 0.3, 0.6)
    # eaves over the gable
    pen.line(((other - 0.06 * long, 0.43), (mid, 1.0), (edge + 0.03 * long, 0.46)), 0.07, roof, 0.6)
    pen.rect(mid - 0.09, 0, mid + 0.09, 0.34, WOOD if colour != "black" else STONE, 0.5)
    pen.oval(mid, 0.64, 0.075, 0.075, (240, 232, 214), 0.6)
    pen.lamp([(mid - 0.05, 0.59), (mid + 0.05, 0.59), (mid + 0.05, 0.69), (mid - 0.05, 0.69)])
    for k in (0.3, 0.72):
        x = edge + (far - edge) * k
        pen.rect(x - 0.095, 0.165, x + 0.095, 0.4, (240, 232, 214), 0.5)
        pen.pane(x, 0.19, 0.14, 0.185, glow=0.4)


def _tower(pen: Pen, x: float, w: float, h: float, paint: Rgb, roof: Rgb | None, own: float) -> None:
    """A round tower: lit, middle and shaded strips, battlements or a pointed roof."""
    pen.rect(x - w / 2, 0, x + w / 2, h, paint, 0.55, own)
    lit = x + pen.side * w * 0.5
    pen.rect(min(lit, lit - pen.side * w * 0.38), 0, max(lit, lit - pen.side * w * 0.38), h, paint, 1.0, own)
    dim = x - pen.side * w * 0.5
    pen.rect(min(dim, dim + pen.side * w * 0.25), 0, max(dim, dim + pen.side * w * 0.25), h, paint, 0.15, own)
    o = w * 0.62
    pen.rect(x - o, h, x + o, h + w * 0.22, paint, 0.75, own)
    if roof is None:
        for k in (-1, -0.34, 0.32):
            pen.rect(x + k * o, h + w * 0.22, x + k * o + o * 0.42, h + w * 0.48, paint, 0.75, own)
    else:
        top = h + w * 1.55
        pen.poly(((x - o, h + w * 0.2), (x + o, h + w * 0.2), (x, top)), roof, 0.3)
        pen.poly(((x + pen.side * o, h + w * 0.2), (x - pen.side * o * 0.1, h + w * 0.2), (x, top)), roof, 1.0)


def castle(pen: Pen, colour: str, rng: random.Random) -> None:
    wall = PAINT[colour]
    roof = roof_for(colour)
    _tower(pen, -0.17, 0.2, 0.68, wall, roof, 0.6)
    _tower(pen, 0.2, 0.17, 0.6, wall, roof, 0.6)
    pen.rect(-0.5, 0, 0.5, 0.4, wall, 0.62, 0.6)
    for k in range(7):
        pen.rect(-0.44 + k * 0.13, 0.4, -0.44 + k * 0.13 + 0.075, 0.47, wall, 0.62, 0.6)
    _tower(pen, -0.52, 0.22, 0.5, wall, roof if rng.random() < 0.5 else None, 0.6)
    _tower(pen, 0.52, 0.22, 0.5, wall, roof if rng.random() < 0.5 else None, 0.6)
    gate = (40, 32, 36)
    pen.rect(-0.1, 0, 0.1, 0.16, gate, 0.4)
    pen.oval(0, 0.16, 0.1, 0.1, gate, 0.4)
    for x, y in ((-0.17, 0.54), (0.2, 0.48), (-0.52, 0.3), (0.52, 0.3)):
        pen.pane(x, y, 0.05, 0.1, glow=0.25)
    x = -0.17
    pen.line(((x, 0.98), (x, 1.1)), 0.014, SLATE)
    pen.poly(((x, 1.1), (x + 0.13, 1.065), (x, 1.03)), PAINT["red" if colour != "red" else "yellow"], 0.9, 0.6)


def lighthouse(pen: Pen, colour: str, rng: random.Random) -> None:
    other = PAINT["white"] if colour != "white" else (74, 82, 104)

    def at(y: float) -> float:
        return 0.15 - 0.07 * y / 0.74

    pen.poly(((-0.2, 0), (0.2, 0), (0.17, 0.06), (-0.17, 0.06)), STONE, 0.6)
    edges = [0.05, 0.2, 0.33, 0.46, 0.6, 0.74]
    for i, (y0, y1) in enumerate(pairwise(edges)):
        paint = PAINT[colour] if i % 2 == 0 else other
        a, b = at(y0), at(y1)
        pen.poly(((-a, y0), (a, y0), (b, y1), (-b, y1)), paint, 0.6, 0.6)
        s = pen.side
        pen.poly(((s * a, y0), (s * a * 0.3, y0), (s * b * 0.3, y1), (s * b, y1)), paint, 1.0, 0.6)
        pen.poly(((-s * a, y0), (-s * a * 0.45, y0), (-s * b * 0.45, y1), (-s * b, y1)), paint, 0.15, 0.6)
    pen.rect(-0.125, 0.74, 0.125, 0.775, SLATE, 0.6)
    glass = [(-0.065, 0.775), (0.065, 0.775), (0.065, 0.875), (-0.065, 0.875)]
    if pen.dark:
        pen.bright(glass, (255, 236, 150), 0.62, 0.85)
    else:
        pen.poly(glass, (255, 226, 130), 1.0)
    pen.poly(
        ((-0.095, 0.875), (0.095, 0.875), (0, 0.985)), PAINT[colour] if colour != "white" else PAINT["red"], 0.6, 0.6
    )
    pen.oval(0, 0.985, 0.018, 0.018, SLATE)
    pen.rect(-0.035, 0.06, 0.035, 0.16, (60, 46, 44), 0.5)
    pen.pane(0, 0.4, 0.045, 0.07)


def windmill(pen: Pen, colour: str, rng: random.Random) -> None:
    wall = PAINT[colour]
    pen.poly(((-0.24, 0), (0.24, 0), (0.15, 0.6), (-0.15, 0.6)), wall, 0.6, 0.6)
    s = pen.side
    pen.poly(((s * 0.24, 0), (s * 0.07, 0), (s * 0.04, 0.6), (s * 0.15, 0.6)), wall, 1.0, 0.6)
    pen.poly(((-s * 0.24, 0), (-s * 0.13, 0), (-s * 0.08, 0.6), (-s * 0.15, 0.6)), wall, 0.15, 0.6)
    pen.blob(((-0.18, 0.59), (0.18, 0.59), (0.12, 0.74), (0, 0.79), (-0.12, 0.74)), roof_for(colour), 0.6)
    pen.rect(-0.06, 0, 0.06, 0.17, WOOD, 0.5)
    pen.pane(0, 0.33, 0.08, 0.1, glow=0.3)
    hub, angle = (0.0, 0.64), rng.uniform(0.35, 1.2)
    cloth = (244, 238, 222) if colour != "white" else (206, 120, 80)
    for k in range(4):
        a = angle + k * pi / 2
        ux, uy, vx, vy = cos(a), sin(a), -sin(a), cos(a)

        def p(
            r: float, q: float, ux: float = ux, uy: float = uy, vx: float = vx, vy: float = vy
        ) -> tuple[float, float]:
            return hub[0] + ux * r + vx * q, hub[1] + uy * r + vy * q

        pen.poly(
            (p(0.08, 0.0), p(0.44, 0.0), p(0.44, 0.105), p(0.08, 0.075)), cloth, 0.9 if uy * 0.3 + ux * s > 0 else 0.6
        )
        pen.line((p(0, 0), p(0.46, 0)), 0.024, WOOD, 0.6)
    pen.oval(*hub, 0.035, 0.035, WOOD, 0.8)


def church(pen: Pen, colour: str, rng: random.Random) -> None:
    wall, roof = PAINT[colour], roof_for(colour)
    s = 1 if rng.random() < 0.5 else -1
    a, b = (-0.1, 0.56) if s > 0 else (-0.56, 0.1)
    pen.rect(a, 0, b, 0.34, wall, 0.12 + 0.8 * (s == pen.side), 0.6)
    pen.poly(
        ((a, 0.33), (b + 0.03 * s if s > 0 else b, 0.33), (b - 0.06 * s, 0.56), (a + 0.06, 0.56)),
        roof,
        0.5 + 0.4 * (s == pen.side),
    )
    for k in (0.4, 0.66, 0.9):
        x = -0.1 * s + s * 0.66 * k
        pen.lamp([(x - 0.035, 0.09), (x + 0.035, 0.09), (x + 0.035, 0.2), (x, 0.26), (x - 0.035, 0.2)], glow=0.2)
    t = -0.22 * s
    pen.rect(t - 0.14, 0, t + 0.14, 0.6, wall, 0.95 if s != pen.side else 0.5, 0.6)
    dim = t - pen.side * 0.14
    pen.rect(min(dim, dim + pen.side * 0.07), 0, max(dim, dim + pen.side * 0.07), 0.6, wall, 0.2, 0.6)
    pen.poly(((t - 0.17, 0.59), (t + 0.17, 0.59), (t, 0.92)), roof, 0.3)
    pen.poly(((t + pen.side * 0.17, 0.59), (t, 0.59), (t, 0.92)), roof, 0.9)
    pen.line(((t, 0.9), (t, 1.02)), 0.022, (236, 206, 120), 0.9)
    pen.line(((t - 0.035, 0.98), (t + 0.035, 0.98)), 0.02, (236, 206, 120), 0.9)
    pen.oval(t, 0.47, 0.065, 0.065, (246, 240, 224), 0.9)
    pen.line(((t, 0.47), (t, 0.515)), 0.012, (50, 46, 60))
    pen.line(((t, 0.47), (t + 0.03, 0.47)), 0.012, (50, 46, 60))
    pen.lamp([(t - 0.05, 0), (t + 0.05, 0), (t + 0.05, 0.14), (t, 0.2), (t - 0.05, 0.14)])


def pagoda(pen: Pen, colour: str, rng: random.Random) -> None:
    roof = PAINT[colour]
    wood = (236, 220, 194) if colour != "white" else (150, 90, 70)
    y, w = 0.0, 0.4
    pen.rect(-0.46, 0, 0.46, 0.05, STONE, 0.7)
    y = 0.05
    for level in range(4):
        h = 0.125 - 0.008 * level
        pen.rect(-w * 0.7, y, w * 0.7, y + h, wood, 0.6)
        dim = -pen.side * w * 0.7
        pen.rect(min(dim, dim + pen.side * w * 0.4), y, max(dim, dim + pen.side * w * 0.4), y + h, wood, 0.15)
        for k in (-0.4, 0.0, 0.4):
            pen.pane(k * w, y + 0.012, w * 0.22, h * 0.72, glow=0.2 if k == 0 else 0)
        y += h
        o = w * 1.25
        pen.poly(
            (
                (-o, y + 0.02),
                (-w * 0.95, y - 0.02),
                (w * 0.95, y - 0.02),
                (o, y + 0.02),
                (w * 0.62, y + 0.09),
                (-w * 0.62, y + 0.09),
            ),
            roof,
            0.55,
            0.6,
        )
        s = pen.side
        pen.poly(
            (
                (s * o, y + 0.02),
                (s * w * 0.95, y - 0.02),
                (s * w * 0.1, y - 0.02),
                (s * w * 0.1, y + 0.09),
                (s * w * 0.62, y + 0.09),
            ),
            roof,
            1.0,
            0.6,
        )
        y += 0.08
        w *= 0.8
    pen.line(((0, y), (0, y + 0.14)), 0.03, (236, 196, 92), 0.9)
