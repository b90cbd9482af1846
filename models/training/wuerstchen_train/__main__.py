"""python -m wuerstchen_train COMMAND

run RECIPE --work DIR         trains what a recipe says; goes on where it was stopped
show RECIPE [--work DIR]      its runs, what each starts from, and what to expect
evaluate --out DIR            judges a package: the app's engine paints, the judge looks
judge --work DIR              trains another judge
composition-error FOLDER      how much of each held-out pair a run of `distill-prior` has learned
keep-encoders VQGAN COMPRESSOR   keeps the encoders of two runs beside the code, for `restore`
sheet WHAT [OUT.png]          scenes to look at
other-words FILE...           words that look like typing errors of the model's words, from word lists
"""

from __future__ import annotations

import argparse
import os
import sys

# Read when torch loads OpenMP: where other programs run too, threads that spin while they wait cost several times the
# work itself.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from wuerstchen_train import commands


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m wuerstchen_train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands.add_to(parser)
    options = parser.parse_args()
    return int(options.command(options))


if __name__ == "__main__":
    sys.exit(main())
