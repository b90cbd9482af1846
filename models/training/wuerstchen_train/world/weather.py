"""Weather: what it does to the light, which clouds it brings, and what falls."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import cv2
import numpy as np

from wuerstchen_train.world.canvas import band
from wuerstchen_train.world.colour import Rgb, mix
from wuerstchen_train.world.light import Light, greyed

if TYPE_CHECKING:
    from wuerstchen_train.world.stage import Stage


def _grey_of(light: Light) -> Rgb:
    """The grey of covered sky at this time: the light's own middle, with most of its colour taken away."""
    level = {"night": 44, "moonlit": 84, "dusk": 84, "aurora": 60, "sunset": 112, "overcast": 150, "dawn": 176}.get(
        light.name, 168
    )
    return mix((level, level, int(level * 1.05)), light.sky[2], 0.25)


def lit_by(light: Light, weather: str) -> Light:
    grey = _grey_of(light)
    if weather == "cloudy":
        return greyed(light, grey, 0.12, 0.1, 0.5)
    if weather == "fog":
        soft = greyed(light, mix(grey, (255, 255, 255), 0.0 if light.dark else 0.35), 0.36, 0.4, 0.8)
        return dataclasses.replace(
            soft, haze=mix(mix(soft.sky[3], soft.haze, 0.5), (150, 164, 196), 0.28 if light.dark else 0.0), density=0.8
        )
    if weather == "rain":
        return greyed(light, mix(grey, (70, 86, 112), 0.3), 0.5, 0.5, 0.7)
    if weather == "snow":
        return greyed(light, mix(grey, (226, 232, 242), 0.0 if light.dark else 0.45), 0.42, 0.35, 0.7)
    if weather == "storm":
        return greyed(light, mix(grey, (34, 36, 52), 0.62), 0.66, 0.55, 0.6)
    if weather == "rainbow":
        return greyed(light, grey, 0.16, 0.1, 0.5)
    return light


def _puff(st: Stage, x: float, y: float, size: float, colour: Rgb, shade: Rgb, bright: Rgb, rng) -> None:
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

    c = st.canvas
    c.polygon(outline(0, 0, 1.0), shade)
    c.polygon(outline(st.side * 0.05, 0.1, 0.88), colour)
    c.polygon(outline(st.side * 0.13, 0.23, 0.6), bright)


def clouds(st: Stage) -> None:
    """Clouds behind everything that flies: puffs for a cloudy sky, a cover for rain, snow and storm."""
    weather, light, rng, c = st.scene.weather, st.light, st.stream("clouds"), st.canvas
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
        for k in range(count + int(st.w > 1.4 * st.h)):
            c.new_layer()
            size = st.u * rng.uniform(0.13, 0.21)
            x = st.w * ((k + 0.5 + rng.uniform(-0.3, 0.3)) / count % 1.05)
            y = st.yh * (0.2 + 0.5 * ((k * 0.618 + rng.random() * 0.2) % 1))
            if (
                st.orb
                and abs(x - st.orb[0]) < size * 1.25 + st.orb[2] * 1.2
                and y - size * 0.8 < st.orb[1] + st.orb[2]
                and y > st.orb[1] - st.orb[2]
            ):
                continue  # never in front of the sun or moon
            _puff(st, x, y, size, base, shade, bright, rng)
    elif weather in ("rain", "storm", "snow"):
        tone = st.light.sky[1]
        dark, under = mix(tone, (20, 22, 34), 0.42 if weather == "storm" else 0.22), mix(tone, (255, 255, 255), 0.08)
        if weather == "snow":
            dark, under = mix(tone, (255, 255, 255), 0.05), mix(tone, (255, 255, 255), 0.2)
        for reach, colour in ((0.42, under), (0.29, mix(under, dark, 0.5)), (0.16, dark)):
            c.new_layer()
            xs = np.linspace(-4, st.w + 4, 90)
            n = max(4, int(5 * st.w / st.u))
            at = xs / st.w * n + rng.random()
            lobes = np.abs(np.sin(np.pi * at)) ** 0.7 * 0.055 + 0.03 * np.sin(2 * np.pi * at * 0.31 + rng.random() * 6)
            ys = st.yh * reach * (1.0 if weather != "snow" else 0.8) + st.u * lobes
            c.polygon(np.concatenate([np.stack([xs, ys], 1), [(st.w + 4, -4), (-4, -4)]]), colour)


def rainbow(st: Stage) -> None:
    rng = st.stream("rainbow")
    cx, r = st.w * rng.uniform(0.35, 0.65), min(st.w * 0.62, st.yh * 0.98)
    cy = st.yh + st.u * 0.04
    width = st.u * 0.022
    t = np.linspace(np.pi * 1.0, 2 * np.pi, 60)
    for k, colour in enumerate(
        ((226, 52, 62), (244, 142, 44), (250, 220, 74), (70, 184, 96), (54, 128, 222), (136, 76, 186))
    ):
        rr = r - k * width
        st.canvas.polygon(
            band(np.stack([cx + rr * np.cos(t), cy + rr * np.sin(t)], 1), width * 1.12), colour, 0.72, mark=False
        )


