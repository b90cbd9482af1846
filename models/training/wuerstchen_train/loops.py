"""The loop: one network, or several in turn, until their budgets are used up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wuerstchen_train.trainer import NO_END, TimeIsUp, Trainer

VALIDATE_EVERY = 500  # steps


@dataclass(frozen=True)
class Loop:
    """A training and how many of its steps there are in a round of several trainings."""

    trainer: Trainer
    step: Callable[[], None]
    times: int = 1


def run_loops(
    loops: Sequence[Loop],
    *,
    until: int = NO_END,
    report_every: int = 50,
    validate_every: int = VALIDATE_EVERY,
    save_every: float = 120.0,
    each_round: Callable[[], None] | None = None,
) -> None:
    """Trains one network, or several in turn, each until its budget is used up or it is at step `until`.

    @raises TimeIsUp: the deadline passed
    """
    trainers = [loop.trainer for loop in loops]
    for trainer in trainers:
        trainer.module.train()
        trainer.resume()
    saved = time.time()
    while active := [loop for loop in loops if loop.trainer.progress() < 1 and loop.trainer.step < until]:
        for loop in active:
            for _ in range(loop.times):
                if loop.trainer.progress() < 1:
                    loop.step()
                    _look(loop.trainer, report_every, validate_every)
        if each_round:
            each_round()
        late = time.time() > min(trainer.deadline for trainer in trainers)
        if late or time.time() - saved > save_every:
            for trainer in trainers:
                trainer.save()
            if late:
                raise TimeIsUp(", ".join(f"{t.name} at step {t.step}" for t in trainers))
            saved = time.time()
            for trainer in trainers:  # saving one is not the other's time
                trainer.resume()
    for trainer in trainers:
        trainer.log_losses()
        trainer.evaluate()
        trainer.save()
        trainer.log.plot()


def _look(trainer: Trainer, report_every: int, validate_every: int) -> None:
    if trainer.step % report_every == 0 or trainer.progress() >= 1:
        trainer.log_losses()
    if trainer.step % validate_every == 0:
        trainer.evaluate()
