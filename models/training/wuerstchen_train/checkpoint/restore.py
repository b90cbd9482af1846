"""A package's weights as the networks of a run, so that training goes on from what ships.

The exporter folds weights into their neighbours (`src/exporter/networks`); what is written here computes the same and,
exported again, gives the same graphs. Where a product cannot be taken apart (`effnet_mappers`), one of its factors is
the identity, and what was added to a bias (GRN's beta) stays there. What the package does not have comes from
`encoders.safetensors` (`distill/encoders.py`); the heads that only training has are gone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnx
import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel
from onnx import external_data_helper, numpy_helper
from torch import Tensor, nn

from wuerstchen_train.checkpoint.save import KEPT_PREVIEW
from wuerstchen_train.distill.encoders import kept_encoders
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.networks.decoder import build_decoder
from wuerstchen_train.networks.prior import build_prior
from wuerstchen_train.networks.text_encoder import build_text_encoder
from wuerstchen_train.networks.tokenizer import train_tokenizer
from wuerstchen_train.networks.vqgan import DECODER, build_vqgan
from wuerstchen_train.paths import CARD, ENCODERS, REPOSITORY
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run

ZERO_OF_8_BITS = 128  # src/exporter/weights/quantise.ts

Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True)
class Options:
    package: str = "public/models/builtin"  # within the repository; of float16 weights


def fingerprint(o: Options) -> str:
    """Of the package's files, by its manifest, and of the encoders that are kept beside the code."""
    manifest = (REPOSITORY / o.package / "manifest.json").read_bytes()
    return hashlib.sha256(manifest + hashlib.sha256(ENCODERS.read_bytes()).digest()).hexdigest()


INTERFACE = StageInterface(
    Options,
    gives=("tokenizer", "text_encoder", "vqgan", "compressor", "decoder", "prior", "prior_text_encoder"),
    fingerprint=fingerprint,
)


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

    @raises KeyError: no graph has it
    """
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


def restored(found: dict[str, np.ndarray], module: Network) -> Network:
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


def restored_vqgan(found: dict[str, np.ndarray], scale_factor: float) -> PaellaVQModel:
    """Stage A: its decoder of the package, the rest of `encoders.safetensors`."""
    module = build_vqgan(scale_factor)
    state = module.state_dict() | kept_encoders("vqgan")
    for key in [k for k in state if k.startswith(DECODER)]:
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


def restore(run: Run, o: Options) -> Report:
    """All networks of the package. The report has the history of its weights."""
    package, history = REPOSITORY / o.package, json.loads(CARD.read_text())["stages"]
    manifest = json.loads((package / "manifest.json").read_text())
    tokenizer = train_tokenizer(run.folder / "tokenizer", seed=0)
    shipped = package / manifest["textEncoders"]["prior"]["tokenizer"]["tokenizerJson"]["path"]
    if shipped.read_bytes() != (run.folder / "tokenizer" / "tokenizer.json").read_bytes():
        raise ValueError(
            f"{shipped}: expected the tokenizer that this code makes, received another one: the words of "
            "models/training/wuerstchen_train/world have changed since"
        )

    def network(module: Network, *names: str) -> Network:
        return restored({k: v for n in names for k, v in initializers(package, n).items()}, module)

    compressor = Compressor()
    compressor.load_state_dict(kept_encoders("compressor"))
    factor = float(history["a"]["scale_factor"])
    vqgan = restored_vqgan(initializers(package, "vqgan-decode"), factor)
    run.keep("text_encoder", network(build_text_encoder(tokenizer), "decoder-text-encoder"))
    run.keep("vqgan", vqgan, scale_factor=str(factor))
    run.keep("compressor", compressor)
    run.keep("decoder", network(build_decoder(), "decoder-condition", "decoder-step"))
    run.keep("prior", network(build_prior(), "prior-condition", "prior-step"))
    run.keep("prior_text_encoder", network(build_text_encoder(tokenizer), "prior-text-encoder"))
    (run.folder / KEPT_PREVIEW).write_text(json.dumps(manifest["preview"]))
    return {"package": manifest["id"], "history": history}
