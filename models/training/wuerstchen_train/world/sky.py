"""The sky: its gradient, the glow around sun and moon, stars and the aurora."""

from __future__ import annotations

import cv2
import numpy as np

from wuerstchen_train.world.canvas import ellipse
from wuerstchen_train.world.colour import Rgb, mix
from wuerstchen_train.world.colour import gradient as colour_ramp
from wuerstchen_train.world.view import View


def place_orb(view: View, relief: float) -> None:
    """Decides where the sun or moon stands: low for low lights, but above the skyline."""
    for item in view.scene.items:
        if item.thing not in ("sun", "moon"):
            continue
        rng = view.stream("orb")
        x = (
            view.w
            * {"left": rng.uniform(0.18, 0.26), "middle": rng.uniform(0.46, 0.54), "right": rng.uniform(0.74, 0.82)}[
                item.place or "middle"
            ]
        )
        r = view.u * (0.105 if view.light.low else 0.09 if item.thing == "moon" else 0.075)
        y = view.yh * rng.uniform(0.22, 0.36)
        if view.light.low:
            y = view.yh - relief * view.rise - r * 1.1 - view.u * 0.02
        y = min(y, view.yh - relief * view.rise - r * 0.7)
        view.orb = (x, max(r * 1.35, y), r)


def gradient(view: View) -> None:
    """Zenith to horizon, the glow in it, and the same light mirrored faintly below (land covers that)."""
    s = view.light.sky
    stops = [(0, s[0]), (0.4, s[1]), (0.75, s[2]), (1, s[3])]
    if view.bands:
        _bands(view, stops)
        return
    _, b, rows = view.ramp(0, view.yh + 1, stops)
    height = min(view.h, b + 2)  # terrain covers the rest
    full = np.concatenate([rows, np.repeat(rows[-1:], height - len(rows), 0)])[:, None]
    step = 8
    gw, gh = view.w // step + 2, height // step + 2
    x, y = (np.arange(gw) * step + 0.5)[None], (np.arange(gh) * step + 0.5)[:, None]
    ox, oy = (
        (view.orb[0], view.orb[1])
        if view.orb
        else (view.w * (0.5 + 0.38 * view.side), view.yh * (0.95 if view.light.low else 0.05))
    )
    d = np.hypot(x - ox, y - oy) / view.u
    strength = (0.75 if view.orb else 0.3) * (0.5 if view.light.dark else 1.0)
    k = strength * np.exp(-((d / (0.42 if view.light.low else 0.26)) ** 1.2))
    big = cv2.resize(k.astype(np.float32), (gw * step, gh * step), interpolation=cv2.INTER_LINEAR)[
        :height, : view.w, None
    ]
    view.canvas.rgb[:height] = (full + (np.array(view.light.glow, np.float32) - full) * big + 0.5).astype(np.uint8)
    view.canvas.rgb[height:] = rows[-1].astype(np.uint8)


def _bands(view: View, stops: list[tuple[float, Rgb]]) -> None:
    """The sky in flat wavy strips, and rings around the light."""
    rng, c, n = view.stream("bands"), view.canvas, view.bands
    colours = colour_ramp(stops, (np.arange(n) + 0.5) / n).round().astype(int).tolist()
    c.rgb[:] = colours[0]
    xs = np.linspace(-4, view.w + 4, 60)
    for k in range(1, n):
        c.new_layer()
        wave = view.u * 0.022 * np.sin(xs / view.u * rng.uniform(3, 6) + rng.random() * 6)
        c.polygon(
            np.concatenate([np.stack([xs, view.yh * k / n + wave], 1), [(view.w + 4, view.h + 4), (-4, view.h + 4)]]),
            tuple(colours[k]),
        )
    if view.orb:
        for halo in (3.4, 2.5, 1.7):
            c.polygon(
                ellipse(view.orb[0], view.orb[1], view.orb[2] * halo, view.orb[2] * halo, 60),
                view.light.glow,
                0.22,
                mark=False,
            )


