"""What every stage's training shares: the loop, its budget, optimisers, averages, and checkpoints that resume
exactly.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from wuerstchen_train.ema import Ema
from wuerstchen_train.hardware import bfloat16_pays, device, hardware
from wuerstchen_train.loss_log import LossLog
from wuerstchen_train.optimisation import Optimisation, optimisers

LONGEST_STEP = 20.0  # seconds: a process that was stopped, or a machine that slept, does not use up its budget
NO_END = 10**9  # steps

Losses = dict[str, Tensor]


class TimeIsUp(Exception):
    """The deadline passed. All that was learned is saved; the same command goes on from there."""


@dataclass(frozen=True)
class Budget:
    """When a run is over: after so many minutes of training or so many steps, whichever comes first."""

    minutes: float
    steps: int = NO_END


def mixed(where: torch.device, enabled: bool = True) -> AbstractContextManager[object]:
    """bfloat16 inside the networks where that is faster; weights, losses and optimisers stay float32."""
    return torch.autocast(where.type, torch.bfloat16, enabled=enabled)


def save_atomically(value: object, path: Path) -> None:
    """A reader never sees half a file: write beside it, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".part{os.getpid()}")
    torch.save(value, temporary)
    os.replace(temporary, path)


def parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


class Trainer:
    """The loop of one or several networks: warm-up and cosine decay, gradient clipping, averages, checkpoints.

    Progress (for the decay) is the larger of the shares of steps and of minutes used up; minutes count across
    resumptions. `rng` is for drawing data; its state and that of torch's generator are part of the checkpoint.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        modules: Mapping[str, nn.Module],
        optimisation: Optimisation,
        budget: Budget,
        *,
        seed: int,
        deadline: float = math.inf,
    ) -> None:
        self.name, self.budget, self.deadline = name, budget, deadline
        self.lr, self.warmup, self.clip = optimisation.lr, optimisation.warmup, optimisation.clip
        self.module = nn.ModuleDict(dict(modules)).to(device())
        self.ema = Ema(self.module, optimisation.ema_decay)
        self.mixed = bfloat16_pays(device())
        self.optimisers = optimisers(modules, optimisation)
        self.rng = np.random.default_rng(seed)
        self.step, self.spent = 0, 0.0
        self.last: dict[str, float] = {}  # mean losses of the last report
        self.notes: dict[str, Any] = {}  # for the run's report
        self.sums: Losses = {}  # kept on the device: reading a loss would make every step wait for it
        self.count, self.last_time, self.validated = 0, time.time(), -1
        self.path = folder / f"{name}.pt"
        self.log, self.validation_log = LossLog(folder / f"{name}.csv"), LossLog(folder / f"{name}_validation.csv")
        self.validate: Callable[[nn.ModuleDict], dict[str, float]] | None = None  # of the averaged weights
        if self.path.exists():
            self._load()

    def _load(self) -> None:
        state = torch.load(self.path, map_location=device(), weights_only=False)
        self.module.load_state_dict(state["model"])
        self.ema.module.load_state_dict(state["ema"])
        self.step, self.spent, self.last, self.notes = state["step"], state["spent"], state["last"], state["notes"]
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        torch.set_rng_state(state["torch_rng"].cpu())
        if state["cuda_rng"] is not None and torch.cuda.is_available():
            torch.cuda.set_rng_state(state["cuda_rng"].cpu())
        self.rng.bit_generator.state = state["data_rng"]
        print(f"{self.name}: resumes at step {self.step}", flush=True)

    def save(self) -> None:
        before, here = str(self.notes.get("hardware", "")), hardware()
        if here not in before:
            self.notes["hardware"] = f"{before}; {here}" if before else here
        state = {
            "model": self.module.state_dict(),
            "ema": self.ema.module.state_dict(),
            "step": self.step,
            "optimisers": [o.state_dict() for o in self.optimisers],
            "spent": self.spent,
            "last": self.last,
            "notes": self.notes,
            "torch_rng": torch.get_rng_state(),
            "cuda_rng": torch.cuda.get_rng_state() if torch.cuda.is_available() else None,
            "data_rng": self.rng.bit_generator.state,
        }
        save_atomically(state, self.path)

    def progress(self) -> float:
        """Share of the budget that is used up, 0 to 1."""
        return min(1.0, max(self.step / self.budget.steps, self.spent / (60 * self.budget.minutes)))

    def evaluate(self) -> None:
        """Logs and plots how the averaged weights do. Neither the budget nor the random numbers of the training
        notice.
        """
        if self.validate is None or self.validated == self.step:
            return
        self.validated = self.step
        with torch.no_grad(), torch.random.fork_rng():
            torch.manual_seed(0)
            found = self.validate(self.ema.module.eval())
        self.notes["validation"] = {k: round(v, 5) for k, v in found.items()}
        self.validation_log.row(self.step, self.spent, found)
        self.validation_log.plot()
        print(f"{self.name} {self.step} " + " ".join(f"{k} {v:.4f}" for k, v in found.items()), flush=True)
        self.resume()

    def resume(self) -> None:
        """Time before this does not count."""
        self.last_time = time.time()

    def rate(self) -> float:
        """Linear warm-up and cosine decay to 4 % of the learning rate."""
        warm = min(1.0, (self.step + 1) / self.warmup)
        return self.lr * warm * (0.04 + 0.96 * 0.5 * (1 + math.cos(math.pi * self.progress())))

    def advance(self, losses_of: Callable[[], Losses]) -> None:
        """One step: losses, of which "loss" is minimised, gradients, weights, average."""
        self.set_rates()
        self.finish(self.update(losses_of))

    def set_rates(self) -> None:
        rate = self.rate()
        for group in self._groups():
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate * group["scale"])
            else:
                group["lr"] = rate * group["scale"]

    def scale(self, key: str, scale: float) -> None:
        """From now on the rate of one of the modules is `scale` times that of the schedule."""
        for group in self._groups():
            if group["of"] == key:
                group["scale"] = scale

    def _groups(self) -> Iterator[dict[str, Any]]:
        return (group for optimiser in self.optimisers for group in optimiser.param_groups)

    def update(self, losses_of: Callable[[], Losses]) -> Losses:
        """Losses, gradients, weights. On a GPU nothing here waits for it, so that a CUDA graph can hold it."""
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        with mixed(device(), self.mixed):
            losses = losses_of()
        losses["loss"].backward()
        if self._clip_gradients():
            for optimiser in self.optimisers:
                optimiser.step()
        return {key: value.detach() for key, value in losses.items()}

    def finish(self, losses: Mapping[str, Tensor]) -> None:
        """Average, time and sums after a step."""
        self.step += 1
        self.ema.update(self.module, self.step)
        self.spent += min(time.time() - self.last_time, LONGEST_STEP)
        self.resume()
        self.count += 1
        for key, value in losses.items():
            self.sums[key] = self.sums.get(key, 0) + value

    def _clip_gradients(self) -> bool:
        """False if the step must be left out: one bad batch must not poison the weights.

        A GPU is not waited for; there, a gradient that is not finite is set to zero instead.
        """
        norm = nn.utils.clip_grad_norm_(self.module.parameters(), self.clip)
        if norm.device.type == "cuda":
            for p in self.module.parameters():
                if p.grad is not None:
                    p.grad.nan_to_num_(0.0, 0.0, 0.0)
            return True
        if not torch.isfinite(norm):
            print(f"{self.name}: step {self.step}: gradient not finite, skipped", flush=True)
            self.notes["skipped"] = int(self.notes.get("skipped", 0)) + 1
            return False
        return True

    def seen(self, samples: int) -> None:
        """Counts samples for the report."""
        self.notes["samples"] = int(self.notes.get("samples", 0)) + samples

    def log_losses(self) -> None:
        """Logs the means of the losses since the last time."""
        if not self.count:
            return
        self.last = {k: float(v) / self.count for k, v in self.sums.items()}
        self.sums, self.count = {}, 0
        self.log.row(self.step, self.spent, self.last)
        losses = " ".join(f"{k} {v:.4f}" for k, v in self.last.items())
        print(f"{self.name} {self.step} {self.spent:.0f}s lr {self.rate():.2e} {losses}", flush=True)

    def report(self) -> dict[str, Any]:
        """Steps, minutes, last losses and notes, for the run's report and the model card."""
        losses = {k: round(v, 5) for k, v in self.last.items()}
        return {"steps": self.step, "minutes": round(self.spent / 60, 1), "losses": losses, **self.notes}
