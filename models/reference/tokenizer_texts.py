"""2,000 texts that a tokenizer may meet, the same on every run: what people type, and what breaks tokenizers."""

import random
from collections.abc import Callable

COUNT = 2000

# First and last code points of what is written in the scripts of the world; gaps between letters are meant.
SCRIPTS = [
    (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x17F), (0x180, 0x24F), (0x250, 0x2AF), (0x370, 0x3FF), (0x400, 0x52F),
    (0x531, 0x586), (0x5D0, 0x5EA), (0x620, 0x64A), (0x710, 0x74F), (0x780, 0x7B1), (0x7C0, 0x7FA), (0x800, 0x82D),
    (0x840, 0x85B), (0x8A0, 0x8FF), (0x900, 0x97F), (0x980, 0x9FE), (0xA00, 0xA76), (0xA80, 0xAFF), (0xB00, 0xB77),
    (0xB80, 0xBFA), (0xC00, 0xC7F), (0xC80, 0xCF3), (0xD00, 0xD7F), (0xD80, 0xDF4), (0xE01, 0xE5B), (0xE80, 0xEDF),
    (0xF00, 0xFBC), (0x1000, 0x109F), (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x1200, 0x137C), (0x13A0, 0x13FD),
    (0x1400, 0x167F), (0x1680, 0x169C), (0x16A0, 0x16F8), (0x1700, 0x1736), (0x1780, 0x17F9), (0x1800, 0x18AA),
    (0x1900, 0x194F), (0x1950, 0x1974), (0x1980, 0x19DF), (0x1A00, 0x1A1F), (0x1A20, 0x1AAD), (0x1B00, 0x1B7E),
    (0x1B80, 0x1BBF), (0x1BC0, 0x1BFF), (0x1C00, 0x1C4F), (0x1C50, 0x1C8A), (0x1C90, 0x1CBF), (0x1E00, 0x1EFF),
    (0x1F00, 0x1FFE), (0x2C00, 0x2C5F), (0x2C60, 0x2C7F), (0x2C80, 0x2CFF), (0x2D00, 0x2D2D), (0x2D30, 0x2D7F),
    (0x3041, 0x309F), (0x30A0, 0x30FF), (0x3105, 0x312F), (0x3131, 0x318E), (0x3400, 0x3500), (0x4E00, 0x9FFF),
    (0xA000, 0xA4C6), (0xA4D0, 0xA4FF), (0xA500, 0xA62B), (0xA640, 0xA69F), (0xA6A0, 0xA6F7), (0xA720, 0xA7FF),
    (0xA800, 0xA82C), (0xA840, 0xA877), (0xA880, 0xA8D9), (0xA900, 0xA95F), (0xA980, 0xA9DF), (0xAA00, 0xAA5F),
    (0xAA80, 0xAADF), (0xAB30, 0xAB6B), (0xABC0, 0xABF9), (0xAC00, 0xD7A3), (0xF900, 0xFAD9), (0xFB00, 0xFDFF),
    (0xFE70, 0xFEFC), (0xFF01, 0xFFEE), (0x10000, 0x100FA), (0x10280, 0x102D0), (0x10330, 0x1034A), (0x10380, 0x103D5),
    (0x10400, 0x104FB), (0x10570, 0x105BC), (0x10800, 0x10855), (0x10A00, 0x10A58), (0x10C80, 0x10CFF),
    (0x10D40, 0x10D8F), (0x11000, 0x1106F), (0x11080, 0x110C2), (0x11100, 0x11147), (0x11380, 0x113E2), (0x11600, 0x11659),
    (0x118A0, 0x118FF), (0x12000, 0x12399), (0x13000, 0x13455), (0x16800, 0x16A38), (0x16D40, 0x16D79),
    (0x16E40, 0x16E9A), (0x16EA0, 0x16ED3), (0x17000, 0x187F7), (0x1B000, 0x1B122), (0x1BC00, 0x1BC9F),
    (0x1D400, 0x1D7FF), (0x1E000, 0x1E02A), (0x1E100, 0x1E14F), (0x1E900, 0x1E95F), (0x1EE00, 0x1EEF1),
    (0x20000, 0x2A6DF), (0x30000, 0x3134A),
]  # fmt: skip
MARKS = [*range(0x300, 0x370), *range(0x591, 0x5BE), *range(0x64B, 0x656), 0x93C, 0x94D, 0x9BE, 0xDCF, 0xDDF,
         0xE38, 0xF71, 0xF72, 0xF74, 0xF80, 0x1039, 0x103A, 0x3099, 0x309A, *range(0x1AB0, 0x1ACF), *range(0x1DC0, 0x1E00),
         *range(0x20D0, 0x20F1), *range(0xFE20, 0xFE30), 0x110BA, 0x1D165, 0x1D16D]  # fmt: skip
SPACES = [9, 10, 11, 12, 13, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x85, 0xA0, 0x1680, 0x180E, *range(0x2000, 0x2010),
          0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF]  # fmt: skip
