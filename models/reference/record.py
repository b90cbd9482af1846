"""Record what PyTorch computes from a checkpoint, for `npm run models -- verify`:

    python models/reference/record.py --prior DIR --decoder DIR [--compressor DIR] --out FILE.safetensors

DIR are folders laid out as warp-ai/wuerstchen-prior, warp-ai/wuerstchen and warp-ai/EfficientNetEncoder. Runs in float32 on the CPU, one half of the
pipeline in memory at a time (the published one: 7 GB, then 6 GB). docs/published.md describes the file.
"""

import argparse
import gc
import json
from pathlib import Path

import torch
from diffusers.pipelines.deprecated.wuerstchen.pipeline_wuerstchen_prior import DEFAULT_STAGE_C_TIMESTEPS
from safetensors import safe_open
from safetensors.torch import save_file

from checkpoint import load_decoder, load_prior
from common import normal, quiet, seeded
from compressor import PIXELS_PER_CELL, load
from networks import PROMPTS, Tensors, encode, to_bytes
from pipelines import run_decoder, run_prior

FORMAT = {"format": "wuerstchen-reference", "version": "1"}
# Times of the single evaluations: the first step, which amplifies every error, and a late one.
TIMES = {"start": 1.0, "late": 0.1}


def encoder_record(network: str, pipeline) -> Tensors:
    io = encode(pipeline, PROMPTS)
    io["text"] = io.pop("last_hidden_state")
    return {f"{network}.{name}": tensor for name, tensor in io.items()}


def prior_record(pipeline, h: int, w: int) -> Tensors:
    """A guided batch: prompt and "", x [2, c, h, w] about N(0, 1) -> eps."""
    out: Tensors = {}
    text = encode(pipeline, [PROMPTS[1], PROMPTS[0]])["last_hidden_state"]
    for case, t in TIMES.items():
        io = {"x": normal(f"record/prior/{case}", 2, pipeline.prior.config.c_in, h, w), "r": torch.full((2,), t), "text": text}
        io["eps"] = pipeline.prior(io["x"], io["r"], io["text"])
        out |= {f"prior/{case}.{name}": tensor for name, tensor in io.items()}
    return out


def decoder_record(pipeline, h: int, w: int, scale: tuple[float, float]) -> Tensors:
    """A guided batch, of which only the first sees prior_latent [1, 16, h, w] (in diffusion space)."""
    out: Tensors = {}
    mean, std = scale
    text = encode(pipeline, [PROMPTS[1], PROMPTS[0]])["last_hidden_state"]
    config = pipeline.decoder.config
    size = [int(side * pipeline.config.latent_dim_scale) for side in (h, w)]
    for case, t in TIMES.items():
        latent = normal(f"record/decoder/{case}/prior", 1, config.effnet_embd, h, w)
        scaled = latent * mean - std
        io = {"x": normal(f"record/decoder/{case}", 2, config.c_in, *size), "r": torch.full((2,), t), "text": text}
        io["eps"] = pipeline.decoder(io["x"], io["r"], torch.cat([scaled, torch.zeros_like(scaled)]), io["text"])
        out |= {f"decoder/{case}.{name}": tensor for name, tensor in (io | {"prior_latent": latent}).items()}
    return out


def vqgan_record(pipeline, h: int, w: int) -> Tensors:
    vqgan = pipeline.vqgan
    size = [int(side * pipeline.config.latent_dim_scale) for side in (h, w)]
    latent = normal("record/vqgan", 1, vqgan.config.latent_channels, *size)
    return {"vqgan.latent": latent, "vqgan.image": to_bytes(vqgan.decode(vqgan.config.scale_factor * latent).sample)}


def image_record(compressor, pipeline, h: int, w: int, scale: tuple[float, float]) -> Tensors:
    """Both encoders of pictures: normalised pixels for the compressor, pixels in [0, 1] for Stage A's, and their latents in diffusion space."""
    mean, std = scale
    seen = normal("record/compressor", 1, 3, h * PIXELS_PER_CELL, w * PIXELS_PER_CELL)
    sides = [4 * int(side * pipeline.config.latent_dim_scale) for side in (h, w)]
    pixels = torch.rand(1, 3, *sides, generator=seeded("record/vqgan-encode"))
    latent = pipeline.vqgan.encode(pixels).latents / pipeline.vqgan.config.scale_factor
    return {"compressor.pixels": seen, "compressor.latent": (compressor(seen) + std) / mean, "vqgan-encode.pixels": pixels, "vqgan-encode.latent": latent}


