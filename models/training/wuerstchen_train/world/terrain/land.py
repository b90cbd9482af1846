"""Desert, meadow, snowfield, hills and mountains."""

from __future__ import annotations

import random

import numpy as np

from wuerstchen_train.world.canvas import band, ellipse, smooth
from wuerstchen_train.world.colour import Rgb, mix
from wuerstchen_train.world.view import View


def _towards(a: tuple[float, float], b: tuple[float, float], k: float) -> tuple[float, float]:
    """The point at k of the way from a to b."""
    return a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k


def ridge_line(view: View, rng: random.Random, base: float, height: float) -> tuple[np.ndarray, np.ndarray]:
    return view.line_of(rng, base, height)


def grass(view: View, xs: np.ndarray, ys: np.ndarray, far: Rgb, near: Rgb, flowers: bool = True) -> None:
    """A green foreground: gradient, soft stripes of lighter and darker green, a few bold tufts."""
    c, rng = view.canvas, view.stream("grass")
    c.new_layer()
    top = float(ys.mean())
    view.fill_below(xs, ys, view.shade(far, 0.9, 0.25), view.shade(near, 0.7, 0.0))
    for k in range(4):
        t = (k + 1) / 5
        y = top + (view.h - top) * t
        wave = view.u * 0.02 * np.sin(xs / view.u * rng.uniform(2, 4) + rng.random() * 6)
        thick = view.u * (0.012 + 0.03 * t) * (1.1 + np.sin(xs / view.u * 2.2 + rng.random() * 6))
        c.polygon(
            band(np.stack([xs, y + wave], 1), thick),
            view.shade(mix(far, near, 0.35) if k % 2 else near, 1.0 if k % 2 else 0.5, 0.1),
            0.35,
            mark=False,
        )
    bank = view.h - view.u * (0.055 + 0.035 * np.sin(xs / view.u * rng.uniform(1.6, 2.6) + rng.random() * 6))
    view.fill_below(
        xs,
        bank,
        view.shade(mix(near, (20, 60, 50), 0.35), 0.6, 0.0),
        view.shade(mix(near, (10, 40, 40), 0.5), 0.5, 0.0),
    )
    for _ in range(9):
        t = rng.uniform(0.15, 0.97)
        x, y, s = rng.random() * view.w, top + (view.h - top) * t, view.u * (0.016 + 0.03 * t)
        c.polygon(
            np.array(
                [
                    (x - s, y),
                    (x - s * 0.8, y - s * 0.9),
                    (x - s * 0.3, y - s * 0.25),
                    (x, y - s * 1.3),
                    (x + s * 0.3, y - s * 0.25),
                    (x + s * 0.9, y - s * 0.8),
                    (x + s, y),
                ]
            ),
            view.shade(near, 0.35, 0.0),
            mark=False,
        )


def dune(view: View, rng: random.Random, y: float, height: float, depth: float, side: int) -> None:
    """One dune: a long curve with a sharp crest, one face lit, one in shade."""
    c = view.canvas
    c.new_layer()
    lit, dim = view.shade((240, 188, 112), 1.0, depth), view.shade((214, 142, 84), 0.25, depth)
    cx, half = view.w * rng.uniform(0.15, 0.85), view.u * rng.uniform(0.75, 1.05)
    t = np.linspace(-1, 1, 50)
    crest = height * (np.exp(-((t / 0.5) ** 2)) * 0.9 + 0.1)
    xs = cx + t * half * 1.6
    xs = np.concatenate([[-4.0], xs, [view.w + 4.0]]) if xs[0] > -4 else xs
    ys = np.interp(xs, cx + t * half * 1.6, y - crest)
    if xs[-1] < view.w + 4:
        xs, ys = np.append(xs, view.w + 4.0), np.append(ys, ys[-1])
    view.fill_below(xs, ys, lit, view.shade((226, 168, 98), 0.8, depth * 0.8))
    s, reach = -side, half * 1.25
    peak, end = (cx, y - height), (cx + s * reach, y - float(np.interp(s * reach, t * half * 1.6, crest)))
    k = np.linspace(0, 1, 24)
    ridge = np.stack([cx + s * k * reach, y - np.interp(s * k * reach, t * half * 1.6, crest)], 1)
    fall = smooth(
        [
            peak,
            (cx + s * reach * 0.10, y - height * 0.72),
            (cx + s * reach * 0.03, y - height * 0.34),
            (cx + s * reach * 0.2, y + height * 0.08),
            (cx + s * reach * 0.55, y + height * 0.04),
            end,
        ],
        6,
        closed=False,
    )
    c.polygon(np.concatenate([ridge, fall[::-1]]), dim)


