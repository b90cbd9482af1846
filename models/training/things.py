"""Things that stand in a scene: house, trees, sailboat. Drawn with polygons on a supersampled canvas.

`x` is the middle, `y` the foot (pixels of the canvas), sizes in pixels; `lit` applies the light of the hour.
"""
from __future__ import annotations

import random
from collections.abc import Callable

from PIL import ImageDraw

Rgb = tuple[int, int, int]
Lit = Callable[[Rgb], Rgb]

WALL: dict[str, Rgb] = {"white": (244, 240, 230), "red": (204, 60, 50), "yellow": (244, 200, 74), "blue": (74, 122, 204)}
ROOF: dict[str, Rgb] = {"white": (170, 74, 56), "red": (92, 70, 66), "yellow": (140, 74, 50), "blue": (96, 76, 72)}
SAIL: dict[str, Rgb] = {"white": (250, 248, 240), "red": (216, 58, 50), "yellow": (248, 206, 70)}
LAMP: Rgb = (255, 220, 120)  # a lit window is its own light: the hour does not dim it


def mix(a: Rgb, b: Rgb, k: float) -> Rgb:
    """a + k (b - a)."""
    return tuple(int(p + (q - p) * k) for p, q in zip(a, b))  # type: ignore[return-value]


def draw_house(draw: ImageDraw.ImageDraw, x: float, y: float, w: float, colour: str, lit: Lit, rng: random.Random,
               snow: bool, lamps: bool) -> None:
    """A gabled house seen a little from the side: front wall, side wall, roof, door, windows, chimney."""
    wall, roof = WALL[colour], ROOF[colour]
    front, h, rise = w * 0.42, w * 0.46, w * 0.36
    turn = rng.choice([-1, 1])  # which side the gable looks to
    left = x - turn * w / 2
    def px(u: float) -> float:  # u in [0, 1] from the gable end to the far end
        return left + turn * u * w
    u = front / w
    draw.polygon([(px(u), y), (px(1), y - h * 0.06), (px(1), y - h), (px(u), y - h)], fill=lit(wall))
    dark = mix(wall, (40, 40, 70), 0.22)
    draw.polygon([(px(0), y), (px(u), y), (px(u), y - h), (px(u / 2), y - h - rise), (px(0), y - h)], fill=lit(dark))
    cx = px(0.74)
    draw.rectangle((cx - w * 0.035, y - h - rise * 1.12, cx + w * 0.035, y - h - rise * 0.4), fill=lit(mix(roof, (60, 50, 50), 0.4)))
    cover = (240, 244, 252) if snow else roof
    draw.polygon([(px(u / 2), y - h - rise), (px(0.97), y - h - rise), (px(1.05), y - h * 0.95), (px(u - 0.02), y - h * 0.95)],
                 fill=lit(cover))
    edge = w * 0.035
    draw.line([(px(-0.04), y - h * 0.93), (px(u / 2), y - h - rise), (px(u), y - h * 0.95)], fill=lit(mix(cover, (0, 0, 0), 0.15)),
              width=int(edge), joint="curve")
    pane = LAMP if lamps else lit((120, 168, 206))
    for k in (0.6, 0.84):
        a, b = sorted((px(k - 0.07), px(k + 0.07)))
        draw.rectangle((a - 3, y - h * 0.78 - 3, b + 3, y - h * 0.42 + 3), fill=lit((236, 232, 224)))
        draw.rectangle((a, y - h * 0.78, b, y - h * 0.42), fill=pane)
    a, b = sorted((px(u / 2 - 0.07), px(u / 2 + 0.07)))
    draw.rectangle((a, y - h * 0.55, b, y), fill=lit((104, 66, 44)))
    r = w * 0.04
    draw.ellipse((px(u / 2) - r, y - h - rise * 0.4 - r, px(u / 2) + r, y - h - rise * 0.4 + r), fill=pane)


def draw_pine(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, lit: Lit, rng: random.Random, snow: bool) -> None:
    """A conifer of four tiers, lit from the left, with snow on each tier in winter."""
    draw.rectangle((x - size * 0.035, y - size * 0.14, x + size * 0.035, y), fill=lit((96, 66, 46)))
    tiers = 4
    for i in range(tiers):
        half = size * (0.27 - 0.052 * i)
        low, high = y - size * (0.1 + 0.2 * i), y - size * (0.42 + 0.193 * i)
        draw.polygon([(x - half, low), (x, high), (x + half, low)], fill=lit((30, 92, 62)))
        draw.polygon([(x + half * 0.1, low), (x, high), (x + half, low)], fill=lit((22, 70, 52)))
        if snow:
            k = 0.45
            draw.polygon([(x - half * k, high + (low - high) * k), (x, high), (x + half * k, high + (low - high) * k),
                          (x + half * 0.15, high + (low - high) * k * 0.75)], fill=lit((238, 244, 252)))


def draw_tree(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, lit: Lit, rng: random.Random, snow: bool) -> None:
    """A round broad-leaved tree: trunk, dark crown, lighter lobes towards the light."""
    t = size * 0.05
    draw.polygon([(x - t * 1.3, y), (x - t * 0.7, y - size * 0.5), (x + t * 0.7, y - size * 0.5), (x + t * 1.3, y)], fill=lit((108, 74, 50)))
    crown, light = ((222, 230, 240), (250, 252, 255)) if snow else ((50, 112, 50), (92, 158, 66))
    for dx, dy, r, fill in ((-0.17, 0.5, 0.2, crown), (0.18, 0.5, 0.2, crown), (0.0, 0.68, 0.27, crown), (0.02, 0.48, 0.2, crown),
                            (-0.1, 0.72, 0.15, light), (-0.18, 0.54, 0.11, light), (0.08, 0.62, 0.1, light)):
        cx, cy, rr = x + dx * size, y - dy * size, r * size * rng.uniform(0.95, 1.05)
        draw.ellipse((cx - rr, cy - rr, cx + rr, cy + rr), fill=lit(fill))


def draw_boat(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, colour: str, lit: Lit, rng: random.Random) -> None:
    """A sailboat: hull, mast, main sail and jib, and its reflection."""
    turn, sail = rng.choice([-1, 1]), SAIL[colour]
    def px(u: float) -> float:
        return x + turn * u * size
    draw.ellipse((x - size * 0.42, y + size * 0.06, x + size * 0.42, y + size * 0.14), fill=lit((20, 62, 104)))
    draw.polygon([(px(0.03), y - size * 0.13), (px(0.03), y - size * 1.0), (px(-0.36), y - size * 0.16)], fill=lit(sail))
    draw.polygon([(px(0.07), y - size * 0.13), (px(0.06), y - size * 0.85), (px(0.36), y - size * 0.13)],
                 fill=lit(mix(sail, (60, 60, 90), 0.14)))
    draw.rectangle((px(0.05) - size * 0.012, y - size * 1.03, px(0.05) + size * 0.012, y), fill=lit((84, 58, 40)))
    draw.polygon([(px(-0.42), y - size * 0.1), (px(0.46), y - size * 0.1), (px(0.32), y + size * 0.1), (px(-0.3), y + size * 0.1)],
                 fill=lit((126, 74, 46)))
    draw.line([(px(-0.42), y - size * 0.1), (px(0.46), y - size * 0.1)], fill=lit((240, 236, 226)), width=max(2, int(size * 0.03)))
