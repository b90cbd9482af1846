"""What a short prompt leaves open, and the words that the app adds for it: a place that suits the thing, a light, a
style.

Most of what people type names no style, and Stage C, which learned that silence means anything, then paints ink or
pixel art in any light. So the package says which words name a kind (`named`) and which phrases stand in where none does
(`phrases`: the first whose `when` has something of the prompt, or that has no `when`). Each entry of both lists is a
word or several in a row, and counts only as whole words: "sea" is not in "seagulls". The phrases were chosen on
`prompt_lists/short_dev.txt`, see docs/training-notes.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wuerstchen_train.world.vocabulary import THING_WORDS

# Every phrase of vocabulary.py for a terrain, light or style has one of these in it (test_world.py); besides, what
# people say in their place.
# "snow" alone names no place, it also falls, but has a phrase of its own below.
NAMED: dict[str, tuple[str, ...]] = {
    "place": (
        "sea",
        "seascape",
        "ocean",
        "island",
        "seaside",
        "coast",
        "lake",
        "lakeside",
        "shore",
        "harbour",
        "harbor",
        "beach",
        "sand",
        "desert",
        "dune",
        "dunes",
        "meadow",
        "meadows",
        "field",
        "fields",
        "grassland",
        "in the snow",
        "in snow",
        "snowfield",
        "winter landscape",
        "hill",
        "hills",
        "hilly",
        "mountain",
        "mountains",
        "peaks",
        "alps",
        "forest",
        "woods",
        "woodland",
        "city",
        "skyline",
        "town",
    ),
    "light": (
        "dawn",
        "daybreak",
        "sunrise",
        "first light",
        "morning",
        "noon",
        "midday",
        "day",
        "daytime",
        "daylight",
        "sunlight",
        "sunshine",
        "afternoon",
        "golden hour",
        "golden light",
        "sunset",
        "sundown",
        "evening",
        "dusk",
        "twilight",
        "nightfall",
        "blue hour",
        "night",
        "midnight",
        "dark",
        "starry",
        "moonlight",
        "moonlit",
        "full moon",
        "overcast",
        "grey sky",
        "gray sky",
        "dull light",
        "aurora",
        "northern lights",
        "polar lights",
    ),
    "style": (
        "storybook",
        "children's book",
        "poster",
        "flat design",
        "watercolour",
        "watercolours",
        "watercolor",
        "watercolors",
        "aquarelle",
        "pixel",
        "pixels",
        "pixelart",
        "8-bit",
        "retro game",
        "ink",
        "sketch",
        "neon",
        "synthwave",
        "retrowave",
        "paper cut",
        "papercut",
        "paper cutout",
        "layered paper",
    ),
}
SNOWY = ("snow", "snowfall", "snowing", "snowflakes", "snowy", "snows")
GREY = (
    "rain",
    "rains",
    "rainy",
    "raining",
    "storm",
    "stormy",
    "thunderstorm",
    "lightning",
    "fog",
    "foggy",
    "mist",
    "misty",
    "haze",
)
SKY_AT_NIGHT = ("moon", "moons", "star", "stars")


@dataclass(frozen=True)
class Added:
    """`phrase` is added to a prompt that has a word of `things` or `words` in it; where both are empty, to any. English
    and German label.
    """

    phrase: str
    english: str
    german: str
    things: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def when(self) -> list[str]:
        said = {w for thing in self.things for pair in THING_WORDS[thing] for w in pair} | set(self.words)
        return sorted(w for w in said if not any(w != other and names(w, [other]) for other in said))


PHRASES: dict[str, tuple[Added, ...]] = {
    "place": (
        Added("on the sea", "on the sea", "auf dem Meer", ("ship",)),
        Added("on a lake", "on a lake", "auf einem See", ("sailboat",)),
        Added("by the sea", "by the sea", "am Meer", ("lighthouse", "umbrella")),
        Added("on an island", "on an island", "auf einer Insel", ("palm",)),
        Added("on the beach", "on the beach", "am Strand", ("rocks", "campfire")),
        Added("in the desert", "in the desert", "in der Wüste", ("cactus",)),
        Added("in the mountains", "in the mountains", "in den Bergen", ("igloo", "castle", "church", "pine", "train")),
        Added("in a winter landscape", "in a winter landscape", "in einer Winterlandschaft", ("snowman",)),
        Added("in the snow", "in the snow", "im Schnee", (), SNOWY),
        Added("over a lake", "over a lake", "über einem See", ("birds", "balloon")),
        Added("over the mountains", "over the mountains", "über den Bergen", ("rocket",)),
        Added("over a meadow", "over a meadow", "über einer Wiese", ("kite",)),
        Added("in the city", "in the city", "in der Stadt", ("lantern",)),
        Added("in the hills", "in the hills", "in den Hügeln", ("pagoda", "bridge")),
        Added("in a meadow", "in a meadow", "auf einer Wiese"),
    ),
    "light": (
        Added("by moonlight", "Moonlight", "Mondschein", (), SKY_AT_NIGHT),
        Added("on a grey day", "Grey day", "Grauer Tag", (), GREY),
        Added("on a sunny day", "Sunny day", "Sonniger Tag"),
    ),
    "style": (Added("storybook illustration", "Storybook", "Bilderbuch"),),
}


def names(text: str, words: list[str] | tuple[str, ...]) -> bool:
    """Whether one of the words, or sequences of words, is in the text as a whole, in any case. Words are told apart as
    in src/package/words.ts.
    """
    said = " ".join(re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", text.lower()))
    return any(f" {word} " in f" {said} " for word in words)


def missing(text: str) -> list[Added]:
    """What is to be added to a prompt, in this order."""
    out = []
    for kind, named in NAMED.items():
        if not names(text, named):
            out.append(next(added for added in PHRASES[kind] if not added.when() or names(text, added.when())))
    return out


def completion() -> list[dict[str, object]]:
    """The field `completion` of a package's manifest."""

    def phrase(added: Added) -> dict[str, object]:
        when = added.when()
        return {
            "phrase": added.phrase,
            **({"when": when} if when else {}),
            "labels": {"en": added.english, "de": added.german},
        }

    return [
        {"kind": kind, "named": list(named), "phrases": [phrase(added) for added in PHRASES[kind]]}
        for kind, named in NAMED.items()
    ]
