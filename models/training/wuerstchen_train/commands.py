"""The commands of `python -m wuerstchen_train`."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import time
from pathlib import Path

import torch

from wuerstchen_train.distill.encoders import keep_encoders
from wuerstchen_train.driver import NOT_FINISHED, describe, expected_and_found, run_recipe, run_step
from wuerstchen_train.evaluation.composition_error import report_errors
from wuerstchen_train.evaluation.exams import full_exam, seeds_apart, short_exam
from wuerstchen_train.evaluation.full_prompts import questions
from wuerstchen_train.evaluation.judge import Judge, train_judge
from wuerstchen_train.evaluation.painting import engine
from wuerstchen_train.evaluation.short_prompts import LISTS
from wuerstchen_train.hardware import keep_memory, seed_all
from wuerstchen_train.paths import BUILTIN, JUDGE
from wuerstchen_train.performance.fast_kernels import use_fast_kernels
from wuerstchen_train.recipe import Recipe, RecipeError, find_recipe, read_recipe
from wuerstchen_train.registry import INTERFACES
from wuerstchen_train.trainer import TimeIsUp
from wuerstchen_train.world import sheet, spelling


def add_to(parser: argparse.ArgumentParser) -> None:
    """Adds the subcommands; each sets `command`, a function of the options to an exit status."""
    known = parser.add_subparsers(required=True, metavar="COMMAND")
    run = known.add_parser("run", help="train what a recipe says")
    run.add_argument("recipe", help="a name in recipes/, or a .toml file")
    run.add_argument("--work", type=Path, required=True, help="where runs and scenes lie")
    run.add_argument("--only", metavar="RUN", help="this run and what it needs")
    run.add_argument("--jobs", type=int, default=1, help="runs side by side, each in a process of its own")
    run.add_argument("--threads", type=int, default=0, help="of each run; 0: one a core")
    run.add_argument(
        "--minutes", type=float, default=math.inf, help="then everything is saved, and the same command goes on"
    )
    run.add_argument("--out", type=Path, help="the finished checkpoint is copied there")
    run.set_defaults(command=_run)
    step = known.add_parser("step", help="one run whose inputs are done (`run` calls this)")
    step.add_argument("recipe")
    step.add_argument("run")
    step.add_argument("--work", type=Path, required=True)
    step.add_argument("--threads", type=int, default=0)
    step.add_argument("--minutes", type=float, default=math.inf)
    step.set_defaults(command=_step)
    show = known.add_parser("show", help="the runs of a recipe")
    show.add_argument("recipe")
    show.add_argument("--work", type=Path, default=Path("work"))
    show.set_defaults(command=_show)
    _add_evaluation(known)
    keep = known.add_parser("keep-encoders", help="keep the encoders of two runs beside the code")
    keep.add_argument("vqgan", type=Path, help="folder of a run that gives a vqgan")
    keep.add_argument("compressor", type=Path, help="folder of a run that gives a compressor")
    keep.set_defaults(command=_keep_encoders)
    sheet.add_to(known.add_parser("sheet", help="scenes to look at"))
    spelling.add_to(known.add_parser("other-words", help="words that look like typing errors of the model's words"))


def _add_evaluation(known: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    evaluate = known.add_parser("evaluate", help="judge a package")
    evaluate.add_argument("--package", type=Path, default=BUILTIN)
    evaluate.add_argument("--judge", type=Path, default=JUDGE)
    evaluate.add_argument("--exam", choices=("full", *LISTS), default="full")
    evaluate.add_argument("--out", type=Path, required=True)
    evaluate.add_argument("--count", type=int, default=200)
    evaluate.add_argument("--size", default="512x512")
    evaluate.add_argument(
        "--seeds", type=int, default=2, help="columns a prompt on the sheet of 48 prompts; 0: no sheet"
    )
    evaluate.add_argument("options", nargs="*", help="for npm run generate, after --")
    evaluate.set_defaults(command=_evaluate)
    judge = known.add_parser("judge", help="train another judge")
    judge.add_argument("--work", type=Path, required=True)
    judge.add_argument("--minutes", type=float, default=50)
    judge.add_argument("--pictures", type=int, default=20_000)
    judge.add_argument("--out", type=Path, default=JUDGE)
    judge.set_defaults(command=_judge)
    error = known.add_parser("composition-error", help="how much of each held-out pair has been learned")
    error.add_argument("folder", type=Path, help="of a run of the stage distill-prior")
    error.add_argument("--count", type=int, default=12, help="captions of every pair")
    error.set_defaults(command=_composition_error)


def _prepare(threads: int = 0) -> None:
    keep_memory()
    use_fast_kernels()
    if threads:
        torch.set_num_threads(threads)


def _recipe(name: str) -> Recipe:
    return read_recipe(find_recipe(name), INTERFACES)


def _run(o: argparse.Namespace) -> int:
    _prepare(o.threads)
    began = time.time()
    try:
        recipe = _recipe(o.recipe)
        run_recipe(recipe, o.work.resolve(), jobs=o.jobs, threads=o.threads, minutes=o.minutes, only=o.only)
    except TimeIsUp as reason:
        print(f"Stopped after {(time.time() - began) / 60:.1f} minutes ({reason}). Run the same command to go on.")
        return NOT_FINISHED
    except RecipeError as error:
        print(error)
        return 2
    for run, name, expected, found in expected_and_found(recipe, o.work):
        print(f"{run:24} {name:40} expected {expected:g}, received {found:g}")
    if o.out and not _copy_checkpoint(recipe, o.work, o.only, o.out):
        return 2
    print(f"{recipe.name}: done in {(time.time() - began) / 60:.1f} minutes")
    return 0


def _copy_checkpoint(recipe: Recipe, work: Path, only: str | None, out: Path) -> bool:
    """Copies the checkpoint of the last run of the stage `save`, or of the one that was asked for, to OUT."""
    saved = [s for s in recipe.steps if s.stage == "save" and only in (None, s.name)]
    checkpoint = work / saved[-1].address / "checkpoint" if saved else None
    if checkpoint is None or not checkpoint.exists():
        print(f"--out: expected a run of the stage save among those that were asked for, received --only {only}")
        return False
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(checkpoint, out)
    return True


def _step(o: argparse.Namespace) -> int:
    _prepare(o.threads)
    recipe = _recipe(o.recipe)
    try:
        run_step(recipe, recipe.step(o.run), o.work, time.time() + 60 * o.minutes)
    except TimeIsUp as reason:
        print(f"stopped: {reason}")
        return NOT_FINISHED
    return 0


def _show(o: argparse.Namespace) -> int:
    recipe = _recipe(o.recipe)
    print(f"{recipe.name}: {recipe.hardware}, {recipe.time}, {recipe.samples}\n{recipe.notes.strip()}\n")
    for step in recipe.steps:
        print(describe(recipe, step, o.work))
        for name, value in step.expected.items():
            print(f"    {name} {value:g}")
        if step.note:
            print(f"    {step.note}")
    return 0


def _keep_encoders(o: argparse.Namespace) -> int:
    keep_encoders(o.vqgan, o.compressor)
    return 0


def _evaluate(o: argparse.Namespace) -> int:
    if o.count < 2:
        print(f"--count: expected 2 or more, as a Fréchet distance compares spreads; received {o.count}")
        return 2
    package, out = o.package.resolve(), o.out.resolve()
    width, height = (int(v) for v in o.size.split("x"))
    judge, painter = Judge.load(o.judge), engine(package, width, height, o.options)
    report: dict[str, object] = {
        "package": json.loads((package / "manifest.json").read_text())["id"],
        "exam": o.exam,
        "size": o.size,
        "options": o.options,
        "count": o.count,
    }
    if o.exam != "full":
        report |= short_exam(judge, o.exam, painter, out, width, height)
    else:
        for split in ("train", "held_out"):
            report[split] = full_exam(judge, questions(o.count, split), painter, out / split, width, height)
        if o.seeds:
            report["mean difference between seeds, of 255"] = seeds_apart(painter, out, o.seeds)
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (out / "report.json").write_text(text)
    print(text)
    return 0


def _judge(o: argparse.Namespace) -> int:
    seed_all(0)
    keep_memory()
    print(json.dumps(train_judge(o.work, o.minutes, o.pictures, o.out), indent=1))
    return 0


def _composition_error(o: argparse.Namespace) -> int:
    _prepare()
    report_errors(o.folder.resolve(), o.count)
    return 0
