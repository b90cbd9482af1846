"""Runs on disk: WORK/<name>-<hash>/, addressed by what the recipe says and never by which file happens to lie there.

A finished run's folder holds the networks that it gives, one `<role>.safetensors` each (averaged weights, float32), and
`report.json`. While it trains, the folder also holds the trainer's own checkpoint, losses and curves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import CLIPTokenizer

from wuerstchen_train.hardware import frozen
from wuerstchen_train.networks.tokenizer import load_tokenizer

Network = TypeVar("Network", bound=nn.Module)
Report = dict[str, Any]  # steps, minutes, losses and notes of a run, as JSON


@dataclass(frozen=True)
class Run:
    """What a stage is given: its folder, and the folders of the runs that give what it needs.

    `inputs`: role -> folder. `lineage`: the folders of all runs before this one, in order. `deadline`: seconds since
    1970 at which it saves what it has and stops; it goes on from there when it is started again.
    """

    name: str
    folder: Path
    cache: Path  # pictures, which depend on nothing but their scenes
    seed: int
    inputs: Mapping[str, Path]
    lineage: tuple[Path, ...] = ()
    deadline: float = float("inf")
    validation: int = 12  # scenes with and without a held-out pair each, for curves

    def has(self, role: str) -> bool:
        return role in self.inputs

    def input(self, role: str) -> Path:
        """The folder that gives `role`.

        @raises KeyError: the recipe names none
        """
        if role not in self.inputs:
            raise KeyError(
                f"run {self.name}: expected an input for {role!r}, received {', '.join(self.inputs) or 'none'}"
            )
        return self.inputs[role]

    def weights(self, role: str) -> dict[str, Tensor]:
        return load_file(self.input(role) / f"{role}.safetensors")

    def metadata(self, role: str) -> dict[str, str]:
        """What the run that gives `role` noted beside its weights."""
        with safe_open(self.input(role) / f"{role}.safetensors", "pt") as file:
            return dict(file.metadata() or {})

    def load(self, role: str, module: Network) -> Network:
        """`module` with the weights of `role`, on the device, in eval mode, frozen."""
        module.load_state_dict(self.weights(role))
        return frozen(module)

    def start_from(self, role: str, module: Network) -> Network:
        """`module` with the weights of `role` where the recipe names a run for it; else as it is. It can be trained
        on.
        """
        if self.has(role):
            module.load_state_dict(self.weights(role))
        return module

    def keep(self, role: str, module: nn.Module, **metadata: str) -> None:
        """Writes a network that this run gives."""
        keep_network(self.folder, role, module, **metadata)

    def tokenizer(self) -> CLIPTokenizer:
        return load_tokenizer(self.input("tokenizer") / "tokenizer")

    @property
    def done(self) -> bool:
        return (self.folder / "report.json").exists()


def keep_network(folder: Path, role: str, module: nn.Module, **metadata: str) -> None:
    """Writes FOLDER/<role>.safetensors; a reader never sees half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{role}.safetensors"
    temporary = path.with_suffix(f".part{os.getpid()}")
    save_file({k: v.detach().cpu().contiguous().clone() for k, v in module.state_dict().items()}, temporary, metadata)
    os.replace(temporary, path)


def write_report(folder: Path, report: Report) -> None:
    """Writes FOLDER/report.json, which says that the run is done."""
    temporary = folder / "report.part"
    temporary.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    os.replace(temporary, folder / "report.json")


def read_report(folder: Path) -> Report:
    report: Report = json.loads((folder / "report.json").read_text())
    return report
