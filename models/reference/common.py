"""Paths, seeded tensors and file writing shared by the reference scripts."""

import gzip
import json
import os
import warnings
import zlib
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from safetensors.torch import load_file, save_file

HERE = Path(__file__).resolve().parent
CHECKPOINT = HERE / "checkpoint"
ODD_DECODER = HERE / "odd" / "decoder"
GOLDEN = HERE / "golden"

torch.set_num_threads(1)
torch.set_grad_enabled(False)


def quiet() -> None:
    """No progress bars and no deprecation notices (diffusers files these classes under "deprecated")."""
    import diffusers
    import transformers

    diffusers.utils.logging.set_verbosity_error()
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    warnings.filterwarnings("ignore", category=FutureWarning)


def seeded(name: str) -> torch.Generator:
    """CPU generator whose seed depends on `name` only, so that adding one tensor leaves the others as they are."""
    return torch.Generator("cpu").manual_seed(zlib.crc32(name.encode()))


def normal(name: str, *shape: int) -> torch.Tensor:
    """float32 tensor of `shape`, about N(0, 1), the same for the same `name`."""
    return torch.randn(shape, generator=seeded(name))


def f32(value) -> float:
    """The shortest decimal that reads back as the same float32 (0.1 stays 0.1, not 0.10000000149011612)."""
    return float(str(np.float32(value)))


def f32_list(tensor: torch.Tensor) -> list[float]:
    """Any shape, flattened in row-major order, as shortest float32 decimals."""
    return [f32(v) for v in tensor.detach().to(torch.float32).flatten().numpy()]


def write_tensors(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({k: tensors[k].detach().clone().contiguous() for k in sorted(tensors)}, path)


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    return load_file(path)


def write_json(path: Path, value) -> None:
    """One entry per line at the top two levels, arrays of numbers on one line."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def render(v, depth: int) -> str:
        flat = json.dumps(v, ensure_ascii=False)
        if depth == 0 or len(flat) <= 120 or not isinstance(v, (dict, list)):
            return flat
        pad = " " * (4 - depth)
        if isinstance(v, dict):
            inner = [f"{pad}{json.dumps(k, ensure_ascii=False)}: {render(x, depth - 1)}" for k, x in v.items()]
            return "{\n" + ",\n".join(inner) + "\n" + pad[1:] + "}"
        if not any(isinstance(x, (dict, list)) for x in v):
            return flat
        return "[\n" + ",\n".join(pad + render(x, depth - 1) for x in v) + "\n" + pad[1:] + "]"

    path.write_text(render(value, 3) + "\n", encoding="utf-8")


def read_json(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def write_gzipped_json(path: Path, value) -> None:
    """The same bytes for the same value; lone surrogates are written as escapes."""
    path.write_bytes(gzip.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), mtime=0))


def read_gzipped_json(path: Path):
    return json.loads(gzip.decompress(path.read_bytes()))
