"""Draws one thing in its own coordinates: x to the right, y up, foot at (0, 0), and height about 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wuerstchen_train.world.canvas import Canvas, band, ellipse, smooth
from wuerstchen_train.world.colour import Rgb
from wuerstchen_train.world.light import Shader

Points = Sequence[tuple[float, float]] | np.ndarray


@dataclass
class Shape:
    points: np.ndarray  # pixels [N, 2]
    colour: Rgb
    alpha: float = 1.0


@dataclass
class Glow:
    x: float
    y: float
    radius: float
    colour: Rgb
    strength: float


class Pen:
    """Collects shapes; nothing is painted before `paint`, so that shadows and reflections can be made of them first.

    `side` is -1 or +1: where the light comes from, in the thing's own coordinates."""

    def __init__(
        self, shade: Shader, x: float, y: float, scale: float, depth: float, side: int, mirror: bool = False
    ) -> None:
        self.shade, self.x, self.y, self.scale, self.depth = shade, x, y, scale, depth
        self.flip = -1 if mirror else 1
        self.side = side * self.flip
        self.shapes: list[Shape] = []
        self.glows: list[Glow] = []

    @property
    def dark(self) -> bool:
        return self.shade.light.dark

    def to_pixels(self, points: Points) -> np.ndarray:
        p = np.asarray(points, np.float64)
        return np.stack([self.x + self.flip * p[:, 0] * self.scale, self.y - p[:, 1] * self.scale], 1)

    def poly(self, points: Points, paint: Rgb, facing: float = 0.7, own: float = 0.0, alpha: float = 1.0) -> None:
        self.shapes.append(Shape(self.to_pixels(points), self.shade(paint, facing, self.depth, own), alpha))

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, paint: Rgb, facing: float = 0.7, own: float = 0.0
    ) -> None:
        self.poly(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), paint, facing, own)

    def blob(self, points: Points, paint: Rgb, facing: float = 0.7, own: float = 0.0, steps: int = 6) -> None:
        self.poly(smooth(points, steps), paint, facing, own)  # type: ignore[arg-type]

    def oval(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        paint: Rgb,
        facing: float = 0.7,
        own: float = 0.0,
        start: float = 0.0,
        stop: float = 2 * np.pi,
    ) -> None:
        self.poly(ellipse(x, y, rx, ry, 26, start, stop), paint, facing, own)

    def line(self, points: Points, width: float, paint: Rgb, facing: float = 0.7, own: float = 0.0) -> None:
        # never thinner than 1.2 pixels: thinner lines flicker away
        self.poly(band(np.asarray(points, np.float64), max(width, 1.2 / self.scale)), paint, facing, own)

    def on(self, side: int) -> float:
        """How a wall looking left (-1) or right (+1) faces the light."""
        return 1.0 if side == self.side else 0.12

    def lamp(self, points: Points, colour: Rgb = (255, 214, 120), glow: float = 0.0) -> None:
        """A window: lit when it is dark, otherwise glass."""
        if not self.dark:
            self.poly(points, (58, 76, 104), 0.6)
            return
        pixels = self.to_pixels(points)
        self.shapes.append(Shape(pixels, colour))
        if glow:
            self.glows.append(self._glow(pixels, glow, colour, 0.4))

    def _glow(self, pixels: np.ndarray, radius: float, colour: Rgb, strength: float) -> Glow:
        """Around the middle of a shape."""
        x, y = pixels.mean(0)
        return Glow(x, y, radius * self.scale, colour, strength)

    def pane(self, x: float, y: float, w: float, h: float, glow: float = 0.0) -> None:
        """A window of width w and height h with its foot in the middle at (x, y)."""
        self.lamp(((x - w / 2, y), (x + w / 2, y), (x + w / 2, y + h), (x - w / 2, y + h)), glow=glow)

    def bright(self, points: Points, colour: Rgb, radius: float = 0.0, strength: float = 0.5) -> None:
        """Something that shines by itself, with a glow of `radius` around it."""
        pixels = self.to_pixels(points)
        self.shapes.append(Shape(pixels, colour))
        if radius:
            self.glows.append(self._glow(pixels, radius, colour, strength))

    def paint(self, canvas: Canvas) -> None:
        for s in self.shapes:
            canvas.polygon(s.points, s.colour, s.alpha, mark=s.alpha > 0.5)

    def shine(self, canvas: Canvas) -> None:
        for g in self.glows:
            canvas.glow(g.x, g.y, g.radius, g.colour, g.strength)

    def bounds(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of everything drawn, in pixels."""
        p = np.concatenate([s.points for s in self.shapes])
        return float(p[:, 0].min()), float(p[:, 1].min()), float(p[:, 0].max()), float(p[:, 1].max())
