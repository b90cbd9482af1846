"""Runs a recipe: its graph of runs, each in the folder of its own address, finished ones taken as they are."""

from __future__ import annotations

import dataclasses
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from wuerstchen_train.evaluation.validation import validation_pictures
from wuerstchen_train.hardware import seed_all
from wuerstchen_train.recipe import Recipe, RecipeError, Step
from wuerstchen_train.registry import STAGES
from wuerstchen_train.runs import Report, Run, read_report, write_report
from wuerstchen_train.trainer import TimeIsUp

NOT_FINISHED = 3  # exit status: the deadline passed, the same command goes on


def run_of(recipe: Recipe, step: Step, work: Path, deadline: float = math.inf) -> Run:
    """The run of a step, with the folders of what it goes on from."""
    return Run(
        name=step.name,
        folder=work / step.address,
        cache=work / "scenes",
        seed=recipe.seed,
        inputs={role: work / recipe.step(source).address for role, source in step.inputs.items()},
        lineage=tuple(work / before.address for before in recipe.before(step)),
        deadline=deadline,
        validation=recipe.validation,
    )


def describe(recipe: Recipe, step: Step, work: Path) -> str:
    """One line: address, stage, state, and what it starts from."""
    folder = work / step.address
    done = (folder / "report.json").exists()
    state = "done" if done else "begun" if folder.exists() else "to do"
    sources = {source: [r for r, s in step.inputs.items() if s == source] for source in step.inputs.values()}
    inputs = ", ".join(f"{recipe.step(source).address} ({', '.join(roles)})" for source, roles in sources.items())
    return f"{step.address} ({step.stage}, {state}): starts from {inputs or 'nothing'}"


def run_step(recipe: Recipe, step: Step, work: Path, deadline: float = math.inf) -> Report:
    """Trains one run whose inputs are done, and writes its report.

    @raises TimeIsUp: the deadline passed
    """
    run = run_of(recipe, step, work, deadline)
    waiting = [folder.name for folder in run.inputs.values() if not (folder / "report.json").exists()]
    if waiting:
        raise RecipeError(f"{step.address}: expected its inputs to be done, {', '.join(waiting)} is not")
    run.folder.mkdir(parents=True, exist_ok=True)
    began = time.time()
    seed_all(recipe.seed)
    _, train = STAGES[step.stage]
    found = train(run, step.options)
    report: dict[str, Any] = {
        "recipe": recipe.name,
        "stage": step.stage,
        "seed": recipe.seed,
        "options": dataclasses.asdict(step.options),
        "inputs": {role: folder.name for role, folder in run.inputs.items()},
        **found,
    }
    write_report(run.folder, report)
    print(f"{step.address}: done in {time.time() - began:.0f} s", flush=True)
    for line in surprises(step, report):
        print(line, flush=True)
    return report


def values(report: Report, prefix: str = "") -> Iterator[tuple[str, float]]:
    """The numbers of a report by their path: `losses.eps`, `validation.psnr, held-out pairs`."""
    for key, value in report.items():
        if isinstance(value, dict):
            yield from values(value, f"{prefix}{key}.")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield f"{prefix}{key}", float(value)


def surprises(step: Step, report: Report, tolerance: float = 0.15) -> list[str]:
    """What differs by more than `tolerance` of itself from what the recipe expects, in words."""
    found, out = dict(values(report)), []
    for name, expected in step.expected.items():
        value = found.get(name, math.nan)
        if not abs(value - expected) <= tolerance * abs(expected):
            out.append(f"{step.address}: expected {name} of about {expected:g}, received {value:g}")
    return out


def run_recipe(
    recipe: Recipe,
    work: Path,
    *,
    jobs: int = 1,
    threads: int = 0,
    minutes: float = math.inf,
    only: str | None = None,
) -> None:
    """Runs what is not done yet: one run after another in this process, or `jobs` at a time in processes of their own.

    On a GPU each run has a process of its own: render workers are forked before anything touches the GPU.

    @raises TimeIsUp: `minutes` are over; everything is saved
    """
    deadline = time.time() + 60 * minutes
    steps = [*recipe.before(recipe.step(only)), recipe.step(only)] if only else list(recipe.steps)
    validation_pictures(work / "scenes", recipe.validation)
    for step in steps:
        print(describe(recipe, step, work), flush=True)
    todo = [step for step in steps if not run_of(recipe, step, work).done]
    if jobs > 1 or torch.cuda.is_available():
        _in_processes(recipe, todo, work, max(1, jobs), threads, deadline)
        return
    for step in todo:
        print(f"\n{describe(recipe, step, work)}", flush=True)
        run_step(recipe, step, work, deadline)
        if time.time() > deadline and step is not todo[-1]:
            raise TimeIsUp(f"{step.address} is done")


def _in_processes(recipe: Recipe, todo: list[Step], work: Path, jobs: int, threads: int, deadline: float) -> None:
    """Each run as soon as its inputs are done; its output goes to FOLDER/log."""
    each = threads or max(1, (os.cpu_count() or 1) // jobs)
    running: dict[str, tuple[Step, subprocess.Popen[bytes]]] = {}
    waiting = list(todo)
    try:
        while waiting or running:
            for step in [
                s for s in waiting if all(f.joinpath("report.json").exists() for f in _inputs(recipe, s, work))
            ]:
                if len(running) < jobs and time.time() < deadline:
                    waiting.remove(step)
                    running[step.name] = step, _start(recipe, step, work, each, deadline)
            for name, (step, process) in list(running.items()):
                status = process.poll()
                if status is None:
                    continue
                del running[name]
                if status not in (0, NOT_FINISHED):
                    raise RuntimeError(f"{step.address} failed with status {status}: see {work / step.address / 'log'}")
            if not running and waiting and time.time() >= deadline:
                break
            time.sleep(0.2)
    finally:
        for _, process in running.values():
            process.terminate()
    left = [step.address for step in todo if not run_of(recipe, step, work).done]
    if left:
        raise TimeIsUp(f"left: {', '.join(left)}")


def _inputs(recipe: Recipe, step: Step, work: Path) -> list[Path]:
    return [work / recipe.step(source).address for source in step.inputs.values()]


def _start(recipe: Recipe, step: Step, work: Path, threads: int, deadline: float) -> subprocess.Popen[bytes]:
    print(f"\n{describe(recipe, step, work)}", flush=True)
    folder = work / step.address
    folder.mkdir(parents=True, exist_ok=True)
    seconds = deadline - time.time()
    how = ["--threads", str(threads), *([] if math.isinf(seconds) else ["--minutes", f"{seconds / 60:.3f}"])]
    step_of = ["step", str(recipe.path), step.name, "--work", str(work)]
    command = [sys.executable, "-m", "wuerstchen_train", *step_of, *how]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)


def expected_and_found(recipe: Recipe, work: Path) -> Iterator[tuple[str, str, float, float]]:
    """Of every run that is done: its name, and what the recipe expects beside what came."""
    for step in recipe.steps:
        folder = work / step.address
        if (folder / "report.json").exists():
            found = dict(values(read_report(folder)))
            for name, expected in step.expected.items():
                yield step.name, name, expected, found.get(name, math.nan)
