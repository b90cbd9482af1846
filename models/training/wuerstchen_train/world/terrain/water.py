"""Water mirrors what is above it; sea, lake and beach."""

from __future__ import annotations

import numpy as np

from wuerstchen_train.world.canvas import band
from wuerstchen_train.world.colour import Rgb, mix
from wuerstchen_train.world.stage import Stage
from wuerstchen_train.world.terrain.land import grass, ridge_line

DEEP: dict[str, Rgb] = {
    "sea": (14, 92, 140),
    "lake": (30, 110, 138),
    "beach": (22, 140, 168),
    "city": (34, 84, 122),
    "river": (52, 128, 176),
}


def mirror(st: Stage, y0: float, y1: float, deep: Rgb, strength: float = 0.6) -> None:
    """Fills rows y0..y1 with water: what stands above y0 upside down, wavering, mixed into the water's own colour."""
    c = st.canvas
    a, b = max(1, int(round(y0))), min(st.h, int(round(y1)))
    if b <= a:
        return
    c.new_layer()
    rng = st.stream("water")
    k = np.arange(b - a)
    depth = k / max(1.0, st.h - y0)
    source = np.clip(a - 1 - (k * 0.92).astype(int), 0, a - 1)
    wave = np.sin(k / (st.u * 0.0105 * (1 + 2.2 * depth)) + rng.random() * 6) + 0.6 * np.sin(k / (st.u * 0.023) + 1)
    shift = np.rint(wave * st.u * (0.003 + 0.016 * depth)).astype(int)
    columns = (np.arange(st.w)[None] + shift[:, None]).clip(0, st.w - 1)
    image = c.rgb[source[:, None], columns].astype(np.float32)
    own = np.stack([st.shade(deep, 0.7, 0.85), st.shade(deep, 0.7, 0.25), st.shade(deep, 0.6, 0.0)]).astype(np.float32)
    at = st.steps(depth, 6)
    own = np.stack([np.interp(at, (0, 0.35, 1), own[:, i]) for i in range(3)], 1)[:, None]
    mixed = strength * (1 - 0.55 * st.steps(depth, 6))[:, None, None]
    c.rgb[a:b] = (own + (image - own) * mixed + 0.5).clip(0, 255).astype(np.uint8)
    c.layer[a:b] = c.current


def waves(st: Stage, y0: float, y1: float, deep: Rgb, count: int = 16) -> None:
    """Bold horizontal strokes that grow towards the viewer, lit and dark."""
    rng, c = st.stream("waves"), st.canvas
    lit, dim = st.shade(mix(deep, (255, 255, 255), 0.45), 1.0, 0.1), st.shade(mix(deep, (0, 10, 40), 0.25), 0.5, 0.0)
    for i in range(count):
        t = (i + rng.random()) / count
        t = t * t * 0.94 + 0.03
        y = y0 + (y1 - y0) * t
        length, thick = st.u * (0.05 + 0.2 * t) * rng.uniform(0.7, 1.4), st.u * (0.004 + 0.010 * t)
        x = rng.random() * st.w
        xs = np.linspace(-1, 1, 10)
        profile = thick * (1 - xs**2)
        c.polygon(
            band(np.stack([x + xs * length, y + thick * 0.7 * np.sin(xs * 3)], 1), profile + 0.8),
            lit if i % 3 else dim,
            0.55,
            mark=False,
        )


def glitter(st: Stage, y0: float, y1: float) -> None:
    """The light's own path on the water."""
    if not st.orb:
        return
    rng, c = st.stream("glitter"), st.canvas
    x, _, r = st.orb
    for i in range(15):
        t = ((i + 0.5) / 15) ** 1.35
        y = y0 + (y1 - y0) * t
        half = r * (0.35 + 0.9 * t) * rng.uniform(0.5, 1.15)
        thick = st.u * (0.004 + 0.011 * t)
        xs = np.linspace(-1, 1, 8)
        px = x + rng.uniform(-0.35, 0.35) * r * (0.3 + t)
        c.polygon(
            band(np.stack([px + xs * half, np.full(8, y)], 1), thick * (1.05 - xs**2)), st.light.orb, 0.75, mark=False
        )


