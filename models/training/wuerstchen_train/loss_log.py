"""Losses as CSV and as curves."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path


class LossLog:
    """Appends rows to a CSV and draws its curves."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def row(self, step: int, seconds: float, values: Mapping[str, float]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = not self.path.exists()
        with self.path.open("a", newline="") as f:
            writer = csv.writer(f)
            if new:
                writer.writerow(["step", "seconds", *values])
            writer.writerow([step, f"{seconds:.1f}", *(f"{v:.6g}" for v in values.values())])

    def plot(self) -> None:
        """Draws them beside the CSV. Nothing is drawn of fewer than two rows."""
        if not self.path.exists():
            return
        with self.path.open() as f:
            rows = list(csv.DictReader(f))
        if len(rows) < 2:
            return
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt

        figure, axes = plt.subplots(figsize=(7, 4))
        for key in [k for k in rows[0] if k not in ("step", "seconds")]:
            axes.plot([int(r["step"]) for r in rows], [float(r[key]) for r in rows], label=key)
        axes.set(xlabel="step", yscale="log", title=self.path.stem.replace("_", " "))
        axes.legend()
        figure.savefig(self.path.with_suffix(".png"), dpi=80)
        plt.close(figure)
