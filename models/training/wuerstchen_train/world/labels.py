"""A scene as class indices, for classifiers of captions and of pictures."""

from __future__ import annotations

from wuerstchen_train.world.colour import PAINT
from wuerstchen_train.world.scene import DISTANCES, LIGHT_NAMES, PLACES, SIZES, STYLES, TERRAINS, WEATHERS, Scene
from wuerstchen_train.world.things.catalogue import KINDS, ORBS


def _attributes() -> dict[str, tuple[str | int | None, ...]]:
    out: dict[str, tuple[str | int | None, ...]] = {
        "light": LIGHT_NAMES,
        "weather": WEATHERS,
        "terrain": TERRAINS,
        "style": STYLES,
        "way": (None, "path", "river"),
    }
    for kind in KINDS.values():
        out[f"{kind.name} number"] = tuple(range(kind.most + 1))
        if kind.colours:
            out[f"{kind.name} colour"] = (None, *PAINT)
        out[f"{kind.name} place"] = (None, *PLACES)
        out[f"{kind.name} size"] = (None, *SIZES)
        if kind.zone != "air":
            out[f"{kind.name} distance"] = (None, *DISTANCES)
    for orb in ORBS:
        out[f"{orb} place"] = (None, *PLACES)
    out["stars number"] = (0, 1)
    return out


ATTRIBUTES = _attributes()


def labels(scene: Scene) -> list[int]:
    """Class index of every attribute, in the order of ATTRIBUTES; attributes of absent things are 0."""
    items = {i.thing: i for i in scene.items}
    out = []
    for name, values in ATTRIBUTES.items():
        if " " not in name:
            out.append(values.index(getattr(scene, name)))
            continue
        thing, attribute = name.split()
        out.append(values.index(getattr(items[thing], attribute)) if thing in items else 0)
    return out