def desert(view: View) -> None:
    rng = view.stream("dunes")
    if rng.random() < 0.5:  # flat-topped rocks at the horizon
        for _ in range(2):
            view.canvas.new_layer()
            x, w, h = view.w * rng.random(), view.u * rng.uniform(0.1, 0.18), view.rise * rng.uniform(0.07, 0.13)
            y = view.yh + 4
            rock = (176, 92, 62)
            view.canvas.polygon(
                np.array(
                    [
                        (x - w, y),
                        (x - w * 0.7, y - h * 0.5),
                        (x - w * 0.6, y - h),
                        (x + w * 0.6, y - h),
                        (x + w * 0.7, y - h * 0.5),
                        (x + w, y),
                    ]
                ),
                view.shade(rock, 0.8, 0.6),
            )
            s = -view.side
            view.canvas.polygon(
                np.array(
                    [
                        (x + s * w, y),
                        (x + s * w * 0.7, y - h * 0.5),
                        (x + s * w * 0.6, y - h),
                        (x + s * w * 0.1, y - h),
                        (x + s * w * 0.2, y),
                    ]
                ),
                view.shade(rock, 0.2, 0.6),
            )
    xs, ys = view.line_of(rng, view.yh + 3, view.rise * 0.03)
    view.canvas.new_layer()
    view.fill_below(xs, ys, view.shade((232, 176, 110), 0.9, 0.75), view.shade((234, 178, 104), 0.85, 0.3))
    dune(view, rng, view.ground(0.12), view.rise * 0.11, 0.5, view.side)
    dune(view, rng, view.ground(0.34), view.rise * 0.10, 0.28, view.side)
    dune(view, rng, view.ground(0.72), view.rise * 0.09, 0.05, view.side)


def meadow(view: View) -> None:
    rng = view.stream("meadow")
    for depth, height in ((0.8, 0.075), (0.55, 0.035)):
        view.canvas.new_layer()
        xs, ys = ridge_line(view, rng, view.yh + 3, view.rise * height)
        view.fill_below(xs, ys, view.shade((110, 166, 96), 0.8, depth))
    for _ in range(5):  # hedges far away
        x, r = rng.random() * view.w, view.u * rng.uniform(0.016, 0.032)
        for k in (-1, 0, 1):
            view.canvas.polygon(
                ellipse(x + k * r * 1.1, view.yh + 4, r, r * 0.9, 16), view.shade((52, 112, 66), 0.5, 0.45)
            )
    xs, ys = view.line_of(rng, view.yh + view.u * 0.02, view.u * 0.02)
    grass(view, xs, ys, (150, 196, 84), (62, 146, 64))
    petals = rng.sample([(250, 220, 90), (246, 240, 236), (232, 110, 110), (196, 130, 214)], 2)
    for i in range(16):
        t = 0.25 + 0.72 * (i / 16 + rng.random() / 16)
        x, y, r = rng.random() * view.w, view.ground(t), view.u * (0.004 + 0.007 * t)
        view.canvas.polygon(ellipse(x, y, r, r * 0.8, 10), view.shade(petals[i % 2], 0.9, 0.0), mark=False)


def snowfield(view: View) -> None:
    rng = view.stream("snow")
    snow, blue = (242, 246, 252), (176, 200, 232)
    for depth, height, paint in ((0.75, 0.13, (158, 184, 214)), (0.5, 0.06, (204, 222, 242))):
        view.canvas.new_layer()
        xs, ys = ridge_line(view, rng, view.yh + 3, view.rise * height)
        view.fill_below(
            xs, ys, view.shade(paint, 0.9, depth), view.shade(paint, 0.6, depth * 0.8), span=view.rise * height * 1.4
        )
    for _ in range(7):  # far firs
        x, s = rng.random() * view.w, view.u * rng.uniform(0.03, 0.055)
        view.canvas.polygon(
            np.array([(x - s * 0.36, view.yh + 5), (x + s * 0.36, view.yh + 5), (x, view.yh + 5 - s)]),
            view.shade((92, 128, 150), 0.5, 0.5),
        )
    for t, depth in ((0.0, 0.25), (0.24, 0.12), (0.56, 0.0)):
        view.canvas.new_layer()
        xs, ys = view.line_of(rng, view.ground(t) + view.u * 0.03, view.u * 0.055, (0.8, 1.9))
        view.fill_below(xs, ys, view.shade(snow, 1.0, depth), view.shade(blue, 0.75, depth * 0.5), span=view.u * 0.34)


