"""Recipes: TOML files that say which runs there are, what each goes on from, and what to expect of it.

    name = "smoke"
    hardware = "2 CPU cores"
    time = "5 minutes"
    samples = "..."
    seed = 0

    [runs.stage-c]
    stage = "stage-c"
    inputs = { tokenizer = "tokenizer", text_encoder = "text", compressor = "stage-b" }  # role = run that gives it
    options = { steps = 6, batch = 4 }
    expected = { eps = 0.7 }  # losses or marks at its end

Runs form a graph without cycles. A run's hash is of its stage, seed and options and of the hashes of its inputs, so a
changed step has another address, and so has everything after it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from wuerstchen_train.paths import RECIPES

HASH_DIGITS = 10


class RecipeError(ValueError):
    """A recipe that cannot be run; says where, what was expected and what came."""


@dataclass(frozen=True)
class StageInterface:
    """What the recipe has to know of a stage: its options, and which roles it needs, takes and gives."""

    options: type
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()  # inputs that may be left out
    gives: tuple[str, ...] = ()
    fingerprint: Callable[[Any], str] | None = None  # of files outside of the work folder that it reads


@dataclass(frozen=True)
class Step:
    """One run of a recipe."""

    name: str
    stage: str
    inputs: Mapping[str, str]
    options: Any  # an instance of the stage's options
    hash: str
    expected: Mapping[str, float]
    note: str

    @property
    def address(self) -> str:
        return f"{self.name}-{self.hash}"


@dataclass(frozen=True)
class Recipe:
    """`steps` in an order in which each comes after what it needs."""

    name: str
    hardware: str
    time: str
    samples: str
    notes: str
    seed: int
    validation: int  # scenes without and with a held-out pair each, for curves; they do not change what is trained
    steps: tuple[Step, ...]
    path: Path

    def step(self, name: str) -> Step:
        for step in self.steps:
            if step.name == name:
                return step
        raise RecipeError(
            f"recipe {self.name}: expected one of {', '.join(s.name for s in self.steps)}, received {name!r}"
        )

    def before(self, step: Step) -> list[Step]:
        """All steps that `step` builds upon, in order."""
        wanted, found = set(step.inputs.values()), set[str]()
        while wanted:
            name = wanted.pop()
            found.add(name)
            wanted |= set(self.step(name).inputs.values()) - found
        return [s for s in self.steps if s.name in found]


def find_recipe(name: str) -> Path:
    """The file of a recipe, by name or by path."""
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
        raise RecipeError(f"expected a recipe ({known}) or a .toml file, received {name!r}")
    return path


def read_options(kind: type, values: Mapping[str, Any], where: str) -> Any:
    """An instance of the dataclass `kind`.

    @raises RecipeError: an option that there is not, or a value of another type
    """
    types = get_type_hints(kind)
    names = [f.name for f in dataclasses.fields(kind)]
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in names:
            raise RecipeError(f"{where}: expected options among {', '.join(names)}, received {name!r}")
        wanted = types[name]
        if dataclasses.is_dataclass(wanted):
            found[name] = read_options(wanted, value, f"{where}.{name}")  # type: ignore[arg-type]
        elif wanted is float and isinstance(value, int) and not isinstance(value, bool):
            found[name] = float(value)
        elif isinstance(value, list):
            found[name] = tuple(tuple(v) if isinstance(v, list) else v for v in value)
        elif isinstance(wanted, type) and type(value) is not wanted:
            raise RecipeError(f"{where}.{name}: expected {wanted.__name__}, received {value!r}")
        else:
            found[name] = value
    try:
        return kind(**found)
    except TypeError as error:
        raise RecipeError(f"{where}: {error}") from None


def read_recipe(path: Path, stages: Mapping[str, StageInterface]) -> Recipe:
    """@raises RecipeError: a stage, option, role or run that there is not, or runs that need each other"""
    table = tomllib.loads(path.read_text())
    runs: dict[str, dict[str, Any]] = table.get("runs", {})
    steps: dict[str, Step] = {}
    waiting = list(runs)
    seed = int(table.get("seed", 0))
    while waiting:
        ready = [name for name in waiting if set(runs[name].get("inputs", {}).values()) <= steps.keys()]
        if not ready:
            missing = sorted({i for n in waiting for i in runs[n].get("inputs", {}).values()} - runs.keys())
            raise RecipeError(
                f"{path.name}: expected runs without cycles, received "
                + (
                    f"inputs from {', '.join(missing)}, which it does not have"
                    if missing
                    else f"a cycle in {', '.join(waiting)}"
                )
            )
        for name in ready:
            steps[name] = _step(path.name, name, runs[name], steps, stages, seed)
            waiting.remove(name)
    text = {key: str(table.get(key, "")) for key in ("name", "hardware", "time", "samples", "notes")}
    validation = int(table.get("validation", 12))
    return Recipe(**text, seed=seed, validation=validation, steps=tuple(steps.values()), path=path)


def _step(
    file: str,
    name: str,
    table: Mapping[str, Any],
    before: Mapping[str, Step],
    stages: Mapping[str, StageInterface],
    seed: int,
) -> Step:
    where = f"{file}, run {name}"
    unknown = table.keys() - {"stage", "inputs", "options", "expected", "note"}
    if unknown:
        raise RecipeError(
            f"{where}: expected stage, inputs, options, expected or note, received {', '.join(sorted(unknown))}"
        )
    stage = stages.get(table.get("stage", ""))
    if stage is None:
        raise RecipeError(f"{where}: expected a stage among {', '.join(stages)}, received {table.get('stage')!r}")
    inputs: dict[str, str] = table.get("inputs", {})
    missing, strange = set(stage.needs) - inputs.keys(), inputs.keys() - {*stage.needs, *stage.takes}
    if missing or strange:
        wanted = ", ".join([*stage.needs, *(f"perhaps {role}" for role in stage.takes)])
        raise RecipeError(f"{where}: expected inputs for {wanted or 'nothing'}, received {', '.join(inputs) or 'none'}")
    for role, source in inputs.items():
        gives = stages[before[source].stage].gives
        if role not in gives:
            raise RecipeError(
                f"{where}: expected {role} from a run that gives it; {source} gives {', '.join(gives) or 'nothing'}"
            )
    options = read_options(stage.options, table.get("options", {}), where)
    content = {
        "stage": table["stage"],
        "seed": seed,
        "options": dataclasses.asdict(options),
        "inputs": {role: before[source].hash for role, source in sorted(inputs.items())},
    }
    if stage.fingerprint:
        content["files"] = stage.fingerprint(options)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:HASH_DIGITS]
    return Step(name, table["stage"], dict(inputs), options, digest, table.get("expected", {}), table.get("note", ""))
