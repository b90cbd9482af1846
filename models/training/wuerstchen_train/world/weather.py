"""Weather: what it does to the light, which clouds it brings, and what falls."""

from __future__ import annotations

import random

import cv2
import numpy as np

from wuerstchen_train.world.canvas import band
from wuerstchen_train.world.colour import Rgb, mix
from wuerstchen_train.world.view import View


def _puff(
    view: View, x: float, y: float, size: float, colour: Rgb, shade: Rgb, bright: Rgb, rng: random.Random
) -> None:
    """One cumulus: lobes on a flat foot, in three tones."""
    lobes = [
        (k * 0.42 + rng.uniform(-0.06, 0.06), rng.uniform(0.34, 0.46) * (1 - 0.34 * abs(k) / 2))
        for k in (-2, -1, 0, 1, 2)
    ]
    lobes[2] = (lobes[2][0] + rng.uniform(-0.12, 0.12), 0.6)
    t = np.linspace(-1.35, 1.35, 56)

    def outline(dx: float, dy: float, k: float) -> np.ndarray:
        top = np.zeros_like(t)
        for cx, r in lobes:
            rr = r * k
            top = np.maximum(
                top, np.sqrt(np.clip(rr * rr - (t - cx) ** 2, 0, None)) * 1.02 + 0.02 * (np.abs(t - cx) < rr)
            )
        keep = top > 0
        foot = -0.13 * np.sqrt(np.clip(1 - (t[keep] / 1.25) ** 2, 0, 1))
        p = np.concatenate([np.stack([t[keep], top[keep]], 1), np.stack([t[keep], foot], 1)[::-1]])
        return np.stack([x + (p[:, 0] + dx) * size, y - (p[:, 1] + dy) * size], 1)

    c = view.canvas
    c.polygon(outline(0, 0, 1.0), shade)
    c.polygon(outline(view.side * 0.05, 0.1, 0.88), colour)
    c.polygon(outline(view.side * 0.13, 0.23, 0.6), bright)


def clouds(view: View) -> None:
    """Clouds behind everything that flies: puffs for a cloudy sky, a cover for rain, snow and storm."""
    weather, light, rng, c = view.scene.weather, view.light, view.stream("clouds"), view.canvas
    if weather in ("cloudy", "rainbow"):
        base = {
            "night": (52, 62, 104),
            "moonlit": (134, 172, 188),
            "dusk": (128, 98, 160),
            "aurora": (44, 82, 102),
            "sunset": (250, 140, 112),
            "golden": (255, 232, 178),
            "dawn": (255, 214, 214),
            "overcast": (214, 216, 216),
        }.get(light.name, (250, 250, 250))
        shade, bright = mix(base, light.sky[1], 0.42), mix(base, light.glow, 0.45)
        count = 2 if weather == "rainbow" else 4
        for k in range(count + int(view.w > 1.4 * view.h)):
            c.new_layer()
            size = view.u * rng.uniform(0.13, 0.21)
            x = view.w * ((k + 0.5 + rng.uniform(-0.3, 0.3)) / count % 1.05)
            y = view.yh * (0.2 + 0.5 * ((k * 0.618 + rng.random() * 0.2) % 1))
            if (
                view.orb
                and abs(x - view.orb[0]) < size * 1.25 + view.orb[2] * 1.2
                and y - size * 0.8 < view.orb[1] + view.orb[2]
                and y > view.orb[1] - view.orb[2]
            ):
                continue  # never in front of the sun or moon
            _puff(view, x, y, size, base, shade, bright, rng)
    elif weather in ("rain", "storm", "snow"):
        tone = view.light.sky[1]
        dark, under = mix(tone, (20, 22, 34), 0.42 if weather == "storm" else 0.22), mix(tone, (255, 255, 255), 0.08)
        if weather == "snow":
            dark, under = mix(tone, (255, 255, 255), 0.05), mix(tone, (255, 255, 255), 0.2)
        for reach, colour in ((0.42, under), (0.29, mix(under, dark, 0.5)), (0.16, dark)):
            c.new_layer()
            xs = np.linspace(-4, view.w + 4, 90)
            n = max(4, int(5 * view.w / view.u))
            at = xs / view.w * n + rng.random()
            lobes = np.abs(np.sin(np.pi * at)) ** 0.7 * 0.055 + 0.03 * np.sin(2 * np.pi * at * 0.31 + rng.random() * 6)
            ys = view.yh * reach * (1.0 if weather != "snow" else 0.8) + view.u * lobes
            c.polygon(np.concatenate([np.stack([xs, ys], 1), [(view.w + 4, -4), (-4, -4)]]), colour)


def rainbow(view: View) -> None:
    rng = view.stream("rainbow")
    cx, r = view.w * rng.uniform(0.35, 0.65), min(view.w * 0.62, view.yh * 0.98)
    cy = view.yh + view.u * 0.04
    width = view.u * 0.022
    t = np.linspace(np.pi * 1.0, 2 * np.pi, 60)
    for k, colour in enumerate(
        ((226, 52, 62), (244, 142, 44), (250, 220, 74), (70, 184, 96), (54, 128, 222), (136, 76, 186))
    ):
        rr = r - k * width
        view.canvas.polygon(
            band(np.stack([cx + rr * np.cos(t), cy + rr * np.sin(t)], 1), width * 1.12), colour, 0.72, mark=False
        )


