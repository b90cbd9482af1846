"""Contact sheets, for looking at the world, and its speed: 17 pictures of 512 px a second on one core, 5 of 1024 px."""

from __future__ import annotations

import argparse
import dataclasses
import time
from pathlib import Path

import cv2
import numpy as np

from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene import LIGHT_NAMES, STYLES, TERRAINS, WEATHERS, Item, Scene, weathers_of
from wuerstchen_train.world.things.catalogue import KINDS


def grid(pictures: list[np.ndarray], columns: int, gap: int = 4) -> np.ndarray:
    h, w = max(p.shape[0] for p in pictures), max(p.shape[1] for p in pictures)
    rows = -(-len(pictures) // columns)
    out = np.full((rows * (h + gap) + gap, columns * (w + gap) + gap, 3), 255, np.uint8)
    for i, p in enumerate(pictures):
        y, x = gap + i // columns * (h + gap), gap + i % columns * (w + gap)
        out[y : y + p.shape[0], x : x + p.shape[1]] = p
    return out


def draw(scene: Scene, width: int, height: int, show: int) -> np.ndarray:
    picture = render(scene, width, height)
    k = show / min(width, height)
    return cv2.resize(picture, (round(width * k), round(height * k)), interpolation=cv2.INTER_AREA)


def speed(count: int = 60) -> None:
    """Prints pictures a second of processor time on one core, for every style and for the mixture that training
    sees.
    """
    scenes = [sample_scene(i) for i in range(count)]
    for name in (*STYLES, "as sampled"):
        for side in (512,) if name in STYLES else (512, 1024):
            chosen = [dataclasses.replace(s, style=name) if name in STYLES else s for s in scenes]
            begin = time.process_time()
            for scene in chosen:
                render(scene, side, side)
            print(f"{name} {side} px: {count / (time.process_time() - begin):.1f} pictures/s")


def add_to(parser: argparse.ArgumentParser) -> None:
    kinds = ("scenes", "things", "styles", "shapes", "lights", "weathers", "speed")
    parser.add_argument("what", choices=kinds)
    parser.add_argument("out", type=Path, nargs="?", default=Path("sheet.png"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--style")
    parser.add_argument("--show", type=int, default=256, help="pixels of a picture's side on the sheet")
    parser.add_argument("--only", nargs="*", help="of things")
    parser.set_defaults(command=sheet)


def sheet(o: argparse.Namespace) -> int:
    """Writes the sheet, or prints how fast scenes are drawn."""
    if o.what == "speed":
        speed()
        return 0
    base = Scene("morning", "clear", "meadow", o.style or "storybook", seed=o.seed)
    pictures: list[np.ndarray] = []
    columns = 8
    if o.what == "scenes":
        scenes = [sample_scene(o.seed + i, "any") for i in range(48)]
        pictures = [draw(dataclasses.replace(s, style=o.style or s.style), 512, 512, o.show) for s in scenes]
    elif o.what == "things":  # one row a thing
        for kind in KINDS.values():
            if o.only and kind.name not in o.only:
                continue
            for i in range(columns):
                colour = kind.colours[i % len(kind.colours)] if kind.colours else None
                items = (
                    Item(
                        kind.name,
                        colour,
                        1,
                        (None, "large", "small")[i % 3] if i != 4 else None,
                        ("left", "middle", "right")[i % 3],
                        None if i != 4 else "far",
                    ),
                )
                scene = dataclasses.replace(
                    base,
                    terrain=kind.terrains[(i * 3 + o.seed) % len(kind.terrains)],
                    light=LIGHT_NAMES[(i * 3 + 2) % len(LIGHT_NAMES)],
                    items=items,
                    seed=o.seed + i,
                    style=o.style or (*STYLES, "storybook")[i],
                )
                pictures.append(draw(scene, 512, 512, o.show))
    elif o.what == "styles":  # one row a style, the same eight scenes
        for style in STYLES:
            pictures += [
                draw(dataclasses.replace(sample_scene(o.seed + i, "any"), style=style), 512, 512, o.show)
                for i in range(columns)
            ]
    elif o.what == "lights":  # one row a light, one column a terrain
        columns = len(TERRAINS)
        for light in LIGHT_NAMES:
            for i, terrain in enumerate(TERRAINS):
                orb = (
                    Item("sun", place="left")
                    if light in ("dawn", "morning", "noon", "golden", "sunset")
                    else Item("moon", place="right")
                )
                orbs: tuple[Item, ...] = () if light == "overcast" else (orb,)
                pictures.append(
                    draw(
                        dataclasses.replace(
                            base,
                            light=light,
                            terrain=terrain,
                            items=orbs,
                            weather=weathers_of(light)[0],
                            seed=o.seed + i,
                        ),
                        512,
                        512,
                        o.show,
                    )
                )
    elif o.what == "weathers":
        columns = len(WEATHERS)
        for k, light in enumerate(LIGHT_NAMES):
            for i, weather in enumerate(WEATHERS):
                if weather in weathers_of(light):
                    scene = dataclasses.replace(
                        base,
                        light=light,
                        terrain=TERRAINS[(k + i) % 10],
                        weather=weather,
                        items=(Item("house", "red", place="right"),),
                        seed=o.seed + i,
                    )
                    pictures.append(draw(scene, 512, 512, o.show))
                else:
                    pictures.append(np.full((o.show, o.show, 3), 255, np.uint8))
    else:
        columns = 5
        for i in range(5):
            for w, h in ((576, 1024), (512, 768), (512, 512), (768, 512), (1024, 576)):
                pictures.append(draw(sample_scene(o.seed + i, "any"), w, h, o.show // 2))
    cv2.imwrite(str(o.out), cv2.cvtColor(grid(pictures, columns), cv2.COLOR_RGB2BGR))
    return 0