def sea(st: Stage) -> None:
    if st.stream("cape").random() < 0.6:  # a far coast
        rng = st.stream("coast")
        xs, ys = ridge_line(st, rng, st.yh + 1, st.rise * 0.07)
        side = rng.choice((0.0, 1.0))
        ys = st.yh + 1 - (st.yh + 1 - ys) * np.clip(1.1 - 1.5 * np.abs(xs / st.w - side), 0, 1)
        st.canvas.new_layer()
        st.fill_below(xs, ys, st.shade((86, 118, 120), 0.6, 0.8), until=st.yh + 2)
    mirror(st, st.yh, st.h, DEEP["sea"], 0.5)
    waves(st, st.yh, st.h, DEEP["sea"], 20)
    glitter(st, st.yh, st.h)


def lake(st: Stage) -> None:
    rng = st.stream("shore")
    for depth, height, paint in ((0.85, 0.2, (84, 118, 138)), (0.6, 0.12, (74, 128, 100)), (0.4, 0.05, (58, 116, 72))):
        st.canvas.new_layer()
        xs, ys = ridge_line(st, rng, st.yh + 2, st.rise * height)
        st.fill_below(xs, ys, st.shade(paint, 0.8, depth), st.shade(paint, 0.5, depth), until=st.yh + 2)
    mirror(st, st.yh, st.ground(0.8), DEEP["lake"], 0.78)
    waves(st, st.yh + 3, st.ground(0.7), DEEP["lake"], 7)
    glitter(st, st.yh, st.ground(0.66))
    xs = np.linspace(-4, st.w + 4, 50)
    dip = st.u * 0.035 * np.sin(xs / st.w * np.pi * rng.uniform(1.0, 1.8) + rng.random() * 3)
    ys = st.ground(0.64) + dip
    st.canvas.new_layer()
    st.fill_below(xs, ys - st.u * 0.012, st.shade((206, 186, 140), 0.8, 0.1))
    grass(st, xs, ys, (92, 158, 74), (54, 124, 62))


def beach(st: Stage) -> None:
    mirror(st, st.yh, st.ground(0.62), DEEP["beach"], 0.45)
    waves(st, st.yh, st.ground(0.4), DEEP["beach"], 9)
    glitter(st, st.yh, st.ground(0.42))
    rng = st.stream("sand")
    xs = np.linspace(-4, st.w + 4, 60)
    slope = rng.choice((-1, 1)) * rng.uniform(0.04, 0.12)
    phase = rng.random() * 6
    ys = st.ground(0.43) + st.u * (slope * (xs / st.w - 0.5) + 0.022 * np.sin(xs / st.u * 5 + phase))
    foam, wet, sand = st.shade((246, 250, 250), 0.9, 0.05), st.shade((196, 158, 110), 0.7, 0.1), (240, 212, 154)
    for dy, colour in ((-0.052, mix(foam, st.shade(DEEP["beach"], 0.8, 0.2), 0.45)), (-0.03, foam), (-0.008, wet)):
        st.canvas.new_layer()
        wobble = 0.008 * np.sin(xs / st.u * 17 + phase * 2 + dy * 90)
        st.fill_below(xs, ys + st.u * (dy + wobble), colour)
    st.canvas.new_layer()
    st.fill_below(xs, ys + st.u * 0.02, st.shade(sand, 0.95, 0.15), st.shade((228, 188, 124), 0.75, 0.0))
    for _ in range(5):  # ripples in the sand
        y = st.ground(rng.uniform(0.62, 0.97))
        x = rng.random() * st.w
        t = np.linspace(-1, 1, 10)
        line = np.stack([x + t * st.u * 0.13, y + st.u * 0.008 * np.sin(t * 4)], 1)
        st.canvas.polygon(band(line, st.u * 0.008 * (1.1 - t**2)), st.shade((206, 164, 106), 0.6, 0.0), 0.6, mark=False)
