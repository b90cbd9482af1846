"""How weights are moved: AdamW, and Muon for the matrices inside the blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from wuerstchen_train.hardware import device
from wuerstchen_train.performance.muon import Muon


@dataclass(frozen=True)
class Optimisation:
    """AdamW, and with `muon` Muon (orthogonalised momentum) for the matrices inside the blocks. `scales`: module ->
    share of the rate.
    """

    lr: float
    ema_decay: float
    weight_decay: float = 0.01
    muon: bool = False
    scales: tuple[tuple[str, float], ...] = ()
    warmup: int = 100  # steps
    clip: float = 1.0  # of the gradient's norm


def optimisers(modules: Mapping[str, nn.Module], how: Optimisation) -> list[torch.optim.Optimizer]:
    """AdamW, and Muon where some matrices are for it. On a GPU rates are tensors: a recorded step reads them from
    memory.
    """
    scales = dict(how.scales)
    plain: list[dict[str, Any]] = []
    matrices: list[dict[str, Any]] = []
    for key, module in modules.items():
        trained = {n: p for n, p in module.named_parameters() if p.requires_grad}
        inside = [p for n, p in trained.items() if how.muon and p.ndim == 2 and ("block" in n or "channelwise" in n)]
        chosen = {id(p) for p in inside}
        outside = [p for p in trained.values() if id(p) not in chosen]
        for groups, members in ((plain, outside), (matrices, inside)):
            if members:
                groups.append({"params": members, "of": key, "scale": scales.get(key, 1.0)})
    gpu = device().type == "cuda"
    lr = torch.tensor(how.lr, device=device()) if gpu else how.lr
    decay = how.weight_decay
    found: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(plain, lr=lr, betas=(0.9, 0.99), weight_decay=decay, fused=gpu, capturable=gpu)
    ]
    if matrices:
        found.append(Muon(matrices, lr=lr, weight_decay=decay))
    if isinstance(lr, Tensor):
        for group in (g for o in found for g in o.param_groups):
            group["lr"] = lr.clone()
    return found
