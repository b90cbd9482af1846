"""Water mirrors what is above it; sea, lake and beach."""

from __future__ import annotations

import numpy as np

from wuerstchen_train.world.canvas import band
from wuerstchen_train.world.colour import Rgb, mix
from wuerstchen_train.world.terrain.land import grass, ridge_line
from wuerstchen_train.world.view import View

DEEP: dict[str, Rgb] = {
    "sea": (14, 92, 140),
    "lake": (30, 110, 138),
    "beach": (22, 140, 168),
    "city": (34, 84, 122),
    "river": (52, 128, 176),
}


def mirror(view: View, y0: float, y1: float, deep: Rgb, strength: float = 0.6) -> None:
    """Fills rows y0..y1 with water: what stands above y0 upside down, wavering, mixed into the water's own colour."""
    c = view.canvas
    a, b = max(1, round(y0)), min(view.h, round(y1))
    if b <= a:
        return
    c.new_layer()
    rng = view.stream("water")
    k = np.arange(b - a)
    depth = k / max(1.0, view.h - y0)
    source = np.clip(a - 1 - (k * 0.92).astype(int), 0, a - 1)
    wave = np.sin(k / (view.u * 0.0105 * (1 + 2.2 * depth)) + rng.random() * 6) + 0.6 * np.sin(k / (view.u * 0.023) + 1)
    shift = np.rint(wave * view.u * (0.003 + 0.016 * depth)).astype(int)
    columns = (np.arange(view.w)[None] + shift[:, None]).clip(0, view.w - 1)
    image = c.rgb[source[:, None], columns].astype(np.float32)
    own = np.stack([view.shade(deep, 0.7, 0.85), view.shade(deep, 0.7, 0.25), view.shade(deep, 0.6, 0.0)]).astype(
        np.float32
    )
    at = view.steps(depth, 6)
    own = np.stack([np.interp(at, (0, 0.35, 1), own[:, i]) for i in range(3)], 1)[:, None]
    mixed = strength * (1 - 0.55 * view.steps(depth, 6))[:, None, None]
    c.rgb[a:b] = (own + (image - own) * mixed + 0.5).clip(0, 255).astype(np.uint8)
    c.layer[a:b] = c.current


def waves(view: View, y0: float, y1: float, deep: Rgb, count: int = 16) -> None:
    """Bold horizontal strokes that grow towards the viewer, lit and dark."""
    rng, c = view.stream("waves"), view.canvas
    lit, dim = (
        view.shade(mix(deep, (255, 255, 255), 0.45), 1.0, 0.1),
        view.shade(mix(deep, (0, 10, 40), 0.25), 0.5, 0.0),
    )
    for i in range(count):
        t = (i + rng.random()) / count
        t = t * t * 0.94 + 0.03
        y = y0 + (y1 - y0) * t
        length, thick = view.u * (0.05 + 0.2 * t) * rng.uniform(0.7, 1.4), view.u * (0.004 + 0.010 * t)
        x = rng.random() * view.w
        xs = np.linspace(-1, 1, 10)
        profile = thick * (1 - xs**2)
        c.polygon(
            band(np.stack([x + xs * length, y + thick * 0.7 * np.sin(xs * 3)], 1), profile + 0.8),
            lit if i % 3 else dim,
            0.55,
            mark=False,
        )


def glitter(view: View, y0: float, y1: float) -> None:
    """The light's own path on the water."""
    if not view.orb:
        return
    rng, c = view.stream("glitter"), view.canvas
    x, _, r = view.orb
    for i in range(15):
        t = ((i + 0.5) / 15) ** 1.35
        y = y0 + (y1 - y0) * t
        half = r * (0.35 + 0.9 * t) * rng.uniform(0.5, 1.15)
        thick = view.u * (0.004 + 0.011 * t)
        xs = np.linspace(-1, 1, 8)
        px = x + rng.uniform(-0.35, 0.35) * r * (0.3 + t)
        c.polygon(
            band(np.stack([px + xs * half, np.full(8, y)], 1), thick * (1.05 - xs**2)), view.light.orb, 0.75, mark=False
        )


