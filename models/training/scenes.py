"""The world that the built-in model paints: a procedural renderer of captioned landscapes.

A `Scene` is a small set of attributes (what a caption can name) and a seed (all that a caption does not name).
`render(scene, width, height)` returns uint8 RGB [height, width, 3]. Everything is drawn at twice the size and
averaged down, so edges are antialiased without an antialiasing rasteriser.
"""
from __future__ import annotations

import dataclasses
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from things import Rgb, draw_boat, draw_house, draw_pine, draw_tree, mix

TIMES = ("day", "sunset", "night")
TERRAINS = ("sea", "meadow", "mountains", "snow")
PLACES = ("left", "middle", "right")
HOUSE_COLOURS = ("white", "red", "yellow", "blue")
SAIL_COLOURS = ("white", "red", "yellow")
TREES = ("tree", "pine")
SCALE = 2  # supersampling

# sky colours from zenith to horizon, and the light that falls on things
SKY: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "day": ((58, 128, 214), (120, 184, 240), (206, 232, 248)),
    "sunset": ((70, 62, 124), (226, 112, 98), (255, 196, 112)),
    "night": ((8, 12, 38), (20, 30, 74), (44, 60, 112)),
}
LIGHT: dict[str, tuple[float, float, float]] = {
    "day": (1.0, 1.0, 1.0), "sunset": (0.92, 0.68, 0.64), "night": (0.44, 0.50, 0.72),
}


@dataclass(frozen=True)
class Scene:
    """What is to be seen. `None` means absent. `light` is the visible sun (day, sunset) or moon (night)."""

    time: str
    terrain: str
    light: bool
    clouds: bool
    house: str | None = None
    house_place: str = "middle"
    tree: str | None = None
    tree_place: str = "left"
    boat: str | None = None
    boat_place: str = "middle"
    seed: int = 0

    def flipped(self) -> "Scene":
        """The attributes of the mirrored picture."""
        swap = {"left": "right", "right": "left", "middle": "middle"}
        return dataclasses.replace(self, house_place=swap[self.house_place], tree_place=swap[self.tree_place],
                                   boat_place=swap[self.boat_place])


def sample_scene(seed: int) -> Scene:
    """A random scene, the same one for the same seed."""
    rng = random.Random(seed)
    time, terrain = rng.choice(TIMES), rng.choice(TERRAINS)
    places = list(PLACES)
    rng.shuffle(places)
    house = rng.choice(HOUSE_COLOURS) if rng.random() < 0.5 else None
    tree = rng.choice(TREES) if rng.random() < (0.3 if house else 0.7) else None
    boat = rng.choice(SAIL_COLOURS) if terrain == "sea" and rng.random() < (0.3 if house or tree else 0.9) else None
    if terrain == "snow" and tree == "tree" and rng.random() < 0.7:
        tree = "pine"
    return Scene(time, terrain, rng.random() < 0.7, time != "night" and rng.random() < 0.5, house, places[0],
                 tree, places[1], boat, places[2], seed)


