"""Draws a scene: sky, terrain, things, weather, and then what the style makes of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuerstchen_train.world import sky, style, weather
from wuerstchen_train.world.ground import island, reflection, shadow, stream, way
from wuerstchen_train.world.layout import Spot, lay_out
from wuerstchen_train.world.pen import Pen
from wuerstchen_train.world.scene import Scene
from wuerstchen_train.world.stage import Stage
from wuerstchen_train.world.terrain.catalogue import TERRAIN, Terrain
from wuerstchen_train.world.things.catalogue import KINDS


def prepare(scene: Scene, width: int, height: int) -> tuple[Stage, Terrain]:
    """An empty picture whose horizon and sun or moon have their places, ready for the layout, and its terrain."""
    terrain = TERRAIN[scene.terrain]
    st = Stage(scene, width, height, terrain.horizon, style.STYLES[scene.style].bands)
    st.shade.poster = scene.style == "poster"
    sky.place_orb(st, terrain.relief)
    return st, terrain


def paint(scene: Scene, width: int, height: int) -> Stage:
    """The picture before its style's finish, with its record of layers."""
    st, terrain = prepare(scene, width, height)
    sky.gradient(st)
    if scene.light == "aurora":
        sky.aurora(st)
    if scene.item("stars"):
        sky.stars(st)
    if scene.weather == "rainbow":
        weather.rainbow(st)
    weather.clouds(st)
    sky.orb(st)
    if scene.weather == "storm":
        weather.lightning(st)
    terrain.draw(st)
    if scene.way:
        way(st, terrain)
    if scene.weather == "fog":
        weather.fog(st)
        weather.wisps(st, -0.22, 0.5, 5, 0.6)
    things(st, terrain, lay_out(st, terrain))
    if scene.weather == "fog":
        weather.wisps(st, 0.62, 0.98, 2, 0.34)
    weather.falling(st)
    return st


def things(st: Stage, terrain: Terrain, spots: list[Spot]) -> None:
    glows: list[Pen] = []
    for spot in spots:
        kind = KINDS[spot.item.thing]
        side = st.side
        if st.orb and abs(st.orb[0] - spot.x) > 0.1 * st.w:
            side = 1 if st.orb[0] > spot.x else -1
        pen = Pen(st.shade, spot.x, spot.y, spot.scale, spot.depth, side, spot.mirror)
        kind.draw(pen, spot.item.colour or "white", st.stream(f"draw {spot.item.thing} {spot.copy}"))
        fit(pen, spot, st)
        if spot.island:
            island(st, spot, pen)
        elif spot.on_water:
            reflection(st, spot, pen, st.ground(terrain.water[1]) if terrain.water else st.h)
        if spot.item.thing == "bridge" and not spot.island:
            stream(st, spot)
        if kind.zone == "land":
            shadow(st, spot, pen)
        st.canvas.new_layer((spot.index, spot.copy))
        pen.paint(st.canvas)
        glows.append(pen)
    if not st.bands and st.scene.style != "ink":
        for pen in glows:
            pen.shine(st.canvas)


def fit(pen: Pen, spot: Spot, st: Stage) -> None:
    """Shifts a thing that would leave the picture back into it."""
    x0, y0, x1, _ = pen.bounds()
    margin = 0.03 * st.u
    dx = max(0.0, margin - x0) + min(0.0, st.w - margin - x1)
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
    st = paint(scene, width, height)
    return {owner: st.canvas.layer == layer for layer, owner in st.canvas.owner.items()}
