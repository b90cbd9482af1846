"""Marks for pictures of short prompts (`short_exam.py`): what of that which a prompt names the judge finds, how sure it
is, and what is there besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from wuerstchen_train.evaluation.judge import Seen
from wuerstchen_train.evaluation.short_prompts import SCENE, Asked, Wanted
from wuerstchen_train.world.cells import CELL_THINGS
from wuerstchen_train.world.labels import ATTRIBUTES
from wuerstchen_train.world.things.catalogue import KINDS

NAMED = ("light", "weather", "terrain", "style", "thing", "one", "number", "colour", "side", "nothing else")
LARGE = 4  # of the map's 400 cells that something else must cover to count
LEAST = 3  # cells of a thing that stands by itself


@dataclass(frozen=True)
class Mark:
    """Whether picture `picture` shows what its prompt names for `name`, and the probability that the judge gives to it;
    `instead` is what it sees.
    """

    picture: int
    name: str
    right: bool
    sure: float
    instead: str


def _pieces(cells: np.ndarray, thing: str) -> int:
    """How many separate things of that kind the map of a picture shows; neighbours may be one."""
    count, found = cv2.connectedComponents((cells[CELL_THINGS.index(thing)] > 0.5).astype(np.uint8))
    return sum(int((found == k).sum()) >= LEAST for k in range(1, count))


def _of_thing(seen: Seen, n: int, wanted: Wanted) -> Iterator[Mark]:
    def attribute(name: str, value: object, key: str) -> Mark:
        values, sure = ATTRIBUTES[key], seen.sure[key][n]
        best = values[sure.argmax()]
        return Mark(n, name, best == value, float(sure[values.index(value)]), f"{wanted.thing} {best}")

    if wanted.thing not in KINDS:  # the sun or the moon has a place, or there are stars
        sure = seen.sure["stars number" if wanted.thing == "stars" else f"{wanted.thing} place"][n]
        yield Mark(n, "thing", bool(sure.argmax() > 0), float(1 - sure[0]), f"no {wanted.thing}")
        return
    sure = seen.sure[f"{wanted.thing} number"][n]
    found = int(sure.argmax())
    yield Mark(n, "thing", found > 0, float(1 - sure[0]), f"{found} of {wanted.thing}")
    if wanted.number == 1:
        # Of some kinds the judge knows no two: there its map has to show one piece.
        alone = KINDS[wanted.thing].most > 1 or _pieces(seen.cells[n], wanted.thing) < 2
        yield Mark(n, "one", found == 1 and alone, float(sure[1]), f"{found if alone else 'several'} of {wanted.thing}")
    elif wanted.number:
        yield attribute("number", wanted.number, f"{wanted.thing} number")
    if wanted.colour:
        yield attribute("colour", wanted.colour, f"{wanted.thing} colour")
    if wanted.side:
        yield attribute("side", wanted.side, f"{wanted.thing} place")


def marks(asked: list[Asked], seen: Seen) -> list[Mark]:
    """One for each thing that the prompt of picture n, `asked[n]`, names, and whether nothing large is there that it
    does not name.
    """
    out: list[Mark] = []
    for n, each in enumerate(asked):
        for name in SCENE:
            value = getattr(each, name)
            if value:
                sure = seen.sure[name][n]
                best = str(ATTRIBUTES[name][sure.argmax()])
                out.append(Mark(n, name, best == value, float(sure[ATTRIBUTES[name].index(value)]), best))
        for wanted in each.things:
            out += _of_thing(seen, n, wanted)
        others = [k for k in KINDS if k not in {w.thing for w in each.things}]
        there = {k: 1 - float(seen.sure[f"{k} number"][n][0]) for k in others}
        large = [
            k
            for k in others
            if seen.sure[f"{k} number"][n].argmax() > 0 and (seen.cells[n][CELL_THINGS.index(k)] > 0.5).sum() >= LARGE
        ]
        out.append(Mark(n, "nothing else", not large, 1 - max(there.values()), " ".join(large)))
    return out


def shares(found: list[Mark]) -> dict[str, float]:
    """By name, the share in per cent that is right."""
    return {
        name: round(100 * float(np.mean([m.right for m in found if m.name == name])), 1)
        for name in NAMED
        if any(m.name == name for m in found)
    }


def sureness(found: list[Mark]) -> dict[str, float]:
    """By name, the mean probability in per cent of what is named."""
    return {
        name: round(100 * float(np.mean([m.sure for m in found if m.name == name])), 1)
        for name in NAMED
        if any(m.name == name for m in found)
    }


def unlike(pictures: np.ndarray, renders: np.ndarray) -> np.ndarray:
    """How far pictures are from renders of what their prompts name and the app adds, [N]: the mean over all traits
    (`close_up.traits`) of the distance to the mean of a prompt's own renders, in standard deviations of all renders.
    `pictures` [N, T], `renders` [N, K, T]. Renders themselves have some 0.3.

    It sees what the shares do not, see docs/training-notes.md."""
    spread = renders.reshape(-1, renders.shape[-1]).std(0) + 1e-6
    return (np.abs(pictures - renders.mean(1)) / spread).mean(1)
