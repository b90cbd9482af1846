"""What a negative prompt takes away: python models/training/negatives.py --package public/models/builtin --out DIR [--seeds 8]

Four subjects are painted with and without it; the judge tells lights, weathers and styles of the pictures, and whether the subject is still there.
"""
from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from evaluate import paint
from judge import FILE, Judge
from world.labels import ATTRIBUTES

SUBJECTS = (("a house in a meadow", "house"), ("a lighthouse by the sea", "lighthouse"), ("two tents in the hills", "tent"), ("a red car in the city", "car"))
NEGATIVES = ("", "night", "falling snow", "neon style")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--judge", type=Path, default=FILE)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=8)
    o = parser.parse_args()
    judge = Judge.load(o.judge)
    jobs = [(text, seed) for text, _ in SUBJECTS for seed in range(o.seeds)]
    for negative in NEGATIVES:
        options = ["--negative", negative] if negative else []
        pictures = paint(jobs, o.package.resolve(), (o.out / (negative or "none").replace(" ", "-")).resolve(), "512x512", options)
        marks = judge.look(pictures)[1]
        there = [int(marks[f"{thing} number"][k]) > 0 for n, (_, thing) in enumerate(SUBJECTS) for k in range(n * o.seeds, (n + 1) * o.seeds)]
        print(f"negative prompt {negative or 'none'}: the subject is there in {sum(there)} of {len(there)}")
        for name in ("light", "weather", "style"):
            print(" ", name, *(f"{ATTRIBUTES[name][i]} {n}," for i, n in Counter(marks[name].tolist()).most_common()))


if __name__ == "__main__":
    main()
