"""Draws a scene: sky, terrain, things, weather, and then what the style makes of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuerstchen_train.world import sky, style, weather
from wuerstchen_train.world.ground import island, reflection, shadow, stream, way
from wuerstchen_train.world.layout import Spot, lay_out
from wuerstchen_train.world.pen import Pen
from wuerstchen_train.world.scene import Scene
from wuerstchen_train.world.terrain.catalogue import TERRAIN, Terrain
from wuerstchen_train.world.things.catalogue import KINDS
from wuerstchen_train.world.view import View


def prepare(scene: Scene, width: int, height: int) -> tuple[View, Terrain]:
    """An empty picture whose horizon and sun or moon have their places, ready for the layout, and its terrain."""
    terrain = TERRAIN[scene.terrain]
    view = View(scene, width, height, terrain.horizon, style.STYLES[scene.style].bands)
    view.shade.poster = scene.style == "poster"
    sky.place_orb(view, terrain.relief)
    return view, terrain


def paint(scene: Scene, width: int, height: int) -> View:
    """The picture before its style's finish, with its record of layers."""
    view, terrain = prepare(scene, width, height)
    sky.gradient(view)
    if scene.light == "aurora":
        sky.aurora(view)
    if scene.item("stars"):
        sky.stars(view)
    if scene.weather == "rainbow":
        weather.rainbow(view)
    weather.clouds(view)
    sky.orb(view)
    if scene.weather == "storm":
        weather.lightning(view)
    terrain.draw(view)
    if scene.way:
        way(view, terrain)
    if scene.weather == "fog":
        weather.fog(view)
        weather.wisps(view, -0.22, 0.5, 5, 0.6)
    things(view, terrain, lay_out(view, terrain))
    if scene.weather == "fog":
        weather.wisps(view, 0.62, 0.98, 2, 0.34)
    weather.falling(view)
    return view


def things(view: View, terrain: Terrain, spots: list[Spot]) -> None:
    glows: list[Pen] = []
    for spot in spots:
        kind = KINDS[spot.item.thing]
        side = view.side
        if view.orb and abs(view.orb[0] - spot.x) > 0.1 * view.w:
            side = 1 if view.orb[0] > spot.x else -1
        pen = Pen(view.shade, spot.x, spot.y, spot.scale, spot.depth, side, spot.mirror)
        kind.draw(pen, spot.item.colour or "white", view.stream(f"draw {spot.item.thing} {spot.copy}"))
        fit(pen, spot, view)
        if spot.island:
            island(view, spot, pen)
        elif spot.on_water:
            reflection(view, spot, pen, view.ground(terrain.water[1]) if terrain.water else view.h)
        if spot.item.thing == "bridge" and not spot.island:
            stream(view, spot)
        if kind.zone == "land":
            shadow(view, spot, pen)
        view.canvas.new_layer((spot.index, spot.copy))
        pen.paint(view.canvas)
        glows.append(pen)
    if not view.bands and view.scene.style != "ink":
        for pen in glows:
            pen.shine(view.canvas)


def fit(pen: Pen, spot: Spot, view: View) -> None:
    """Shifts a thing that would leave the picture back into it."""
    x0, y0, x1, _ = pen.bounds()
    margin = 0.03 * view.u
    dx = max(0.0, margin - x0) + min(0.0, view.w - margin - x1)
    dy = max(0.0, margin - y0) if spot.item.thing in KINDS and KINDS[spot.item.thing].zone == "air" else 0.0
    if dx or dy:
        for s in pen.shapes:
            s.points = s.points + (dx, dy)
        for g in pen.glows:
            g.x, g.y = g.x + dx, g.y + dy
        spot.x, spot.y = spot.x + dx, spot.y + dy


def render(scene: Scene, width: int, height: int) -> NDArray[np.uint8]:
    """uint8 RGB [height, width, 3]; the same picture for the same scene and size."""
    chosen = style.STYLES[scene.style]
    w, h = chosen.canvas(width, height)
    return chosen.finish(paint(scene, w, h), width, height)


def visible(scene: Scene, width: int, height: int) -> dict[tuple[int, int], NDArray[np.bool_]]:
    """For every copy of every item, (item, copy) -> bool [height, width]: where it is seen, after all that hides it."""
    view = paint(scene, width, height)
    return {owner: view.canvas.layer == layer for layer, owner in view.canvas.owner.items()}
