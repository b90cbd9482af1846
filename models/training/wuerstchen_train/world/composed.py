"""A held-out pair in words: a caption that names both, and others that no held-out pair is in, of whose predictions its
own can be composed. Likewise a style or terrain that pictures show as another one: a caption that names it, and the
same one with the other.

Stage C has seen storybook nights and watercolour days, never a watercolour night. If style and light are independent
given all else, log p(picture | both) = log p(picture | style) + log p(picture | light) - log p(picture | neither), up
to a constant.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from wuerstchen_train.world import vocabulary as v
from wuerstchen_train.world.captions import thing_phrase
from wuerstchen_train.world.holdout import held_kinds, held_out
from wuerstchen_train.world.scene import Item, Scene
from wuerstchen_train.world.things.catalogue import KINDS, Kind

NAMED = 0.8  # chance that an attribute outside of the pair is named


@dataclass(frozen=True)
class Combination:
    """What the predictions for the captions of a `Composition` count, `early` while t is above `until` and `late` from
    there on.
    """

    early: tuple[float, ...]
    late: tuple[float, ...]
    until: float

    @property
    def used(self) -> list[int]:
        """Which of the captions count at any time."""
        return [k for k, both in enumerate(zip(self.early, self.late, strict=True)) if any(both)]

    def composes(self, t: float) -> bool:
        """Whether more than the caption's own prediction counts."""
        return any((self.early if t > self.until else self.late)[1:])

    def over(self, t: float) -> bool:
        """Whether nothing is composed any more, from t on."""
        return 0 < self.until >= t and not any(self.late[1:])

    def weights(self, t: float) -> list[float]:
        """Of those that are used."""
        return [(self.early if t > self.until else self.late)[k] for k in self.used]


PLAIN = Combination((1,), (1,), 0)  # a caption that is not composed
TOGETHER = Combination((0, 1, 1, -1), (0, 1, 1, -1), 0)  # first + second - neither
# A colour that another thing's captions add is needed twice as strongly, and only until the thing stands there: then
# its own caption says more.
BOUND = Combination((0, 1, 2, -2), (0.7, 0.3, 0.6, -0.6), 0.5)
# A number is where things stand, which the first steps decide. What "three" adds to two of one other thing also draws
# that thing; the mean over two others
# less so, and beside the pair's own prediction, which knows what a house is, not at all.
# Half of that sum, since these weights have been taught it before: what has a pair's own prediction in it is not to be
# taught twice (the first time it was the whole).
COUNTED = Combination((1, 0.5, -0.5, 0.5, -0.5), (1, 0, 0, 0, 0), 0.6)
# Away from what it is taken for, once the first steps have decided how many things stand where: earlier, two campfires
# became one.
SEPARATED = Combination((1, 0), (2, -1), 0.6)
# What pictures showed in place of what was asked, of combinations that training saw: nearly all wrong styles and
# terrains and half of the wrong weathers of 240 prompts
# (full_prompts.questions(240, "train", 910_000_000), none of which the evaluation asks).
CONFUSED: dict[str, dict[str, str]] = {
    "style": {"paper cut": "storybook", "watercolour": "poster"},
    "terrain": {"meadow": "hills", "hills": "meadow", "forest": "hills", "mountains": "forest", "snowfield": "sea"},
    "weather": {"storm": "rain", "snow": "fog"},
}


@dataclass(frozen=True)
class Composition:
    """The caption itself, then its parts: captions with the same words for whatever they share."""

    captions: tuple[str, ...]
    combination: Combination

    @property
    def asked(self) -> list[str]:
        """ "" and the captions that need a prediction."""
        return ["", *(self.captions[k] for k in self.combination.used)]


def composition(scene: Scene, rng: random.Random) -> Composition | None:
    """Captions of a scene with exactly one held-out pair; None where it has more, or where nothing else could take the
    thing's place.

    A colour is added by the captions of another thing in the same place, a number by those of two."""
    held = held_kinds(scene)
    if len(held) != 1:
        return None
    ((kind, pair),) = held
    seed = rng.random()

    def say(seen: Scene, *silent: str) -> str:
        return _say(seen, seed, frozenset(silent), frozenset(kind))

    if "thing" not in kind:
        a, b = kind
        return Composition((say(scene), say(scene, b), say(scene, a), say(scene, a, b)), TOGETHER)
    item = next(i for i in scene.items if i.thing == pair[kind.index("thing")])
    if kind == ("thing", "terrain"):
        empty = _with(scene, item, None)
        return Composition((say(scene), say(scene, "terrain"), say(empty), say(empty, "terrain")), TOGETHER)
    bound = "colour" in kind
    # two and three things spread over the picture, one does not
    plain = replace(item, colour=None) if bound else replace(item, number={1: 2, 2: 3, 3: 2}[item.number])
    first = _with(scene, item, plain)
    parts: list[str] = []
    for other in _others(scene, item, max(item.number, plain.number), rng):
        instead = [_with(scene, item, replace(i, thing=other.name)) for i in (item, plain)]
        if not any(map(held_out, (first, *instead))):
            parts += map(say, instead)
        if bound and parts:
            return Composition((say(scene), say(first), *parts), BOUND)
        if len(parts) == 4:
            break
    return Composition((say(scene), *(parts * 2)[:4]), COUNTED) if parts else None