def lightning(st: Stage) -> None:
    rng, c = st.stream("lightning"), st.canvas
    taken = {i.place for i in st.scene.items}
    free = [at for place, at in (("left", 0.24), ("middle", 0.5), ("right", 0.76)) if place not in taken] or [0.5]
    x, y = st.w * (rng.choice(free) + rng.uniform(-0.06, 0.06)), st.yh * 0.2
    points = [(x, y)]
    turn = rng.choice((-1, 1))
    while y < st.yh * 0.97:
        y += st.yh * rng.uniform(0.1, 0.17)
        turn = -turn
        x += st.u * turn * rng.uniform(0.03, 0.085)
        points.append((x, min(y, st.yh * 1.0)))
    p = np.array(points)
    fork = np.array(
        [
            points[2],
            (points[2][0] + st.u * 0.1, points[2][1] + st.yh * 0.1),
            (points[2][0] + st.u * 0.13, points[2][1] + st.yh * 0.24),
        ]
    )
    mid = p[len(p) // 2]
    c.glow(mid[0], mid[1], st.u * 0.5, (170, 176, 255), 0.5)
    c.new_layer()
    for line, width in ((p, 0.02), (fork, 0.011)):
        c.polygon(band(line, np.linspace(st.u * width, st.u * width * 0.35, len(line))), (255, 250, 206))


def fog(st: Stage) -> None:
    """A bank of fog over the horizon, behind the near things."""
    colour = st.light.haze
    st.canvas.band_tint(st.yh - 0.3 * st.h, st.ground(0.62), colour, (0.0, 0.3, 0.62, 0.5, 0.0))


def wisps(st: Stage, t0: float, t1: float, count: int, alpha: float) -> None:
    """Long drifts of fog between the rows t0 and t1 (0 is the horizon)."""
    rng, c = st.stream(f"wisps {t0}"), st.canvas
    colour = mix(st.light.haze, (255, 255, 255), 0.12 if st.light.dark else 0.34)
    for k in range(count):
        t = t0 + (t1 - t0) * (k + rng.uniform(0.2, 0.8)) / count
        x, y = st.w * ((k * 0.618 + rng.random() * 0.3) % 1), st.ground(t)
        half, thick = (
            st.u * rng.uniform(0.32, 0.5) * (0.8 + 0.5 * max(0.0, t)),
            st.u * rng.uniform(0.022, 0.034) * (1 + 0.6 * max(0.0, t)),
        )
        at = np.linspace(-1, 1, 30)
        body = thick * (1 - np.abs(at) ** 2.4) * (1 + 0.18 * np.sin(at * 9 + rng.random() * 6))
        c.polygon(
            band(np.stack([x + at * half, y + 0.25 * thick * np.sin(at * 3 + k)], 1), body * 2),
            colour,
            alpha,
            mark=False,
        )


def falling(st: Stage) -> None:
    """Rain or snow in front of everything: few, bold and soft."""
    weather, rng, c = st.scene.weather, np.random.default_rng(st.scene.seed * 31 + 7), st.canvas
    if weather in ("rain", "storm"):
        n = int(70 * st.w * st.h / st.u**2)
        x, y = rng.uniform(-0.1, 1.1, n) * st.w, rng.uniform(-0.1, 1, n) * st.h
        length = st.u * rng.uniform(0.05, 0.1, n)
        slant = (0.5 if weather == "storm" else 0.22) * -st.side
        mask = np.zeros((st.h, st.w), np.uint8)
        lines = np.stack([np.stack([x, y], 1), np.stack([x + slant * length, y + length], 1)], 1)
        cv2.polylines(
            mask,
            list(np.rint(lines * 16).astype(np.int32)),
            False,
            255,
            max(1, round(st.u / (200 if st.scene.style != "pixel art" else 110))),
            cv2.LINE_AA,
            4,
        )
        colour = mix(st.light.sky[3], (240, 246, 255), 0.75 if not st.light.dark else 0.45)
        if st.scene.style == "ink":
            colour = (30, 34, 66)
        c.tint((0, 0, st.w, st.h), mask, colour, 0.6)
    elif weather == "snow":
        blocks = st.scene.style == "pixel art"
        n = int((55 if blocks else 85) * st.w * st.h / st.u**2)
        grain = 1.2 if blocks else 1.0
        flakes = list(
            zip(
                rng.uniform(0, st.w, n),
                rng.uniform(0, st.h, n),
                rng.choice((0.006, 0.008, 0.0115), n, p=(0.45, 0.35, 0.2)) * st.u * grain,
            )
        )
        # a bluish edge below each flake, so that flakes are seen on white too
        for drop, grow, colour, alpha in ((0.35, 1.15, (104, 128, 170), 0.5), (0.0, 1.0, (255, 255, 255), 0.94)):
            mask = np.zeros((st.h, st.w), np.uint8)
            for x, y, r in flakes:
                cv2.circle(mask, (int(x * 16), int((y + drop * r) * 16)), int(r * grow * 16), 255, -1, cv2.LINE_AA, 4)
            c.tint((0, 0, st.w, st.h), mask, colour, alpha)
    elif weather == "fog":
        c.band_tint(st.h * 0.0, st.h, st.light.haze, (0.2, 0.18, 0.16, 0.12, 0.06))
