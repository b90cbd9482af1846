"""Pairs that training never sees together, so that composing them can be tested. One table; nothing else decides."""

from __future__ import annotations

from wuerstchen_train.world.scene import Scene

HELD_OUT: dict[tuple[str, str], frozenset[tuple[str, str]]] = {
    ("thing", "terrain"): frozenset(
        {
            ("lighthouse", "desert"),
            ("castle", "beach"),
            ("windmill", "snowfield"),
            ("tent", "forest"),
            ("house", "city"),
            ("pine", "lake"),
            ("balloon", "mountains"),
            ("church", "meadow"),
            ("tree", "desert"),
            ("sailboat", "city"),
            ("train", "hills"),
            ("snowman", "beach"),
        }
    ),
    ("colour", "thing"): frozenset(
        {
            ("purple", "house"),
            ("green", "castle"),
            ("pink", "lighthouse"),
            ("yellow", "sailboat"),
            ("blue", "tent"),
            ("red", "balloon"),
            ("orange", "windmill"),
            ("black", "car"),
            ("white", "church"),
            ("pink", "tree"),
            ("blue", "mushroom"),
            ("green", "train"),
        }
    ),
    ("style", "light"): frozenset(
        {
            ("watercolour", "night"),
            ("pixel art", "golden"),
            ("ink", "sunset"),
            ("neon", "dawn"),
            ("poster", "aurora"),
            ("paper cut", "noon"),
        }
    ),
    ("weather", "terrain"): frozenset({("fog", "city"), ("rainbow", "desert"), ("snow", "beach"), ("storm", "forest")}),
    ("number", "thing"): frozenset({("3", "house"), ("3", "pine"), ("2", "balloon"), ("3", "sailboat")}),
    ("weather", "style"): frozenset({("rain", "watercolour"), ("fog", "pixel art"), ("storm", "poster")}),
}


def pairs_of(scene: Scene) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Every (kind of pair, pair) of the scene that the table could name."""
    out = {
        (("style", "light"), (scene.style, scene.light)),
        (("weather", "terrain"), (scene.weather, scene.terrain)),
        (("weather", "style"), (scene.weather, scene.style)),
    }
    for item in scene.items:
        out.add((("thing", "terrain"), (item.thing, scene.terrain)))
        out.add((("number", "thing"), (str(item.number), item.thing)))
        if item.colour:
            out.add((("colour", "thing"), (item.colour, item.thing)))
    return out


def held_kinds(scene: Scene) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """(kind of pair, pair) of every held-out pair that the scene shows."""
    return [(kind, pair) for kind, pair in pairs_of(scene) if pair in HELD_OUT[kind]]


def held_pairs(scene: Scene) -> list[tuple[str, str]]:
    """The held-out pairs that the scene shows, sorted."""
    return sorted(pair for _, pair in held_kinds(scene))


def held_out(scene: Scene) -> bool:
    return bool(held_pairs(scene))