def separated(scene: Scene, name: str, rng: random.Random) -> Composition | None:
    """Captions of a scene that training saw, and of the same one with what its style, terrain or weather (`name`) is
    taken for; None where it is taken for nothing, or where that would be a held-out pair."""
    other = CONFUSED[name].get(getattr(scene, name))
    if other is None:
        return None
    changed: dict[str, Any] = {name: other}
    instead, seed = replace(scene, **changed), rng.random()
    if held_out(instead):
        return None
    captions = tuple(_say(s, seed, frozenset(), frozenset({name})) for s in (scene, instead))
    return Composition(captions, SEPARATED)


def confused(scene: Scene) -> bool:
    """Whether anything of the scene is taken for something else."""
    return any(getattr(scene, name) in others for name, others in CONFUSED.items())


def _others(scene: Scene, item: Item, number: int, rng: random.Random) -> list[Kind]:
    """What could stand in the place of `item`, also `number` times, in random order. On water, where nothing else comes
    in threes, what stands at its shore.
    """
    fit = [
        k
        for k in KINDS.values()
        if k.name not in v.MASS
        and scene.terrain in k.terrains
        and not scene.item(k.name)
        and (item.colour is None or item.colour in k.colours)
        and k.most >= number
    ]
    zone = KINDS[item.thing].zone
    near = [k for k in fit if k.zone == zone] or [k for k in fit if k.zone == "land" and zone == "water"]
    rng.shuffle(near)
    return near


def _with(scene: Scene, item: Item, instead: Item | None) -> Scene:
    """The scene with `instead`, or nothing, in the place of `item`."""
    return replace(scene, items=tuple(i for i in (instead if each is item else each for each in scene.items) if i))


def _say(scene: Scene, seed: float, silent: frozenset[str], wanted: frozenset[str]) -> str:
    """A caption without the attributes in `silent`; `wanted` and the things are named, all else often. Every choice has
    a generator of its own, so that captions of one seed differ only where the scene or `silent` does."""

    def own(name: str) -> random.Random:
        return random.Random(f"{seed}:{name}")

    def named(name: str) -> bool:
        return name not in silent and (name in wanted or own(f"{name} at all").random() < NAMED)

    def words(name: str, choices: tuple[str, ...]) -> str:
        plain = own(name).random() < 0.5
        return choices[0] if plain else own(name).choice(choices)

    def picker(k: int) -> Callable[[str, tuple[Any, ...]], Any]:
        noun = own(f"thing {k}")
        return lambda name, choices: (
            words(name, choices) if name != "thing" else choices[0] if noun.random() < 0.6 else noun.choice(choices)
        )

    things = [i for i in scene.items if i.thing in KINDS]
    afloat = things and all(KINDS[i.thing].zone == "water" for i in things)
    subject = " and ".join(thing_phrase(i, picker(k)) for k, i in enumerate(things))
    if not things and named("terrain"):
        subject = words("terrain noun", v.TERRAIN_NOUNS[scene.terrain])
    parts = []
    if things and named("terrain"):
        parts.append(words("terrain", v.AFLOAT[scene.terrain] if afloat else v.TERRAIN_PHRASES[scene.terrain]))
    tail = [words("light", v.LIGHT_PHRASES[scene.light])] if named("light") else []
    tail += (
        [words("weather", v.WEATHER_PHRASES[scene.weather])] if scene.weather != "clear" and named("weather") else []
    )
    own("order").shuffle(tail)
    text = " ".join(p for p in (subject, *parts, *tail) if p)
    if not named("style"):
        return text
    if own("style first").random() < 0.4:
        return f"{words('style', v.STYLE_PREFIXES[scene.style])} {text}"
    return ", ".join(p for p in (text, words("style", v.STYLE_SUFFIXES[scene.style])) if p)