def lightning(view: View) -> None:
    rng, c = view.stream("lightning"), view.canvas
    taken = {i.place for i in view.scene.items}
    free = [at for place, at in (("left", 0.24), ("middle", 0.5), ("right", 0.76)) if place not in taken] or [0.5]
    x, y = view.w * (rng.choice(free) + rng.uniform(-0.06, 0.06)), view.yh * 0.2
    points = [(x, y)]
    turn = rng.choice((-1, 1))
    while y < view.yh * 0.97:
        y += view.yh * rng.uniform(0.1, 0.17)
        turn = -turn
        x += view.u * turn * rng.uniform(0.03, 0.085)
        points.append((x, min(y, view.yh * 1.0)))
    p = np.array(points)
    fork = np.array(
        [
            points[2],
            (points[2][0] + view.u * 0.1, points[2][1] + view.yh * 0.1),
            (points[2][0] + view.u * 0.13, points[2][1] + view.yh * 0.24),
        ]
    )
    mid = p[len(p) // 2]
    c.glow(mid[0], mid[1], view.u * 0.5, (170, 176, 255), 0.5)
    c.new_layer()
    for line, width in ((p, 0.02), (fork, 0.011)):
        c.polygon(band(line, np.linspace(view.u * width, view.u * width * 0.35, len(line))), (255, 250, 206))


def fog(view: View) -> None:
    """A bank of fog over the horizon, behind the near things."""
    colour = view.light.haze
    view.canvas.band_tint(view.yh - 0.3 * view.h, view.ground(0.62), colour, (0.0, 0.3, 0.62, 0.5, 0.0))


def wisps(view: View, t0: float, t1: float, count: int, alpha: float) -> None:
    """Long drifts of fog between the rows t0 and t1 (0 is the horizon)."""
    rng, c = view.stream(f"wisps {t0}"), view.canvas
    colour = mix(view.light.haze, (255, 255, 255), 0.12 if view.light.dark else 0.34)
    for k in range(count):
        t = t0 + (t1 - t0) * (k + rng.uniform(0.2, 0.8)) / count
        x, y = view.w * ((k * 0.618 + rng.random() * 0.3) % 1), view.ground(t)
        half, thick = (
            view.u * rng.uniform(0.32, 0.5) * (0.8 + 0.5 * max(0.0, t)),
            view.u * rng.uniform(0.022, 0.034) * (1 + 0.6 * max(0.0, t)),
        )
        at = np.linspace(-1, 1, 30)
        body = thick * (1 - np.abs(at) ** 2.4) * (1 + 0.18 * np.sin(at * 9 + rng.random() * 6))
        c.polygon(
            band(np.stack([x + at * half, y + 0.25 * thick * np.sin(at * 3 + k)], 1), body * 2),
            colour,
            alpha,
            mark=False,
        )


def falling(view: View) -> None:
    """Rain or snow in front of everything: few, bold and soft."""
    weather, rng, c = view.scene.weather, np.random.default_rng(view.scene.seed * 31 + 7), view.canvas
    if weather in ("rain", "storm"):
        n = int(70 * view.w * view.h / view.u**2)
        x, y = rng.uniform(-0.1, 1.1, n) * view.w, rng.uniform(-0.1, 1, n) * view.h
        length = view.u * rng.uniform(0.05, 0.1, n)
        slant = (0.5 if weather == "storm" else 0.22) * -view.side
        mask = np.zeros((view.h, view.w), np.uint8)
        lines = np.stack([np.stack([x, y], 1), np.stack([x + slant * length, y + length], 1)], 1)
        cv2.polylines(
            mask,
            list(np.rint(lines * 16).astype(np.int32)),
            False,
            255,
            max(1, round(view.u / (200 if view.scene.style != "pixel art" else 110))),
            cv2.LINE_AA,
            4,
        )
        colour = mix(view.light.sky[3], (240, 246, 255), 0.75 if not view.light.dark else 0.45)
        if view.scene.style == "ink":
            colour = (30, 34, 66)
        c.tint((0, 0, view.w, view.h), mask, colour, 0.6)
    elif weather == "snow":
        blocks = view.scene.style == "pixel art"
        n = int((55 if blocks else 85) * view.w * view.h / view.u**2)
        grain = 1.2 if blocks else 1.0
        flakes = list(
            zip(
                rng.uniform(0, view.w, n),
                rng.uniform(0, view.h, n),
                rng.choice((0.006, 0.008, 0.0115), n, p=(0.45, 0.35, 0.2)) * view.u * grain,
                strict=True,
            )
        )
        # a bluish edge below each flake, so that flakes are seen on white too
        for drop, grow, colour, alpha in ((0.35, 1.15, (104, 128, 170), 0.5), (0.0, 1.0, (255, 255, 255), 0.94)):
            mask = np.zeros((view.h, view.w), np.uint8)
            for x, y, r in flakes:
                cv2.circle(mask, (int(x * 16), int((y + drop * r) * 16)), int(r * grow * 16), 255, -1, cv2.LINE_AA, 4)
            c.tint((0, 0, view.w, view.h), mask, colour, alpha)
    elif weather == "fog":
        c.band_tint(view.h * 0.0, view.h, view.light.haze, (0.2, 0.18, 0.16, 0.12, 0.06))
