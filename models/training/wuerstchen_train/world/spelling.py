"""English words that look like typing errors of the model's words and are none: a "bride" is no misspelt "bridge".

    python -m wuerstchen_train other-words /usr/share/dict/american-english /usr/share/dict/british-english

printed the list from the word lists of Debian's packages wamerican and wbritish: words of five letters and more that
are one edit from a word of the vocabulary and begin with the same letter. The page and the command line correct what is
near the vocabulary and not in this list (src/package/spelling.ts).
"""

from __future__ import annotations

import argparse
import string
from pathlib import Path

from wuerstchen_train.world.captions import vocabulary
from wuerstchen_train.world.nearest import ENGLISH, GERMAN

FILE = Path(__file__).with_name("other_words.txt")
SHORTEST = 5
MEANT = {"forrest", "beech"}  # more often an error than a word
RUDE = {"milfs", "shits", "snots", "teats"}


def other_words() -> list[str]:
    """The list as it is kept, for about.json."""
    return FILE.read_text().split()


def _edits(word: str) -> set[str]:
    """All strings one insertion, deletion, replacement or swap of neighbours away."""
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = string.ascii_lowercase
    return (
        {a + b[1:] for a, b in parts if b}
        | {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
        | {a + c + b[1:] for a, b in parts if b for c in letters}
        | {a + c + b for a, b in parts for c in letters}
    )


def find(words: set[str], known: set[str]) -> list[str]:
    """Of `words` those that could be taken for one of `known`; a plural or singular of one is what was meant anyway."""
    near = {
        edit
        for word in known
        if word.isalpha() and len(word) >= SHORTEST - 1
        for edit in _edits(word)
        if edit in words and edit not in known and len(edit) >= SHORTEST and edit[0] == word[0]
    }
    return sorted(w for w in near - MEANT - RUDE if w + "s" not in known and not (w.endswith("s") and w[:-1] in known))


def add_to(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lists", type=Path, nargs="+", help="files with one word a line")
    parser.set_defaults(command=print_other_words)


def print_other_words(o: argparse.Namespace) -> int:
    listed = {w.strip().lower() for path in o.lists for w in path.read_text().splitlines() if w.strip().isalpha()}
    suggested = {word for words in (*ENGLISH.values(), *GERMAN.values()) for word in words.split()}
    print("\n".join(find(listed - suggested, set(vocabulary()))))
    return 0
