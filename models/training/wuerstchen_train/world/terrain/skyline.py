"""Forest and city: what stands at the horizon in rows."""

from __future__ import annotations

import numpy as np

from wuerstchen_train.world.canvas import ellipse
from wuerstchen_train.world.colour import Rgb
from wuerstchen_train.world.terrain.land import grass
from wuerstchen_train.world.terrain.water import DEEP, glitter, mirror, waves
from wuerstchen_train.world.view import View


def forest(view: View) -> None:
    rng = view.stream("forest")
    for depth, height, paint in ((0.78, 0.24, (72, 128, 112)), (0.5, 0.19, (48, 112, 84)), (0.22, 0.14, (32, 92, 62))):
        view.canvas.new_layer()
        base = view.yh + view.u * 0.06 * (1 - depth)
        lit, dim = view.shade(paint, 0.9, depth), view.shade(paint, 0.3, depth)
        x = -view.u * 0.05
        while x < view.w + view.u * 0.05:
            h = view.rise * height * rng.uniform(0.62, 1.0)
            w = view.u * rng.uniform(0.045, 0.07) * (1.35 - depth * 0.6)
            if rng.random() < 0.68:
                top = base - h
                for k in range(3):
                    s = w * (1 - 0.24 * k)
                    y0 = base - h * 0.24 * k
                    tip = top if k == 2 else y0 - h * 0.5
                    view.canvas.polygon(np.array([(x - s, y0), (x + s, y0), (x, tip)]), dim)
                    view.canvas.polygon(
                        np.array([(x + view.side * s, y0), (x + view.side * s * 0.1, y0), (x, tip)]), lit
                    )
            else:
                r = w * 1.25
                cy = base - h * 0.62
                view.canvas.polygon(
                    np.array([(x - r * 0.16, base), (x + r * 0.16, base), (x + r * 0.12, cy), (x - r * 0.12, cy)]),
                    view.shade((84, 62, 50), 0.4, depth),
                )
                view.canvas.polygon(ellipse(x, cy, r, max(r, h * 0.36), 24), dim)
                view.canvas.polygon(
                    ellipse(x + view.side * r * 0.2, cy - r * 0.2, r * 0.72, max(r, h * 0.36) * 0.7, 24), lit
                )
            x += w * rng.uniform(1.15, 1.75)
        xs = np.linspace(-4, view.w + 4, 40)
        view.fill_below(xs, np.full(40, base - view.u * 0.012), dim, until=base + view.u * 0.05)
    xs, ys = view.line_of(rng, view.yh + view.u * 0.06, view.u * 0.025)
    grass(view, xs, ys, (84, 142, 74), (38, 98, 58))


def city(view: View) -> None:
    rng = view.stream("city")
    walls: list[Rgb] = [(142, 150, 174), (120, 132, 164), (168, 160, 170), (110, 116, 144), (178, 150, 136)]
    for row, (depth, height) in enumerate(((0.8, 0.36), (0.45, 0.24))):
        view.canvas.new_layer()
        x = -view.u * 0.03
        base = view.yh + 2
        while x < view.w:
            w, h = view.u * rng.uniform(0.075, 0.125), view.rise * height * rng.uniform(0.45, 1.0)
            paint = rng.choice(walls)
            top = base - h
            view.canvas.polygon(
                np.array([(x, base), (x + w, base), (x + w, top), (x, top)]), view.shade(paint, 0.75, depth)
            )
            lit = (x + w, x + w * 0.66) if view.side > 0 else (x, x + w * 0.34)
            view.canvas.polygon(
                np.array([(lit[0], base), (lit[1], base), (lit[1], top), (lit[0], top)]),
                view.shade(paint, 1.0 if not view.light.dark else 0.9, depth),
            )
            kind = rng.random()
            if kind < 0.2:
                view.canvas.polygon(
                    np.array([(x, top), (x + w, top), (x + w / 2, top - w * 0.7)]), view.shade(paint, 0.4, depth)
                )
            elif kind < 0.4:
                view.canvas.polygon(
                    np.array(
                        [
                            (x + w * 0.25, top),
                            (x + w * 0.75, top),
                            (x + w * 0.75, top - w * 0.35),
                            (x + w * 0.25, top - w * 0.35),
                        ]
                    ),
                    view.shade(paint, 0.5, depth),
                )
                view.canvas.polygon(
                    np.array(
                        [
                            (x + w * 0.47, top),
                            (x + w * 0.53, top),
                            (x + w * 0.51, top - w * 0.95),
                            (x + w * 0.49, top - w * 0.95),
                        ]
                    ),
                    view.shade(paint, 0.3, depth),
                )
            if row == 1:
                columns, pitch = 3, w / 3
                for r in range(int((h - pitch * 0.4) / (pitch * 1.15))):
                    for c in range(columns):
                        on = rng.random() < (0.55 if view.light.dark else 1.0)
                        if not on:
                            continue
                        wx, wy = x + pitch * (c + 0.24), top + pitch * (0.4 + 1.15 * r)
                        glass = (255, 214, 126) if view.light.dark else view.shade((72, 92, 132), 0.5, depth)
                        view.canvas.rgb[
                            max(0, int(wy)) : max(0, int(wy + pitch * 0.6)),
                            max(0, int(wx)) : max(0, int(wx + pitch * 0.54)),
                        ] = glass
            x += w * rng.uniform(1.0, 1.18)
    quay = view.ground(0.36)
    mirror(view, view.yh, quay + 2, DEEP["city"], 0.75)
    waves(view, view.yh, quay, DEEP["city"], 6)
    glitter(view, view.yh, quay)
    xs = np.linspace(-4, view.w + 4, 8)
    stone: Rgb = (150, 146, 150)
    view.canvas.new_layer()
    view.fill_below(xs, np.full(8, quay), view.shade(stone, 0.35, 0.1), until=quay + view.u * 0.045)
    view.canvas.new_layer()
    view.fill_below(xs, np.full(8, quay - view.u * 0.012), view.shade(stone, 1.0, 0.1), until=quay + view.u * 0.006)
    view.canvas.new_layer()
    view.fill_below(
        xs,
        np.full(8, quay + view.u * 0.04),
        view.shade((176, 166, 160), 0.9, 0.1),
        view.shade((138, 130, 136), 0.8, 0.0),
    )
    for k in range(-9, 10):  # joints of the paving run to the vanishing point
        x0 = view.w / 2
        near, far = x0 + k * view.u * 0.34, x0 + k * view.u * 0.34 * 0.45
        view.canvas.line(
            np.array([(far, quay + view.u * 0.04), (near, view.h + 2.0)]),
            view.shade((122, 114, 122), 0.6, 0.0),
            view.u * 0.006,
            0.55,
            mark=False,
        )
