"""What the exporter cannot read off the weights: name, limits, prompts, defaults, and the preview's projection."""

from __future__ import annotations

from typing import Any

from wuerstchen_train.world.captions import vocabulary
from wuerstchen_train.world.completion import completion
from wuerstchen_train.world.nearest import nearest
from wuerstchen_train.world.spelling import other_words

PROMPTS = [
    "two tents in the snow under the northern lights",
    "a red mushroom in the forest in the rain",
    "two pines in the mountains at dawn",
    "a yellow sailboat on a lake at sunset, pixel art",
    "a red hot-air balloon over the mountains at dawn",
    "three cactuses in the desert at sunset",
    "a ship on the sea by moonlight, in paper cut style",
    "a red house in a meadow at noon, in watercolour style",
    "a campfire in the forest at night",
    "a lighthouse by the sea at night",
]
SAMPLING: dict[str, dict[str, Any]] = {
    "prior": {"steps": 9, "guidance": 4.0, "solver": "ddpm"},
    "decoder": {"steps": 4, "guidance": 1.0, "solver": "dpm++2m", "schedule": "cosine"},
}
PRESETS = {
    "draft": {"prior": {"steps": 9}, "decoder": {"steps": 4}},
    "standard": {"prior": {"steps": 20}, "decoder": {"steps": 8}},
    "fine": {"prior": {"steps": 40}, "decoder": {"steps": 16}},
}
LIMITS = [
    "Draws one small world of computer-drawn scenes and nothing else: no people, animals, text or photographs.",
    (
        "Knows some hundred words for light, weather, terrain, things, colours, numbers, places and styles; other "
        "words are ignored or mislead it."
    ),
    (
        "Soft edges: small things are blots, a door or a window is guessed. Numbers are sometimes missed, most of all "
        "where several things are asked for."
    ),
    "Learned from 512 x 512, 3:2, 2:3, 16:9 and 9:16 and fewer scenes of 1024 x 1024; other sizes are extrapolation.",
]
BOUNDS = {"schedule": "uniform", "maxSteps": 100, "maxGuidance": 12}

Preview = dict[str, list[Any]]  # weights [3][16] and bias [3] from Stage C's latents to RGB in [0, 1]


def about(preview: Preview) -> dict[str, object]:
    """The fields of src/exporter/about.ts, for `npm run models -- export --about`."""
    return {
        "id": "small-world",
        "name": "Small world",
        "description": (
            "A small Würstchen that the makers of this app trained from nothing, on scenes that a program drew. It "
            "ships inside the app and paints that small world; it is not the published model."
        ),
        "licence": "MIT",
        "origin": "Trained by the code in models/training, on pictures drawn by that code; no other data or weights.",
        "limits": LIMITS,
        "prompts": PROMPTS,
        "vocabulary": vocabulary(),
        "preview": preview,
        "completion": completion(),
        "nearest": nearest(),
        "otherWords": other_words(),
        "presets": PRESETS,
        "sampling": {name: {**BOUNDS, **values} for name, values in SAMPLING.items()},
        "size": {"minSide": 256, "maxSide": 1024, "defaultWidth": 512, "defaultHeight": 512},
    }
