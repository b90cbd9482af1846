"""The Semantic Compressor in both of its architectures, with the checkpoints' own keys, and its preprocessing.

`EfficientNetEncoder` is written down from torchvision's class and diffusers' `modeling_efficient_net_encoder.py`, so that the reference needs no
torchvision; loading `efficientnet_v2_s().features` of torchvision 0.29 into the full-size one gives equal outputs (README.md).
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers.pipelines.deprecated.wuerstchen.modeling_wuerstchen_common import ResBlock
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
LATENT_MEAN, LATENT_STD = 42.0, 1.0
PIXELS_PER_CELL = 32

# fused, expand, stride, in, out, layers: table 4 of the EfficientNetV2 paper
EFFICIENTNET_V2_S = [
    (True, 1, 1, 24, 24, 2), (True, 4, 2, 24, 48, 4), (True, 4, 2, 48, 64, 4),
    (False, 4, 2, 64, 128, 6), (False, 6, 1, 128, 160, 9), (False, 6, 2, 160, 256, 15),
]  # fmt: skip
MICRO = [
    (True, 1, 1, 8, 8, 2), (True, 4, 2, 8, 12, 2), (True, 4, 2, 12, 16, 1),
    (False, 4, 2, 16, 20, 2), (False, 6, 1, 20, 24, 2), (False, 6, 2, 24, 28, 2),
]  # fmt: skip
MICRO_SEMANTIC = {"c_latent": 16, "patch_size": 8, "c_hidden": [16, 24, 32], "blocks": [1, 2, 2], "mean": [0.5, 0.4, 0.6], "std": [0.25, 0.2, 0.3]}


def normed(n_in: int, n_out: int, kernel: int = 1, stride: int = 1, groups: int = 1, act: bool = True) -> nn.Sequential:
    """torchvision's Conv2dNormActivation."""
    layers = [nn.Conv2d(n_in, n_out, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(n_out, eps=1e-3)]
    return nn.Sequential(*layers, *([nn.SiLU()] if act else []))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(channels, squeezed, 1), nn.Conv2d(squeezed, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(self.fc2(F.silu(self.fc1(x.mean((2, 3), keepdim=True)))))


class Block(nn.Module):
    """FusedMBConv or MBConv."""

    def __init__(self, fused: bool, expand: int, stride: int, n_in: int, n_out: int) -> None:
        super().__init__()
        wide = n_in * expand
        if fused and expand == 1:
            layers = [normed(n_in, n_out, 3, stride)]
        elif fused:
            layers = [normed(n_in, wide, 3, stride), normed(wide, n_out, act=False)]
        else:
            first = [normed(n_in, wide)] if expand != 1 else []
            layers = [*first, normed(wide, wide, 3, stride, wide), SqueezeExcitation(wide, max(1, n_in // 4)), normed(wide, n_out, act=False)]
        self.block = nn.Sequential(*layers)
        self.skips = stride == 1 and n_in == n_out

    def forward(self, x: Tensor) -> Tensor:
        return self.block(x) + x if self.skips else self.block(x)


class EfficientNetEncoder(nn.Module):
    """x [B, 3, 32h, 32w], normalised -> [B, c_latent, h, w], at the scale of `42 z - 1`."""

    def __init__(self, stages: list[tuple] = EFFICIENTNET_V2_S, c_cond: int = 1280, c_latent: int = 16) -> None:
        super().__init__()
        layers: list[nn.Module] = [normed(3, stages[0][3], 3, 2)]
        for fused, expand, stride, n_in, n_out, count in stages:
            blocks = [Block(fused, expand, stride if i == 0 else 1, n_in if i == 0 else n_out, n_out) for i in range(count)]
            layers.append(nn.Sequential(*blocks))
        self.backbone = nn.Sequential(*layers, normed(stages[-1][4], c_cond))
        self.mapper = nn.Sequential(nn.Conv2d(c_cond, c_latent, 1, bias=False), nn.BatchNorm2d(c_latent))

    def forward(self, x: Tensor) -> Tensor:
        return self.mapper(self.backbone(x))


class SemanticCompressor(nn.Module):
    """As `EfficientNetEncoder`: models/training/wuerstchen_train/networks/compressor.py with widths of its own."""

    def __init__(self, c_latent: int, patch_size: int, c_hidden: list[int], blocks: list[int], **_: object) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.PixelUnshuffle(patch_size), nn.Conv2d(3 * patch_size**2, c_hidden[0], 1)]
        for level, (width, count) in enumerate(zip(c_hidden, blocks)):
            if level:
                layers.append(nn.Conv2d(c_hidden[level - 1], width, 2, stride=2))
            layers += [ResBlock(width) for _ in range(count)]
        self.backbone = nn.Sequential(*layers)
        self.mapper = nn.Sequential(nn.Conv2d(c_hidden[-1], c_latent, 1, bias=False), nn.BatchNorm2d(c_latent))

    def forward(self, x: Tensor) -> Tensor:
        return self.mapper(self.backbone(x))


def configs() -> dict[str, dict]:
    """config.json of each micro compressor."""
    names = ("fused", "expand", "stride", "in", "out", "layers")
    stages = [dict(zip(names, row)) for row in MICRO]
    return {
        "efficientnet": {"_class_name": "EfficientNetEncoder", "c_latent": 16, "c_cond": 40, "effnet": stages},
        "semantic": {"_class_name": "SemanticCompressor", **MICRO_SEMANTIC},
    }


def build(config: dict) -> nn.Module:
    """Of a config.json."""
    if config["_class_name"] == "SemanticCompressor":
        return SemanticCompressor(**config)
    stages = config["effnet"]
    if stages == "efficientnet_v2_s":
        return EfficientNetEncoder(EFFICIENTNET_V2_S, config["c_cond"], config["c_latent"])
    return EfficientNetEncoder([tuple(row.values()) for row in stages], config["c_cond"], config["c_latent"])


def save(folder: Path, name: str, module: nn.Module) -> None:
    """One network in a folder, as `warp-ai/EfficientNetEncoder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(configs()[name], indent=2) + "\n")
    tensors = {k: v.detach().clone().contiguous() for k, v in sorted(module.state_dict().items())}
    save_file(tensors, folder / "diffusion_pytorch_model.safetensors")


def load(folder: Path) -> nn.Module:
    module = build(json.loads((folder / "config.json").read_text()))
    module.load_state_dict(load_file(folder / "diffusion_pytorch_model.safetensors"))
    return module.eval()


def over_white(rgba: Tensor) -> Tensor:
    """uint8 [h, w, 4] -> float32 [1, 3, h, w] in [0, 1], alpha over white."""
    values = rgba.float() / 255
    colour, alpha = values[..., :3], values[..., 3:]
    return (colour * alpha + 1 - alpha).permute(2, 0, 1)[None]


def preprocess(pixels: Tensor, name: str, size: tuple[int, int]) -> Tensor:
    """[1, 3, H, W] in [0, 1] -> normalised [1, 3, 32h, 32w] for a latent of `size` (h, w): 0.75 of the sides, bilinear, antialiased, as the authors do."""
    h, w = size
    small = F.interpolate(pixels, size=(h * PIXELS_PER_CELL, w * PIXELS_PER_CELL), mode="bilinear", antialias=True, align_corners=False)
    how = IMAGENET if name == "efficientnet" else MICRO_SEMANTIC
    mean, std = (torch.tensor(how[key]).view(1, 3, 1, 1) for key in ("mean", "std"))
    return (small - mean) / std


def latent(module: nn.Module, seen: Tensor) -> Tensor:
    """Stage C's x0 of preprocessed pixels."""
    return (module(seen) + LATENT_STD) / LATENT_MEAN