NUMBERS = [0x30, 0x31, 0x39, 0xB2, 0xBD, 0x661, 0x6F5, 0x966, 0x9F4, 0xBF0, 0xF33, 0x1369, 0x2153, 0x2167, 0x2460,
           0x3007, 0x3021, 0x3220, 0x4E09, 0xA620, 0xFF17, 0x10107, 0x1D7CE, 0x1F101, 0x1FBF0]  # fmt: skip
# After Unicode 9: letters and numbers of Unicode 17, marks that move, characters that compose.
RECENT = [0x88F, 0xC5C, 0xCDC, 0xA7CE, 0xA7D2, 0xA7F1, 0x10940, 0x10959, 0x11DB0, 0x11DE0, 0x16EA0, 0x16EBB, 0x16FF2, 0x16FF4,
          0x187F8, 0x18D1E, 0x1E6C0, 0x2B73A, 0x2CEA2, 0x323B0, 0x33479, 0x7FD, 0x897, 0x8CA, 0x8D3, 0x9FE, 0xC3C, 0xD3B,
          0xEBA, 0x1715, 0x1ABF, 0x1ACE, 0x1AE0, 0x1DF6, 0xA82C, 0x105D2, 0x105DA, 0x10D24, 0x10D69, 0x10EFD, 0x10F46,
          0x11070, 0x11382, 0x11384, 0x1138B, 0x11390, 0x113B8, 0x113BB, 0x113C2, 0x113C9, 0x11930, 0x11935, 0x11D42,
          0x1611E, 0x1611F, 0x16120, 0x16129, 0x16D63, 0x16D67, 0x1E08F, 0x1E130, 0x1E2AE, 0x1E4EC, 0x1E6E3]  # fmt: skip
CASES = "İIıiSTRASSEstraßeẞΣσςΟΔΟΣΆǄǅǆǱᾈᾳῼŉǰΐﬁﬀᲐაᏣꭣᎠꮤϴΩKÅꟌ𐐀𐐨𐲀𐳀𞤀𞤢𐵐𖺠ȺⱥꞋɥ𑢠"
PEOPLE, SKIN, JOINER, EMOJI = "👨👩🧑👶👧👦", "🏻🏼🏽🏾🏿", "\u200d", "\ufe0f"
THINGS = "🦊❤🏳🌈✈⚕🚀🎨🔥☠⚧🐻❄🦰🍳💻🫱🫲🪿🫨🛝🫎🪉🫩"
SPECIALS = ["<|startoftext|>", "<|endoftext|>", "<|STARTOFTEXT|>", "<|ENDOFTEXT|>", "<|EndOfText|>", "<|endoftext|",
            "|endoftext|>", "<| endoftext |>", "<|endof\u0301text|>", "<|endo\ufb00|>", "</w>", "<|pad|>", "<s>", "[PAD]",
            "<|\u0345endoftext|>", "\uff1c|endoftext|\uff1e", "<|start\u00adoftext|>", "<|ENDOFTE\u212aT|>"]  # fmt: skip
CONTRACTIONS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'RE", "’s", "''", "'", "'x", "'sss", "!'s", "s'"]
PUNCTUATION = "!!!\"#$%&()*+,-./:;<=>?@[]\\^_`{|}~¡¿«»“”„…–—·•†‡‰′″‹›€£¥₿©®™§¶°±×÷√∞≈≠≤≥←→⇒∀∃∑∫"
WORDS = """a an the of in on with under over and red blue teal golden fox owl cat lighthouse castle astronaut robot boat
snow rain storm night morning sunset oil watercolour watercolor photograph portrait sketch highly detailed 4k trending
on artstation (masterpiece:1.2) --ar 16:9 <lora:add_detail:0.8> naïve café Würstchen Straße l'été don't it's rock'n'roll
3D 35mm f/1.8 100% #art @studio A.I. e.g. co-operate snow-covered""".split()


def english(rng: random.Random) -> str:
    return rng.choice([" ", ", ", "  ", "-", ". "]).join(rng.choices(WORDS, k=rng.randint(1, 9)))


def scripts(rng: random.Random) -> str:
    words = []
    for first, last in rng.choices(SCRIPTS, k=rng.randint(1, 4)):
        words.append("".join(chr(rng.randint(first, last)) for _ in range(rng.randint(1, 6))))
    return rng.choice(["", " ", " ", "-"]).join(words)


def combining(rng: random.Random) -> str:
    text = ""
    for _ in range(rng.randint(1, 5)):
        base = rng.choice("aeiouAONSzΩИ\u0915\u09c7\u0dd9\u1100\uac00\u30ab\u0627 1!")
        text += base + "".join(chr(m) for m in rng.choices(MARKS, k=rng.randint(0, 4)))
        text += rng.choice(["", "", "\u1161", "\u1161\u11a8", "\u00c5", "\u212b", "\u1e9b\u0323"])
    return text


