"""Recipes: what they say, where runs lie, and that they go on where they were stopped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from wuerstchen_train import driver
from wuerstchen_train.paths import RECIPES
from wuerstchen_train.recipe import Recipe, RecipeError, StageInterface, find_recipe, read_recipe
from wuerstchen_train.registry import INTERFACES
from wuerstchen_train.runs import Report, Run, read_report
from wuerstchen_train.trainer import TimeIsUp


@dataclass(frozen=True)
class Options:
    number: int = 1
    share: float = 0.5


TOY = {
    "one": StageInterface(Options, gives=("weights",)),
    "two": StageInterface(Options, needs=("weights",), takes=("more",), gives=("weights", "more")),
}
TEXT = """
name = "toy"
seed = 3
[runs.last]
stage = "two"
inputs = { weights = "middle", more = "middle" }
[runs.middle]
stage = "two"
inputs = { weights = "first" }
options = { number = NUMBER }
[runs.first]
stage = "one"
expected = { "losses.loss" = 2.0 }
"""


def toy(folder: Path, text: str = TEXT, number: int = 1) -> Recipe:
    path = folder / "toy.toml"
    path.write_text(text.replace("NUMBER", str(number)))
    return read_recipe(path, TOY)


def test_runs_come_after_what_they_need_and_changes_move_what_follows(tmp_path: Path) -> None:
    recipe, other = toy(tmp_path), toy(tmp_path, number=2)
    assert [s.name for s in recipe.steps] == ["first", "middle", "last"]
    assert [s.name for s in recipe.before(recipe.step("last"))] == ["first", "middle"]
    same = [a.hash == b.hash for a, b in zip(recipe.steps, other.steps, strict=True)]
    assert same == [True, False, False]
    assert [s.hash for s in toy(tmp_path).steps] == [s.hash for s in recipe.steps]
    assert toy(tmp_path, TEXT.replace("seed = 3", "seed = 4")).steps[0].hash != recipe.steps[0].hash


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('stage = "one"', 'stage = "three"', "expected a stage among one, two, received 'three'"),
        ("number = NUMBER", "nubmer = 1", "expected options among number, share, received 'nubmer'"),
        ("number = NUMBER", "number = 1.5", "expected int, received 1.5"),
        ('inputs = { weights = "first" }', "", "expected inputs for weights, perhaps more, received none"),
        ('weights = "first"', 'weights = "last"', "a cycle in"),
        ('weights = "first"', 'weights = "nobody"', "inputs from nobody"),
        ('weights = "first"', 'weights = "first", more = "first"', "first gives weights"),
        ('weights = "first"', 'weights = "first", other = "first"', "received weights, other"),
    ],
)
def test_what_a_recipe_cannot_mean_is_refused(tmp_path: Path, before: str, after: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        toy(tmp_path, TEXT.replace(before, after))


def test_the_recipes_that_are_here_can_be_read_and_say_what_to_expect() -> None:
    assert {p.stem for p in RECIPES.glob("*.toml")} == {"builtin", "smoke", "card"}
    for path in RECIPES.glob("*.toml"):
        recipe = read_recipe(path, INTERFACES)
        assert recipe.name == path.stem and recipe.hardware and recipe.time and recipe.samples and recipe.notes
        assert any(step.expected for step in recipe.steps) and recipe.steps[-1].stage == "evaluate"
    stages = {step.stage for step in read_recipe(RECIPES / "smoke.toml", INTERFACES).steps}
    assert stages == INTERFACES.keys() - {"restore"}  # which a test of its own looks at
    with pytest.raises(RecipeError, match="builtin, card, smoke"):
        find_recipe("somke")


def test_a_stopped_recipe_goes_on_and_finished_runs_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[str] = []

    def train(run: Run, options: Options) -> Report:
        calls.append(run.name)
        if run.name == "middle" and calls.count("middle") == 1:
            raise TimeIsUp("middle")
        assert all(read_report(folder)["stage"] for folder in run.lineage)
        return {"losses": {"loss": float(options.number)}}

    monkeypatch.setattr(driver, "STAGES", {name: (interface, train) for name, interface in TOY.items()})
    monkeypatch.setattr(driver, "validation_pictures", lambda *_: None)
    recipe = toy(tmp_path)
    with pytest.raises(TimeIsUp):
        driver.run_recipe(recipe, tmp_path)
    driver.run_recipe(recipe, tmp_path)
    assert calls == ["first", "middle", "middle", "last"]
    first, middle, _ = recipe.steps
    said = capsys.readouterr().out
    assert f"{middle.address} (two, begun): starts from {first.address} (weights)" in said
    assert f"{first.address}: expected losses.loss of about 2, received 1" in said
    report = json.loads((tmp_path / recipe.step("last").address / "report.json").read_text())
    assert report["inputs"] == {"weights": middle.address, "more": middle.address} and report["seed"] == 3
    driver.run_recipe(recipe, tmp_path)
    assert len(calls) == 4
    changed = toy(tmp_path, number=2)
    driver.run_recipe(changed, tmp_path, only="middle")
    assert calls[4:] == ["middle"]
    with pytest.raises(RecipeError, match="expected its inputs to be done"):
        driver.run_step(recipe, recipe.step("last"), tmp_path / "elsewhere")


def test_runs_that_do_not_wait_for_each_other_have_processes_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "pair.toml"
    runs = [
        f'[runs.{name}]\nstage = "tokenizer"\noptions = {{ captions = {n} }}\n' for name, n in (("a", 300), ("b", 301))
    ]
    path.write_text('name = "pair"\nvalidation = 1\n' + "".join(runs))
    recipe = read_recipe(path, INTERFACES)
    driver.run_recipe(recipe, tmp_path, jobs=2, minutes=10)
    for step, captions in zip(recipe.steps, (300, 301), strict=True):
        folder = tmp_path / step.address
        assert read_report(folder)["captions"] == captions and (folder / "tokenizer/merges.txt").exists()
        assert f"{step.address}: done in" in (folder / "log").read_text()
    with pytest.raises(TimeIsUp, match=recipe.steps[0].name):
        driver.run_recipe(recipe, tmp_path / "later", jobs=2, minutes=0)
