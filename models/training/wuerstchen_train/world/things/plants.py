"""Trees, cacti, flowers and mushrooms."""

from __future__ import annotations

import random
from math import cos, pi, sin

from wuerstchen_train.world.colour import PAINT, Rgb, adjust
from wuerstchen_train.world.pen import Pen

BARK = (104, 72, 52)
LEAF: dict[str, Rgb] = {
    **PAINT,
    "green": (52, 140, 70),
    "yellow": (244, 196, 48),
    "orange": (232, 120, 40),
    "red": (196, 44, 44),
}
NEEDLE: dict[str, Rgb] = {**PAINT, "green": (30, 104, 76), "blue": (52, 108, 164), "white": (232, 240, 246)}


def pine(pen: Pen, colour: str, rng: random.Random) -> None:
    leaf = NEEDLE[colour]
    pen.rect(-0.045, 0, 0.045, 0.2, BARK, 0.5)
    y, w = 0.13, 0.33
    for level in range(4):
        top = y + 0.36 - 0.015 * level if level < 3 else 1.0
        pen.poly(
            ((-w, y), (-w * 0.5, y + 0.018), (0, y - 0.02), (w * 0.5, y + 0.018), (w, y), (0, top)), leaf, 0.3, 0.5
        )
        s = pen.side
        pen.poly(((s * w, y), (s * w * 0.5, y + 0.018), (s * w * 0.08, y), (0, top)), leaf, 0.95, 0.5)
        y += 0.2
        w *= 0.77


def tree(pen: Pen, colour: str, rng: random.Random) -> None:
    leaf = LEAF[colour]
    pen.poly(((-0.075, 0), (0.075, 0), (0.04, 0.26), (0.04, 0.5), (-0.04, 0.5), (-0.04, 0.26)), BARK, 0.4)
    pen.line(((0, 0.28), (0.14, 0.46)), 0.04, BARK, 0.5)
    pen.line(((0, 0.24), (-0.14, 0.42)), 0.04, BARK, 0.4)
    lobes = [
        (0.0, 0.78, 0.23),
        (-0.21, 0.6, 0.2),
        (0.21, 0.6, 0.2),
        (0.0, 0.55, 0.22),
        (-0.12, 0.74, 0.18),
        (0.13, 0.74, 0.18),
    ]
    lobes = [(x + rng.uniform(-0.03, 0.03), y + rng.uniform(-0.02, 0.02), r) for x, y, r in lobes]
    for x, y, r in lobes:
        pen.oval(x, y, r, r * 0.94, leaf, 0.12, 0.5)
    for x, y, r in lobes:
        pen.oval(x + pen.side * r * 0.14, y + r * 0.14, r * 0.84, r * 0.78, leaf, 0.6, 0.5)
    for x, y, r in (lobes[0], lobes[1 if pen.side < 0 else 2], lobes[4 if pen.side < 0 else 5]):
        pen.oval(x + pen.side * r * 0.34, y + r * 0.36, r * 0.5, r * 0.44, adjust(leaf, 0.04), 1.0, 0.5)


def palm(pen: Pen, colour: str, rng: random.Random) -> None:
    lean = rng.choice((-1, 1)) * rng.uniform(0.06, 0.14)
    trunk = [(0.0, 0.0), (lean * 0.25, 0.25), (lean * 0.7, 0.5), (lean * 1.2, 0.72)]
    for (x0, y0), (x1, y1), w in zip(trunk[:-1], trunk[1:], (0.085, 0.07, 0.058), strict=True):
        pen.poly(
            ((x0 - w / 2, y0), (x0 + w / 2, y0), (x1 + w * 0.42, y1 + 0.005), (x1 - w * 0.42, y1 + 0.005)),
            (158, 116, 76),
            0.45,
        )
        lit = pen.side * w * 0.5
        pen.poly(
            ((x0 + lit, y0), (x0 + lit * 0.2, y0), (x1 + lit * 0.17, y1), (x1 + lit * 0.84, y1)), (158, 116, 76), 0.95
        )
    cx, cy = trunk[-1]
    leaf = (46, 146, 72)
    for k, angle in enumerate((200, 340, 168, 12, 138, 42, 90)):
        a = angle * pi / 180
        reach = 0.37 if k < 4 else 0.32
        ex, ey = cx + reach * cos(a), cy + reach * 0.75 * sin(a) - (0.06 if k < 4 else 0.0)
        mx, my = cx + reach * 0.55 * cos(a), cy + reach * 0.62 * sin(a) + 0.1
        nx, ny = -sin(a) * 0.055, cos(a) * 0.055
        lit = 0.95 if cos(a) * pen.side > -0.2 and k > 1 else 0.25
        pen.blob(((cx, cy), (mx + nx, my + ny), (ex, ey), (mx - nx, my - ny - 0.02)), leaf, lit, 0.4, steps=5)
    for x in (-0.035, 0.035, 0.0):
        pen.oval(cx + x, cy - 0.035 - abs(x) * 0.3, 0.032, 0.034, (120, 74, 44), 0.6)


