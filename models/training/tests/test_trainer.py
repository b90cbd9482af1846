"""The loop: resumption, budgets, deadlines, rates."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
import torch
from torch import nn

from wuerstchen_train.hardware import seed_all
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.optimisation import Optimisation
from wuerstchen_train.trainer import LONGEST_STEP, Budget, Losses, TimeIsUp, Trainer

HOW = Optimisation(lr=1e-3, ema_decay=0.999)


def toy(folder: Path, budget: Budget, deadline: float = float("inf")) -> tuple[Trainer, Callable[[], None]]:
    """A small training and its step."""
    seed_all(1)
    net = nn.Sequential(nn.Linear(4, 8), nn.GELU(), nn.Linear(8, 1))
    trainer = Trainer("toy", folder, {"net": net}, HOW, budget, seed=5, deadline=deadline)

    def losses() -> Losses:
        x = torch.from_numpy(trainer.rng.random((8, 4), dtype="float32"))
        return {"loss": (net(x + 0.1 * torch.randn_like(x)) - x.sum(1, keepdim=True)).pow(2).mean()}

    return trainer, lambda: trainer.advance(losses)


def _train(work: Path, stops: tuple[int, ...]) -> dict[str, torch.Tensor]:
    for stop in stops:
        trainer, step = toy(work, Budget(1e6, stops[-1]))
        run_loops([Loop(trainer, step)], until=stop)
    return {**trainer.module.state_dict(), **{f"ema.{k}": v for k, v in trainer.ema.module.state_dict().items()}}


def test_resumed_training_equals_uninterrupted(tmp_path: Path) -> None:
    whole, resumed = _train(tmp_path / "a", (20,)), _train(tmp_path / "b", (7, 20))
    assert whole.keys() == resumed.keys()
    assert all(torch.equal(whole[k], resumed[k]) for k in whole)


def test_what_a_deadline_stops_goes_on_from_there(tmp_path: Path) -> None:
    trainer, step = toy(tmp_path / "a", Budget(1e6, 20), deadline=time.time() - 1)
    with pytest.raises(TimeIsUp, match="toy at step 1"):
        run_loops([Loop(trainer, step)])
    trainer, step = toy(tmp_path / "a", Budget(1e6, 20))
    assert trainer.step == 1
    run_loops([Loop(trainer, step)])
    whole = _train(tmp_path / "b", (20,))
    assert all(torch.equal(whole[k], v) for k, v in trainer.module.state_dict().items())


def test_two_trainings_take_turns(tmp_path: Path) -> None:
    turns: list[str] = []
    loops = []
    for name, steps, times in (("a", 2, 1), ("b", 7, 3)):
        trainer, step = toy(tmp_path / name, Budget(1e6, steps))

        def turn(name: str = name, step: Callable[[], None] = step) -> None:
            turns.append(name)
            step()

        loops.append(Loop(trainer, turn, times))
    run_loops(loops)
    assert "".join(turns) == "abbbabbbb"


def test_a_stopped_process_does_not_use_up_its_budget(tmp_path: Path) -> None:
    now, steps = [0.0], [0]
    net = nn.Linear(2, 2)

    def losses() -> Losses:
        steps[0] += 1
        now[0] += 86_400 if steps[0] == 3 else 1  # one step lasts a day
        return {"loss": net.weight.square().sum()}

    with patch("wuerstchen_train.trainer.time.time", lambda: now[0]):
        trainer = Trainer("toy", tmp_path, {"net": net}, HOW, Budget(1), seed=0)
        run_loops([Loop(trainer, lambda: trainer.advance(losses))])
    assert trainer.step == 60 - LONGEST_STEP + 1 and trainer.spent == 60


def test_a_module_whose_rate_is_none_stays_as_it_is(tmp_path: Path) -> None:
    modules = {"still": nn.Linear(4, 4), "moving": nn.Linear(4, 4)}
    trainer = Trainer("x", tmp_path, modules, HOW, Budget(1), seed=0)
    before = {k: v.clone() for k, v in trainer.module.state_dict().items()}

    def losses() -> Losses:
        return {"loss": modules["moving"](modules["still"](torch.ones(2, 4))).pow(2).mean()}

    trainer.scale("still", 0.0)
    trainer.advance(losses)
    after = trainer.module.state_dict()
    assert all(torch.equal(before[k], after[k]) == k.startswith("still") for k in before)
    trainer.scale("still", 1.0)
    trainer.advance(losses)
    assert not torch.equal(before["still.weight"], modules["still"].weight)
