"""A package's weights as checkpoints again, so that training goes on from what ships.

python models/training/restore.py --package public/models/builtin --work DIR

The exporter folds weights into their neighbours (`models/stages`); what is written here computes the same and, exported
again, gives the same graphs. Where a product cannot be taken apart (`effnet_mappers`), one of its factors is the
identity, and what was added to a bias (GRN's beta) stays there. What the package does not have comes from
`encoders.safetensors` (`regain.py`); the heads that only training has are gone.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import external_data_helper, numpy_helper
from torch import Tensor, nn

from wuerstchen_train.distill import encoders as regain
from wuerstchen_train.networks.tokenizer import load_tokenizer, train_tokenizer
from wuerstchen_train.paths import CARD
from wuerstchen_train.stages import s1_stage_a as stage_a
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.stages import s3_text_encoder as text_encoder
from wuerstchen_train.stages import s4_stage_c as stage_c
from wuerstchen_train.trainer import save_atomically

ZERO_OF_8_BITS = 128  # src/exporter/weights/quantise.ts


def initializers(package: Path, network: str) -> dict[str, np.ndarray]:
    """Every constant of a network's float16 graph with decomposed attention, as float32; what is stored in 8 bits is
    widened.
    """
    (graph,) = package.glob(f"{network}.decomposed.f16.*.onnx")
    model = onnx.load(str(graph), load_external_data=False)
    external_data_helper.load_external_data_for_model(model, str(package))
    found = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    for name in [n for n in found if f"{n}.scales" in found]:
        codes, scales = found[name].astype(np.float32), found[f"{name}.scales"].astype(np.float32)
        found[name] = ((codes.reshape(*scales.shape, -1) - ZERO_OF_8_BITS) * scales[..., None]).reshape(len(codes), -1)
    return {name: np.asarray(value, dtype=np.float32) for name, value in found.items()}


def _stored(found: dict[str, np.ndarray], key: str, shape: torch.Size) -> Tensor:
    """The constant of a checkpoint's key, with whatever was folded into it.
    @raises KeyError: no graph has it"""
    for name in (key, f"{key}*gamma", f"{key}+beta"):
        if f"{name}.transposed" in found:
            is_upscale = shape[2:] == (2, 2)  # a transposed convolution, whose weight begins with its inputs
            return (_columns(found, name).T.contiguous() if is_upscale else _columns(found, name)).view(shape)
        if name in found:
            return torch.from_numpy(found[name].copy()).view(shape)
    raise KeyError(f"{key}: no graph of the package has it")


def _columns(found: dict[str, np.ndarray], name: str) -> Tensor:
    """A matrix [out, in] that is stored as [in, out]."""
    return torch.from_numpy(found[f"{name}.transposed"].T.copy())


def restored(found: dict[str, np.ndarray], module: nn.Module) -> nn.Module:
    """Sets every parameter of Stage B, Stage C or a text encoder. `found` may be of several graphs."""
    state = module.state_dict()
    _take_times_apart(found, state)
    for key in state.keys() - _take_mappers_apart(found, state):
        state[key] = torch.zeros_like(state[key]) if key.endswith(".2.beta") else _stored(found, key, state[key].shape)
    module.load_state_dict(state)
    return module.eval()


def _take_times_apart(found: dict[str, np.ndarray], state: dict[str, Tensor]) -> None:
    """All TimestepBlocks are one product, whose bias has the 1 of (1 + scale)."""
    start = 0
    for key in [k for k in state if k.endswith(".mapper.weight")]:
        size = len(state[key])
        bias = found["timestep.mappers.bias"][start : start + size].copy()
        bias[: size // 2] -= 1
        found[key] = found["timestep.mappers.weight.transposed"][:, start : start + size].T
        found[key.replace(".weight", ".bias")] = bias
        start += size


def _take_mappers_apart(found: dict[str, np.ndarray], state: dict[str, Tensor]) -> set[str]:
    """ResBlockStageB's first Linear is stored as the part for its own channels, the one for the skip, and the product
    of the rest with `effnet_mappers.i`. Returns what has been set."""
    taken = {k for k in state if k.startswith("effnet_mappers.")}
    for key in taken:
        state[key] = (
            torch.eye(*state[key].shape[:2]).view(state[key].shape)
            if key.endswith("weight")
            else torch.zeros_like(state[key])
        )
    for key in [k for k in state if f"{k}[own].transposed" in found]:
        parts = [_columns(found, name) for name in (f"{key}[own]", f"{key}[skip]") if f"{name}.transposed" in found]
        bias = key.replace(".weight", ".bias")
        for product in [n.removesuffix(".transposed") for n in found if n.startswith(f"{key}*")]:
            rest = torch.zeros(len(state[key]), state[key].shape[1] - sum(p.shape[1] for p in parts))
            folded_in = _columns(found, product)
            rest[:, : folded_in.shape[1]] = folded_in
            parts.append(rest)
            (folded,) = [n for n in found if n.startswith(f"{bias}+")]
            found[bias] = found[folded]
        state[key] = torch.cat(parts, 1)
        taken.add(key)
    return taken


def restored_vqgan(found: dict[str, np.ndarray], scale_factor: float) -> nn.Module:
    """Stage A: its decoder of the package, the rest of `regain.KEPT`."""
    module = stage_a.build(scale_factor)
    state = module.state_dict() | regain.kept("vqgan")
    for key in [k for k in state if k.startswith(stage_a.DECODER)]:
        if key.endswith(".gammas"):
            block = key.removesuffix(".gammas")
            norms = [
                found[f"{block}.norm{i}.{part}"][0] - one for i in (0, 3) for part, one in (("scale", 1), ("bias", 0))
            ]
            state[key] = torch.tensor([*norms[:2], 1, *norms[2:], 1])
        else:
            state[key] = _stored(found, key, state[key].shape)
    state["up_blocks.0.0.weight"] /= scale_factor
    module.load_state_dict(state)
    return module.eval()


def keep(work: Path, name: str, modules: dict[str, nn.Module], report: dict[str, object] | None = None) -> None:
    """A checkpoint as `common.py` reads them, without optimisers and random numbers. `report`: what the card says of
    the stage, where stages ask for it.
    """
    report = report or {}
    state = nn.ModuleDict(modules).state_dict()
    extra = {k: v for k, v in report.items() if k not in ("steps", "minutes", "losses")}
    save_atomically(
        {
            "model": state,
            "ema": state,
            "step": report.get("steps", 0),
            "optimisers": [],
            "spent": 60 * float(report.get("minutes", 0)),  # type: ignore[arg-type]
            "last": report.get("losses", {}),
            "extra": extra,
        },
        work / f"{name}.pt",
    )


def restore(package: Path, work: Path, card: dict) -> None:
    """@param card: models/training/card.json, the history of the package's weights"""
    manifest, stages = json.loads((package / "manifest.json").read_text()), card["stages"]
    if (work / "tokenizer" / "tokenizer.json").exists():
        tokenizer = load_tokenizer(work / "tokenizer")
    else:
        tokenizer = train_tokenizer(work / "tokenizer", seed=0)
    shipped = package / manifest["textEncoders"]["prior"]["tokenizer"]["tokenizerJson"]["path"]
    if shipped.read_bytes() != (work / "tokenizer" / "tokenizer.json").read_bytes():
        raise SystemExit(
            f"{shipped} is not the tokenizer that this code makes: the words of models/training/world have changed since"
        )

    def network(module: nn.Module, *names: str) -> nn.Module:
        return restored({k: v for n in names for k, v in initializers(package, n).items()}, module)

    keep(work, "text", {"text": network(text_encoder.build(tokenizer), "decoder-text-encoder")}, stages["text"])
    keep(
        work,
        "a",
        {"vqgan": restored_vqgan(initializers(package, "vqgan-decode"), float(stages["a"]["scale_factor"]))},
        stages["a"],
    )
    keep(work, "b_restored", {"decoder": network(stage_b.build(), "decoder-condition", "decoder-step")})
    keep(
        work,
        "c_restored",
        {
            "prior": network(stage_c.build(), "prior-condition", "prior-step"),
            "text": network(text_encoder.build(tokenizer), "prior-text-encoder"),
        },
    )
    save_atomically(regain.kept("compressor"), work / "compressor_final.pt")
    (work / "preview.json").write_text(json.dumps(manifest["preview"]))
    (work / "history.json").write_text(json.dumps(stages, indent=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="of float16 weights, as the built-in one")
    parser.add_argument("--work", type=Path, required=True, help="empty, or one to be replaced")
    o = parser.parse_args()
    if any((o.work / f"{lesson}.pt").exists() for lesson in text_encoder.TAUGHT):
        sys.exit(f"{o.work} holds a training that goes on from a package already: choose another folder")
    o.work.mkdir(parents=True, exist_ok=True)
    restore(o.package, o.work, json.loads(CARD.read_text()))
    print(f"restored to {o.work}")


if __name__ == "__main__":
    main()