def record(prior_folder: Path, decoder_folder: Path, args: dict, whole: bool, compressor: Path | None = None) -> dict:
    """{"tensors", "metadata"}. `args` as the pipeline goldens have them; `whole`: also a picture with them."""
    generator = torch.Generator("cpu").manual_seed(args["seed"])
    prior = load_prior(prior_folder)
    multiple = prior.config.resolution_multiple
    h, w = (-int(-side // multiple) for side in (args["height"], args["width"]))
    scale = (prior.config.latent_mean, prior.config.latent_std)
    tensors = encoder_record("prior-text-encoder", prior) | prior_record(prior, h, w)
    stage_c = run_prior(prior, args, generator) if whole else {}
    del prior
    gc.collect()

    decoder = load_decoder(decoder_folder)
    tensors |= encoder_record("decoder-text-encoder", decoder)
    tensors |= decoder_record(decoder, h, w, scale) | vqgan_record(decoder, h, w)
    if compressor:
        tensors |= image_record(load(compressor), decoder, h, w, scale)
    metadata = dict(FORMAT)
    if whole:
        stage_b = run_decoder(decoder, stage_c["prior_scaled"], args, generator)
        tensors |= {"pipeline.prior_latent": stage_c["prior_latent"]}
        tensors |= {f"pipeline.{name}": tensor for name, tensor in stage_b.items()}
        metadata["pipeline"] = json.dumps(
            {
                "prompt": args["prompt"],
                "negative": args["negative_prompt"] or "",
                "seed": str(args["seed"]),
                "width": args["width"],
                "height": args["height"],
                "prior": {
                    "schedule": "authors" if args["prior_timesteps"] else "uniform",
                    "steps": args["prior_num_inference_steps"],
                    "guidance": args["prior_guidance_scale"],
                },
                "decoder": {"steps": args["num_inference_steps"], "guidance": args["decoder_guidance_scale"]},
            }
        )
    return {"tensors": tensors, "metadata": metadata}


def arguments(prompt: str, negative: str, seed: int, size: tuple[int, int], steps: int | None, guidance: float,
              decoder_steps: int, decoder_guidance: float) -> dict:  # fmt: skip
    """`steps` None: the authors' list of 29 evaluations."""
    authors = [float(t) for t in DEFAULT_STAGE_C_TIMESTEPS] if steps is None else None
    return {
        "prompt": prompt,
        "negative_prompt": negative or None,
        "seed": seed,
        "width": size[0],
        "height": size[1],
        "prior_num_inference_steps": len(authors) - 1 if authors else steps,
        "prior_timesteps": authors,
        "prior_guidance_scale": guidance,
        "num_inference_steps": decoder_steps,
        "decoder_guidance_scale": decoder_guidance,
    }


def record_golden(checkpoint: Path) -> dict:
    args = arguments(PROMPTS[1], "blurry", 7, (128, 128), 4, 4.0, 3, 0.0)
    return record(checkpoint / "prior", checkpoint / "decoder", args, whole=True)


def write_record(path: Path, value: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.detach().clone().contiguous() for name, tensor in sorted(value["tensors"].items())}
    save_file(tensors, path, metadata=value["metadata"])


def read_record(path: Path) -> dict:
    with safe_open(path, "pt") as file:
        return {"tensors": {name: file.get_tensor(name) for name in file.keys()}, "metadata": file.metadata()}


def pixels(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def main() -> None:
    parser = argparse.ArgumentParser(description="Record what PyTorch computes from a checkpoint")
    parser.add_argument("--prior", type=Path, required=True, help="folder laid out as warp-ai/wuerstchen-prior")
    parser.add_argument("--decoder", type=Path, required=True, help="folder laid out as warp-ai/wuerstchen")
    parser.add_argument("--compressor", type=Path, help="folder laid out as warp-ai/EfficientNetEncoder")
    parser.add_argument("--out", type=Path, required=True, help="the record, a safetensors file")
    parser.add_argument("--size", type=pixels, default=(512, 512), help="WxH in pixels, multiples of 128")
    parser.add_argument("--prompt", default=PROMPTS[1])
    parser.add_argument("--negative", default="")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, help="Stage C steps, uniform (default: the authors' list)")
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--decoder-steps", type=int, default=12)
    parser.add_argument("--decoder-guidance", type=float, default=0.0)
    parser.add_argument("--networks-only", action="store_true", help="no whole picture")
    flags = parser.parse_args()
    for folder in (flags.prior, flags.decoder):
        if not (folder / "model_index.json").exists():
            parser.error(f"{folder} has no model_index.json")
    quiet()
    args = arguments(flags.prompt, flags.negative, flags.seed, flags.size, flags.steps, flags.guidance,
                     flags.decoder_steps, flags.decoder_guidance)  # fmt: skip
    write_record(flags.out, record(flags.prior, flags.decoder, args, whole=not flags.networks_only, compressor=flags.compressor))
    print(f"{flags.out}: {flags.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
