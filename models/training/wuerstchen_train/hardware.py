"""What the training runs on."""

from __future__ import annotations

import ctypes
import os
import random
import sys
from typing import TypeVar

import numpy as np
import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # of glibc's mallopt


def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def bfloat16_pays(where: torch.device) -> bool:
    """Whether products of matrices are faster in bfloat16 there."""
    if where.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def hardware() -> str:
    if torch.cuda.is_available():
        return f"{torch.cuda.get_device_name()} and {os.cpu_count()} CPU cores"
    return f"{os.cpu_count()} CPU cores, {'bfloat16' if bfloat16_pays(device()) else 'float32'}"


def in_channels_last(module: Network) -> Network:
    """Weights as the networks' convolutions like them. (The types of torch do not know this way to call `to`.)"""
    return module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def frozen(module: Network) -> Network:
    """On the device, in eval mode, not to be trained. (transformers' own `to` has types that do not fit.)"""
    nn.Module.to(module, device())
    return module.eval().requires_grad_(False)


def seed_all(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def keep_memory() -> None:
    """Tells glibc to reuse freed tensors instead of returning them to the kernel: page faults cost a tenth of each
    step.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if hasattr(libc, "mallopt"):
            libc.mallopt(M_MMAP_MAX, 0)
            libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
