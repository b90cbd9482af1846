"""Desert, meadow, snowfield, hills and mountains."""

from __future__ import annotations

import random

import numpy as np

from wuerstchen_train.world.canvas import band, ellipse, smooth
from wuerstchen_train.world.colour import Rgb, mix
from wuerstchen_train.world.stage import Stage


def ridge_line(st: Stage, rng: random.Random, base: float, height: float) -> tuple[np.ndarray, np.ndarray]:
    return st.line_of(rng, base, height)


def grass(st: Stage, xs: np.ndarray, ys: np.ndarray, far: Rgb, near: Rgb, flowers: bool = True) -> None:
    """A green foreground: gradient, soft stripes of lighter and darker green, a few bold tufts."""
    c, rng = st.canvas, st.stream("grass")
    c.new_layer()
    top = float(ys.mean())
    st.fill_below(xs, ys, st.shade(far, 0.9, 0.25), st.shade(near, 0.7, 0.0))
    for k in range(4):
        t = (k + 1) / 5
        y = top + (st.h - top) * t
        wave = st.u * 0.02 * np.sin(xs / st.u * rng.uniform(2, 4) + rng.random() * 6)
        thick = st.u * (0.012 + 0.03 * t) * (1.1 + np.sin(xs / st.u * 2.2 + rng.random() * 6))
        c.polygon(
            band(np.stack([xs, y + wave], 1), thick),
            st.shade(mix(far, near, 0.35) if k % 2 else near, 1.0 if k % 2 else 0.5, 0.1),
            0.35,
            mark=False,
        )
    bank = st.h - st.u * (0.055 + 0.035 * np.sin(xs / st.u * rng.uniform(1.6, 2.6) + rng.random() * 6))
    st.fill_below(
        xs, bank, st.shade(mix(near, (20, 60, 50), 0.35), 0.6, 0.0), st.shade(mix(near, (10, 40, 40), 0.5), 0.5, 0.0)
    )
    for _ in range(9):
        t = rng.uniform(0.15, 0.97)
        x, y, s = rng.random() * st.w, top + (st.h - top) * t, st.u * (0.016 + 0.03 * t)
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
            st.shade(near, 0.35, 0.0),
            mark=False,
        )


def dune(st: Stage, rng: random.Random, y: float, height: float, depth: float, side: int) -> None:
    """One dune: a long curve with a sharp crest, one face lit, one in shade."""
    c = st.canvas
    c.new_layer()
    lit, dim = st.shade((240, 188, 112), 1.0, depth), st.shade((214, 142, 84), 0.25, depth)
    cx, half = st.w * rng.uniform(0.15, 0.85), st.u * rng.uniform(0.75, 1.05)
    t = np.linspace(-1, 1, 50)
    crest = height * (np.exp(-((t / 0.5) ** 2)) * 0.9 + 0.1)
    xs = cx + t * half * 1.6
    xs = np.concatenate([[-4.0], xs, [st.w + 4.0]]) if xs[0] > -4 else xs
    ys = np.interp(xs, cx + t * half * 1.6, y - crest)
    if xs[-1] < st.w + 4:
        xs, ys = np.append(xs, st.w + 4.0), np.append(ys, ys[-1])
    st.fill_below(xs, ys, lit, st.shade((226, 168, 98), 0.8, depth * 0.8))
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


def desert(st: Stage) -> None:
    rng = st.stream("dunes")
    if rng.random() < 0.5:  # flat-topped rocks at the horizon
        for _ in range(2):
            st.canvas.new_layer()
            x, w, h = st.w * rng.random(), st.u * rng.uniform(0.1, 0.18), st.rise * rng.uniform(0.07, 0.13)
            y = st.yh + 4
            rock = (176, 92, 62)
            st.canvas.polygon(
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
                st.shade(rock, 0.8, 0.6),
            )
            s = -st.side
            st.canvas.polygon(
                np.array(
                    [
                        (x + s * w, y),
                        (x + s * w * 0.7, y - h * 0.5),
                        (x + s * w * 0.6, y - h),
                        (x + s * w * 0.1, y - h),
                        (x + s * w * 0.2, y),
                    ]
                ),
                st.shade(rock, 0.2, 0.6),
            )
    xs, ys = st.line_of(rng, st.yh + 3, st.rise * 0.03)
    st.canvas.new_layer()
    st.fill_below(xs, ys, st.shade((232, 176, 110), 0.9, 0.75), st.shade((234, 178, 104), 0.85, 0.3))
    dune(st, rng, st.ground(0.12), st.rise * 0.11, 0.5, st.side)
    dune(st, rng, st.ground(0.34), st.rise * 0.10, 0.28, st.side)
    dune(st, rng, st.ground(0.72), st.rise * 0.09, 0.05, st.side)


def meadow(st: Stage) -> None:
    rng = st.stream("meadow")
    for depth, height in ((0.8, 0.075), (0.55, 0.035)):
        st.canvas.new_layer()
        xs, ys = ridge_line(st, rng, st.yh + 3, st.rise * height)
        st.fill_below(xs, ys, st.shade((110, 166, 96), 0.8, depth))
    for _ in range(5):  # hedges far away
        x, r = rng.random() * st.w, st.u * rng.uniform(0.016, 0.032)
        for k in (-1, 0, 1):
            st.canvas.polygon(ellipse(x + k * r * 1.1, st.yh + 4, r, r * 0.9, 16), st.shade((52, 112, 66), 0.5, 0.45))
    xs, ys = st.line_of(rng, st.yh + st.u * 0.02, st.u * 0.02)
    grass(st, xs, ys, (150, 196, 84), (62, 146, 64))
    petals = rng.sample([(250, 220, 90), (246, 240, 236), (232, 110, 110), (196, 130, 214)], 2)
    for i in range(16):
        t = 0.25 + 0.72 * (i / 16 + rng.random() / 16)
        x, y, r = rng.random() * st.w, st.ground(t), st.u * (0.004 + 0.007 * t)
        st.canvas.polygon(ellipse(x, y, r, r * 0.8, 10), st.shade(petals[i % 2], 0.9, 0.0), mark=False)


