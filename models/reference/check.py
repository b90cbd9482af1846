"""Recompute checkpoint and golden files and compare with what is committed: `python models/reference/check.py`.

Exits with 1 if any tensor, number or string differs (numbers: by more than 1e-5 of absolute error, scaled by the
largest magnitude where that exceeds 1; bytes of pictures: by more than 1).
"""

import math
import sys
import tempfile
from pathlib import Path

import torch

from checkpoint import load_compressors, load_odd_decoder, load_pipelines, save_checkpoint
from common import CHECKPOINT, GOLDEN, HERE, ODD_DECODER, quiet
from goldens import build_goldens, read_golden

TOLERANCE = 1e-5


def tensor_error(actual: torch.Tensor, expected: torch.Tensor) -> float:
    """Largest absolute error in units of what is allowed; infinite when shape, type or finiteness differ."""
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        return math.inf
    if expected.dtype == torch.uint8:
        return float((actual.int() - expected.int()).abs().max())
    if not expected.is_floating_point():
        return 0.0 if torch.equal(actual, expected) else math.inf
    if not actual.isfinite().all() or not expected.isfinite().all():
        return math.inf
    scale = max(1.0, expected.abs().max().item())
    return (actual - expected).abs().max().item() / (TOLERANCE * scale)


def json_error(actual, expected) -> float:
    """As `tensor_error`, through dictionaries and lists; anything but floats must be equal."""
    if isinstance(expected, dict) and isinstance(actual, dict) and actual.keys() == expected.keys():
        return max((json_error(actual[k], expected[k]) for k in expected), default=0.0)
    if isinstance(expected, list) and isinstance(actual, list) and len(actual) == len(expected):
        return max((json_error(a, e) for a, e in zip(actual, expected)), default=0.0)
    if isinstance(expected, float) and isinstance(actual, (int, float)):
        return abs(actual - expected) / (TOLERANCE * max(1.0, abs(expected)))
    return 0.0 if actual == expected else math.inf


def value_error(actual, expected) -> float:
    if isinstance(expected, dict) and expected.keys() == {"tensors", "metadata"}:
        return max(value_error(actual[key], expected[key]) for key in expected)
    if isinstance(expected, dict) and all(isinstance(v, torch.Tensor) for v in expected.values()):
        if actual.keys() != expected.keys():
            return math.inf
        return max(tensor_error(actual[k], expected[k]) for k in expected)
    return json_error(actual, expected)


def checkpoint_errors(fresh: Path):
    """(name, error) of each file of the checkpoint and the odd decoder against a fresh copy written to `fresh`."""
    save_checkpoint(fresh / "checkpoint", fresh / "odd" / "decoder")
    for root in ("checkpoint", "odd"):
        names = {p.relative_to(base) for base in (HERE, fresh) for p in (base / root).rglob("*") if p.is_file()}
        for name in sorted(names):
            here, there = HERE / name, fresh / name
            if not (here.exists() and there.exists()):
                yield str(name), math.inf
            elif name.suffix == ".safetensors" or name.suffix == ".json":
                yield str(name), value_error(read_golden(there), read_golden(here))
            else:
                yield str(name), 0.0 if here.read_bytes() == there.read_bytes() else math.inf


def golden_errors():
    """(name, error) of each golden file, recomputed from the committed checkpoint."""
    prior, decoder = load_pipelines(CHECKPOINT)
    builders = build_goldens(prior, decoder, load_odd_decoder(ODD_DECODER), load_compressors(CHECKPOINT))
    for name in sorted({p.name for p in GOLDEN.iterdir()} | builders.keys()):
        exists = (GOLDEN / name).exists() and name in builders
        yield f"golden/{name}", value_error(builders[name](), read_golden(GOLDEN / name)) if exists else math.inf


def main() -> int:
    quiet()
    failed = 0
    with tempfile.TemporaryDirectory() as fresh:
        for errors in (checkpoint_errors(Path(fresh)), golden_errors()):
            for name, error in errors:
                failed += not error <= 1
                print(f"{'ok  ' if error <= 1 else 'FAIL'} {name}: {error:.3g} of the allowed error")
    print("all equal" if not failed else f"{failed} files differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
