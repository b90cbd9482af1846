"""The words for everything that a scene can show. The first of each list is the plain word; the others mean the
same.
"""

from __future__ import annotations

LIGHT_PHRASES: dict[str, tuple[str, ...]] = {
    "dawn": ("at dawn", "at daybreak", "at sunrise", "at first light"),
    "morning": ("in the morning", "in the early morning", "on a bright morning", "in morning light"),
    "noon": ("at noon", "by day", "during the day", "at midday", "in daylight", "on a sunny day", "in bright sunlight"),
    "golden": ("at golden hour", "in golden light", "in the late afternoon", "in the golden hour"),
    "sunset": ("at sunset", "at sundown", "under a red evening sky", "in the evening"),
    "dusk": ("at dusk", "at twilight", "at nightfall", "in the blue hour"),
    "night": ("at night", "by night", "at midnight", "in the dark"),
    "moonlit": ("by moonlight", "on a moonlit night", "in the moonlight", "under a full moon"),
    "overcast": ("on an overcast day", "on a grey day", "under a grey sky", "on a gray day", "in dull light"),
    "aurora": ("under the northern lights", "under an aurora", "with the aurora borealis", "with northern lights"),
}
LIGHT_NOUNS: dict[str, tuple[str, ...]] = {
    "dawn": ("dawn", "sunrise", "daybreak"),
    "morning": ("morning", "early morning"),
    "noon": ("noon", "day", "midday", "daylight"),
    "golden": ("golden hour", "golden light", "late afternoon"),
    "sunset": ("sunset", "evening", "sundown"),
    "dusk": ("dusk", "twilight", "blue hour"),
    "night": ("night", "midnight"),
    "moonlit": ("moonlit night", "moonlight"),
    "overcast": ("overcast", "grey day", "grey sky", "gray day"),
    "aurora": ("aurora", "northern lights", "polar lights"),
}
WEATHER_PHRASES: dict[str, tuple[str, ...]] = {
    "clear": ("under a clear sky", "in clear weather", "with a cloudless sky"),
    "cloudy": ("under a cloudy sky", "with clouds", "under clouds", "with fluffy clouds"),
    "fog": ("in the fog", "in fog", "in mist", "in thick fog", "in the haze"),
    "rain": ("in the rain", "in heavy rain", "while it rains", "in pouring rain", "with rain"),
    "snow": ("in falling snow", "while it snows", "in a snowfall", "with snowflakes", "in a flurry of snow"),
    "storm": ("in a thunderstorm", "in a storm", "with lightning", "during a storm", "with a flash of lightning"),
    "rainbow": ("with a rainbow", "under a rainbow", "and a rainbow"),
}
WEATHER_NOUNS: dict[str, tuple[str, ...]] = {
    "clear": ("clear sky", "clear", "cloudless"),
    "cloudy": ("cloudy", "clouds"),
    "fog": ("fog", "foggy", "mist", "misty"),
    "rain": ("rain", "rainy"),
    "snow": ("snowfall", "falling snow", "snowing", "snowflakes"),
    "storm": ("thunderstorm", "storm", "lightning", "stormy"),
    "rainbow": ("rainbow",),
}
TERRAIN_PHRASES: dict[str, tuple[str, ...]] = {
    "sea": ("by the sea", "at sea", "on the ocean", "in the sea", "on an island"),
    "lake": ("by a lake", "at the lake", "on the shore of a lake", "at the lakeside"),
    "beach": ("on the beach", "on a sandy beach", "at the seaside", "on the sand by the sea"),
    "desert": ("in the desert", "in a desert", "among sand dunes", "between the dunes"),
    "meadow": ("in a meadow", "on a meadow", "in a green field", "in a grassy field"),
    "snowfield": ("in the snow", "on a snowfield", "in a snowy field", "in a winter landscape"),
    "hills": ("in the hills", "among green hills", "on rolling hills", "in hilly country"),
    "mountains": ("in the mountains", "in front of mountains", "below snowy peaks", "in the alps"),
    "forest": ("in the forest", "in the woods", "in a forest clearing", "in front of a forest"),
    "city": ("in the city", "in front of a city skyline", "in town", "in a big city"),
}
AFLOAT: dict[str, tuple[str, ...]] = {  # for boats
    "sea": ("on the sea", "at sea", "on the ocean", "sailing the sea"),
    "lake": ("on a lake", "on the lake", "on a calm lake"),
    "beach": ("off the beach", "near the beach", "in front of a beach"),
    "city": ("in front of a city skyline", "in the harbour of a city", "in a city harbor"),
}
TERRAIN_NOUNS: dict[str, tuple[str, ...]] = {
    "sea": ("sea", "ocean", "seascape"),
    "lake": ("lake", "lakeside"),
    "beach": ("beach", "sandy beach", "seaside"),
    "desert": ("desert", "sand dunes", "dunes"),
    "meadow": ("meadow", "green field", "grassland"),
    "snowfield": ("snowfield", "snowy field", "winter landscape"),
    "hills": ("hills", "rolling hills", "green hills"),
    "mountains": ("mountains", "mountain landscape", "snowy peaks", "alps"),
    "forest": ("forest", "woods", "woodland"),
    "city": ("city", "city skyline", "skyline", "town"),
}
STYLE_PREFIXES: dict[str, tuple[str, ...]] = {
    "storybook": ("a storybook illustration of", "a storybook picture of", "a children's book illustration of"),
    "poster": ("a flat poster of", "a travel poster of", "a poster of", "a vintage poster with"),
    "watercolour": (
        "a watercolour of",
        "a watercolor of",
        "a watercolour painting of",
        "a watercolor painting of",
        "an aquarelle of",
    ),
    "pixel art": ("pixel art of", "a pixel art picture of", "an 8-bit picture of", "a retro game scene with"),
    "ink": ("an ink sketch of", "an ink drawing of", "a pen and ink drawing of", "a sketch of"),
    "neon": ("a neon picture of", "neon art of", "a synthwave picture of", "glowing neon lines of"),
    "paper cut": ("a paper cut of", "a papercut of", "a paper cutout of", "layered paper art of"),
}
STYLE_SUFFIXES: dict[str, tuple[str, ...]] = {
    "storybook": ("in storybook style", "storybook style", "storybook", "storybook illustration"),
    "poster": ("in flat poster style", "poster style", "poster", "flat design", "travel poster"),
    "watercolour": ("in watercolour style", "watercolour", "watercolor", "in watercolors", "painted in watercolours"),
    "pixel art": ("in pixel art style", "pixel art", "pixelart", "8-bit", "retro game"),
    "ink": ("in ink", "ink sketch", "ink drawing", "pen and ink", "hatched ink sketch"),
    "neon": ("in neon style", "neon", "synthwave", "neon lines", "retrowave"),
    "paper cut": ("in paper cut style", "paper cut", "papercut", "paper cutout", "layered paper"),
}
COLOUR_WORDS: dict[str, tuple[str, ...]] = {
    "red": ("red", "scarlet", "crimson"),
    "orange": ("orange",),
    "yellow": ("yellow",),
    "green": ("green", "emerald"),
    "blue": ("blue", "azure"),
    "purple": ("purple", "violet"),
    "pink": ("pink",),
    "white": ("white",),
    "black": ("black",),
}
NUMBER_WORDS: dict[int, tuple[str, ...]] = {
    1: ("a", "one", "a single"),
    2: ("two", "2", "a pair of", "two"),
    3: ("three", "3", "three"),
}
SIZE_WORDS: dict[str, tuple[str, ...]] = {
    "small": ("small", "little", "tiny"),
    "large": ("large", "big", "huge", "giant"),
}
PLACE_WORDS: dict[str, tuple[str, ...]] = {
    "left": ("on the left", "to the left", "on the left side", "at the left"),
    "right": ("on the right", "to the right", "on the right side", "at the right"),
    "middle": ("in the middle", "in the centre", "in the center"),
}
DISTANCE_WORDS: dict[str, tuple[str, ...]] = {
    "near": ("in the foreground", "up close", "nearby", "near"),
    "far": ("in the distance", "far away", "in the background", "far"),
}
# singular, plural
THING_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "house": (("house", "houses"), ("cottage", "cottages"), ("home", "homes"), ("cabin", "cabins")),
    "castle": (("castle", "castles"), ("fortress", "fortresses")),
    "lighthouse": (("lighthouse", "lighthouses"), ("beacon", "beacons")),
    "windmill": (("windmill", "windmills"), ("mill", "mills")),
    "church": (("church", "churches"), ("chapel", "chapels")),
    "pagoda": (("pagoda", "pagodas"), ("japanese temple", "japanese temples")),
    "tent": (("tent", "tents"), ("camping tent", "camping tents")),
    "igloo": (("igloo", "igloos"), ("snow hut", "snow huts")),
    "snowman": (("snowman", "snowmen"),),
    "campfire": (("campfire", "campfires"), ("fire", "fires"), ("bonfire", "bonfires")),
    "rocks": (("rocks", "rocks"), ("boulders", "boulders"), ("stones", "stones")),
    "umbrella": (("umbrella", "umbrellas"), ("parasol", "parasols"), ("beach umbrella", "beach umbrellas")),
    "fence": (("fence", "fences"), ("picket fence", "picket fences")),
    "lantern": (("street lamp", "street lamps"), ("lantern", "lanterns"), ("lamp post", "lamp posts")),
    "bridge": (("bridge", "bridges"), ("stone bridge", "stone bridges")),
    "pumpkin": (("pumpkin", "pumpkins"), ("jack-o-lantern", "jack-o-lanterns")),
    "pine": (("pine", "pines"), ("pine tree", "pine trees"), ("fir tree", "fir trees"), ("spruce", "spruces")),
    "tree": (("tree", "trees"), ("leafy tree", "leafy trees"), ("oak", "oaks"), ("round tree", "round trees")),
    "palm": (("palm", "palms"), ("palm tree", "palm trees")),
    "cactus": (("cactus", "cacti"), ("cactus", "cactuses")),
    "flowers": (("flowers", "flowers"), ("blossoms", "blossoms")),
    "mushroom": (("mushroom", "mushrooms"), ("toadstool", "toadstools")),
    "train": (("train", "trains"), ("steam train", "steam trains"), ("locomotive", "locomotives")),
    "car": (("car", "cars"), ("automobile", "automobiles")),
    "sailboat": (("sailboat", "sailboats"), ("sailing boat", "sailing boats"), ("boat", "boats"), ("yacht", "yachts")),
    "ship": (("ship", "ships"), ("steamship", "steamships"), ("steamer", "steamers")),
    "balloon": (
        ("hot-air balloon", "hot-air balloons"),
        ("hot air balloon", "hot air balloons"),
        ("balloon", "balloons"),
    ),
    "kite": (("kite", "kites"),),
    "birds": (("bird", "birds"), ("seagull", "seagulls"), ("gull", "gulls")),
    "rocket": (("rocket", "rockets"), ("spaceship", "spaceships")),
    "sun": (("sun", "suns"),),
    "moon": (("moon", "moons"), ("full moon", "full moons")),
    "stars": (("stars", "stars"),),
}
MASS = frozenset({"rocks", "flowers", "stars"})  # plural in themselves: no article, no number
WAY_WORDS: dict[str, tuple[str, ...]] = {
    "path": ("a path", "a winding path", "a road", "a winding road"),
    "river": ("a river", "a winding river", "a stream", "a brook"),
}


