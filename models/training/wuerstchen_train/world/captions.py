"""What people might type for a scene: varied wording, order and completeness.

A caption names a random part of what is visible, so the text encoder and Stage C learn that silence means "anything".
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from wuerstchen_train.world import vocabulary as v
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import MOONY, Item, Scene
from wuerstchen_train.world.things.catalogue import KINDS

OPENINGS = (
    "a picture of",
    "an image of",
    "an illustration of",
    "a view of",
    "a scene with",
    "draw",
    "show me",
    "please paint",
)


def _pick(rng: random.Random, words: tuple[str, ...], plain: float = 0.45) -> str:
    """The plain word often, any of the others otherwise."""
    return words[0] if rng.random() < plain else rng.choice(words)


def _article(words: str) -> str:
    return ("an " if words[0] in "aeiou" else "a ") + words


def thing_phrase(item: Item, pick: Callable[[str, tuple[Any, ...]], Any]) -> str:
    """Everything that an item says: "two small red houses in the distance on the left". `pick(name, choices)` chooses
    the words of each attribute.
    """
    singular, plural = pick("thing", v.THING_WORDS[item.thing])
    words = [pick("size", v.SIZE_WORDS[item.size])] if item.size else []
    words += [pick("colour", v.COLOUR_WORDS[item.colour])] if item.colour else []
    if item.thing in v.MASS:
        words += [plural]
    elif item.number > 1:
        words = [v.NUMBER_WORDS[item.number][0], *words, plural]
    else:
        words = [_article(" ".join([*words, singular]))]
    words += [pick("distance", v.DISTANCE_WORDS[item.distance])] if item.distance else []
    words += [pick("place", v.PLACE_WORDS[item.place])] if item.place else []
    return " ".join(words)


def noun_phrase(item: Item, rng: random.Random, colour: float = 0.75, size: float = 0.7, article: float = 0.92) -> str:
    """ "two small red houses"; `colour` and `size` are the chances that they are named."""
    pairs = v.THING_WORDS[item.thing]
    singular, plural = pairs[0] if rng.random() < 0.55 else rng.choice(pairs)
    words = []
    if item.size and rng.random() < size:
        words.append(_pick(rng, v.SIZE_WORDS[item.size]))
    if item.colour and rng.random() < colour:
        words.append(_pick(rng, v.COLOUR_WORDS[item.colour], 0.85))
    if item.thing == "sun":
        words += rng.choice(([], [], ["bright"]))
    if item.thing in v.MASS:
        return " ".join([*words, plural])
    if item.number > 1:
        if rng.random() < 0.06:
            return " ".join([*words, plural])  # the number left open
        return " ".join([rng.choice(v.NUMBER_WORDS[item.number]), *words, plural])
    text = " ".join([*words, singular])
    if item.thing in ("sun", "moon") and rng.random() < 0.6:
        return "the " + text
    if rng.random() >= article:
        return text
    return (
        ("one " if item.thing in KINDS and rng.random() < 0.06 else "") + text
        if rng.random() < 0.06
        else _article(text)
    )


def _where(item: Item, rng: random.Random, chance: float = 0.4) -> str:
    words = []
    if item.distance and rng.random() < chance + 0.1:
        words.append(_pick(rng, v.DISTANCE_WORDS[item.distance]))
    if item.place and rng.random() < chance:
        words.append(_pick(rng, v.PLACE_WORDS[item.place]))
    rng.shuffle(words)
    return " ".join(words)


def _described(item: Item, rng: random.Random) -> str:
    return f"{noun_phrase(item, rng)} {_where(item, rng)}".strip()


def _related(items: list[Item], rng: random.Random) -> str | None:
    """ "a red house to the left of a tree", where the places say so."""
    order = {"left": 0, "middle": 1, "right": 2}
    placed = [i for i in items if i.place]
    if len(placed) != 2 or len(items) != 2 or placed[0].place == placed[1].place:
        return None
    a, b = placed
    side = "left" if order[a.place or ""] < order[b.place or ""] else "right"
    return f"{noun_phrase(a, rng)} to the {side} of {noun_phrase(b, rng)}"


def _terrain(scene: Scene, things: list[Item], rng: random.Random) -> str:
    afloat = [i for i in things if i.thing in KINDS and KINDS[i.thing].zone == "water"]
    if afloat and len(afloat) == len(things):
        return _pick(rng, v.AFLOAT[scene.terrain])
    aloft = things and all(i.thing not in KINDS or KINDS[i.thing].zone == "air" for i in things)
    if aloft:
        return rng.choice(("over", "above")) + " " + _with_article(scene.terrain, rng)
    return _pick(rng, v.TERRAIN_PHRASES[scene.terrain])


def _with_article(terrain: str, rng: random.Random) -> str:
    noun = _pick(rng, v.TERRAIN_NOUNS[terrain])
    if noun.endswith("s") or noun in ("woodland", "grassland"):
        return rng.choice(("", "the ")) + noun
    return rng.choice((_article(noun), "the " + noun))


def _short(scene: Scene, things: list[Item], rng: random.Random) -> str:
    """As people type who are in a hurry: "a lighthouse at night"."""
    facts = [
        _pick(rng, v.LIGHT_PHRASES[scene.light]),
        _terrain(scene, things[:1], rng),
        _pick(rng, v.WEATHER_PHRASES[scene.weather]),
    ]
    if scene.weather == "clear":
        facts.pop()
    style = _pick(rng, v.STYLE_SUFFIXES[scene.style])
    if things:
        subject = noun_phrase(things[0], rng, 0.6, 0.4, 0.75)
        return f"{subject} {rng.choice(facts)}" if rng.random() < 0.8 else f"{subject}, {style}"
    return f"{_with_article(scene.terrain, rng)} {rng.choice([facts[0], *facts[2:]])}"


def _listed(scene: Scene, things: list[Item], rng: random.Random) -> str:
    """ "red castle, desert, sunset, watercolour"."""
    words = [noun_phrase(i, rng, 0.8, 0.6, 0.1) + (f" {_where(i, rng, 0.3)}".rstrip()) for i in things]
    rest = [_pick(rng, v.TERRAIN_NOUNS[scene.terrain]), _pick(rng, v.LIGHT_NOUNS[scene.light])]
    if scene.weather != "clear" or rng.random() < 0.3:
        rest.append(_pick(rng, v.WEATHER_NOUNS[scene.weather]))
    rest.append(_pick(rng, v.STYLE_SUFFIXES[scene.style]))
    rest = [w for w in rest if rng.random() < 0.75]
    if rng.random() < 0.6:
        rng.shuffle(rest)
    return (", " if rng.random() < 0.75 else " ").join([*words, *rest] or [scene.terrain])


def _without(scene: Scene, rng: random.Random) -> str:
    """Rarely, what is not there."""
    options = []
    if scene.weather == "clear":
        options += ["without clouds", "no clouds"]
    if scene.light in MOONY and not scene.item("moon"):
        options += ["without a moon", "no moon"]
    if not any(i.thing in KINDS and KINDS[i.thing].zone != "air" for i in scene.items):
        options += ["without houses", "no houses"]
    return rng.choice(options) if options else ""


def caption(scene: Scene, rng: random.Random) -> str:
    """One caption of the scene. `scene` must describe the picture as seen (use `flipped()` for a mirrored one)."""
    things = [i for i in scene.items if i.thing in KINDS]
    rng.shuffle(things)
    if len(things) > 1 and rng.random() < 0.15:
        things.pop()  # leave something out
    sky = [i for i in scene.items if i.thing not in KINDS]
    kind = rng.random()
    if kind < 0.2:
        return _finish(
            _short(scene, things or ([i for i in sky if i.thing != "stars"] if rng.random() < 0.4 else []), rng), rng
        )
    if kind < 0.36:
        return _finish(_listed(scene, things + [i for i in sky if rng.random() < 0.5], rng), rng)

    light = _pick(rng, v.LIGHT_PHRASES[scene.light]) if rng.random() < 0.82 else ""
    named_weather = rng.random() < (0.25 if scene.weather == "clear" else 0.85)
    weather = _pick(rng, v.WEATHER_PHRASES[scene.weather]) if named_weather else ""
    extras = []
    for i in sky:
        if rng.random() < 0.55:
            what = noun_phrase(i, rng) + (f" {_where(i, rng, 0.35)}".rstrip())
            extras.append(
                rng.choice(("with", "and") if i.thing == "moon" else ("with", "and", "under"))
                + " "
                + (("the " if rng.random() < 0.4 else "") + what if i.thing == "stars" else what)
            )
    if scene.way and rng.random() < 0.7:
        extras.append(("and " if rng.random() < 0.3 else "with ") + _pick(rng, v.WAY_WORDS[scene.way]))
    if rng.random() < 0.04:
        extras.append(_without(scene, rng))
    if things and rng.random() < 0.88:
        subject = (_related(things, rng) if rng.random() < 0.3 else None) or " and ".join(
            _described(i, rng) for i in things
        )
        terrain = _terrain(scene, things, rng) if rng.random() < 0.86 else ""
    else:
        subject = _with_article(scene.terrain, rng)
        terrain = "with " + " and ".join(_described(i, rng) for i in things) if things else ""
    tail = [p for p in (terrain, light, weather, *extras) if p]
    if rng.random() < 0.3:
        first, rest = (tail[:1], tail[1:]) if terrain.startswith("with") else ([], tail)
        rng.shuffle(rest)
        tail = first + rest
    style = rng.random()
    if light and style > 0.74 and rng.random() < 0.25:  # "at night, a house by the sea"
        tail.remove(light)
        subject = f"{light}, {subject}"
    text = subject
    for part in tail:
        text += (", " if rng.random() < 0.2 else " ") + part
    if style < 0.34:
        text = _pick(rng, v.STYLE_PREFIXES[scene.style]) + " " + text
    elif style < 0.62:
        text += (", " if rng.random() < 0.7 else " ") + _pick(rng, v.STYLE_SUFFIXES[scene.style])
    elif style < 0.74:
        text = rng.choice(OPENINGS) + " " + text
    return _finish(text, rng)


def _finish(text: str, rng: random.Random) -> str:
    text = " ".join(text.split()).replace(" ,", ",")
    if rng.random() < 0.18:
        text = text[:1].upper() + text[1:] + ("." if rng.random() < 0.5 else "")
    return text


@lru_cache(maxsize=1)
def vocabulary() -> list[str]:
    """The words that captions are made of, sorted."""
    rng, found = random.Random(0), set[str]()
    for seed in range(6000):
        found.update(w.strip(".,").lower() for w in caption(sample_scene(seed), rng).split())
    return sorted(found - {""})
