"""What people might type for a scene: varied wording, order and completeness.

A caption names a random part of what is visible, so the text encoder and Stage C learn that silence means "anything".
"""
from __future__ import annotations

import random

from scenes import Scene

TIME_WORDS: dict[str, tuple[str, ...]] = {
    "day": ("by day", "during the day", "in the daytime", "at noon", "in sunlight", "on a sunny day", "in daylight", "in the morning"),
    "sunset": ("at sunset", "at dusk", "in the evening", "at dawn", "at sunrise", "in the golden hour", "under an orange sky"),
    "night": ("at night", "by night", "at midnight", "in the dark", "under the stars", "on a starry night"),
}
TIME_ADJECTIVES: dict[str, tuple[str, ...]] = {
    "day": ("sunny", "bright", "daytime"), "sunset": ("sunset", "evening", "golden"), "night": ("night", "dark", "starry"),
}
TERRAIN_WORDS: dict[str, tuple[str, ...]] = {
    "sea": ("by the sea", "at the sea", "on the coast", "by the ocean", "at the seaside", "on the shore", "near the water"),
    "meadow": ("in a meadow", "in a green field", "on the grass", "in a field", "in the countryside", "on a meadow"),
    "mountains": ("in the mountains", "by the mountains", "in front of mountains", "with mountains", "near the peaks", "in the alps"),
    "snow": ("in the snow", "in winter", "on a snowy field", "in a snowy landscape", "with snow", "on snow"),
}
TERRAIN_NOUNS: dict[str, tuple[str, ...]] = {
    "sea": ("the sea", "the ocean", "a calm sea", "the coast", "a seascape", "sea"),
    "meadow": ("a meadow", "a green meadow", "a field", "a field with flowers", "grass", "meadow", "hills"),
    "mountains": ("mountains", "the mountains", "snowy peaks", "a mountain landscape", "a mountain range", "a mountain"),
    "snow": ("a snowy field", "snow", "a winter landscape", "a snowy landscape", "winter", "a snowfield"),
}
HOUSE_NOUNS = ("house", "house", "house", "home", "cottage", "cabin")
TREE_NOUNS: dict[str, tuple[str, ...]] = {
    "tree": ("tree", "tree", "round tree", "leafy tree", "oak"), "pine": ("pine", "pine tree", "fir", "fir tree", "spruce", "conifer"),
}
BOAT_NOUNS = ("sailboat", "sailboat", "boat", "sailing boat", "ship", "yacht")
PLACE_WORDS: dict[str, tuple[str, ...]] = {
    "left": ("on the left", "to the left", "left"), "right": ("on the right", "to the right", "right"),
    "middle": ("in the middle", "in the center", "in the centre"),
}
PREFIXES = ("a picture of ", "an image of ", "a painting of ", "a photo of ", "a drawing of ", "a view of ", "an illustration of ")


def _article(noun: str) -> str:
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def _thing(noun: str, colour: str | None, place: str, rng: random.Random) -> str:
    """"a red house on the left", with colour and place named some of the time."""
    words = noun
    if colour and rng.random() < 0.7:
        words = f"{colour} {noun}"
    words = _article(words) if rng.random() < 0.88 else words
    if rng.random() < 0.4:
        words += " " + rng.choice(PLACE_WORDS[place])
    return words


