"""What every stage's training shares: seeding, EMA, resumable checkpoints, time budget, loss log, the training loop."""

from __future__ import annotations

import copy
import csv
import math
import os
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from wuerstchen_train.performance.fast_kernels import bfloat16_pays, mixed
from wuerstchen_train.performance.muon import Muon

EVALUATE_EVERY = 500  # steps
AFTER = ("parted", "composed", "stream", "restored")  # what follows a stage itself, the last one first
LONGEST_STEP = 20.0  # seconds: a process that was stopped, or a machine that slept, does not use up its budget


def seed_all(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def hardware() -> str:
    if torch.cuda.is_available():
        return f"{torch.cuda.get_device_name()} and {os.cpu_count()} processor cores"
    return f"{os.cpu_count()} processor cores, {'bfloat16' if bfloat16_pays(device()) else 'float32'}"


def parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


class Ema:
    """Exponential moving average of a module's parameters; buffers (BatchNorm statistics) are copied."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay, self.module = decay, copy.deepcopy(module).requires_grad_(False)

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        d = min(self.decay, (1 + step) / (10 + step))  # young averages must forget the initial weights quickly
        mine, theirs = list(self.module.parameters()), [p.detach() for p in module.parameters()]
        torch._foreach_lerp_(mine, theirs, 1 - d)
        for mine_b, their_b in zip(self.module.buffers(), module.buffers()):
            mine_b.copy_(their_b)


@torch.no_grad()
def calibrate(norm: nn.BatchNorm2d, forward: Callable[[], object], batches: int = 40) -> None:
    """Sets a BatchNorm's running statistics to their average over some batches and keeps them from then on.

    Batch statistics of a dozen crops vary so much that the absolute colour is lost to the decoder (it cost Stage A 10
    dB).
    """
    norm.reset_running_stats()
    norm.momentum = None  # cumulative average
    norm.train()
    for _ in range(batches):
        forward()
    norm.eval()


class LossLog:
    """Appends rows to a CSV and draws its curves."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def row(self, step: int, seconds: float, values: Mapping[str, float]) -> None:
        new = not self.path.exists()
        with self.path.open("a", newline="") as f:
            writer = csv.writer(f)
            if new:
                writer.writerow(["step", "seconds", *values])
            writer.writerow([step, f"{seconds:.1f}", *(f"{v:.6g}" for v in values.values())])

    def plot(self) -> None:
        if not self.path.exists():
            return
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt

        with self.path.open() as f:
            rows = list(csv.DictReader(f))
        if not rows:
            return
        figure, axes = plt.subplots(figsize=(7, 4))
        for key in [k for k in rows[0] if k not in ("step", "seconds")]:
            axes.plot([int(r["step"]) for r in rows], [float(r[key]) for r in rows], label=key)
        axes.set(xlabel="step", yscale="log", title=self.path.stem.replace("_", " "))
        axes.legend()
        figure.savefig(self.path.with_suffix(".png"), dpi=80)
        plt.close(figure)


def save_atomically(value: object, path: Path) -> None:
    """A reader never sees half a file: write beside it, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".tmp{os.getpid()}")
    torch.save(value, temporary)
    os.replace(temporary, path)


class Trainer:
    """One stage's loop: warm-up and cosine decay, gradient clipping, EMA, checkpoints that resume exactly.

    AdamW, and with `muon` Muon (orthogonalised momentum) for the matrices inside the blocks. Networks run in bfloat16
    where the processor is faster at it (weights, losses and optimiser stay float32).

    `step_fn(rng)` returns a dict of losses whose "loss" is minimised; it draws data from `rng` and noise from torch's
    global generator, both of which the checkpoint keeps. Progress (for the decay) is the larger of the shares of
    `max_steps` and of `minutes` used up, where minutes count across resumptions.
    """

    def __init__(
        self,
        name: str,
        work: Path,
        modules: Mapping[str, nn.Module],
        *,
        seed: int,
        minutes: float,
        max_steps: int = 10**9,
        lr: float = 1e-3,
        warmup: int = 100,
        ema_decay: float = 0.999,
        clip: float = 1.0,
        weight_decay: float = 0.01,
        lr_scale: Mapping[str, float] | None = None,
        muon: bool = False,
    ) -> None:
        self.name, self.work, self.minutes, self.max_steps = name, work, minutes, max_steps
        self.lr, self.warmup, self.clip = lr, warmup, clip
        self.module = nn.ModuleDict(dict(modules)).to(device())
        self.ema = Ema(self.module, ema_decay)
        self.mixed = bfloat16_pays(device())
        plain, matrices = [], []
        for key, m in modules.items():
            scale = (lr_scale or {}).get(key, 1.0)
            inside = {
                p
                for n, p in m.named_parameters()
                if muon and p.ndim == 2 and ("block" in n or "channelwise" in n) and p.requires_grad
            }
            outside = [p for p in m.parameters() if p.requires_grad and p not in inside]
            for groups, chosen in ((plain, outside), (matrices, [p for p in m.parameters() if p in inside])):
                if chosen:
                    groups.append({"params": chosen, "of": key, "scale": scale})
        card = device().type == "cuda"  # there, a recorded step reads its rate from memory
        start = torch.tensor(lr, device=device()) if card else lr
        self.optimisers: list[torch.optim.Optimizer] = [
            torch.optim.AdamW(
                plain, lr=start, betas=(0.9, 0.99), weight_decay=weight_decay, fused=card, capturable=card
            )
        ]
        if matrices:
            self.optimisers.append(Muon(matrices, lr=start, weight_decay=weight_decay))
        for group in [g for o in self.optimisers for g in o.param_groups] if card else []:
            group["lr"] = start.clone()  # type: ignore[union-attr]
        self.rng = np.random.default_rng(seed)
        self.step, self.spent, self.last = 0, 0.0, {}  # type: ignore[var-annotated]
        self.extra: dict[str, object] = {}
        self.sums: dict[str, Tensor] = {}  # kept on the device: reading a loss would make every step wait for it
        self.count, self.last_time = 0, time.time()
        self.path = work / f"{name}.pt"
        self.log = LossLog(work / f"{name}.csv")
        # marks of the averaged weights on scenes never trained on
        self.judge: Callable[[nn.ModuleDict], dict[str, float]] | None = None
        self.marks = LossLog(work / f"{name}_evaluation.csv")
        if self.path.exists():
            self._load()

    def _load(self) -> None:
        state = torch.load(self.path, map_location=device(), weights_only=False)
        self.module.load_state_dict(state["model"])
        self.ema.module.load_state_dict(state["ema"])
        self.step, self.spent, self.last, self.extra = state["step"], state["spent"], state["last"], state["extra"]
        if not state["optimisers"]:  # weights alone, from restore.py
            return
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        torch.set_rng_state(state["torch_rng"].cpu())
        if state.get("cuda_rng") is not None and torch.cuda.is_available():
            torch.cuda.set_rng_state(state["cuda_rng"].cpu())
        self.rng.bit_generator.state = state["data_rng"]

    def save(self) -> None:
        before, here = str(self.extra.get("hardware", "")), hardware()
        if here not in before:
            self.extra["hardware"] = f"{before}; {here}" if before else here
        save_atomically(
            {
                "model": self.module.state_dict(),
                "ema": self.ema.module.state_dict(),
                "step": self.step,
                "optimisers": [o.state_dict() for o in self.optimisers],
                "spent": self.spent,
                "last": self.last,
                "extra": self.extra,
                "torch_rng": torch.get_rng_state(),
                "cuda_rng": torch.cuda.get_rng_state() if torch.cuda.is_available() else None,
                "data_rng": self.rng.bit_generator.state,
            },
            self.path,
        )

    def progress(self) -> float:
        return min(1.0, max(self.step / self.max_steps, self.spent / (60 * self.minutes)))

    def run(self, step_fn: Callable[[np.random.Generator], dict[str, Tensor]], until: int = 10**9) -> None:
        """Runs until the budget is used up, or up to step `until` (which leaves the schedule of the rest untouched)."""
        self.repeat(lambda: self.advance(step_fn), until)

    def repeat(
        self, step: Callable[[], None], until: int = 10**9, *, log_every: int = 50, save_every: float = 120.0
    ) -> None:
        """The same with steps that call `update` and `finish` themselves."""
        self.module.train()
        saved = time.time()
        self.resume()
        while self.progress() < 1.0 and self.step < until:
            step()
            if self.step % log_every == 0 or self.progress() >= 1.0:
                self.report()
            if self.step % EVALUATE_EVERY == 0:
                self.evaluate()
            if time.time() - saved > save_every:
                self.save()
                saved = time.time()
                self.resume()
        self.evaluate()
        self.save()
        self.log.plot()

    def evaluate(self) -> None:
        """Logs and plots how the averaged weights do. Neither the budget nor the random numbers of the training
        notice.
        """
        if self.judge is None:
            return
        with torch.no_grad(), torch.random.fork_rng():
            torch.manual_seed(0)
            found = self.judge(self.ema.module.eval())
        self.extra["unseen"] = {k: round(v, 5) for k, v in found.items()}
        self.marks.row(self.step, self.spent, found)
        self.marks.plot()
        print(f"{self.name} {self.step} " + " ".join(f"{k} {v:.4f}" for k, v in found.items()), flush=True)
        self.resume()

    def resume(self) -> None:
        """Time before this does not count."""
        self.last_time = time.time()

    def rate(self) -> float:
        """Linear warm-up and cosine decay to 4 % of the learning rate."""
        return (
            self.lr
            * min(1.0, (self.step + 1) / self.warmup)
            * (0.04 + 0.96 * 0.5 * (1 + math.cos(math.pi * self.progress())))
        )

    def advance(self, step_fn: Callable[[np.random.Generator], dict[str, Tensor]]) -> None:
        """One step: losses, gradients, weights, average."""
        self.set_rates()
        self.finish(self.update(lambda: step_fn(self.rng)))

    def set_rates(self) -> None:
        rate = self.rate()
        for group in [g for o in self.optimisers for g in o.param_groups]:
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate * group["scale"])
            else:
                group["lr"] = rate * group["scale"]

    def scale(self, key: str, scale: float) -> None:
        """From now on the rate of one of the modules is `scale` times that of the schedule."""
        for group in [g for o in self.optimisers for g in o.param_groups if g["of"] == key]:
            group["scale"] = scale

    def update(self, losses_of: Callable[[], dict[str, Tensor]]) -> dict[str, Tensor]:
        """Losses, gradients, weights. On a graphics card nothing here waits for it, so that a CUDA graph can hold
        it.
        """
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        with mixed(device(), self.mixed):
            losses = losses_of()
        losses["loss"].backward()
        if self.clip_gradients():
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

    def clip_gradients(self) -> bool:
        """False if the step must be left out: one bad batch must not poison the weights.

        A graphics card is not waited for; there, a gradient that is not finite is set to zero instead."""
        norm = nn.utils.clip_grad_norm_(self.module.parameters(), self.clip)
        if norm.device.type == "cuda":
            for p in self.module.parameters():
                if p.grad is not None:
                    p.grad.nan_to_num_(0.0, 0.0, 0.0)
            return True
        if not torch.isfinite(norm):
            print(f"{self.name}: step {self.step}: gradient not finite, skipped", flush=True)
            self.extra["skipped"] = int(self.extra.get("skipped", 0)) + 1  # type: ignore[call-overload]
            return False
        return True

    def report(self) -> None:
        """Logs the means of the losses since the last report."""
        self.last = {k: float(v) / self.count for k, v in self.sums.items()}
        self.sums, self.count = {}, 0
        self.log.row(self.step, self.spent, self.last)
        print(
            f"{self.name} {self.step} {self.spent:.0f}s lr {self.rate():.2e} "
            + " ".join(f"{k} {v:.4f}" for k, v in self.last.items()),
            flush=True,
        )


def load_ema(work: Path, name: str, module: nn.Module, key: str) -> nn.Module:
    """The EMA weights of one module of a finished (or running) stage, in eval mode, frozen."""
    state = torch.load(work / f"{name}.pt", map_location="cpu", weights_only=False)["ema"]
    module.load_state_dict({k[len(key) + 1 :]: v for k, v in state.items() if k.startswith(key + ".")})
    return module.to(device()).eval().requires_grad_(False)


def latest(work: Path, stage: str, before: str = "") -> str:
    """Where Stage B ("b") or C ("c") has got to, or had before one of `AFTER`: its checkpoint's name."""
    names = [f"{stage}_{name}" for name in AFTER[AFTER.index(before) + 1 if before else 0 :]]
    return next((name for name in names if (work / f"{name}.pt").exists()), stage)


def stage_report(work: Path, name: str) -> dict[str, object]:
    """Steps, minutes, last losses and notes of a stage, for the model card."""
    path = work / f"{name}.pt"
    if not path.exists():
        return {"steps": 0}
    state = torch.load(path, map_location="cpu", weights_only=False)
    return {
        "steps": state["step"],
        "minutes": round(state["spent"] / 60, 1),
        "losses": {k: round(v, 5) for k, v in state["last"].items()},
        **state["extra"],
    }
