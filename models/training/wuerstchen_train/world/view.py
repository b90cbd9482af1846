"""What all painters of one picture share: the canvas, the horizon, the light, and random streams by name."""

from __future__ import annotations

import random

import cv2
import numpy as np

from wuerstchen_train.world.canvas import SHIFT, Canvas, fixed
from wuerstchen_train.world.colour import Rgb, gradient
from wuerstchen_train.world.light import LIGHTS, Shader, lit_by
from wuerstchen_train.world.scene import Scene


class View:
    def __init__(self, scene: Scene, width: int, height: int, horizon: float, bands: int = 0) -> None:
        self.scene, self.canvas = scene, Canvas(width, height)
        self.w, self.h, self.u = width, height, min(width, height)
        rng = self.stream("stage")
        tall = min(0.8, max(0.0, height / width - 1))  # upright pictures get more sky
        self.yh = height * (horizon + 0.1 * tall + rng.uniform(-0.025, 0.025))
        # `rise`: what heights of hills and towers are measured in
        self.tall, self.rise = tall, min(height, 1.2 * self.u)
        self.light = lit_by(LIGHTS[scene.light], scene.weather)
        self.shade = Shader(self.light)
        self.bands = bands  # number of flat steps in every gradient, 0 for smooth ones
        self.side = rng.choice((-1, 1))  # where the light comes from
        self.orb: tuple[float, float, float] | None = None  # x, y, radius of the visible sun or moon
        for item in scene.items:
            if item.thing in ("sun", "moon"):
                self.side = {"left": -1, "right": 1}.get(item.place or "", self.side)

    def stream(self, name: str) -> random.Random:
        """A random stream of its own for every part, so that changing one part leaves the others alone."""
        return random.Random(f"{self.scene.seed}:{name}")

    def ground(self, t: float) -> float:
        """The row at `t`: 0 is the horizon, 1 the lower edge."""
        return self.yh + (self.h - self.yh) * t

    def steps(self, at: np.ndarray, count: int | None = None) -> np.ndarray:
        """Positions 0..1, rounded to flat steps where the style wants that."""
        n = count or self.bands
        return (np.floor(np.clip(at, 0, 0.9999) * n) + 0.5) / n if self.bands else at

    def ramp(self, y0: float, y1: float, stops: list[tuple[float, Rgb]]) -> tuple[int, int, np.ndarray]:
        """Rows a..b and their colours float32 [rows, 3] for a vertical gradient between y0 and y1."""
        a, b = max(0, int(np.floor(y0))), min(self.h, int(np.ceil(y1)))
        at = self.steps((np.arange(a, b) + 0.5 - y0) / max(1.0, y1 - y0))
        return a, b, gradient(stops, np.clip(at, 0, 1)).astype(np.float32)

    def fill_below(
        self,
        xs: np.ndarray,
        ys: np.ndarray,
        far: Rgb,
        near: Rgb | None = None,
        until: float | None = None,
        span: float | None = None,
    ) -> None:
        """Everything below the line, with a gradient from its top to `until` (default: the lower edge)."""
        c = self.canvas
        bottom = until if until is not None else self.h + 2.0
        points = np.concatenate([np.stack([xs, ys], 1), [(xs[-1], bottom), (xs[0], bottom)]])
        if near is None or near == far:
            c.polygon(points, far)
            return
        box = c.box(points)
        if box is None:
            return
        x0, y0, x1, y1 = box
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [fixed(points) - np.array([x0, y0], np.int32) * (1 << SHIFT)], 255, cv2.LINE_AA, SHIFT)
        cv2.fillPoly(c.layer, [fixed(points)], c.current, cv2.LINE_8, SHIFT)
        top = float(ys.min())
        a, _, rows = self.ramp(top, top + span if span else min(bottom, self.h), [(0, far), (1, near)])
        colours = np.empty((y1 - y0, 1, 3), np.float32)
        index = np.clip(np.arange(y0, y1) - a, 0, len(rows) - 1)
        colours[:, 0] = rows[index]
        k = (mask.astype(np.float32) / 255)[..., None]
        part = c.rgb[y0:y1, x0:x1]
        part[:] = (part + (colours - part) * k + 0.5).astype(np.uint8)

    def line_of(
        self,
        rng: random.Random,
        base: float,
        height: float,
        waves: tuple[float, ...] = (1.2, 2.7, 5.6),
        fall: float = 0.5,
        points: int = 64,
    ) -> tuple[np.ndarray, np.ndarray]:
        """A skyline of random sines per picture height of width: xs, ys with ys in base - height .. base."""
        xs = np.linspace(-4, self.w + 4, points)
        at = xs / self.u
        y = np.zeros(points)
        for i, f in enumerate(waves):
            y = y + fall**i * np.sin(2 * np.pi * (f * rng.uniform(0.7, 1.3) * at * 0.5 + rng.random()))
        y = (y - y.min()) / (np.ptp(y) + 1e-6)
        return xs, base - height * y
