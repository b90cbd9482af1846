"""Everything that a borrowed GPU should do, as one command, so that none of its minutes is lost:

python models/training/gpu_session.py --package public/models/builtin --work DIR --out DIR [--minutes 25]

Checkpoints are restored from the package where DIR has none. Then the compressor and Stage B learn together on new
renders, Stage B not held (shapes are rough where these two decide), Stages B and C side by side, Stage C composes
held-out pairs and keeps apart what it mistakes, and the checkpoint is saved, to be exported and judged. A stage that
fails ends the session; run again, it goes on from the last checkpoint of each stage. `--dry-run` prints the commands.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from pathlib import Path

from wuerstchen_train.paths import BUILTIN

# Parts of the minutes. Joint training is given with the stream, whose processes draw for both.
SHARES = {"joint": 0.44, "stream": 0.36, "compose": 0.13, "part": 0.07}


def commands(package: Path, work: Path, out: Path, minutes: float) -> list[list[str]]:
    """The command lines in order; the shares add up to `minutes`."""

    def train(stage: str, *flags: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "wuerstchen_train.train",
            "--stage",
            stage,
            "--work",
            str(work),
            "--out",
            str(out),
            *flags,
        ]

    def budget(stage: str) -> str:
        return f"--budget-minutes={minutes * SHARES[stage]:.2f}"

    restored = (
        []
        if (work / "c_restored.pt").exists()
        else [
            [
                sys.executable,
                "-m",
                "wuerstchen_train.checkpoint.restore",
                "--package",
                str(package),
                "--work",
                str(work),
            ]
        ]
    )
    return [
        *restored,
        train("stream", f"--joint-minutes={minutes * SHARES['joint']:.2f}", "--held=0", budget("stream")),
        train("compose", budget("compose")),
        train("part", budget("part")),
        train("save"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, default=BUILTIN)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=25.0, help="of the GPU, start-up of the processes apart")
    parser.add_argument("--dry-run", action="store_true")
    o = parser.parse_args()
    if o.minutes <= 0:
        parser.error(f"--minutes: expected more than 0, received {o.minutes}")
    for command in commands(o.package, o.work, o.out, o.minutes):
        print(shlex.join(command), flush=True)
        if not o.dry_run:
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
