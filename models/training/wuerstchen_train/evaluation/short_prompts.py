"""Short prompts, as people type them, and marks for what a picture makes of them.

`exam.py` asks prompts that name everything. These leave most open: three to eight words, with and without articles,
lists, sentences, typos. Two lists in `prompts/`: `short` is the exam, which nothing may be tuned on; `short_dev` is for
choosing phrases, steps and guidance. A line is a prompt, what it names, and perhaps "typo": `two red tents at night | 2
red tent, night`. "a" names the number one; where nothing is said about number, colour, side, light, ... it is open.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from wuerstchen_train.world import vocabulary as v
from wuerstchen_train.world.colour import PAINT
from wuerstchen_train.world.completion import PHRASES, names
from wuerstchen_train.world.scene import (
    LIGHT_NAMES,
    MOONY,
    PLACES,
    STYLES,
    SUNNY,
    TERRAINS,
    WEATHERS,
    Item,
    Scene,
    weathers_of,
)
from wuerstchen_train.world.things.catalogue import KINDS, THINGS

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
        name = (
            "thing"
            if word in THINGS
            else "colour"
            if word in PAINT
            else "side"
            if word in ("left", "right")
            else "number"
            if word in "123"
            else ""
        )
        if not name or name in found:
            raise ValueError(f"expected one thing with perhaps its number, colour and side, got {' '.join(words)!r}")
        found[name] = int(word) if name == "number" else word
    return Wanted(**found)  # type: ignore[arg-type]


def parse(line: str) -> Asked:
    """One line of a list. Raises ValueError for what is neither an attribute nor a thing."""
    text, meaning, *mark = (part.strip() for part in line.split("|"))
    things: list[Wanted] = []
    named: dict[str, str] = {}
    for part in (p.strip() for p in meaning.split(",")):
        name = next((n for n, values in SCENE.items() if part in values), None)
        if name is None:
            things.append(_thing(part.split()))
        else:
            named[name] = part
    scene_of = {name: named.get(name) for name in SCENE}
    return Asked(text, **scene_of, things=tuple(things), typo=mark == ["typo"])


def prompts(name: str) -> list[Asked]:
    """The list of that name, see LISTS."""
    lines = (Path(__file__).parent / "prompt_lists" / LISTS[name]).read_text().splitlines()
    return [parse(line) for line in lines if line.strip()]


def _value(kind: str, phrase: str) -> str:
    """What a phrase of a completion stands for: "on a sunny day" is noon."""
    noun = phrase.split(" ", 1)[1].removeprefix("the ").removeprefix("a ")
    tables = {
        "place": (v.TERRAIN_PHRASES, v.AFLOAT, v.TERRAIN_NOUNS),
        "light": (v.LIGHT_PHRASES,),
        "style": (v.STYLE_SUFFIXES,),
    }
    return next(
        value
        for table in tables[kind]
        for value, said in table.items()
        if phrase in said or (noun in said and kind == "place")
    )


def _default(kind: str, about: str) -> str:
    """The value that a completion has for a prompt of these words."""
    added = next(a for a in PHRASES[kind] if not a.when() or names(about, a.when()))
    return _value(kind, added.phrase)


def scene(asked: Asked, seed: int, anything: bool = False) -> Scene:
    """A scene that shows what the prompt names. What it leaves open is as the completion has it, in clear weather, or
    `anything` that fits; number one, colour and place at random."""
    rng = random.Random(f"short:{seed}:{anything}")
    wanted = [w.thing for w in asked.things]
    kinds = [KINDS[t] for t in wanted if t in KINDS]
    said = " ".join([*(v.THING_WORDS[t][0][0] for t in wanted), *([asked.weather] if asked.weather else [])])
    lights = [
        light
        for light in LIGHT_NAMES
        if (not asked.weather or asked.weather in weathers_of(light))
        and ("sun" not in wanted or light in SUNNY)
        and (not {"moon", "stars"} & set(wanted) or light in MOONY)
    ]
    light = asked.light or (rng.choice(lights) if anything else _default("light", said))
    weather = asked.weather or (
        "clear"
        if (not anything and "clear" in weathers_of(light)) or "stars" in wanted
        else rng.choice(weathers_of(light))
    )
    terrains = [t for t in TERRAINS if all(t in k.terrains for k in kinds)]
    terrain = asked.terrain or (rng.choice(terrains) if anything else _default("place", said))
    places = list(PLACES)
    rng.shuffle(places)
    items = []
    for w in asked.things:
        number = w.number or 1
        place = w.side or (places.pop() if number == 1 and w.thing != "stars" else None)
        colours = KINDS[w.thing].colours if w.thing in KINDS else ()
        items.append(Item(w.thing, w.colour or (rng.choice(colours) if colours else None), number, place=place))
    return Scene(
        light,
        weather,
        terrain,
        asked.style or (rng.choice(STYLES) if anything else _default("style", said)),
        tuple(items),
        seed=seed,
    )
