"""Words for what this world does not have, and the nearest that it can paint: what the app suggests in their place, in
English and for German words.

A word stands with what looks most like it in a picture or plays its part there. Birds are the only animals here, so all
others are nearest to them; people are nearest to a snowman, who stands upright as they do.
"""

from __future__ import annotations

ENGLISH: dict[str, str] = {
    # buildings and what belongs to them
    "house": (
        "shed barn farm farmhouse villa mansion bungalow hotel school shop store bakery cafe restaurant pub inn "
        "library museum hospital station garage building village lodge chalet stable doghouse treehouse greenhouse "
        "room bedroom kitchen door window roof"
    ),
    "castle": (
        "dragon palace fort citadel tower towers wall walls ruin ruins kingdom stronghold dungeon throne stadium "
        "colosseum"
    ),
    "lighthouse": "chimney minaret obelisk column pillar watchtower belfry silo",
    "windmill": "watermill turbine propeller fan wheel waterwheel",
    "church": "cathedral monastery abbey mosque synagogue steeple",
    "pagoda": "shrine teahouse dojo pavilion pyramid sphinx stupa",
    "tent": "camp campsite tipi teepee wigwam yurt marquee circus",
    "igloo": "iceberg glacier ice cave dome",
    "city": (
        "streets downtown metropolis market skyscraper skyscrapers buildings suburb york paris london tokyo berlin "
        "airport factory"
    ),
    "bridge": "viaduct aqueduct arch pier dock jetty tunnel overpass dam",
    "fence": "hedge railing barrier bench gate gateway ladder",
    "street lamp": "torch candle candles lightbulb streetlight chandelier signpost sign flag",
    # people and animals
    "snowman": (
        "man men woman women boy girl child children kid kids baby person people human king queen princess prince "
        "knight wizard witch pirate robot ghost monster angel fairy santa clown soldier farmer teacher doctor "
        "astronaut dancer teddy doll statue scarecrow zombie alien yeti"
    ),
    "birds": (
        "crow crows raven eagle eagles hawk falcon owl owls parrot pigeon dove doves swan swans duck ducks goose geese "
        "chicken hen rooster stork heron flamingo sparrow peacock bat bats butterfly butterflies bee bees dragonfly "
        "insect insects animal animals elephant hippo rhino turtle tortoise crab snail whale seal dinosaur frog toad "
        "hedgehog mouse rabbit bunny hamster squirrel horse horses cow cows pony donkey zebra dog dogs puppy cat cats "
        "kitten fox wolf deer lion tiger pig pigs sheep goat camel caterpillar snake crocodile worm dolphin shark fish "
        "fishes octopus bear penguin"
    ),
    "rocks": "rock boulder cliff cliffs pebbles",
    "mushroom": "fungus gnome",
    "car": (
        "truck lorry bus van taxi jeep tractor motorcycle motorbike bike bicycle scooter wagon cart carriage ambulance "
        "limousine tank"
    ),
    # what moves
    "train": "tram railway railroad subway metro trolley",
    "sailboat": "canoe kayak raft rowboat dinghy catamaran surfboard surfer gondola sail sails",
    "ship": "ferry cruiser freighter tanker battleship submarine titanic vessel ark tugboat galleon barge",
    "balloon": "airship zeppelin blimp parachute bubble bubbles globe planet ball basketball football",
    "kite": "glider drone plane planes airplane aeroplane aircraft jet helicopter",
    "rocket": "missile shuttle spacecraft ufo satellite comet firework fireworks asteroid meteor",
    # plants, food, furniture
    "tree": (
        "apple apples orchard bush bushes shrub willow birch maple chestnut bonsai cherry olive lemon broccoli leaf "
        "leaves"
    ),
    "pine": "christmas evergreen conifer cypress larch cedar",
    "palm": "coconut banana bananas bamboo fern jungle rainforest pineapple",
    "cactus": "succulent aloe agave thorns",
    "flowers": (
        "flower rose roses tulip tulips daisy daisies sunflower sunflowers lily lilies orchid poppy poppies lavender "
        "bouquet garden gardens blossom bloom plant plants vase"
    ),
    "pumpkin": (
        "halloween melon watermelon squash gourd potato carrot tomato cake bread pie cheese pizza burger egg basket "
        "pot barrel"
    ),
    "campfire": "flame flames fireplace stove hearth lava volcano explosion barbecue grill oven",
    "umbrella": "sunshade awning canopy hat cap chair table desk sofa couch bed hammock",
    # places
    "mountains": "canyon summit ridge valley peak everest",
    "lake": "pond pool swamp lagoon fjord waterfall fountain water",
    "sea": "wave waves bay underwater reef",
    "beach": "coastline tropics hawaii vacation holiday",
    "desert": "sahara egypt savanna savannah oasis mars",
    "meadow": "grass lawn park pasture prairie farmland countryside playground",
    "hills": "hillside vineyard",
    "forest": "wood wilderness thicket",
    "river": "creek canal rapids",
    "path": "trail track highway lane avenue",
    # lights and weathers
    "sunny day": "summer spring sunbeam warm heat",
    "night": "nighttime space galaxy universe cosmos nebula darkness spooky",
    "stars": "star constellation",
    "sunset": "afterglow",
    "golden hour": "autumn fall october",
    "snowfield": "frost frozen tundra arctic antarctica",
    "falling snow": "blizzard hail sleet snowstorm",
    "storm": "hurricane tornado thunder cyclone typhoon windy wind",
    "rain": "drizzle shower puddle puddles flood",
    "fog": "smoke dust",
    "clouds": "cloud",
    # styles and colours
    "storybook": "cartoon comic anime manga fairytale fantasy photo photograph photorealistic realistic",
    "watercolour": "oil acrylic gouache pastel impressionist",
    "ink": "pencil charcoal engraving woodcut etching",
    "pixel art": "minecraft lego voxel",
    "neon": "cyberpunk vaporwave",
    "paper cut": "origami collage",
    "poster": "minimalist",
    "red": "maroon ruby burgundy",
    "pink": "magenta salmon",
    "yellow": "gold beige",
    "purple": "lilac mauve",
    "blue": "turquoise navy teal cyan indigo",
    "white": "silver ivory",
    "black": "brown",
}
GERMAN: dict[str, str] = {
    "house": "haus häuser hütte hütten häuschen scheune bauernhof gebäude dorf schule hotel villa",
    "castle": "drache schloss schlösser burg burgen festung palast turm türme ruine",
    "lighthouse": "leuchtturm leuchttürme",
    "windmill": "windmühle windmühlen mühle mühlen windrad",
    "church": "kirche kirchen kapelle dom kathedrale kloster",
    "pagoda": "pagode pagoden tempel pyramide",
    "tent": "zelt zelte wigwam",
    "igloo": "iglu iglus eisberg gletscher eis höhle",
    "city": "stadt städte großstadt hochhaus hochhäuser straße wolkenkratzer",
    "bridge": "brücke brücken steinbrücke tunnel",
    "fence": "zaun zäune gartenzaun hecke tor bank",
    "street lamp": "laterne laternen straßenlaterne lampe kerze",
    "snowman": (
        "schneemann schneemänner mann frau kind kinder junge mädchen mensch menschen könig königin prinzessin ritter "
        "hexe roboter"
    ),
    "birds": (
        "vogel vögel möwe möwen adler eule ente enten schwan gans huhn schmetterling biene tier tiere elefant "
        "schildkröte frosch hase igel maus pferd pferde kuh kühe hund hunde katze katzen fuchs löwe schaf krokodil "
        "schlange delfin hai fisch fische wal bär pinguin"
    ),
    "rocks": "felsen fels stein steine",
    "mushroom": "pilz pilze fliegenpilz",
    "car": "auto autos wagen lastwagen bus traktor fahrrad motorrad",
    "train": "zug züge lokomotive dampflok eisenbahn bahn straßenbahn",
    "sailboat": "segelboot segelboote boot boote segelschiff jacht kanu ruderboot",
    "ship": "schiff schiffe dampfer fähre",
    "balloon": "heißluftballon heißluftballons ballon ballons luftballon luftschiff",
    "kite": "flugdrachen flugzeug flugzeuge hubschrauber",
    "rocket": "rakete raketen raumschiff raumschiffe ufo feuerwerk",
    "tree": "baum bäume eiche eichen apfelbaum busch",
    "pine": "tanne tannen tannenbaum kiefer kiefern fichte fichten weihnachtsbaum",
    "palm": "palme palmen dschungel",
    "cactus": "kaktus kakteen",
    "flowers": "blume blumen rose rosen tulpe tulpen sonnenblume sonnenblumen garten",
    "pumpkin": "kürbis kürbisse torte kuchen brot",
    "campfire": "lagerfeuer feuer vulkan flamme",
    "umbrella": "sonnenschirm sonnenschirme schirm schirme regenschirm tisch stuhl bett",
    "sun": "sonne",
    "moon": "mond vollmond",
    "stars": "stern sterne sternenhimmel",
    "path": "weg pfad",
    "river": "fluss bach",
    "sea": "meer ozean insel küste",
    "lake": "see teich wasser wasserfall",
    "beach": "strand strände",
    "desert": "wüste dünen",
    "meadow": "wiese wiesen feld gras park",
    "snowfield": "schneefeld winterlandschaft",
    "hills": "hügel hügeln",
    "mountains": "berg berge gebirge alpen",
    "forest": "wald wälder",
    "dawn": "morgengrauen morgendämmerung sonnenaufgang",
    "morning": "morgen morgens",
    "noon": "mittag mittags tag tags sommer",
    "golden hour": "nachmittag herbst",
    "sunset": "sonnenuntergang abend abends abendrot",
    "dusk": "dämmerung abenddämmerung",
    "night": "nacht nachts mitternacht",
    "moonlight": "mondschein mondlicht",
    "overcast": "bewölkt grau",
    "northern lights": "nordlicht nordlichter polarlicht polarlichter",
    "clouds": "wolke wolken wolkig",
    "fog": "nebel neblig dunst",
    "rain": "regen regnerisch",
    "falling snow": "schnee schneefall schneeflocken",
    "storm": "sturm gewitter blitz unwetter",
    "rainbow": "regenbogen",
    "storybook": "bilderbuch märchen foto",
    "poster": "plakat",
    "watercolour": "aquarell wasserfarben gemälde",
    "ink": "tusche tinte zeichnung skizze",
    "pixel art": "pixelkunst",
    "paper cut": "scherenschnitt papierschnitt",
    "red": "rot rote roter rotes",
    "yellow": "gelb gelbe gelber gelbes",
    "green": "grün grüne grüner grünes",
    "blue": "blau blaue blauer blaues",
    "purple": "lila violett",
    "white": "weiß weiße weißer weißes",
    "black": "schwarz schwarze schwarzer schwarzes",
    "pink": "rosa",
    "two": "zwei",
    "three": "drei",
    "small": "klein kleine kleiner kleines",
    "large": "groß große großer großes",
}


def nearest() -> list[dict[str, object]]:
    """The field `nearest` of a package's manifest: what to suggest, and for which words; German words apart, but for
    those that are English, too.
    """
    english: list[dict[str, object]] = [
        {"suggest": suggest, "words": sorted(words.split())} for suggest, words in ENGLISH.items()
    ]
    shared = set(" ".join(ENGLISH.values()).split())
    german: list[dict[str, object]] = [
        {"suggest": suggest, "language": "de", "words": sorted(set(words.split()) - shared)}
        for suggest, words in GERMAN.items()
    ]
    return english + german
