"""The micro checkpoint: Würstchen's published two-folder diffusers layout, random weights, widths of a few dozen."""

import json
import shutil
from pathlib import Path

import compressor
import torch
from diffusers import DDPMWuerstchenScheduler, WuerstchenDecoderPipeline, WuerstchenPriorPipeline
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel, WuerstchenDiffNeXt, WuerstchenPrior
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from randomise import COMPRESSOR, DECODER, PRIOR, TEXT, VQGAN, bias_scale_half, randomise
from tiny_tokenizer import build_tokenizer, write_legacy_files

PRIOR_CONFIG = dict(c_in=16, c=32, c_cond=48, c_r=64, depth=3, nhead=2)
DECODER_CONFIG = dict(
    c_in=4, c_out=4, c_r=64, patch_size=2, c_cond=24, c_hidden=[16, 32, 48, 48], nhead=[-1, 2, 3, 3],
    blocks=[1, 2, 2, 1], level_config=["CT", "CTA", "CTA", "CTA"], inject_effnet=[False, True, True, True],
    effnet_embd=16, clip_embd=40, kernel_size=3,
)  # fmt: skip
ODD_DECODER_CONFIG = dict(
    c_in=4, c_out=4, c_r=32, patch_size=2, c_cond=20, c_hidden=[16, 24, 32], nhead=[-1, -1, 4],
    blocks=[2, 1, 2], level_config=["CT", "C", "TCA"], inject_effnet=[True, False, True],
    effnet_embd=16, clip_embd=28, kernel_size=5,
)  # fmt: skip
VQGAN_CONFIG = dict(
    levels=2, bottleneck_blocks=2, embed_dim=24, latent_channels=4, num_vq_embeddings=64, scale_factor=0.3764
)


def text_encoder(tokenizer: CLIPTokenizer, hidden: int, heads: int, salt: str) -> CLIPTextModel:
    """Two CLIP layers with erf GELU and 77 positions."""
    config = CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=hidden, intermediate_size=4 * hidden, projection_dim=hidden,
        num_hidden_layers=2, num_attention_heads=heads, max_position_embeddings=77, hidden_act="gelu",
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    return randomise(CLIPTextModel(config), TEXT, salt)


def build_prior() -> WuerstchenPrior:
    prior = randomise(WuerstchenPrior(**PRIOR_CONFIG), PRIOR, "prior")
    bias_scale_half(prior.out[1], mean=0.0, gain=0.1)  # |1 - b| stays near 1
    return prior


def build_decoder(config: dict, salt: str) -> WuerstchenDiffNeXt:
    decoder = randomise(WuerstchenDiffNeXt(**config), DECODER, salt)
    bias_scale_half(decoder.clf[1], mean=3.5, gain=1.0)  # sigmoid(b) stays near 1
    return decoder


def save_checkpoint(folder: Path, odd_folder: Path) -> None:
    """Write `folder`/prior, `folder`/decoder (diffusers pipelines) and `odd_folder` (one WuerstchenDiffNeXt)."""
    tokenizer = build_tokenizer()
    prior_pipeline = WuerstchenPriorPipeline(
        tokenizer=tokenizer,
        text_encoder=text_encoder(tokenizer, 48, 3, "text-prior"),
        prior=build_prior(),
        scheduler=DDPMWuerstchenScheduler(),
    )
    decoder_pipeline = WuerstchenDecoderPipeline(
        tokenizer=tokenizer,
        text_encoder=text_encoder(tokenizer, 40, 2, "text-decoder"),
        decoder=build_decoder(DECODER_CONFIG, "decoder"),
        scheduler=DDPMWuerstchenScheduler(),
        vqgan=randomise(PaellaVQModel(**VQGAN_CONFIG), VQGAN, "vqgan"),
    )
    for name, pipeline in (("prior", prior_pipeline), ("decoder", decoder_pipeline)):
        shutil.rmtree(folder / name, ignore_errors=True)
        pipeline.save_pretrained(folder / name)
        write_legacy_files(folder / name / "tokenizer")
        rename_text_keys(folder / name / "text_encoder" / "model.safetensors")
        rename_library(folder / name / "model_index.json")
    for name in compressor.configs():
        place = folder / f"compressor-{name}"
        shutil.rmtree(place, ignore_errors=True)
        compressor.save(place, name, randomise(compressor.build(compressor.configs()[name]), COMPRESSOR, f"compressor-{name}"))
    shutil.rmtree(odd_folder, ignore_errors=True)
    build_decoder(ODD_DECODER_CONFIG, "odd").save_pretrained(odd_folder)


def rename_text_keys(path: Path) -> None:
    """Give the keys the `text_model.` prefix of the published files; transformers 5 writes without and reads both."""
    tensors = load_file(path)
    save_file({f"text_model.{k}": v for k, v in tensors.items()}, path, metadata={"format": "pt"})


def rename_library(path: Path) -> None:
    """Name the library of Würstchen's own classes "wuerstchen", as the published files do.

    diffusers 0.42 writes "diffusers", and can load neither name since it moved the classes (see `load_pipelines`).
    """
    index = json.loads(path.read_text())
    for value in index.values():
        if isinstance(value, list) and value[1] in ("WuerstchenPrior", "WuerstchenDiffNeXt", "PaellaVQModel"):
            value[0] = "wuerstchen"
    path.write_text(json.dumps(index, indent=2) + "\n")


def load_prior(folder: Path) -> WuerstchenPriorPipeline:
    """The first half in float32 on the CPU, without progress bars, component by component."""
    pipeline = WuerstchenPriorPipeline(
        tokenizer=CLIPTokenizer.from_pretrained(folder / "tokenizer"),
        text_encoder=CLIPTextModel.from_pretrained(folder / "text_encoder", dtype=torch.float32),
        prior=WuerstchenPrior.from_pretrained(folder / "prior", torch_dtype=torch.float32),
        scheduler=DDPMWuerstchenScheduler.from_pretrained(folder / "scheduler"),
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def load_decoder(folder: Path) -> WuerstchenDecoderPipeline:
    """The second half, as `load_prior`."""
    pipeline = WuerstchenDecoderPipeline(
        tokenizer=CLIPTokenizer.from_pretrained(folder / "tokenizer"),
        text_encoder=CLIPTextModel.from_pretrained(folder / "text_encoder", dtype=torch.float32),
        decoder=WuerstchenDiffNeXt.from_pretrained(folder / "decoder", torch_dtype=torch.float32),
        scheduler=DDPMWuerstchenScheduler.from_pretrained(folder / "scheduler"),
        vqgan=PaellaVQModel.from_pretrained(folder / "vqgan", torch_dtype=torch.float32),
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def load_pipelines(folder: Path) -> tuple[WuerstchenPriorPipeline, WuerstchenDecoderPipeline]:
    return load_prior(folder / "prior"), load_decoder(folder / "decoder")


def load_odd_decoder(folder: Path) -> WuerstchenDiffNeXt:
    return WuerstchenDiffNeXt.from_pretrained(folder).eval()


def load_compressors(folder: Path) -> dict[str, torch.nn.Module]:
    """By architecture."""
    return {name: compressor.load(folder / f"compressor-{name}") for name in compressor.configs()}
