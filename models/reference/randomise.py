"""Seeded random weights for every parameter and buffer, at scales that keep activations and pictures healthy.

The classes leave many parameters at zero or one (GRN, Stage A gammas, LayerNorm, biases, output convs); a test against
such weights would not notice that they are ignored. Here every entry is random, in the sorted order of its name.
"""

import math
import re

import torch
from torch import nn

from common import seeded

# (pattern of the parameter's name, mean, standard deviation); "fan" stands for gain / sqrt(fan in). First match wins.
Rules = list[tuple[str, float, float | str]]

COMMON: Rules = [
    (r"running_var$", 1.0, 0.2),
    (r"num_batches_tracked$", 0.0, 0.0),
    (r"channelwise\.2\.gamma$", 0.3, 0.4),  # GRN
    (r"channelwise\.2\.beta$", 0.0, 0.2),
    (r"mapper\.bias$", 0.0, 0.1),
    (r"to_[qk]\.weight$", 0.0, "fan*1.8"),  # attention that is neither uniform nor one-hot
    (r"to_out\.0\.weight$", 0.0, "fan*1.2"),
    (r"(kv_mapper\.1|cond_mapper\.2|clip_mapper)\.weight$", 0.0, "fan*1.5"),
    (r"channelwise\.4\.weight$", 0.0, "fan*0.4"),
    (r"\.mapper\.weight$", 0.0, "fan*0.5"),  # TimestepBlock
]
LAST: Rules = [(r"bias$|running_mean$", 0.0, 0.1), (r"weight$", 0.0, "fan*1")]

PRIOR: Rules = [(r"^out\.1\.weight$", 0.0, "fan*0.3"), (r"^out\.1\.bias$", 0.0, 0.05), *COMMON, *LAST]
DECODER: Rules = [
    (r"^effnet_mappers\.\d+\.weight$", 0.0, "fan*0.12"),  # small: the scaled Stage C latent reaches 200
    (r"^clf\.1\.weight$", 0.0, "fan*0.3"),
    (r"^clf\.1\.bias$", 0.0, 0.05),
    *COMMON,
    *LAST,
]
VQGAN: Rules = [
    (r"gammas$", 0.0, 0.4),
    (r"^out_block\.0\.weight$", 0.0, "fan*0.14"),
    (r"^out_block\.0\.bias$", 0.5, 0.05),
    (r"^vquantizer", 0.0, 1.0),
    *COMMON,
    *LAST,
]
COMPRESSOR: Rules = [
    (r"mapper\.1\.weight$", 42.0, 4.0),  # so that the latent is about N(0, 1)
    (r"mapper\.1\.bias$", -1.0, 0.5),
    (r"mapper\.1\.running_var$", 0.3, 0.05),
    (r"\.block\.\d+\.1\.weight$", 1.0, 0.2),
    (r"^backbone\.\d+\.1\.weight$", 1.0, 0.2),
    *COMMON,
    *LAST,
]
TEXT: Rules = [
    (r"norm\d?\.weight$", 1.0, 0.2),
    (r"token_embedding", 0.0, 0.8),
    (r"position_embedding", 0.0, 0.4),
    (r"[qk]_proj\.weight$", 0.0, "fan*1.6"),
    *LAST,
]


def randomise(module: nn.Module, rules: Rules, salt: str) -> nn.Module:
    """Fill every entry of the state dict (float32) from N(mean, std) of its first matching rule, in place."""
    for name, value in sorted(module.state_dict().items()):
        mean, std = next((mean, std) for pattern, mean, std in rules if re.search(pattern, name))
        if isinstance(std, str):
            std = float(std.split("*")[1]) / math.sqrt(fan_in(module, name, value))
        if value.is_floating_point():
            value.copy_(mean + std * torch.randn(value.shape, generator=seeded(f"{salt}/{name}")))
    return module.eval()


def fan_in(module: nn.Module, name: str, value: torch.Tensor) -> int:
    """How many inputs one output sums: transposed convolutions store [in, out, h, w] and overlap kernel/stride."""
    layer = module.get_submodule(name.rsplit(".", 1)[0])
    if isinstance(layer, nn.ConvTranspose2d):
        return value.shape[0] * math.prod(k // s for k, s in zip(layer.kernel_size, layer.stride))
    return value[0].numel()


def bias_scale_half(conv: nn.Conv2d, mean: float, gain: float, shuffle: int = 1) -> None:
    """Shift and scale the b half of an output convolution: out channels [2 * c * shuffle^2, ...] split as (a, b)."""
    half = conv.out_channels // 2
    conv.weight[half:] *= gain
    conv.bias[half:] = conv.bias[half:] * gain + mean