def vocabulary_groups() -> dict[str, list[str]]:
    """What can be asked for, by group, in plain words, for suggestions."""
    return {
        "light": [nouns[0] for nouns in LIGHT_NOUNS.values()],
        "weather": [nouns[0] for nouns in WEATHER_NOUNS.values()],
        "terrain": [nouns[0] for nouns in TERRAIN_NOUNS.values()],
        "thing": [words[0][0] for words in THING_WORDS.values()] + list(WAY_WORDS),
        "colour": list(COLOUR_WORDS),
        "number": ["one", "two", "three"],
        "size": list(SIZE_WORDS),
        "place": [words[0] for words in PLACE_WORDS.values()] + [words[0] for words in DISTANCE_WORDS.values()],
        "style": [words[0] for words in STYLE_SUFFIXES.values()],
    }


def synonyms() -> dict[str, str]:
    """Every other word or phrase that captions use -> the plain one of its group."""
    out: dict[str, str] = {}
    for table in (
        LIGHT_NOUNS,
        WEATHER_NOUNS,
        TERRAIN_NOUNS,
        STYLE_SUFFIXES,
        COLOUR_WORDS,
        SIZE_WORDS,
        PLACE_WORDS,
        DISTANCE_WORDS,
        WAY_WORDS,
    ):
        for words in table.values():
            out.update({w: words[0] for w in words[1:] if w != words[0]})
    for pairs in THING_WORDS.values():
        out.update({singular: pairs[0][0] for singular, _ in pairs[1:] if singular != pairs[0][0]})
    return out
