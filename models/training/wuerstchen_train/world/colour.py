"""Colours as sRGB triples 0..255, mixed in OKLab (Ottosson 2020) so that blends stay clean and equally bright."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

Rgb = tuple[int, int, int]

# the eight and one colours that a caption can name, as paint in white light
PAINT: dict[str, Rgb] = {
    "red": (214, 40, 46),
    "orange": (240, 128, 32),
    "yellow": (248, 208, 52),
    "green": (44, 158, 76),
    "blue": (38, 104, 210),
    "purple": (128, 62, 178),
    "pink": (246, 136, 178),
    "white": (246, 244, 238),
    "black": (38, 36, 44),
}

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB, _FROM_LMS = np.linalg.inv(_TO_LAB), np.linalg.inv(_TO_LMS)


def linear(rgb: ArrayLike) -> np.ndarray:
    """sRGB [..., 3] in 0..255 -> linear light in 0..1."""
    x = np.asarray(rgb, np.float64) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def encode(light: np.ndarray) -> np.ndarray:
    """Linear light [..., 3] -> sRGB in 0..255, clipped, float."""
    x = np.clip(light, 0, 1)
    return 255 * np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)


def oklab(light: np.ndarray) -> np.ndarray:
    """Linear light [..., 3] -> OKLab."""
    return np.cbrt(light @ _TO_LMS.T) @ _TO_LAB.T


def from_oklab(lab: np.ndarray) -> np.ndarray:
    """OKLab [..., 3] -> linear light."""
    return (lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T


def to_rgb(light: np.ndarray) -> Rgb:
    r, g, b = np.rint(encode(light)).astype(int)
    return int(r), int(g), int(b)


@lru_cache(maxsize=65536)
def mix(a: Rgb, b: Rgb, t: float) -> Rgb:
    """a at t = 0, b at t = 1."""
    return to_rgb(from_oklab(oklab(linear(a)) * (1 - t) + oklab(linear(b)) * t))


@lru_cache(maxsize=65536)
def adjust(rgb: Rgb, lightness: float = 0.0, chroma: float = 1.0) -> Rgb:
    """OKLab lightness added, chroma multiplied."""
    lab = oklab(linear(rgb)) * (1, chroma, chroma)
    lab[0] = min(1.0, max(0.0, lab[0] + lightness))
    return to_rgb(from_oklab(lab))


def gradient(stops: list[tuple[float, Rgb]], at: np.ndarray) -> np.ndarray:
    """Colours sRGB float [N, 3] at positions `at` [N], interpolated in OKLab between (position, colour)."""
    where = [p for p, _ in stops]
    labs = np.array([oklab(linear(c)) for _, c in stops])
    lab = np.stack([np.interp(at, where, labs[:, k]) for k in range(3)], 1)
    return encode(from_oklab(lab))


def luminance(rgb: Rgb) -> float:
    return float(linear(rgb) @ (0.2126, 0.7152, 0.0722))
