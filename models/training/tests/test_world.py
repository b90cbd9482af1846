"""The world keeps its word: what a caption names is seen, on its side of the picture, in every shape. Seconds to
run.
"""

from __future__ import annotations

import dataclasses
import random

import numpy as np

from wuerstchen_train.world import vocabulary as v
from wuerstchen_train.world.captions import caption, vocabulary
from wuerstchen_train.world.cells import CELL_THINGS, cells
from wuerstchen_train.world.holdout import HELD_OUT, held_out, held_pairs
from wuerstchen_train.world.labels import ATTRIBUTES, labels
from wuerstchen_train.world.render import render, visible
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import LIGHT_NAMES, STYLES, TERRAINS, WEATHERS, Item, Scene
from wuerstchen_train.world.things.catalogue import KINDS, THINGS

SHAPES = ((192, 192), (288, 192), (192, 288), (336, 192), (192, 336))
# smallest share of (short side)^2 that one copy of a thing may cover: as named, and where the scene says small or far
LEAST, LEAST_SMALL, LEAST_BIRD = 0.0052, 0.0016, 0.0013


def test_the_same_scene_is_the_same_picture() -> None:
    for seed in (3, 14):
        scene = sample_scene(seed)
        assert scene == sample_scene(seed)
        assert np.array_equal(render(scene, 128, 128), render(scene, 128, 128))
        assert caption(scene, random.Random(1)) == caption(scene, random.Random(1))
    assert not np.array_equal(render(sample_scene(3), 128, 128), render(sample_scene(4), 128, 128))


def test_any_size() -> None:
    for style in STYLES:
        for width, height in ((256, 256), (144, 256), (300, 170), (1024, 576)):
            picture = render(dataclasses.replace(sample_scene(5), style=style), width, height)
            assert picture.shape == (height, width, 3) and picture.dtype == np.uint8
            assert picture.std() > 12


def test_everything_can_be_drawn_and_differs() -> None:
    base = Scene("noon", "cloudy", "meadow", "storybook", seed=1)
    seen: dict[str, np.ndarray] = {}
    variants = {
        **{f"light {x}": dataclasses.replace(base, light=x) for x in LIGHT_NAMES if x != "noon"},
        **{f"weather {x}": dataclasses.replace(base, weather=x) for x in WEATHERS if x != "cloudy"},
        **{f"terrain {x}": dataclasses.replace(base, terrain=x) for x in TERRAINS if x != "meadow"},
        **{f"style {x}": dataclasses.replace(base, style=x) for x in STYLES if x != "storybook"},
        **{
            f"thing {x}": dataclasses.replace(
                base,
                light="dusk",
                items=(Item(x, KINDS[x].colours[0] if x in KINDS and KINDS[x].colours else None, place="middle"),),
            )
            for x in THINGS
            if x != "sun"
        },
        "way path": dataclasses.replace(base, way="path"),
        "way river": dataclasses.replace(base, way="river"),
        "base": base,
        "thing none": dataclasses.replace(base, light="dusk", weather="clear"),
    }
    for name, scene in variants.items():
        seen[name] = render(scene, 128, 128).astype(np.int16)
    names = list(seen)
    for i, a in enumerate(names):
        for b in names[:i]:
            assert np.abs(seen[a] - seen[b]).max() > 40, (a, b)


def check(scene: Scene, width: int, height: int) -> list[str]:
    """What is wrong with the scene's picture, in words."""
    masks, unit, wrong = visible(scene, width, height), min(width, height), []
    for index, item in enumerate(scene.items):
        if item.thing == "stars":
            if masks[(index, 0)].sum() < 0.0012 * unit**2:
                wrong.append("few stars")
            continue
        centres = []
        for copy in range(item.number):
            mask = masks[(index, copy)]
            share = mask.sum() / unit**2
            least = LEAST_SMALL if item.size == "small" or item.distance == "far" else LEAST
            if item.thing == "birds":
                least = LEAST_BIRD if item.size != "small" else LEAST_BIRD * 0.3
            if item.thing in ("lantern", "kite", "umbrella"):  # slender
                least *= 0.55
            if share < least:
                wrong.append(f"{item} copy {copy}: covers {share:.4f}")
                continue
            ys, xs = np.nonzero(mask)
            centres.append(xs.mean() / width)
            if xs.min() < 1 or xs.max() > width - 2 or ys.min() < 1 or ys.max() > height - 2:
                wrong.append(f"{item} copy {copy}: touches the edge")
        if not centres:
            continue
        mean = float(np.mean(centres))
        if (
            (item.place == "left" and not mean < 0.44)
            or (item.place == "right" and not mean > 0.56)
            or (item.place == "middle" and not 0.36 < mean < 0.64)
        ):
            wrong.append(f"{item}: centre at {mean:.2f}")
    return wrong


def test_what_is_named_is_seen_where_it_is_said_to_be() -> None:
    failures = []
    for seed in range(300):
        scene = sample_scene(seed, "any")
        width, height = SHAPES[seed % len(SHAPES)]
        failures += [f"seed {seed} {scene.terrain} {width}x{height}: {w}" for w in check(scene, width, height)]
    assert not failures, "\n".join(failures)


def test_mirrored_scene_has_mirrored_places() -> None:
    scene = next(s for s in map(sample_scene, range(100)) if any(i.place == "left" for i in s.items))
    assert [i.place for i in scene.flipped().items] == [
        {"left": "right", "right": "left"}.get(str(i.place), i.place) for i in scene.items
    ]
    assert scene.flipped().flipped() == scene