def emoji(rng: random.Random) -> str:
    def one() -> str:
        kind = rng.randrange(7)
        if kind == 0:
            return JOINER.join(rng.choice(PEOPLE) + rng.choice(["", rng.choice(SKIN)]) for _ in range(rng.randint(1, 4)))
        if kind == 1:
            return "".join(chr(0x1F1E6 + rng.randrange(26)) for _ in range(rng.randint(1, 4)))
        if kind == 2:
            return rng.choice("0123456789#*") + EMOJI + "\u20e3"
        if kind == 3:
            return "🏴" + "".join(chr(0xE0020 + ord(c)) for c in rng.choice(["gbsct", "gbwls", "usca"])) + "\U000e007f"
        if kind == 4:
            return rng.choice(PEOPLE) + JOINER + rng.choice(THINGS) + EMOJI
        if kind == 5:
            return chr(rng.randint(0x1F300, 0x1FAFF))
        return rng.choice(THINGS) + rng.choice(["", EMOJI, "\ufe0e"])

    return "".join(one() + rng.choice(["", "", " ", "a", JOINER]) for _ in range(rng.randint(1, 4)))


def spaces(rng: random.Random) -> str:
    pieces = []
    for _ in range(rng.randint(1, 6)):
        pieces += [rng.choice(["a", "Fox", "1", "!", "?!", "'s", "é", "狐", "'", ""]), *map(chr, rng.choices(SPACES, k=rng.randint(1, 3)))]
    return "".join(pieces)


def controls(rng: random.Random) -> str:
    pool = [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F),
            *range(0x2060, 0x2070), 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFD, 0xFFFE, 0xFFFF, 0xE0001]  # fmt: skip
    return "".join(rng.choice("ab 1!") + chr(rng.choice(pool)) for _ in range(rng.randint(1, 8)))


def surrogates(rng: random.Random) -> str:
    """Halves of surrogate pairs that have no other half; never a high one before a low one, which JavaScript would join."""
    lone = [chr(rng.choice([0xD800, 0xD83D, 0xDBFF, 0xDC00, 0xDE00, 0xDFFF])) for _ in range(rng.randint(1, 3))]
    return "".join(half + rng.choice(["a", " ", "!", "é", "🦊", "\u0301"]) for half in lone)


def specials(rng: random.Random) -> str:
    glue = ["", "", " ", "a", "!", "\u0301", "\ufeff", ", ", "1", "'s"]
    return "".join(rng.choice(SPECIALS) + rng.choice(glue) for _ in range(rng.randint(1, 4)))


def contractions(rng: random.Random) -> str:
    pool = [*CONTRACTIONS, *PUNCTUATION, "we", "I", "Fox", "é", " ", " "]
    return "".join(rng.choices(pool, k=rng.randint(2, 10)))


def numbers(rng: random.Random) -> str:
    return "".join(rng.choice([chr(rng.choice(NUMBERS)), "a", ".", " ", "7", "x"]) for _ in range(rng.randint(1, 10)))


def cases(rng: random.Random) -> str:
    return "".join(rng.choice([*CASES, " ", ".", "\u0307", "\u0345"]) for _ in range(rng.randint(2, 9)))


def recent(rng: random.Random) -> str:
    pool = [*RECENT, *RECENT, 0x61, 0x65, 0x31, 0x21, 0x20, 0x300, 0x307, 0x334, 0x345, 0x323]
    return "".join(map(chr, rng.choices(pool, k=rng.randint(2, 7))))


def anything(rng: random.Random) -> str:
    """Any code points at all but surrogates, most of them unassigned or private."""
    pool = [c for c in (rng.randrange(rng.choice([0x300, 0x3000, 0x10000, 0x20000, 0x110000])) for _ in range(6)) if not 0xD800 <= c < 0xE000]
    return "".join(map(chr, pool))


KINDS: list[tuple[Callable[[random.Random], str], int]] = [
    (english, 240), (scripts, 400), (combining, 210), (emoji, 160), (spaces, 200), (controls, 90), (surrogates, 40),
    (specials, 180), (contractions, 150), (numbers, 90), (cases, 110), (recent, 60), (anything, 50),
]  # fmt: skip

FIXED = [
    "", " ", "\ufeff", "\u200b", "\u00a0", "\x00", "!", "!" * 300, "! " * 40, "a!b!!c", "<|endoftext|>", "<|startoftext|>",
    "<|ENDOFTEXT|>", "<|STARTOFTEXT|>", "\ufeffa red fox", "a\u200bred\u00a0fox", "\ud800", "a\udc00b", "the " * 75, "the " * 76,
]  # fmt: skip


def texts() -> list[str]:
    """COUNT different texts. The last is 10,000 characters long; halves of surrogate pairs stand alone in some."""
    rng = random.Random(77)
    found = dict.fromkeys(FIXED)
    for make, count in KINDS:
        size = len(found) + count
        while len(found) < min(size, COUNT - 1):
            found[make(rng)] = None
    while len(found) < COUNT - 1:
        found[scripts(rng)] = None
    long = ""
    while len(long) < 10_000:
        long += rng.choice([english, scripts, combining, emoji, contractions])(rng) + " "
    return [*found, long[:10_000]]
