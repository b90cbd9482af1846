"""Short prompts, as people type them, and marks for what a picture makes of them.

`exam.py` asks prompts that name everything. These leave most open: three to eight words, with and without articles, lists, sentences, typos. Two lists
in `prompts/`: `short` is the exam, which nothing may be tuned on; `short_dev` is for choosing phrases, steps and guidance. A line is a prompt, what it
names, and perhaps "typo": `two red tents at night | 2 red tent, night`. "a" names the number one; where nothing is said about number, colour, side, light, ... it is open.
"""
from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from world import vocabulary as v
from world.colour import PAINT
from world.completion import PHRASES, Added
from world.scene import LIGHT_NAMES, MOONY, PLACES, STYLES, SUNNY, TERRAINS, WEATHERS, Item, Scene, weathers_of
from world.things.catalogue import KINDS, THINGS

LISTS = {"short": "short.txt", "short-dev": "short_dev.txt"}
SCENE: dict[str, tuple[str, ...]] = {"light": LIGHT_NAMES, "weather": WEATHERS, "terrain": TERRAINS, "style": STYLES}


@dataclass(frozen=True)
class Wanted:
    """A thing that a prompt names; None is open."""

    thing: str
    number: int | None = None
    colour: str | None = None
    side: str | None = None


@dataclass(frozen=True)
class Asked:
    """A prompt and what it names; None is open."""

    text: str
    light: str | None = None
    weather: str | None = None
    terrain: str | None = None
    style: str | None = None
    things: tuple[Wanted, ...] = ()
    typo: bool = False


def _thing(words: list[str]) -> Wanted:
    found: dict[str, object] = {}
    for word in words:
        name = "thing" if word in THINGS else "colour" if word in PAINT else "side" if word in ("left", "right") else "number" if word in "123" else ""
        if not name or name in found:
            raise ValueError(f"expected one thing with perhaps its number, colour and side, got {' '.join(words)!r}")
        found[name] = int(word) if name == "number" else word
    return Wanted(**found)  # type: ignore[arg-type]


def parse(line: str) -> Asked:
    """One line of a list. Raises ValueError for what is neither an attribute nor a thing."""
    text, meaning, *mark = (part.strip() for part in line.split("|"))
    asked, things = Asked(text, typo=mark == ["typo"]), []
    for part in (p.strip() for p in meaning.split(",")):
        name = next((n for n, values in SCENE.items() if part in values), None)
        if name is None:
            things.append(_thing(part.split()))
        else:
            asked = replace(asked, **{name: part})
    return replace(asked, things=tuple(things))


def prompts(name: str) -> list[Asked]:
    """The list of that name, see LISTS."""
    lines = (Path(__file__).parent / "prompts" / LISTS[name]).read_text().splitlines()
    return [parse(line) for line in lines if line.strip()]