class _Painter:
    """Carries the canvas and the scene's random stream through the steps of one picture."""

    def __init__(self, scene: Scene, width: int, height: int) -> None:
        self.s, self.rng = scene, random.Random(scene.seed * 7919 + 13)
        self.w, self.h = width * SCALE, height * SCALE
        self.unit = min(self.w, self.h)
        self.light = tuple(c * self.rng.uniform(0.94, 1.04) for c in LIGHT[scene.time])
        rng = self.rng
        self.horizon = self.h * {"sea": rng.uniform(0.50, 0.58), "meadow": rng.uniform(0.54, 0.62),
                                 "mountains": rng.uniform(0.62, 0.70), "snow": rng.uniform(0.54, 0.62)}[scene.terrain]
        # the sun or moon stands where the house and the boat do not hide it
        self.sun_x = self.w * rng.choice([rng.uniform(0.14, 0.4), rng.uniform(0.6, 0.86)])
        low = scene.time == "sunset"
        self.sun_y = self.horizon * (rng.uniform(0.74, 0.86) if low else rng.uniform(0.2, 0.42))
        if low and scene.terrain == "mountains":
            self.sun_y = self.horizon * rng.uniform(0.3, 0.45)

    def lit(self, colour: Rgb) -> Rgb:
        return tuple(int(max(0, min(255, c * l))) for c, l in zip(colour, self.light))  # type: ignore[return-value]

    def sky(self) -> Image.Image:
        """Vertical gradient plus a soft glow around the light, computed at 1/16 and enlarged: it is smooth anyway."""
        w, h = self.w // 16, self.h // 16
        y = np.linspace(0, 1, h, dtype=np.float32)[:, None, None] * (self.h / self.horizon)
        top, mid, low = (np.array(c, np.float32) for c in SKY[self.s.time])
        sky = np.where(y < 0.55, top + (mid - top) * (y / 0.55), mid + (low - mid) * np.clip((y - 0.55) / 0.45, 0, 1))
        sky = np.repeat(sky * self.rng.uniform(0.95, 1.03), w, axis=1)
        if self.s.light or self.s.time == "sunset":
            gx, gy = np.meshgrid(np.arange(w) * 16.0, np.arange(h) * 16.0)
            d = np.hypot(gx - self.sun_x, gy - self.sun_y)[:, :, None] / self.unit
            glow = {"day": (255, 250, 225), "sunset": (255, 206, 120), "night": (150, 165, 220)}[self.s.time]
            strength = {"day": 0.75, "sunset": 0.8, "night": 0.55}[self.s.time]
            k = strength * np.exp(-(d / 0.17) ** 1.4)
            sky = sky * (1 - k) + np.array(glow, np.float32) * k
        return Image.fromarray(sky.clip(0, 255).astype(np.uint8)).resize((self.w, self.h), Image.Resampling.BICUBIC)

    def lamp(self, draw: ImageDraw.ImageDraw) -> None:
        """Stars, and the sun's or the moon's disc."""
        rng = self.rng
        if self.s.time == "night":
            for _ in range(40):
                x, y, r = rng.random() * self.w, rng.random() * self.horizon * 0.9, rng.choice([2, 2.5, 3])
                b = rng.randint(150, 255)
                draw.ellipse((x - r, y - r, x + r, y + r), fill=(b, b, min(255, b + 15)))
        if self.s.light:
            r = self.unit * {"day": 0.06, "sunset": 0.085, "night": 0.08}[self.s.time] * rng.uniform(0.9, 1.15)
            fill = {"day": (255, 246, 200), "sunset": (255, 226, 140), "night": (240, 240, 222)}[self.s.time]
            draw.ellipse((self.sun_x - r, self.sun_y - r, self.sun_x + r, self.sun_y + r), fill=fill)

    def clouds(self, picture: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        colour = {"day": (250, 252, 255), "sunset": (250, 170, 140), "night": (60, 70, 110)}[self.s.time]
        shade = mix(colour, SKY[self.s.time][1], 0.3)
        for _ in range(self.rng.randint(2, 3)):
            x, y = self.rng.random() * self.w, self.horizon * self.rng.uniform(0.12, 0.5)
            size = self.unit * self.rng.uniform(0.05, 0.08)
            lobes = [(x + (i - 1.5) * size * 1.1, size * self.rng.uniform(0.6, 1.05)) for i in range(4)]
            for dy, fill in ((size * 0.16, shade), (0.0, colour)):
                for cx, r in lobes:
                    draw.ellipse((cx - r * 1.1, y - r + dy, cx + r * 1.1, y + r * 0.45 + dy), fill=fill)

    def ridge(self, base: float, height: float, rough: float, steps: int = 48) -> list[tuple[float, float]]:
        """A skyline from a few random sines, left to right, y up to `height` above `base`."""
        waves = [(self.rng.uniform(0.5, 1.5) * k, self.rng.random() * 6.28, rough ** i) for i, k in enumerate((2, 5, 11))]
        x = np.linspace(0, 1, steps)
        y = sum(a * np.sin(6.28 * f * x * 0.5 + p) for f, p, a in waves)
        y = (y - y.min()) / (np.ptp(y) + 1e-6)
        return [(float(a) * self.w, base - float(b) * height) for a, b in zip(x, y)]

    def fill_below(self, draw: ImageDraw.ImageDraw, line: list[tuple[float, float]], colour: Rgb) -> None:
        draw.polygon([*line, (self.w, self.h), (0, self.h)], fill=colour)

    def gradient_below(self, picture: Image.Image, y0: float, near: Rgb, far: Rgb) -> None:
        top = int(y0)
        t = np.linspace(0, 1, self.h - top, dtype=np.float32)[:, None, None] ** 0.8
        col = np.array(far, np.float32) * (1 - t) + np.array(near, np.float32) * t
        strip = Image.fromarray(col.clip(0, 255).astype(np.uint8)).resize((self.w, self.h - top))
        picture.paste(strip, (0, top))

    def peaks(self, draw: ImageDraw.ImageDraw) -> None:
        """Two ranges of peaks; each peak has a lit and a shaded flank and a cap of snow."""
        rng, haze = self.rng, SKY[self.s.time][2]
        for layer, (count, tall, fade) in enumerate(((4, 0.40, 0.45), (3, 0.46, 0.12))):
            rock, dark = (mix(self.lit(c), haze, fade) for c in ((128, 124, 136), (88, 86, 104)))
            snow, snow2 = (mix(self.lit(c), haze, fade * 0.6) for c in ((250, 250, 255), (196, 208, 232)))
            start = rng.uniform(-0.1, 0.15)
            for i in range(count):
                cx = self.w * (start + (i + rng.uniform(0.2, 0.8)) / count)
                top = self.horizon - self.unit * tall * rng.uniform(0.6, 1.0)
                half = (self.horizon - top) * rng.uniform(0.85, 1.1)
                foot = self.horizon + self.unit * 0.03
                draw.polygon([(cx - half, foot), (cx, top), (cx + half, foot)], fill=rock)
                draw.polygon([(cx, top), (cx + half, foot), (cx + half * 0.12, foot)], fill=dark)
                k = 0.34
                lx, rx, cy = cx - half * k, cx + half * k, top + (foot - top) * k
                draw.polygon([(cx, top), (lx, cy), (cx - half * 0.14, cy - half * 0.07), (cx + half * 0.04, cy + half * 0.05)],
                             fill=snow)
                draw.polygon([(cx, top), (cx + half * 0.04, cy + half * 0.05), (cx + half * 0.18, cy - half * 0.06), (rx, cy)],
                             fill=snow2)

    def sea(self, picture: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        rng, sky = self.rng, SKY[self.s.time]
        far = mix(mix(self.lit((70, 150, 190)), sky[2], 0.35), sky[1], 0.2)
        self.gradient_below(picture, self.horizon, self.lit((16, 82, 140)), far)
        if self.s.light or self.s.time == "sunset":  # the path of light on the water
            glint = {"day": (236, 246, 250), "sunset": (255, 206, 130), "night": (176, 186, 222)}[self.s.time]
            for i in range(26):
                t = ((i + rng.random()) / 26) ** 1.4
                y = self.horizon + t * (self.h - self.horizon) + 2
                half = self.unit * (0.02 + 0.06 * t) * rng.uniform(0.4, 1.2)
                x = self.sun_x + rng.uniform(-1, 1) * self.unit * 0.04 * (0.3 + t)
                r = self.unit * (0.001 + 0.004 * t)
                draw.ellipse((x - half, y - r, x + half, y + r), fill=glint)
        wave = mix(far, (255, 255, 255), 0.15)
        for _ in range(20):
            t = rng.random()
            x, y, half = rng.random() * self.w, self.horizon + t * (self.h - self.horizon), self.unit * (0.01 + 0.05 * t)
            draw.ellipse((x - half, y - 1 - 3 * t, x + half, y + 1 + 3 * t), fill=wave)

    def ground(self, picture: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        s, rng = self.s, self.rng
        haze = SKY[s.time][2]
        if s.terrain == "sea":
            return self.sea(picture, draw)
        if s.terrain == "mountains":
            self.peaks(draw)
        near, far = {"meadow": ((74, 148, 54), (150, 196, 104)), "mountains": ((64, 124, 62), (112, 160, 96)),
                     "snow": ((246, 248, 255), (206, 220, 242))}[s.terrain]
        if s.terrain != "mountains":
            for k, fade in ((0.11, 0.55), (0.06, 0.3)):
                line = self.ridge(self.horizon + 4, self.unit * k, 0.35)
                self.fill_below(draw, line, mix(mix(self.lit(far), self.lit((70, 110, 100)), 0.35), haze, fade))
        line = self.ridge(self.horizon + self.unit * 0.02, self.unit * 0.03, 0.3)
        band = picture.copy()
        self.gradient_below(band, min(y for _, y in line), self.lit(near), self.lit(far))
        mask = Image.new("L", (self.w, self.h), 0)
        ImageDraw.Draw(mask).polygon([*line, (self.w, self.h), (0, self.h)], fill=255)
        picture.paste(band, (0, 0), mask)
        if s.terrain == "meadow":
            for _ in range(36):
                t = rng.random() ** 0.7
                x, y = rng.random() * self.w, self.horizon + self.unit * 0.05 + t * (self.h - self.horizon)
                r = self.unit * (0.003 + 0.006 * t)
                petal = rng.choice([(255, 240, 120), (250, 250, 250), (236, 110, 130)])
                draw.ellipse((x - r, y - r, x + r, y + r), fill=self.lit(petal))

    def bank(self, draw: ImageDraw.ImageDraw, side: float) -> None:
        """By the sea, things on land stand on a grassy bank that is highest under them. `side` in [0, 1]."""
        x = np.linspace(0, 1, 40)
        y = 0.86 - 0.1 * np.exp(-((x - side) / 0.3) ** 2) + 0.005 * np.sin(20 * x)
        line = [(float(a) * self.w, float(b) * self.h) for a, b in zip(x, y)]
        self.fill_below(draw, [(a, b - self.unit * 0.012) for a, b in line], self.lit((226, 206, 150)))
        self.fill_below(draw, [(a, b + self.unit * 0.012) for a, b in line], self.lit((96, 152, 70)))

    def things(self, draw: ImageDraw.ImageDraw) -> None:
        s, rng = self.s, self.rng
        at = {"left": 0.24, "middle": 0.5, "right": 0.76}
        x = {p: self.w * (at[p] + rng.uniform(-0.04, 0.04)) for p in PLACES}
        depth = rng.uniform(0.35, 0.65)
        base = self.horizon + (self.h - self.horizon) * depth
        if s.boat:
            y = self.horizon + (self.h - self.horizon) * rng.uniform(0.2, 0.4)
            draw_boat(draw, x[s.boat_place], y, self.unit * rng.uniform(0.32, 0.4), s.boat, self.lit, rng)
        if s.terrain == "sea" and (s.house or s.tree):
            side = x[s.house_place if s.house else s.tree_place] / self.w
            self.bank(draw, side)
            base = self.h * 0.83
        jobs = []
        if s.tree:
            draw_it = draw_pine if s.tree == "pine" else draw_tree
            size = self.unit * rng.uniform(0.44, 0.54)
            low = base + self.unit * rng.uniform(-0.02, 0.06)
            low = self.h * 0.9 if s.terrain == "sea" else low
            jobs.append((low, lambda: draw_it(draw, x[s.tree_place], low, size, self.lit, rng, s.terrain == "snow")))
        if s.house:
            width = self.unit * rng.uniform(0.36, 0.42)
            jobs.append((base, lambda: draw_house(draw, x[s.house_place], base, width, s.house, self.lit, rng,
                                                  s.terrain == "snow", s.time != "day")))
        for _, job in sorted(jobs, key=lambda j: j[0]):
            job()


def render(scene: Scene, width: int = 512, height: int = 512) -> np.ndarray:
    """uint8 RGB [height, width, 3]; the same bytes for the same scene and size."""
    painter = _Painter(scene, width, height)
    picture = painter.sky()
    draw = ImageDraw.Draw(picture)
    painter.lamp(draw)
    if scene.clouds:
        painter.clouds(picture, draw)
    painter.ground(picture, draw)
    painter.things(draw)
    return np.asarray(picture.reduce(SCALE))
