"""Styles: what each makes of the painted picture, everywhere in it. All textures are soft and scale with the
picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wuerstchen_train.world.view import View

Picture = NDArray[np.uint8]


def _noise(view: View, cell: float, name: int) -> np.ndarray:
    """Smooth noise float32 [h, w] in -1..1 with features of `cell` short sides."""
    rng = np.random.default_rng(view.scene.seed * 101 + name)
    size = max(2.0, cell * view.u)
    gh, gw = int(view.h / size) + 4, int(view.w / size) + 4
    grid = rng.uniform(-1, 1, (gh, gw)).astype(np.float32)
    big = cv2.resize(grid, (int(gw * size), int(gh * size)), interpolation=cv2.INTER_CUBIC)
    return big[int(size) : int(size) + view.h, int(size) : int(size) + view.w]


def _edges(view: View, size: int) -> np.ndarray:
    """Outlines float32 [h, w] in 0..1, from changes of colour and of layer."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    colour = most(cv2.morphologyEx(view.canvas.rgb, cv2.MORPH_GRADIENT, kernel))
    layer = cv2.morphologyEx(view.canvas.layer, cv2.MORPH_GRADIENT, kernel)
    line = np.maximum(np.clip((colour.astype(np.float32) - 26) / 44, 0, 1), (layer > 0) * np.float32(0.9))
    return cv2.GaussianBlur(line, (0, 0), 0.25 + size / 6)


def most(rgb: np.ndarray) -> np.ndarray:
    """The largest channel [h, w]; many times faster than max(2)."""
    return np.maximum(np.maximum(rgb[..., 0], rgb[..., 1]), rgb[..., 2])


def least(rgb: np.ndarray) -> np.ndarray:
    """The smallest channel [h, w]."""
    return np.minimum(np.minimum(rgb[..., 0], rgb[..., 1]), rgb[..., 2])


def things_mask(view: View) -> np.ndarray:
    """bool [h, w]: where a thing of the scene is seen."""
    table = np.zeros(256, bool)
    table[list(view.canvas.owner)] = True
    return table[view.canvas.layer]