def cactus(pen: Pen, colour: str, rng: random.Random) -> None:
    green = (60, 142, 84)

    def arm(points: list[tuple[float, float]], w: float) -> None:
        pen.line(points, w, green, 0.4, 0.4)
        pen.oval(*points[-1], w / 2, w / 2, green, 0.4, 0.4)
        s = pen.side * w * 0.24
        pen.line([(x + s, y) for x, y in points], w * 0.34, green, 1.0, 0.4)
        pen.oval(points[-1][0] + s, points[-1][1] + w * 0.1, w * 0.17, w * 0.2, green, 1.0, 0.4)

    def bend(side: int, y: float, reach: float, top: float) -> list[tuple[float, float]]:
        return [
            (0.0, y),
            (side * reach * 0.6, y),
            (side * reach * 0.92, y + 0.025),
            (side * reach, y + 0.09),
            (side * reach, top),
        ]

    side = rng.choice((-1, 1))
    arm(bend(side, 0.34, 0.27, 0.66), 0.12)
    arm(bend(-side, 0.48, 0.25, 0.78), 0.11)
    arm([(0, 0), (0, 0.5), (0, 0.9)], 0.19)
    for x, y in ((0, 0.985), (side * 0.27, 0.72)):
        pen.oval(x, y, 0.045, 0.035, PAINT["pink"], 0.9, 0.6)


def flowers(pen: Pen, colour: str, rng: random.Random) -> None:
    petal, green = PAINT[colour], (62, 140, 70)
    heads = [(-0.44, 0.52), (0.42, 0.56), (-0.2, 0.82), (0.22, 0.86), (0.0, 0.54)]
    for x, y in heads:
        pen.line(((x * 0.5, 0), (x * 0.8, y * 0.5), (x, y)), 0.035, green, 0.5)
        pen.blob(
            ((x * 0.6, y * 0.2), (x * 0.6 + 0.13, y * 0.36), (x * 0.75 + 0.19, y * 0.5), (x * 0.66 + 0.06, y * 0.34)),
            green,
            0.8,
            steps=4,
        )
    core = (250, 200, 60) if colour not in ("yellow", "orange") else (120, 70, 40)
    for x, y in heads:
        r, turn = 0.12, rng.uniform(0, 1)
        for k in range(5):
            a = turn + k * 2 * pi / 5
            pen.oval(
                x + r * 0.78 * cos(a),
                y + r * 0.78 * sin(a),
                r * 0.62,
                r * 0.62,
                petal,
                0.95 if cos(a) * pen.side + sin(a) > -0.4 else 0.45,
                0.7,
            )
        pen.oval(x, y, r * 0.46, r * 0.46, core, 0.9)


def mushroom(pen: Pen, colour: str, rng: random.Random) -> None:
    cap = PAINT[colour]
    stem = (240, 228, 206)
    pen.blob(((-0.17, 0), (0.17, 0), (0.12, 0.3), (0.13, 0.56), (-0.13, 0.56), (-0.12, 0.3)), stem, 0.4)
    s = pen.side
    pen.blob(
        ((s * 0.15, 0.02), (s * 0.02, 0.0), (s * 0.03, 0.3), (s * 0.03, 0.54), (s * 0.12, 0.54), (s * 0.1, 0.3)),
        stem,
        0.95,
    )
    pen.oval(0, 0.5, 0.44, 0.075, (214, 196, 172), 0.3)
    pen.blob(
        ((-0.5, 0.5), (-0.25, 0.47), (0.25, 0.47), (0.5, 0.5), (0.42, 0.76), (0.2, 0.94), (-0.2, 0.94), (-0.42, 0.76)),
        cap,
        0.45,
        0.6,
    )
    pen.blob(
        [(s * x, y) for x, y in ((0.46, 0.53), (0.1, 0.6), (-0.16, 0.86), (0.1, 0.935), (0.26, 0.88), (0.4, 0.74))],
        cap,
        1.0,
        0.6,
    )
    spot = (252, 246, 236) if colour != "white" else (214, 90, 80)
    for x, y, r in ((0.02, 0.77, 0.09), (-0.28, 0.66, 0.075), (0.28, 0.63, 0.08), (-0.08, 0.57, 0.05)):
        pen.oval(x, y, r, r * 0.85, spot, 0.8)