def aurora(view: View) -> None:
    """Curtains of light, made small and enlarged: they are soft anyway."""
    rng = np.random.default_rng(view.scene.seed * 17 + 3)
    w, h = 96, 64
    x, y = np.linspace(0, view.w / view.u, w)[None], np.linspace(0, 1, h)[:, None]
    total = np.zeros((h, w, 3))
    for k in range(3):
        p = rng.uniform(0, 6.28, 4)
        foot = 0.42 + 0.15 * k + 0.10 * np.sin(2.6 * x + p[0]) + 0.045 * np.sin(6.3 * x + p[1])
        rays = 0.58 + (0.1 if view.bands else 0.42) * np.sin(19 * x + 3 * np.sin(4 * x + p[2]) + p[3])
        up = (foot - y) / 0.42
        body = np.where(up > 0, np.exp(-up * 2.1) * (1 - np.exp(-up * 30)), 0) * rays * (0.95 - 0.2 * k)
        tint = np.clip(up * 1.25, 0, 1)[..., None]
        total += body[..., None] * (np.array((70, 255, 150)) * (1 - tint) + np.array((176, 70, 230)) * tint)
    hh = int(view.yh) + 1
    big = cv2.resize(total.astype(np.float32), (view.w, hh), interpolation=cv2.INTER_CUBIC)
    if view.bands:
        big = np.round(big / 48) * 48
    part = view.canvas.rgb[:hh]
    part[:] = np.clip(part + big * (1 - part / 300.0), 0, 255).astype(np.uint8)


def stars(view: View) -> None:
    """Few and large: small ones would not survive the compressor."""
    rng, c = view.stream("stars"), view.canvas
    index = next(i for i, item in enumerate(view.scene.items) if item.thing == "stars")
    c.new_layer((index, 0))
    n = int(34 * view.w * view.yh / view.u**2 / 0.55)
    placed: list[tuple[float, float]] = []
    for _ in range(n * 3):
        x, y = rng.random() * view.w, rng.random() ** 1.2 * view.yh * 0.82
        if len(placed) >= n:
            break
        if any(abs(x - a) + abs(y - b) < view.u * 0.075 for a, b in placed) or (
            view.orb and np.hypot(x - view.orb[0], y - view.orb[1]) < view.orb[2] * 2
        ):
            continue
        placed.append((x, y))
        r = view.u * rng.choice((0.005, 0.006, 0.0075, 0.0095))
        colour = rng.choice(((255, 255, 246), (255, 244, 210), (214, 228, 255)))
        if r > view.u * 0.009:
            t = np.arange(8) * np.pi / 4
            k = np.where(np.arange(8) % 2 == 0, 1.9, 0.5) * r
            c.polygon(np.stack([x + k * np.cos(t), y + k * np.sin(t)], 1), colour)
        else:
            c.polygon(ellipse(x, y, r, r, 10), colour)


def orb(view: View) -> None:
    if not view.orb:
        return
    x, y, r = view.orb
    index, item = next((i, it) for i, it in enumerate(view.scene.items) if it.thing in ("sun", "moon"))
    c = view.canvas
    c.new_layer((index, 0))
    light = view.light
    if item.thing == "sun":
        if not view.bands:
            c.glow(x, y, r * 3.2, light.glow, 0.6)
        colour = mix(light.orb, light.haze, 0.35 if view.scene.weather == "fog" else 0.0)
        c.polygon(ellipse(x, y, r, r, 48), colour)
        if light.low:
            c.polygon(ellipse(x, y, r * 0.8, r * 0.8, 48), mix(colour, (255, 255, 255), 0.25))
    else:
        if not view.bands:
            c.glow(x, y, r * 3.0, light.glow, 0.5)
        colour = mix((250, 246, 224), light.haze, 0.3 if view.scene.weather == "fog" else 0.0)
        c.polygon(ellipse(x, y, r, r, 48), colour)
        for dx, dy, k in ((-0.32, -0.2, 0.26), (0.28, 0.3, 0.2), (0.18, -0.4, 0.13), (-0.2, 0.42, 0.12)):
            c.polygon(ellipse(x + dx * r, y + dy * r, k * r, k * r, 18), mix(colour, (176, 178, 184), 0.42))
