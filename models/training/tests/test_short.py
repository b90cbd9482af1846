"""The lists of short prompts say what they ask, and marks tell what is there from what is not. Seconds to run."""

from __future__ import annotations

import numpy as np
import pytest

from wuerstchen_train.evaluation.judge import Seen
from wuerstchen_train.evaluation.short_prompts import LISTS, Asked, Wanted, parse, prompts, scene
from wuerstchen_train.evaluation.short_scores import LARGE, marks, shares, unlike
from wuerstchen_train.world import vocabulary as v
from wuerstchen_train.world.captions import vocabulary
from wuerstchen_train.world.cells import CELL_THINGS, cells
from wuerstchen_train.world.holdout import held_out
from wuerstchen_train.world.labels import ATTRIBUTES, labels
from wuerstchen_train.world.scene import Scene, weathers_of
from wuerstchen_train.world.things.catalogue import KINDS, THINGS


def true_look(scenes: list[Scene]) -> Seen:
    """What a judge that is never wrong would see."""
    found = [labels(s) for s in scenes]
    sure = {
        name: np.stack([np.eye(len(values))[each[k]] for each in found])
        for k, (name, values) in enumerate(ATTRIBUTES.items())
    }
    where = np.stack([np.eye(len(CELL_THINGS))[cells(s, 320, 320, 16)[0]].transpose(2, 0, 1) for s in scenes])
    return Seen(np.zeros((len(scenes), 1)), sure, where)


def test_lists_ask_what_people_type_and_nothing_that_cannot_be() -> None:
    known = set(vocabulary()) | {
        w for pairs in v.THING_WORDS.values() for pair in pairs for phrase in pair for w in phrase.split()
    }
    exam, chosen = prompts("short"), prompts("short-dev")
    assert len(exam) >= 160 and 50 <= len(chosen) < len(exam)
    texts = [a.text for a in (*exam, *chosen)]
    assert len(set(texts)) == len(texts)
    assert {w.thing for a in exam for w in a.things} == set(THINGS)
    assert 0.05 < np.mean([a.typo for a in exam]) < 0.1
    for asked in (*exam, *chosen):
        words = [w.strip(".,").lower() for w in asked.text.split()]
        assert asked not in exam or 3 <= len(words) <= 8, asked.text
        assert (not set(words) <= known) == asked.typo, asked.text
        assert not (asked.light and asked.weather) or asked.weather in weathers_of(asked.light), asked.text
        for wanted in asked.things:
            kind = KINDS.get(wanted.thing)
            if kind:
                assert not wanted.colour or wanted.colour in kind.colours, asked.text
                assert (wanted.number or 1) <= kind.most, asked.text
                assert not asked.terrain or asked.terrain in kind.terrains, asked.text


def test_a_line_is_read_or_refused() -> None:
    assert parse("two red tents at nigth | 2 red tent left, night | typo") == Asked(
        "two red tents at nigth", "night", things=(Wanted("tent", 2, "red", "left"),), typo=True
    )
    for wrong in ("a horse | 1 horse", "a red blue tent | red blue tent", "a tent | 1 tent in the snow"):
        with pytest.raises(ValueError, match="expected one thing"):
            parse(wrong)


def test_scenes_show_what_is_asked_and_marks_say_so() -> None:
    for name in LISTS:
        asked = prompts(name)
        for anything in (False, True):
            scenes = [scene(a, n, anything) for n, a in enumerate(asked)]
            found = marks(asked, true_look(scenes))
            assert set(shares(found).values()) == {100.0}, [m for m in found if not m.right]
    default = [scene(Asked(""), n) for n in range(3)]
    assert {(s.light, s.weather, s.terrain, s.style) for s in default} == {("noon", "clear", "meadow", "storybook")}
    assert not any(map(held_out, default))


def test_marks_find_what_is_missing_or_too_much() -> None:
    asked = [parse("a red house at night | 1 red house left, night")]
    right = parse("| 1 red house left, night")

    def wrong(line: str) -> set[str]:
        return {m.name for m in marks(asked, true_look([scene(parse(line), 1)])) if not m.right}

    assert wrong("| 1 red house left, night") == set() and right.things == asked[0].things
    assert wrong("| 2 red house left, night") == {"one"}
    assert wrong("| 1 blue house right, dusk") == {"colour", "side", "light"}
    assert wrong("| 1 red house left, 1 castle right, night") == {"nothing else"}
    assert "thing" in wrong("| 1 castle left, night")
    assert LARGE > 1


def test_a_kind_that_the_judge_cannot_count_stands_alone_where_its_map_has_one_piece() -> None:
    asked, two = [parse("a castle | 1 castle")], true_look([scene(parse("| 1 castle left"), 1)])
    assert all(m.right for m in marks(asked, two))
    two.cells[0, :, :4, -4:] = np.eye(len(CELL_THINGS))[CELL_THINGS.index("castle")][:, None, None]
    assert {m.name for m in marks(asked, two) if not m.right} == {"one"}


def test_what_is_further_from_renders_is_more_unlike() -> None:
    rng = np.random.default_rng(0)
    renders = rng.normal(size=(5, 4, 6)) + 3 * rng.normal(size=(5, 1, 6))
    near, far = renders.mean(1) + 0.1, renders.mean(1) + 2
    assert (unlike(near, renders) < unlike(far, renders)).all()
    assert np.allclose(unlike(renders.mean(1), renders), 0)
