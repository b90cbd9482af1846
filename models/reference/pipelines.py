"""Golden pictures: both pipelines of the micro checkpoint, one shared generator, and what passes between them."""

import torch
from diffusers import WuerstchenDecoderPipeline, WuerstchenPriorPipeline
from diffusers.pipelines.deprecated.wuerstchen.pipeline_wuerstchen_prior import DEFAULT_STAGE_C_TIMESTEPS

from networks import Tensors, encode, to_bytes

COMMON = {
    "prompt": "a red fox sleeping in the snow, watercolour",
    "negative_prompt": "blurry, low quality",
    "seed": 7,
    "prior_num_inference_steps": 6,
    "prior_timesteps": None,
    "prior_guidance_scale": 4.0,
    "num_inference_steps": 4,
    "decoder_guidance_scale": 0.0,
    "height": 256,
    "width": 256,
}
CASES = {
    "unguided": COMMON,
    "guided": COMMON | {"width": 384, "decoder_guidance_scale": 2.0},
    "schedule": COMMON
    | {
        "negative_prompt": None,
        "seed": 2**32 + 7,
        "prior_num_inference_steps": len(DEFAULT_STAGE_C_TIMESTEPS) - 1,
        "prior_timesteps": [float(t) for t in DEFAULT_STAGE_C_TIMESTEPS],
        "num_inference_steps": 12,
        "height": 128,
        "width": 128,
    },
}


def run_prior(prior: WuerstchenPriorPipeline, args: dict, generator: torch.Generator) -> Tensors:
    """prior_steps [steps, 16, h, w] the latent after each Stage C step; prior_latent [1, 16, h, w] the last of them;
    prior_scaled = prior_latent * 42 - 1; float32."""
    steps: list[torch.Tensor] = []
    scaled = prior(
        prompt=args["prompt"],
        negative_prompt=args["negative_prompt"],
        height=args["height"],
        width=args["width"],
        num_inference_steps=args["prior_num_inference_steps"],
        timesteps=args["prior_timesteps"],
        guidance_scale=args["prior_guidance_scale"],
        generator=generator,
        callback_on_step_end=recorder(steps),
    ).image_embeddings
    prior_steps = torch.cat(steps)
    return {"prior_steps": prior_steps, "prior_latent": prior_steps[-1:], "prior_scaled": scaled}


def run_decoder(
    decoder: WuerstchenDecoderPipeline, scaled: torch.Tensor, args: dict, generator: torch.Generator
) -> Tensors:
    """decoder_latent [1, 4, H, W] before scale_factor, with H, W = int(10.67 * h), int(10.67 * w); image uint8
    [4H, 4W, 3]."""
    steps: list[torch.Tensor] = []
    picture = decoder(
        scaled,
        prompt=args["prompt"],
        negative_prompt=args["negative_prompt"],
        num_inference_steps=args["num_inference_steps"],
        guidance_scale=args["decoder_guidance_scale"],
        generator=generator,
        output_type="pt",
        callback_on_step_end=recorder(steps),
    ).images
    return {"decoder_latent": steps[-1], "image": to_bytes(picture)[0]}


def recorder(steps: list[torch.Tensor]):
    """A pipeline's callback that keeps the latent of every step."""

    def record(_pipeline, _index, _t, tensors: dict) -> dict:
        steps.append(tensors["latents"].clone())
        return {}

    return record


def run_case(prior: WuerstchenPriorPipeline, decoder: WuerstchenDecoderPipeline, args: dict) -> Tensors:
    """Both halves with one generator, and the text encodings {prior,decoder}_{prompt,negative} [1, 77, d] (the negative
    ones where guidance is on)."""
    generator = torch.Generator("cpu").manual_seed(args["seed"])
    out = run_prior(prior, args, generator)
    out |= run_decoder(decoder, out["prior_scaled"], args, generator)
    for name, pipeline, guided in (("prior", prior, True), ("decoder", decoder, args["decoder_guidance_scale"] > 1)):
        texts = {"prompt": args["prompt"]} | ({"negative": args["negative_prompt"] or ""} if guided else {})
        out |= {f"{name}_{key}": encode(pipeline, [text])["last_hidden_state"] for key, text in texts.items()}
    return out


def pipeline_golden(prior: WuerstchenPriorPipeline, decoder: WuerstchenDecoderPipeline) -> Tensors:
    """All cases as `<case>.<name>`; `CASES` holds their arguments and goes to pipeline.json."""
    results = {case: run_case(prior, decoder, args) for case, args in CASES.items()}
    return {f"{case}.{name}": tensor for case, tensors in results.items() for name, tensor in tensors.items()}