def hills(view: View) -> None:
    rng = view.stream("hills")
    greens: list[tuple[float, float, float, Rgb]] = [
        (0.85, 0.0, 0.17, (112, 158, 128)),
        (0.6, 0.06, 0.15, (112, 168, 92)),
        (0.38, 0.16, 0.12, (98, 164, 78)),
    ]
    for depth, t, height, paint in greens:
        view.canvas.new_layer()
        xs, ys = view.line_of(rng, view.ground(t) + 3, view.rise * height, (0.9, 1.8), 0.35)
        view.fill_below(
            xs, ys, view.shade(paint, 1.0, depth), view.shade(paint, 0.35, depth), span=view.rise * height * 1.3
        )
        for _ in range(2):
            x = rng.random() * view.w
            y, r = float(np.interp(x, xs, ys)), view.u * 0.022 * (1.3 - depth)
            for k in (-0.9, 0, 0.9):
                view.canvas.polygon(ellipse(x + k * r, y - r * 0.3, r, r, 14), view.shade((48, 106, 62), 0.5, depth))
    xs, ys = view.line_of(rng, view.ground(0.3), view.rise * 0.06, (0.9, 1.7), 0.35)
    grass(view, xs, ys, (132, 190, 78), (64, 142, 60))


def mountains(view: View) -> None:
    rng = view.stream("peaks")
    for depth, height, n, rock in ((0.72, 0.34, 4, (112, 122, 152)), (0.46, 0.23, 3, (84, 98, 124))):
        view.canvas.new_layer()
        count = max(n, int(n * view.w / view.u))
        base = view.yh + 6
        peaks = sorted(
            (view.w * (i + rng.uniform(0.2, 0.8)) / count, view.rise * height * rng.uniform(0.62, 1.0))
            for i in range(count)
        )
        for x, h in sorted(peaks, key=lambda p: p[1]):
            half = h * rng.uniform(0.95, 1.25)
            y, s = base - h, view.side
            lit, dim = view.shade(rock, 1.0, depth), view.shade(rock, 0.1, depth)
            jag = [rng.uniform(-0.05, 0.05) for _ in range(4)]
            ridge = [
                (x, y),
                (x - s * half * (0.05 + jag[0]), y + h * 0.25),
                (x + s * half * (0.06 + jag[1]), y + h * 0.5),
                (x - s * half * 0.04, y + h * 0.76),
                (x, base),
            ]
            left = [(x - half, base), (x - half * 0.55, y + h * (0.55 + jag[2]))]
            right = [(x + half * 0.5, y + h * (0.52 + jag[3])), (x + half, base)]
            view.canvas.polygon(np.array([*left, (x, y), *right]), lit)
            view.canvas.polygon(np.array([*ridge, *((right[1], right[0]) if s < 0 else (left[0], left[1]))]), dim)
            cap = 0.3
            snow_lit, snow_dim = (
                view.shade((248, 250, 255), 1.0, depth * 0.8),
                view.shade((196, 212, 240), 0.35, depth * 0.8),
            )

            a, b = (_towards((x, y), left[1] if sign < 0 else right[0], cap * 1.7) for sign in (s, -s))
            mid = ridge[1]
            view.canvas.polygon(
                np.array(
                    [(x, y), a, (x + (a[0] - x) * 0.6, a[1] - h * 0.06), (x + (a[0] - x) * 0.35, a[1] + h * 0.04), mid]
                ),
                snow_lit,
            )
            view.canvas.polygon(
                np.array(
                    [(x, y), b, (x + (b[0] - x) * 0.62, b[1] - h * 0.07), (x + (b[0] - x) * 0.3, b[1] + h * 0.03), mid]
                ),
                snow_dim,
            )
    view.canvas.new_layer()
    xs, ys = view.line_of(rng, view.yh + 8, view.rise * 0.05)
    view.fill_below(xs, ys, view.shade((76, 122, 96), 0.6, 0.4))
    xs, ys = view.line_of(rng, view.ground(0.1), view.rise * 0.03)
    grass(view, xs, ys, (126, 170, 92), (66, 128, 72))
