"""The lights: what time it is, as colours of the sky, of the light that falls, and of the air."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from wuerstchen_train.world.colour import Rgb, from_oklab, linear, mix, oklab, to_rgb


@dataclass(frozen=True)
class Light:
    """Sky from zenith to horizon; multipliers for linear paint in full light (`ambient + key`) and in shade
    (`ambient`).
    """

    name: str
    sky: tuple[Rgb, Rgb, Rgb, Rgb]
    ambient: tuple[float, float, float]
    key: tuple[float, float, float]
    haze: Rgb  # what far things fade into
    glow: Rgb  # around the sun or moon
    orb: Rgb  # the disc of the sun or moon
    shadow: float  # darkness of cast shadows, 0..1
    reach: float  # length of cast shadows in heights of the thing
    low: bool = False  # sun close to the horizon
    dark: bool = False  # windows are lit, stars can be out
    density: float = 0.55  # how much haze lies over the farthest layer


LIGHTS: dict[str, Light] = {
    light.name: light
    for light in (
        Light(
            "dawn",
            ((98, 124, 186), (168, 160, 206), (246, 182, 190), (255, 222, 196)),
            (0.50, 0.46, 0.66),
            (0.42, 0.28, 0.24),
            (242, 196, 204),
            (255, 214, 200),
            (255, 236, 214),
            0.28,
            1.6,
            low=True,
        ),
        Light(
            "morning",
            ((88, 186, 206), (148, 216, 214), (210, 236, 208), (255, 244, 190)),
            (0.52, 0.60, 0.58),
            (0.52, 0.44, 0.24),
            (224, 236, 204),
            (255, 250, 196),
            (255, 250, 214),
            0.34,
            1.1,
            density=0.5,
        ),
        Light(
            "noon",
            ((22, 96, 208), (58, 142, 232), (122, 190, 246), (198, 230, 252)),
            (0.50, 0.56, 0.68),
            (0.56, 0.50, 0.38),
            (186, 216, 242),
            (255, 255, 240),
            (255, 246, 196),
            0.40,
            0.35,
            density=0.42,
        ),
        Light(
            "golden",
            ((214, 166, 92), (240, 190, 98), (252, 208, 110), (255, 230, 152)),
            (0.56, 0.42, 0.30),
            (0.60, 0.38, 0.06),
            (250, 204, 112),
            (255, 240, 176),
            (255, 246, 200),
            0.42,
            1.8,
            low=True,
            density=0.6,
        ),
        Light(
            "sunset",
            ((74, 34, 104), (164, 48, 104), (238, 88, 62), (255, 168, 60)),
            (0.34, 0.21, 0.34),
            (0.46, 0.20, 0.06),
            (206, 84, 86),
            (255, 170, 70),
            (255, 226, 120),
            0.45,
            1.8,
            low=True,
            density=0.55,
        ),
        Light(
            "dusk",
            ((24, 30, 92), (62, 52, 136), (138, 80, 156), (226, 128, 150)),
            (0.20, 0.19, 0.38),
            (0.15, 0.10, 0.13),
            (120, 84, 152),
            (214, 150, 190),
            (250, 222, 214),
            0.3,
            0.8,
            dark=True,
            density=0.5,
        ),
        Light(
            "night",
            ((5, 7, 24), (9, 13, 42), (15, 24, 64), (26, 40, 88)),
            (0.095, 0.11, 0.23),
            (0.06, 0.07, 0.11),
            (26, 40, 88),
            (120, 134, 190),
            (236, 232, 206),
            0.3,
            0.5,
            dark=True,
            density=0.45,
        ),
        Light(
            "moonlit",
            ((14, 38, 66), (28, 72, 104), (64, 122, 150), (122, 178, 190)),
            (0.13, 0.20, 0.30),
            (0.22, 0.30, 0.34),
            (92, 146, 168),
            (196, 228, 236),
            (246, 248, 236),
            0.45,
            1.0,
            dark=True,
            density=0.5,
        ),
        Light(
            "overcast",
            ((122, 130, 138), (150, 156, 162), (176, 180, 184), (198, 200, 200)),
            (0.54, 0.56, 0.58),
            (0.20, 0.20, 0.19),
            (184, 188, 190),
            (214, 214, 210),
            (236, 236, 230),
            0.16,
            0.3,
            density=0.6,
        ),
        Light(
            "aurora",
            ((8, 12, 36), (12, 28, 56), (16, 52, 72), (28, 82, 92)),
            (0.08, 0.13, 0.20),
            (0.06, 0.22, 0.14),
            (28, 78, 90),
            (110, 230, 170),
            (236, 240, 216),
            0.3,
            0.5,
            dark=True,
            density=0.45,
        ),
    )
}
DAYLIGHTS = tuple(n for n, light in LIGHTS.items() if not light.dark)


class Shader:
    """Turns paint into the colour seen, and remembers it."""

    def __init__(self, light: Light) -> None:
        self.light, self.poster = light, False  # poster: few, strong tones
        self._seen: dict[tuple[Rgb, float, float, float], Rgb] = {}

    def __call__(self, paint: Rgb, facing: float = 0.7, depth: float = 0.0, own: float = 0.0) -> Rgb:
        """`facing` 1 lit .. 0 in shade; `depth` 0 near .. 1 horizon; `own` 0..1 keeps the paint's hue against coloured
        light.
        """
        wanted = (paint, round(facing, 2), round(depth, 2), own)
        if wanted not in self._seen:
            ambient, key = np.array(self.light.ambient), np.array(self.light.key)
            multiplier = ambient + key * facing
            if own:
                own = min(0.85, own * 1.3) if self.light.dark else own
                grey = float(multiplier @ np.array((0.3, 0.5, 0.2)))
                least = 0.38 + 0.28 * facing if self.light.dark else 0.0
                multiplier = multiplier * (1 - own) + max(grey, least) * own
            seen = oklab(linear(paint) * multiplier)
            k = min(0.94, self.light.density * depth)
            seen = seen * (1 - k) + oklab(linear(self.light.haze)) * k
            if self.poster:
                seen = np.array((0.09 * round(seen[0] / 0.09 + 0.15), seen[1] * 1.25, seen[2] * 1.25))
            self._seen[wanted] = to_rgb(from_oklab(seen))
        return self._seen[wanted]


def greyed(light: Light, towards: Rgb, sky: float, dim: float, density: float) -> Light:
    """The light under a covered sky: sky mixed to a grey, direct light dimmed, denser air."""
    keep = 1 - dim
    return dataclasses.replace(
        light,
        sky=tuple(mix(c, towards, sky) for c in light.sky),  # type: ignore[arg-type]
        key=tuple(k * keep for k in light.key),  # type: ignore[arg-type]
        ambient=tuple(a * (1 - 0.25 * dim) for a in light.ambient),  # type: ignore[arg-type]
        haze=mix(light.haze, towards, sky * 0.8),
        shadow=light.shadow * keep,
        density=max(light.density, density),
    )


def _grey_of(light: Light) -> Rgb:
    """The grey of covered sky at this time: the light's own middle, with most of its colour taken away."""
    level = {"night": 44, "moonlit": 84, "dusk": 84, "aurora": 60, "sunset": 112, "overcast": 150, "dawn": 176}.get(
        light.name, 168
    )
    return mix((level, level, int(level * 1.05)), light.sky[2], 0.25)


def lit_by(light: Light, weather: str) -> Light:
    """The light as the weather leaves it."""
    grey = _grey_of(light)
    if weather == "cloudy":
        return greyed(light, grey, 0.12, 0.1, 0.5)
    if weather == "fog":
        soft = greyed(light, mix(grey, (255, 255, 255), 0.0 if light.dark else 0.35), 0.36, 0.4, 0.8)
        return dataclasses.replace(
            soft, haze=mix(mix(soft.sky[3], soft.haze, 0.5), (150, 164, 196), 0.28 if light.dark else 0.0), density=0.8
        )
    if weather == "rain":
        return greyed(light, mix(grey, (70, 86, 112), 0.3), 0.5, 0.5, 0.7)
    if weather == "snow":
        return greyed(light, mix(grey, (226, 232, 242), 0.0 if light.dark else 0.45), 0.42, 0.35, 0.7)
    if weather == "storm":
        return greyed(light, mix(grey, (34, 36, 52), 0.62), 0.66, 0.55, 0.6)
    if weather == "rainbow":
        return greyed(light, grey, 0.16, 0.1, 0.5)
    return light
