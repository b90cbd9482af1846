"""Which thing stands in which cell of a grid, Stage C's latent for one, and in which colour: read from the layout,
without drawing.
"""

from __future__ import annotations

import numpy as np

from wuerstchen_train.world import style
from wuerstchen_train.world.colour import PAINT
from wuerstchen_train.world.layout import lay_out
from wuerstchen_train.world.render import prepare
from wuerstchen_train.world.scene import Scene
from wuerstchen_train.world.things.catalogue import KINDS, ORBS

CELL_THINGS: tuple[str | None, ...] = (None, *KINDS, *ORBS)
CELL_COLOURS: tuple[str | None, ...] = (None, *PAINT)
LEAST = 0.25  # share of a cell that a thing's box must cover, unless the box has its centre there


def boxes(scene: Scene, width: int, height: int) -> list[tuple[str, str | None, float, float, float, float]]:
    """thing, colour, x0, y0, x1, y1 in pixels of a picture of that size, far things first."""
    w, h = style.STYLES[scene.style].canvas(width, height)
    view, terrain = prepare(scene, w, h)
    out: list[tuple[str, str | None, float, float, float, float]] = []
    if view.orb:
        x, y, r = view.orb
        out.append((next(i.thing for i in scene.items if i.thing in ORBS), None, x - r, y - r, x + r, y + r))
    for spot in lay_out(view, terrain):
        half = spot.scale * KINDS[spot.item.thing].width / 2
        out.append((spot.item.thing, spot.item.colour, spot.x - half, spot.y - spot.scale, spot.x + half, spot.y))
    return [(t, c, x0 * width / w, y0 * height / h, x1 * width / w, y1 * height / h) for t, c, x0, y0, x1, y1 in out]


def cells(scene: Scene, width: int, height: int, side: float = 128 / 3) -> np.ndarray:
    """uint8 [2, height / side, width / side]: indices into CELL_THINGS and into CELL_COLOURS, in cells of `side`
    pixels; Stage C's by default.
    """
    rows, columns = int(height / side + 1e-6), int(width / side + 1e-6)
    out, best = np.zeros((2, rows, columns), np.uint8), np.full((rows, columns), LEAST)
    x, y = np.arange(columns), np.arange(rows)
    for thing, colour, *box in boxes(scene, width, height):
        x0, y0, x1, y1 = (v / side for v in box)
        covered = (
            np.clip(np.minimum(x1, x + 1) - np.maximum(x0, x), 0, 1)[None]
            * np.clip(np.minimum(y1, y + 1) - np.maximum(y0, y), 0, 1)[:, None]
        )
        cx, cy = int(np.clip((x0 + x1) / 2, 0, columns - 1)), int(np.clip((y0 + y1) / 2, 0, rows - 1))
        covered[cy, cx] = 1
        here = covered >= best
        best[here] = covered[here]
        out[0][here], out[1][here] = CELL_THINGS.index(thing), CELL_COLOURS.index(colour)
    return out