def caption(scene: Scene, rng: random.Random) -> str:
    """One caption of the scene. `scene` must describe the picture as seen (use `flipped()` for a mirrored one)."""
    things: list[str] = []
    if scene.house:
        things.append(_thing(rng.choice(HOUSE_NOUNS), scene.house, scene.house_place, rng))
    if scene.tree:
        things.append(_thing(rng.choice(TREE_NOUNS[scene.tree]), None, scene.tree_place, rng))
    if scene.boat:
        noun = rng.choice(BOAT_NOUNS)
        if scene.boat and rng.random() < 0.25:
            things.append(f"a {noun} with {_article(scene.boat + ' sail')}")
        else:
            things.append(_thing(noun, scene.boat, scene.boat_place, rng))
    rng.shuffle(things)
    if len(things) > 1 and rng.random() < 0.2:
        things.pop()  # leave something out
    extras: list[str] = []
    if scene.light and rng.random() < 0.55:
        lamp = ("moon", "full moon", "bright moon") if scene.time == "night" else ("sun", "sun", "setting sun", "low sun")
        noun = rng.choice(lamp[:2] if scene.time == "day" else lamp)
        extras.append(rng.choice((f"with a {noun}", f"with the {noun}", f"and the {noun}", f"under the {noun}", f"and a {noun}")))
    elif not scene.light and rng.random() < 0.12:
        extras.append("with no moon" if scene.time == "night" else "with no sun")
    if scene.clouds and rng.random() < 0.5:
        extras.append(rng.choice(("with clouds", "and clouds", "under clouds", "with white clouds" if scene.time == "day" else "with clouds",
                                  "with a cloudy sky")))
    elif not scene.clouds and scene.time != "night" and rng.random() < 0.12:
        extras.append(rng.choice(("with a clear sky", "under a clear sky", "without clouds")))
    time = rng.choice(TIME_WORDS[scene.time]) if rng.random() < 0.85 else ""
    named_terrain = rng.random() < 0.9
    adjective = ""
    if not time and rng.random() < 0.5 or rng.random() < 0.08:
        adjective, time = rng.choice(TIME_ADJECTIVES[scene.time]), ""

    if things and rng.random() < 0.85:
        subject = " and ".join(things)
        terrain = rng.choice(TERRAIN_WORDS[scene.terrain]) if named_terrain else ""
        if scene.terrain == "sea" and scene.boat and not (scene.house or scene.tree) and rng.random() < 0.7:
            terrain = rng.choice(("on the sea", "on the ocean", "on the water", "at sea", "sailing on the sea", "on a calm sea"))
    else:
        subject = rng.choice(TERRAIN_NOUNS[scene.terrain])
        terrain = ""
        if things:
            subject += " with " + " and ".join(things)
    if adjective:
        terrain = f"{terrain} on a {adjective} day" if adjective in ("sunny", "bright") else f"{terrain}, {adjective}"
    parts = [p for p in (terrain, time, *extras) if p]
    if rng.random() < 0.25:
        rng.shuffle(parts)
    if time and rng.random() < 0.06:  # "at night, a house by the sea"
        parts.remove(time)
        subject = f"{time}, {subject}"
    text = subject
    for part in parts:
        text += part if part.startswith(",") else (", " if rng.random() < 0.2 else " ") + part
    if rng.random() < 0.15:
        text = rng.choice(PREFIXES) + text
    if rng.random() < 0.12:  # the short forms of people in a hurry: "red house, meadow, night"
        words = [w for w in (
            f"{scene.house} house" if scene.house and rng.random() < 0.5 else "house" if scene.house else "",
            rng.choice(TREE_NOUNS[scene.tree]) if scene.tree else "", f"{scene.boat} sailboat" if scene.boat else "",
            {"sea": "sea", "meadow": "meadow", "mountains": "mountains", "snow": "snow"}[scene.terrain], scene.time,
            ("moon" if scene.time == "night" else "sun") if scene.light and rng.random() < 0.5 else "",
            "clouds" if scene.clouds and rng.random() < 0.5 else "") if w and rng.random() < 0.9]
        rng.shuffle(words)
        text = ", ".join(words) if rng.random() < 0.6 else " ".join(words)
    if rng.random() < 0.15:
        text = text[:1].upper() + text[1:] + ("." if rng.random() < 0.5 else "")
    return " ".join(text.split()).replace(" ,", ",")


def vocabulary() -> list[str]:
    """The words that captions are made of, sorted."""
    found: set[str] = set()
    from scenes import sample_scene
    rng = random.Random(0)
    for seed in range(3000):
        found.update(w.strip(".,").lower() for w in caption(sample_scene(seed), rng).split())
    return sorted(found - {""})