def storybook(view: View, w: int, h: int) -> Picture:
    """Soft light: a little bloom and warmth, a gentle vignette."""
    rgb = view.canvas.rgb
    small = cv2.resize(rgb, (max(2, w // 8), max(2, h // 8)), interpolation=cv2.INTER_AREA)
    bloom = cv2.resize(cv2.GaussianBlur(small, (0, 0), max(1.0, view.u / 200)), (w, h), interpolation=cv2.INTER_LINEAR)
    out = cv2.addWeighted(rgb, 0.86, cv2.max(bloom, rgb), 0.16, 0)
    y, x = np.linspace(-1, 1, 24)[:, None], np.linspace(-1, 1, 24)[None]
    dim = cv2.resize((1 - 0.16 * np.clip((x * x + y * y) / 2, 0, 1) ** 1.5).astype(np.float32), (w, h))
    return np.asarray(cv2.multiply(out, cv2.merge([dim * 1.0, dim * 0.995, dim * 0.985]), dtype=cv2.CV_8U), np.uint8)


def poster(view: View, w: int, h: int) -> Picture:
    """Flat colours inside a cream border."""
    out = view.canvas.rgb
    m = max(2, round(view.u * 0.026))
    cream = (246, 236, 212)
    out[:m], out[-m:], out[:, :m], out[:, -m:] = cream, cream, cream, cream
    return out


def watercolour(view: View, w: int, h: int) -> Picture:
    """Wet edges, pigment that gathers, paper that shows through."""
    a, b = _noise(view, 0.05, 1), _noise(view, 0.05, 2)
    fine = _noise(view, 0.016, 3)
    reach = view.u * 0.0042
    gx, gy = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
    warped = cv2.remap(
        view.canvas.rgb,
        gx + (a + 0.4 * fine) * reach,
        gy + (b - 0.4 * fine) * reach,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    soft = cv2.blur(warped, (2 * (view.u // 170) + 1,) * 2)
    base = warped.astype(np.float32)
    rim = np.minimum(most(cv2.subtract(soft, warped)), 60).astype(np.float32)[..., None]  # darker where a wash ends
    wash = _noise(view, 0.16, 4) * 0.085 + a * 0.045
    grey = cv2.cvtColor(warped, cv2.COLOR_RGB2GRAY).astype(np.float32)[..., None]
    pale = (255 - (255 - (grey + (base - grey) * 1.18)) * 0.92) * (1 - 0.9 * wash[..., None])
    out = pale - rim * 0.5
    out *= np.array((1.0, 0.985, 0.95), np.float32) * (1 + 0.022 * fine)[..., None]
    edge = np.minimum(np.minimum(gx, w - 1 - gx), np.minimum(gy, h - 1 - gy)) / view.u + 0.008 * (a + b)
    k = np.clip((edge - 0.018) / 0.01, 0, 1)[..., None]
    paper = np.array((250, 246, 236), np.float32) * (1 + 0.012 * fine)[..., None]
    return np.clip(paper + (out - paper) * k, 0, 255).astype(np.uint8)


def pixel_art(view: View, w: int, h: int) -> Picture:
    """Real blocks in few colours. The canvas has 4 pixels for every block."""
    block = block_size(w, h)
    cells = cv2.resize(view.canvas.rgb, (view.w // 4, view.h // 4), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cells, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 0] = np.rint(lab[..., 0] / 17) * 17
    lab[..., 1:] = np.rint((lab[..., 1:] - 128) * 1.12 / 9) * 9 + 128
    flat = cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    return np.ascontiguousarray(cv2.resize(flat, None, fx=block, fy=block, interpolation=cv2.INTER_NEAREST)[:h, :w])


def block_size(width: int, height: int) -> int:
    return max(2, round(min(width, height) / 64))


def ink(view: View, w: int, h: int) -> Picture:
    """Black line and hatching on paper, with a thin tint of colour."""
    size = 2 * max(1, round(view.u / 420)) + 1
    line = _edges(view, size)
    small = cv2.resize(view.canvas.rgb, (max(2, w // 4), max(2, h // 4)), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR).astype(np.float32) / 255
    tone = soft @ np.array((0.3, 0.55, 0.15), np.float32)
    gx, gy = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
    pitch = view.u / 32
    bend = _noise(view, 0.25, 1) * pitch * 0.5

    def hatch(d: np.ndarray, threshold: float) -> np.ndarray:
        dark = np.clip((threshold - tone) / 0.22, 0, 1)
        wave = np.abs((d / pitch) % 1.0 - 0.5) * 2  # 1 on the stroke
        return np.clip((wave - 1 + dark * 0.34) * pitch / 2.6, 0, 1)

    strokes = np.maximum(hatch(gx * 0.7 + gy * 0.7 + bend, 0.5), hatch(gx * 0.75 - gy * 0.7 + bend, 0.25))
    strokes = np.maximum(strokes, hatch(gy + bend, 0.11)) * 0.8
    rgb = view.canvas.rgb.astype(np.float32) / 255
    tint = (rgb + 0.06) / (most(rgb)[..., None] + 0.06)
    tint = np.clip(1 - (1 - tint) * 0.82, 0, 1) * (0.9 + 0.1 * tone[..., None])
    paper = np.array((250, 244, 228), np.float32) * tint
    k = np.maximum(line, strokes)[..., None]
    # things that are black are filled, everything else keeps its tint
    black = things_mask(view) & (most(view.canvas.rgb) < 92) & (most(view.canvas.rgb) - least(view.canvas.rgb) < 26)
    k = np.maximum(k, black[..., None] * np.float32(0.86))
    return np.clip(paper + (np.array((34, 30, 44), np.float32) - paper) * k, 0, 255).astype(np.uint8)


def neon(view: View, w: int, h: int) -> Picture:
    """Dark shapes with glowing outlines in their own hue, faint scan lines."""
    size = 2 * max(1, round(view.u / 420)) + 1
    line = _edges(view, size)[..., None]
    rgb = view.canvas.rgb.astype(np.float32) / 255
    hue = (rgb + 0.02) / (most(rgb)[..., None] + 0.02)
    low = least(hue)[..., None]
    hue = (hue - 0.72 * low) / (1 - 0.72 * low + 1e-3)
    dark = rgb * np.sqrt(np.sqrt(rgb)) * np.array((0.40, 0.30, 0.46), np.float32) + np.array(
        (0.055, 0.02, 0.13), np.float32
    )
    dark = dark * 0.45 + hue * (most(dark)[..., None] * 0.62)
    lamp = hue * line
    s = cv2.resize(lamp, (max(2, w // 4), max(2, h // 4)), interpolation=cv2.INTER_AREA)
    halo = cv2.resize(cv2.GaussianBlur(s, (0, 0), max(1.0, view.u / 190)), (w, h), interpolation=cv2.INTER_LINEAR)
    y = np.arange(h, dtype=np.float32)[:, None, None]
    dark += np.array((0.10, 0.0, 0.20), np.float32) * np.clip(1 - y / view.yh, 0, 1)  # the violet of every such night
    scan = 1 + 0.06 * np.cos(y * (2 * np.pi * 48 / view.u))
    out = dark * scan * (1 - 0.85 * line) + lamp * 1.0 + line * line * line * 0.25 + halo * 1.15
    _neon_orb(view, out)
    return cv2.convertScaleAbs(np.clip(out, 0, 1, out=out), alpha=255)


def _neon_orb(view: View, out: np.ndarray) -> None:
    """The sun in stripes from yellow to magenta, the moon in cyan."""
    owner = next(
        ((layer, i) for layer, (i, _) in view.canvas.owner.items() if view.scene.items[i].thing in ("sun", "moon")),
        None,
    )
    if owner is None or view.orb is None:
        return
    x, y, r = view.orb
    y0, y1, x0, x1 = max(0, int(y - r)), min(view.h, int(y + r) + 1), max(0, int(x - r)), min(view.w, int(x + r) + 1)
    mask = cv2.GaussianBlur((view.canvas.layer[y0:y1, x0:x1] == owner[0]).astype(np.float32), (0, 0), 0.8)[..., None]
    t = ((np.arange(y0, y1, dtype=np.float32) - y + r) / (2 * r))[:, None, None]
    if view.scene.items[owner[1]].thing == "sun":
        colour = np.array((1.0, 0.86, 0.25), np.float32) * (1 - t) + np.array((1.0, 0.15, 0.55), np.float32) * t
        gap = np.clip((np.cos(t * 2 * np.pi * 6.5) - 0.9 + 1.1 * (t - 0.45)) * 8, 0, 1) * (t > 0.45)
        colour = colour * (1 - 0.8 * gap)
    else:
        colour = np.array((0.55, 0.92, 1.0), np.float32) * (1 - 0.25 * t)
    part = out[y0:y1, x0:x1]
    part += (colour - part) * mask * 0.92


def _moved(layer: np.ndarray, down: int, right: int) -> np.ndarray:
    """The layers shifted; what comes in at the edges is what was there."""
    out, (h, w) = layer.copy(), layer.shape
    y, x = slice(down, h), slice(max(0, right), w + min(0, right))
    out[y, x] = layer[: h - down, max(0, -right) : w - max(0, right)]
    return out


def paper_cut(view: View, w: int, h: int) -> Picture:
    """Layers of paper that throw soft shadows on each other."""
    layer = view.canvas.layer
    d = max(1, round(view.u * 0.011))
    dx = -view.side * d
    moved = _moved(layer, d, dx)
    cast = cv2.GaussianBlur(((moved > layer) * np.float32(1)), (0, 0), view.u * 0.006)
    e = max(1, round(view.u / 400))
    back = _moved(layer, e, dx // d * e)
    rim = cv2.blur(((back < layer) * np.float32(1)), (3, 3))
    fibre = _noise(view, 0.012, 1) * 0.022
    k = (1 - 0.5 * np.where(moved >= layer, cast, cast * 0.25) + fibre)[..., None]
    out = view.canvas.rgb.astype(np.float32) * k
    out += (255 - out) * (rim * 0.3)[..., None]
    return np.clip(out, 0, 255).astype(np.uint8)


def _same(width: int, height: int) -> tuple[int, int]:
    return width, height


def _cells(width: int, height: int) -> tuple[int, int]:
    block = block_size(width, height)
    return -(-width // block) * 4, -(-height // block) * 4


@dataclass(frozen=True)
class Style:
    """`finish(stage, width, height)` makes the picture; `bands`: flat steps in gradients; `canvas`: size to paint
    at.
    """

    finish: Callable[[View, int, int], Picture]
    bands: int = 0
    canvas: Callable[[int, int], tuple[int, int]] = _same


STYLES: dict[str, Style] = {
    "storybook": Style(storybook),
    "poster": Style(poster, bands=5),
    "watercolour": Style(watercolour),
    "pixel art": Style(pixel_art, bands=9, canvas=_cells),
    "ink": Style(ink),
    "neon": Style(neon),
    "paper cut": Style(paper_cut, bands=6),
}
