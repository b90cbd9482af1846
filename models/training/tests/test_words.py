"""Captions, composed ones, and what the app adds to short prompts say what they mean."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from wuerstchen_train.world import spelling
from wuerstchen_train.world import vocabulary as v
from wuerstchen_train.world.captions import vocabulary
from wuerstchen_train.world.completion import NAMED, PHRASES, completion, missing, names
from wuerstchen_train.world.composed import BOUND, CONFUSED, COUNTED, TOGETHER, composition, confused, separated
from wuerstchen_train.world.holdout import HELD_OUT, held_out, pairs_of
from wuerstchen_train.world.nearest import ENGLISH, GERMAN, nearest
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import TERRAINS, Item, Scene
from wuerstchen_train.world.spelling import other_words
from wuerstchen_train.world.things.catalogue import KINDS

# Every word and phrase that stands for a value of an attribute.
SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "light": v.LIGHT_PHRASES,
    "weather": v.WEATHER_PHRASES,
    "terrain": {k: (*v.TERRAIN_PHRASES[k], *v.AFLOAT.get(k, ()), *v.TERRAIN_NOUNS[k]) for k in v.TERRAIN_PHRASES},
    "style": {k: (*v.STYLE_PREFIXES[k], *v.STYLE_SUFFIXES[k]) for k in v.STYLE_PREFIXES},
    "thing": {k: sum(words, ()) for k, words in v.THING_WORDS.items()},
    "colour": v.COLOUR_WORDS,
}


def test_other_captions_have_a_held_out_pair_between_them() -> None:
    rng, kinds = random.Random(0), set()
    counted = set()
    for seed in range(1500):
        scene = sample_scene(seed, "held_out")
        found = composition(scene, rng)
        if found is None:
            continue
        ((kind, pair),) = ((k, p) for k, p in pairs_of(scene) if p in HELD_OUT[k])
        kinds.add(kind)
        assert all("  " not in c and not c.startswith(",") for c in found.captions)
        assert found.combination == (BOUND if kind[0] == "colour" else COUNTED if kind[0] == "number" else TOGETHER)
        assert len(found.captions) == len(found.combination.early) == len(found.combination.late)
        parts = found.captions[1:]
        if kind[0] == "colour":
            colour, thing = (SAID[k][p] for k, p in zip(kind, pair, strict=True))
            assert any(w in parts[1] for w in colour) and any(w in parts[0] for w in thing), found
            assert len(set(found.captions)) == 4
        elif kind[0] == "number":
            counted.add(pair)
            thing, number = SAID["thing"][pair[1]], v.NUMBER_WORDS[int(pair[0])][0]
            assert [any(w in c for w in thing) for c in found.captions] == [True, False, False, False, False], found
            times = [c.split().count(number) for c in found.captions]
            assert [n - times[0] for n in times] == [0, 0, -1, 0, -1], found
        else:
            has = [
                tuple(any(w in c for w in SAID[k][p]) for k, p in zip(kind, pair, strict=True)) for c in found.captions
            ]
            assert has[0] == (True, True) and has[1][0] and has[2][1], (found, has)
            if "thing" not in kind and "terrain" not in kind:
                assert has[1:] == [(True, False), (False, True), (False, False)], (found, has)
    assert kinds == set(HELD_OUT) and counted == HELD_OUT["number", "thing"]


def test_what_is_mistaken_is_said_beside_what_it_is_taken_for() -> None:
    rng, found = random.Random(0), set()
    for seed in range(400):
        scene = sample_scene(seed)
        both = {name: separated(scene, name, rng) for name in CONFUSED}
        assert confused(scene) or not any(both.values())
        for name, said in both.items():
            if said:
                value = getattr(scene, name)
                other = CONFUSED[name][value]
                found.add((name, value))
                changed: dict[str, Any] = {name: other}
                assert not held_out(dataclasses.replace(scene, **changed))
                for caption_, named in zip(said.captions, (value, other), strict=True):
                    assert any(w in caption_ for w in SAID[name][named]), (said, named)
                assert said.captions[0] != said.captions[1]
    assert found == {(name, value) for name, others in CONFUSED.items() for value in others}


def test_every_phrase_names_its_kind_and_things_do_not() -> None:
    tables = {
        "place": (v.TERRAIN_PHRASES, v.TERRAIN_NOUNS, v.AFLOAT),
        "light": (v.LIGHT_PHRASES, v.LIGHT_NOUNS),
        "style": (v.STYLE_PREFIXES, v.STYLE_SUFFIXES),
    }
    phrases = {kind: {p for table in each for words in table.values() for p in words} for kind, each in tables.items()}
    assert set(phrases) == set(NAMED) == set(PHRASES)
    for kind, said in phrases.items():
        for phrase in said:
            for text in (phrase, f"A red house {phrase}.", f"two pines, {phrase.upper()}, with a moon"):
                assert names(text, NAMED[kind]), (kind, text)
            for other in set(NAMED) - {kind}:
                assert not names(phrase, NAMED[other]), (other, phrase)
    silent = [
        w
        for words in (
            v.COLOUR_WORDS,
            v.SIZE_WORDS,
            v.PLACE_WORDS,
            v.DISTANCE_WORDS,
            v.WAY_WORDS,
            v.WEATHER_PHRASES,
            v.WEATHER_NOUNS,
        )
        for each in words.values()
        for w in each
    ]
    silent += [
        w
        for thing, pairs in v.THING_WORDS.items()
        for pair in pairs
        for w in pair
        if "beach" not in w and w not in ("full moon", "full moons")
    ]
    for text in silent:
        assert not any(names(text, named) for named in NAMED.values()), text
    assert (
        names("by the sea", ["sea"])
        and not names("seagulls over a seashell", ["sea"])
        and names("Grey  day,", ["grey day"])
    )


def test_whatever_is_added_suits_the_thing_and_names_its_kind() -> None:
    for kind, phrases in PHRASES.items():
        assert all(not set(a.phrase) & set(',;"\n') and names(a.phrase, NAMED[kind]) for a in phrases)
        assert [bool(a.when()) for a in phrases] == [True] * (len(phrases) - 1) + [False]
    for name, thing in KINDS.items():
        for words in {w for pair in v.THING_WORDS[name] for w in pair}:
            place, light, style = (
                missing(f"two {words} on the left") if "beach" not in words else (PHRASES["place"][2], *missing(words))
            )
            noun = place.phrase.split(" ", 1)[1].removeprefix("the ").removeprefix("a ")
            (terrain,) = (t for t in TERRAINS if place.phrase in SAID["terrain"][t] or noun in v.TERRAIN_NOUNS[t])
            assert terrain in thing.terrains and not held_out(
                Scene("noon", "clear", terrain, "storybook", (Item(name),))
            ), (words, terrain)
            assert (light.phrase, style.phrase) == ("on a sunny day", "storybook illustration")
    assert [a.phrase for a in missing("The moon over the sea")] == ["by moonlight", "storybook illustration"]
    assert missing("a house by the sea at night, ink sketch") == []
    fields: list[dict[str, Any]] = completion()
    assert [f["kind"] for f in fields] == ["place", "light", "style"]
    assert all(
        set(p) <= {"phrase", "when", "labels"} and set(p["labels"]) == {"en", "de"}
        for f in fields
        for p in f["phrases"]
    )


def test_what_is_suggested_is_known_and_what_it_stands_for_is_not() -> None:
    known = set(vocabulary())
    words = [word for entry in nearest() for word in entry["words"]]  # type: ignore[attr-defined]
    assert len(words) == len(set(words)) and not set(words) & known
    assert all(set(str(entry["suggest"]).split()) <= known for entry in nearest())
    english, german = (sum(len(each.split()) for each in table.values()) for table in (ENGLISH, GERMAN))
    assert english >= 250 and german >= 200
    assert set(KINDS) <= {
        t
        for t, pairs in v.THING_WORDS.items()
        if {w for p in pairs for w in p} & {str(e["suggest"]) for e in nearest()}
    }


def test_other_words_are_no_words_of_the_model_and_near_one() -> None:
    known, listed = set(vocabulary()), other_words()
    assert listed == sorted(set(listed)) and not known & set(listed)
    assert set(spelling.find(set(listed), known)) == set(listed)  # every one could be taken for a word of the model
    for word in ("bride", "story", "dessert", "lighting"):
        assert word in listed, word