def snowfield(st: Stage) -> None:
    rng = st.stream("snow")
    snow, blue = (242, 246, 252), (176, 200, 232)
    for depth, height, paint in ((0.75, 0.13, (158, 184, 214)), (0.5, 0.06, (204, 222, 242))):
        st.canvas.new_layer()
        xs, ys = ridge_line(st, rng, st.yh + 3, st.rise * height)
        st.fill_below(
            xs, ys, st.shade(paint, 0.9, depth), st.shade(paint, 0.6, depth * 0.8), span=st.rise * height * 1.4
        )
    for _ in range(7):  # far firs
        x, s = rng.random() * st.w, st.u * rng.uniform(0.03, 0.055)
        st.canvas.polygon(
            np.array([(x - s * 0.36, st.yh + 5), (x + s * 0.36, st.yh + 5), (x, st.yh + 5 - s)]),
            st.shade((92, 128, 150), 0.5, 0.5),
        )
    for t, depth in ((0.0, 0.25), (0.24, 0.12), (0.56, 0.0)):
        st.canvas.new_layer()
        xs, ys = st.line_of(rng, st.ground(t) + st.u * 0.03, st.u * 0.055, (0.8, 1.9))
        st.fill_below(xs, ys, st.shade(snow, 1.0, depth), st.shade(blue, 0.75, depth * 0.5), span=st.u * 0.34)


def hills(st: Stage) -> None:
    rng = st.stream("hills")
    greens: list[tuple[float, float, float, Rgb]] = [
        (0.85, 0.0, 0.17, (112, 158, 128)),
        (0.6, 0.06, 0.15, (112, 168, 92)),
        (0.38, 0.16, 0.12, (98, 164, 78)),
    ]
    for depth, t, height, paint in greens:
        st.canvas.new_layer()
        xs, ys = st.line_of(rng, st.ground(t) + 3, st.rise * height, (0.9, 1.8), 0.35)
        st.fill_below(xs, ys, st.shade(paint, 1.0, depth), st.shade(paint, 0.35, depth), span=st.rise * height * 1.3)
        for _ in range(2):
            x = rng.random() * st.w
            y, r = float(np.interp(x, xs, ys)), st.u * 0.022 * (1.3 - depth)
            for k in (-0.9, 0, 0.9):
                st.canvas.polygon(ellipse(x + k * r, y - r * 0.3, r, r, 14), st.shade((48, 106, 62), 0.5, depth))
    xs, ys = st.line_of(rng, st.ground(0.3), st.rise * 0.06, (0.9, 1.7), 0.35)
    grass(st, xs, ys, (132, 190, 78), (64, 142, 60))


def mountains(st: Stage) -> None:
    rng = st.stream("peaks")
    for depth, height, n, rock in ((0.72, 0.34, 4, (112, 122, 152)), (0.46, 0.23, 3, (84, 98, 124))):
        st.canvas.new_layer()
        count = max(n, int(n * st.w / st.u))
        base = st.yh + 6
        peaks = sorted(
            (st.w * (i + rng.uniform(0.2, 0.8)) / count, st.rise * height * rng.uniform(0.62, 1.0))
            for i in range(count)
        )
        for x, h in sorted(peaks, key=lambda p: p[1]):
            half = h * rng.uniform(0.95, 1.25)
            y, s = base - h, st.side
            lit, dim = st.shade(rock, 1.0, depth), st.shade(rock, 0.1, depth)
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
            st.canvas.polygon(np.array([*left, (x, y), *right]), lit)
            st.canvas.polygon(np.array([*ridge, *((right[1], right[0]) if s < 0 else (left[0], left[1]))]), dim)
            cap = 0.3
            snow_lit, snow_dim = (
                st.shade((248, 250, 255), 1.0, depth * 0.8),
                st.shade((196, 212, 240), 0.35, depth * 0.8),
            )

            def edge(sign: int, k: float) -> tuple[float, float]:
                far = left[1] if sign < 0 else right[0]
                return x + (far[0] - x) * k, y + (far[1] - y) * k

            a, b = edge(s, cap * 1.7), edge(-s, cap * 1.7)
            mid = ridge[1]
            st.canvas.polygon(
                np.array(
                    [(x, y), a, (x + (a[0] - x) * 0.6, a[1] - h * 0.06), (x + (a[0] - x) * 0.35, a[1] + h * 0.04), mid]
                ),
                snow_lit,
            )
            st.canvas.polygon(
                np.array(
                    [(x, y), b, (x + (b[0] - x) * 0.62, b[1] - h * 0.07), (x + (b[0] - x) * 0.3, b[1] + h * 0.03), mid]
                ),
                snow_dim,
            )
    st.canvas.new_layer()
    xs, ys = st.line_of(rng, st.yh + 8, st.rise * 0.05)
    st.fill_below(xs, ys, st.shade((76, 122, 96), 0.6, 0.4))
    xs, ys = st.line_of(rng, st.ground(0.1), st.rise * 0.03)
    grass(st, xs, ys, (126, 170, 92), (66, 128, 72))