def test_splits_keep_pairs_apart() -> None:
    for seed in range(300):
        assert not held_out(sample_scene(seed, "train")) and held_out(sample_scene(seed, "held_out"))
    found = {pair for seed in range(2500) for pair in held_pairs(sample_scene(seed, "held_out"))}
    assert found == set().union(*HELD_OUT.values())  # every pair of the table can happen


def test_both_sides_of_a_held_out_pair_are_trained_on() -> None:
    seen: dict[str, set[str | None]] = {
        "thing": set(),
        "terrain": set(),
        "colour": set(),
        "style": set(),
        "light": set(),
        "weather": set(),
    }
    for seed in range(2500):
        scene = sample_scene(seed, "train")
        for name in ("terrain", "style", "light", "weather"):
            seen[name].add(getattr(scene, name))
        for item in scene.items:
            seen["thing"].add(item.thing)
            seen["colour"].add(item.colour)
    for (a, b), pairs in HELD_OUT.items():
        for x, y in pairs:
            assert (a == "number" or x in seen[a]) and y in seen[b]


def test_captions_name_only_what_is_there() -> None:
    rng = random.Random(0)
    words = {name: {w for pair in pairs for w in pair} for name, pairs in v.THING_WORDS.items()}
    for seed in range(6000):
        scene = sample_scene(seed, "any")
        text = f" {caption(scene, rng).lower().replace(',', ' ').replace('.', ' ')} "
        for name in (
            "castle",
            "lighthouse",
            "windmill",
            "church",
            "igloo",
            "snowman",
            "cactus",
            "palm",
            "kite",
            "umbrella",
            "train",
            "car",
            "pumpkin",
            "tent",
        ):
            if not scene.item(name):
                assert not any(f" {w} " in text for w in words[name]), (text, name)
        for table, value in (
            (v.WEATHER_PHRASES, scene.weather),
            (v.TERRAIN_PHRASES, scene.terrain),
            (v.LIGHT_PHRASES, scene.light),
        ):
            for other, phrases in table.items():
                if other != value and other not in ("cloudy", "clear"):
                    assert not any(
                        f" {p} " in text for p in phrases if not any(p in q or q in p for q in table[value])
                    ), (text, other)
    assert 250 < len(vocabulary()) < 500


def test_captions_are_varied_and_short_ones_happen() -> None:
    rng = random.Random(1)
    scene = sample_scene(8)
    texts = [caption(scene, rng) for _ in range(200)]
    assert len(set(texts)) > 150
    lengths = [len(caption(sample_scene(s), rng).split()) for s in range(800)]
    assert min(lengths) <= 2 and max(lengths) < 45 and np.mean([n <= 6 for n in lengths]) > 0.15


def test_vocabulary_groups_are_words_that_captions_use() -> None:
    known = set(vocabulary())
    groups = v.vocabulary_groups()
    assert (
        len(groups["light"]) >= 8
        and len(groups["weather"]) >= 7
        and len(groups["terrain"]) >= 10
        and len(groups["thing"]) >= 22
    )
    assert len(groups["style"]) >= 5 and len(groups["colour"]) >= 8
    for group, entries in groups.items():
        for entry in entries:
            assert set(entry.split()) <= known, (group, entry)
    plain = {e for entries in groups.values() for e in entries}
    assert set(v.synonyms().values()) <= plain | {"a path", "a river"} and not set(v.synonyms()) & {
        "red",
        "house",
        "noon",
    }


def test_cells_say_where_things_stand() -> None:
    width, height, hits, shown = 512, 384, 0, 0
    for seed in range(40):
        scene = sample_scene(seed)
        thing, colour = cells(scene, width, height)
        assert thing.shape == (height * 3 // 128, width * 3 // 128)
        assert not colour[thing == 0].any()
        named = {i.thing for i in scene.items if i.thing != "stars"}
        assert {CELL_THINGS[k] for k in np.unique(thing) if k} <= named
        for (item, _), mask in visible(scene, width, height).items():
            ys, xs = np.nonzero(mask)
            if len(ys) and scene.items[item].thing in named:
                y, x = int(np.median(ys) * 3 / 128), int(np.median(xs) * 3 / 128)
                around = thing[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
                hits += CELL_THINGS.index(scene.items[item].thing) in around
                shown += 1
    assert shown > 40 and hits / shown > 0.95, (hits, shown)


def test_finer_cells_are_the_same_places() -> None:
    for seed in range(20):
        scene = sample_scene(seed)
        coarse, fine = (cells(scene, 512, 384, side) for side in (64, 16))
        assert coarse.shape == (2, 6, 8) and fine.shape == (2, 24, 32)
        seen = fine[0].reshape(6, 4, 8, 4).transpose(0, 2, 1, 3).reshape(6, 8, 16)
        for y, x in np.argwhere(coarse[0]):
            assert coarse[0, y, x] in seen[y, x], (seed, y, x)


def test_labels_fit_their_attributes() -> None:
    for seed in range(50):
        scene = sample_scene(seed)
        values = labels(scene)
        assert len(values) == len(ATTRIBUTES) and all(
            0 <= x < len(a) for x, a in zip(values, ATTRIBUTES.values(), strict=True)
        )
        assert labels(scene) != labels(
            dataclasses.replace(scene, light="aurora" if scene.light != "aurora" else "noon")
        )
