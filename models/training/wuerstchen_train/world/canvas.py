"""A picture being painted: antialiased polygons on uint8 RGB, with a record of what was painted where.

`layer` [H, W] uint8 holds, for every pixel, the number of the layer that was painted last; layers count upwards from
the sky (0) to the nearest thing. Styles draw outlines and paper shadows from it, and tests look up what is visible.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from wuerstchen_train.world.colour import Rgb

cv2.setNumThreads(1)  # pictures are drawn by many processes; threads inside one would only wait for each other

SHIFT = 4  # polygon corners in 1/16 pixel


def fixed(points: np.ndarray) -> np.ndarray:
    """Float pixels [N, 2] (x right, y down, pixel edges at integers) -> OpenCV's fixed point."""
    return np.rint(np.clip(points - 0.5, -8000, 8000) * (1 << SHIFT)).astype(np.int32)


class Canvas:
    def __init__(self, width: int, height: int) -> None:
        self.w, self.h, self.unit = width, height, min(width, height)
        self.rgb = np.zeros((height, width, 3), np.uint8)
        self.layer = np.zeros((height, width), np.uint8)
        self.current = 0
        self.owner: dict[int, tuple[int, int]] = {}  # layer -> (item, copy)

    def new_layer(self, owner: tuple[int, int] | None = None) -> int:
        self.current = min(255, self.current + 1)
        if owner is not None:
            self.owner[self.current] = owner
        return self.current

    def polygon(self, points: np.ndarray, colour: Rgb, alpha: float = 1.0, mark: bool = True) -> None:
        """Fills a closed polygon, points [N, 2] in pixels."""
        fp = [fixed(points)]
        if alpha >= 0.999:
            cv2.fillPoly(self.rgb, fp, colour, cv2.LINE_AA, SHIFT)
        else:
            self._blend(fp, points, colour, alpha)
        if mark:
            cv2.fillPoly(self.layer, fp, self.current, cv2.LINE_8, SHIFT)

    def _blend(self, fp: list[np.ndarray], points: np.ndarray, colour: Rgb, alpha: float) -> None:
        box = self.box(points)
        if box is None:
            return
        x0, y0, x1, y1 = box
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [fp[0] - np.array([x0, y0], np.int32) * (1 << SHIFT)], 255, cv2.LINE_AA, SHIFT)
        self.tint(box, mask, colour, alpha)

    def box(self, points: np.ndarray, margin: int = 2) -> tuple[int, int, int, int] | None:
        """The pixels around the points inside the picture: x0, y0, x1, y1 (exclusive), or None."""
        x0, y0 = np.floor(points.min(0)).astype(int) - margin
        x1, y1 = np.ceil(points.max(0)).astype(int) + margin
        x0, y0, x1, y1 = max(0, x0), max(0, y0), min(self.w, x1), min(self.h, y1)
        return None if x1 <= x0 or y1 <= y0 else (int(x0), int(y0), int(x1), int(y1))

    def tint(self, box: tuple[int, int, int, int], mask: np.ndarray, colour: Rgb, alpha: float) -> None:
        """Mixes a colour in where mask [h, w] uint8 says, inside the box."""
        x0, y0, x1, y1 = box
        part = self.rgb[y0:y1, x0:x1]
        k = (mask.astype(np.float32) * (alpha / 255))[..., None]
        part[:] = (part + (np.array(colour, np.float32) - part) * k + 0.5).astype(np.uint8)

    def line(self, points: np.ndarray, colour: Rgb, width: float, alpha: float = 1.0, mark: bool = True) -> None:
        """A stroke with round ends of `width` pixels along points [N, 2], as a polygon band."""
        self.polygon(band(points, width), colour, alpha, mark)

    def glow(self, x: float, y: float, radius: float, colour: Rgb, strength: float) -> None:
        """Adds soft light (screen) around a point; falls to nothing at `radius`."""
        box = self.box(np.array([(x - radius, y - radius), (x + radius, y + radius)]), 0)
        if box is None:
            return
        x0, y0, x1, y1 = box
        d2 = (np.arange(x0, x1, dtype=np.float32) + 0.5 - x)[None] ** 2 + (
            np.arange(y0, y1, dtype=np.float32) + 0.5 - y
        )[:, None] ** 2
        k = np.clip(1 - d2 / np.float32(radius * radius), 0, 1)
        k = (k * k * k * strength)[..., None]
        part = self.rgb[y0:y1, x0:x1]
        part[:] = (part + (255 - part) * (k * (np.array(colour, np.float32) / 255))).astype(np.uint8)

    def band_tint(self, y0: float, y1: float, colour: Rgb, alphas: Sequence[float]) -> None:
        """Mixes a colour into the rows y0..y1 with alphas interpolated from top to bottom."""
        a, b = max(0, int(y0)), min(self.h, int(y1))
        if b <= a:
            return
        at = np.linspace(0, len(alphas) - 1, max(2, int(y1) - int(y0)))[a - int(y0) : b - int(y0)]
        k = np.interp(at, np.arange(len(alphas)), alphas).astype(np.float32)[:, None, None]
        part = self.rgb[a:b]
        part[:] = (part + (np.array(colour, np.float32) - part) * k + 0.5).astype(np.uint8)


def band(points: np.ndarray, width: float | np.ndarray) -> np.ndarray:
    """The outline [2N, 2] of a stroke along points [N, 2]; `width` may differ along it."""
    points = np.asarray(points, np.float64)
    d = np.gradient(points, axis=0)
    n = np.stack([-d[:, 1], d[:, 0]], 1) / (np.hypot(d[:, 0], d[:, 1])[:, None] + 1e-9)
    half = np.broadcast_to(np.asarray(width, np.float64) / 2, (len(points),))[:, None]
    return np.concatenate([points + n * half, (points - n * half)[::-1]])


def smooth(points: Sequence[tuple[float, float]], steps: int = 8, closed: bool = True) -> np.ndarray:
    """A Catmull-Rom curve through the points: [N * steps, 2]."""
    p = np.asarray(points, np.float64)
    if closed:
        before, after, last = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    else:
        q = np.concatenate([p[:1], p, p[-1:]])
        before, after, last, p = q[:-3], q[2:-1], q[3:], q[1:-2]
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    a, b, c, d = (v[:, None] for v in (before, p, after, last))
    out = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    out = out.reshape(-1, 2)
    return out if closed else np.concatenate([out, np.asarray(points[-1:], np.float64)])


def ellipse(
    x: float, y: float, rx: float, ry: float, steps: int = 28, start: float = 0.0, stop: float = 2 * np.pi
) -> np.ndarray:
    t = np.linspace(start, stop, steps, endpoint=stop - start < 6.28)
    return np.stack([x + rx * np.cos(t), y + ry * np.sin(t)], 1)