def sea(view: View) -> None:
    if view.stream("cape").random() < 0.6:  # a far coast
        rng = view.stream("coast")
        xs, ys = ridge_line(view, rng, view.yh + 1, view.rise * 0.07)
        side = rng.choice((0.0, 1.0))
        ys = view.yh + 1 - (view.yh + 1 - ys) * np.clip(1.1 - 1.5 * np.abs(xs / view.w - side), 0, 1)
        view.canvas.new_layer()
        view.fill_below(xs, ys, view.shade((86, 118, 120), 0.6, 0.8), until=view.yh + 2)
    mirror(view, view.yh, view.h, DEEP["sea"], 0.5)
    waves(view, view.yh, view.h, DEEP["sea"], 20)
    glitter(view, view.yh, view.h)


def lake(view: View) -> None:
    rng = view.stream("shore")
    for depth, height, paint in ((0.85, 0.2, (84, 118, 138)), (0.6, 0.12, (74, 128, 100)), (0.4, 0.05, (58, 116, 72))):
        view.canvas.new_layer()
        xs, ys = ridge_line(view, rng, view.yh + 2, view.rise * height)
        view.fill_below(xs, ys, view.shade(paint, 0.8, depth), view.shade(paint, 0.5, depth), until=view.yh + 2)
    mirror(view, view.yh, view.ground(0.8), DEEP["lake"], 0.78)
    waves(view, view.yh + 3, view.ground(0.7), DEEP["lake"], 7)
    glitter(view, view.yh, view.ground(0.66))
    xs = np.linspace(-4, view.w + 4, 50)
    dip = view.u * 0.035 * np.sin(xs / view.w * np.pi * rng.uniform(1.0, 1.8) + rng.random() * 3)
    ys = view.ground(0.64) + dip
    view.canvas.new_layer()
    view.fill_below(xs, ys - view.u * 0.012, view.shade((206, 186, 140), 0.8, 0.1))
    grass(view, xs, ys, (92, 158, 74), (54, 124, 62))


def beach(view: View) -> None:
    mirror(view, view.yh, view.ground(0.62), DEEP["beach"], 0.45)
    waves(view, view.yh, view.ground(0.4), DEEP["beach"], 9)
    glitter(view, view.yh, view.ground(0.42))
    rng = view.stream("sand")
    xs = np.linspace(-4, view.w + 4, 60)
    slope = rng.choice((-1, 1)) * rng.uniform(0.04, 0.12)
    phase = rng.random() * 6
    ys = view.ground(0.43) + view.u * (slope * (xs / view.w - 0.5) + 0.022 * np.sin(xs / view.u * 5 + phase))
    foam, wet, sand = view.shade((246, 250, 250), 0.9, 0.05), view.shade((196, 158, 110), 0.7, 0.1), (240, 212, 154)
    for dy, colour in ((-0.052, mix(foam, view.shade(DEEP["beach"], 0.8, 0.2), 0.45)), (-0.03, foam), (-0.008, wet)):
        view.canvas.new_layer()
        wobble = 0.008 * np.sin(xs / view.u * 17 + phase * 2 + dy * 90)
        view.fill_below(xs, ys + view.u * (dy + wobble), colour)
    view.canvas.new_layer()
    view.fill_below(xs, ys + view.u * 0.02, view.shade(sand, 0.95, 0.15), view.shade((228, 188, 124), 0.75, 0.0))
    for _ in range(5):  # ripples in the sand
        y = view.ground(rng.uniform(0.62, 0.97))
        x = rng.random() * view.w
        t = np.linspace(-1, 1, 10)
        line = np.stack([x + t * view.u * 0.13, y + view.u * 0.008 * np.sin(t * 4)], 1)
        view.canvas.polygon(
            band(line, view.u * 0.008 * (1.1 - t**2)), view.shade((206, 164, 106), 0.6, 0.0), 0.6, mark=False
        )
