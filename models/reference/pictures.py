"""Golden values of what starts from a picture: both encoders, preprocessing, image to image, inpainting, enlarging.

Everything is made of the diffusers classes; the pipelines of diffusers start from noise only, so the loops are written out here.
"""

import torch
import torch.nn.functional as F
from diffusers import WuerstchenDecoderPipeline, WuerstchenPriorPipeline
from torch import Tensor, nn

from common import seeded
from compressor import latent, over_white, preprocess
from networks import Tensors, encode, to_bytes

Compressors = dict[str, nn.Module]

CELL = 42.67
SCALE = 10.67


def picture(name: str, height: int, width: int) -> Tensor:
    """uint8 RGBA [height, width, 4]: smooth colours with edges, and a corner that lets white through."""
    noise = torch.rand(1, 4, height // 16, width // 16, generator=seeded(name))
    smooth = F.interpolate(noise, size=(height, width), mode="bicubic").clamp(0, 1)
    smooth[..., height // 4 : height // 2, width // 3 : width // 2] = torch.tensor([0.9, 0.2, 0.1, 1.0]).view(4, 1, 1)
    smooth[:, 3] = torch.where(torch.arange(width) + torch.arange(height)[:, None] < height // 2, smooth[:, 3], torch.ones(()))
    return (smooth[0].permute(1, 2, 0) * 255).round().to(torch.uint8)


def encoders_golden(decoder: WuerstchenDecoderPipeline, compressors: Compressors) -> Tensors:
    """Cases `<compressor>-square`, `-wide`, `-tall`: pixels [1, 3, 32h, 32w], normalised -> latent [1, 16, h, w], (output + 1) / 42.
    Cases `vqgan-square`, `-wide`: pixels [b, 3, 4h, 4w] in [0, 1] -> latent [b, 4, h, w] = encode(pixels) / scale_factor."""
    out: Tensors = {}
    for name, module in compressors.items():
        for case, h, w in (("square", 64, 64), ("wide", 32, 96), ("tall", 96, 64)):
            pixels = torch.randn(1, 3, h, w, generator=seeded(f"{name}/{case}"))
            out |= {f"{name}-{case}.pixels": pixels, f"{name}-{case}.latent": latent(module, pixels)}
    for case, batch, h, w in (("square", 2, 64, 64), ("wide", 1, 64, 128)):
        pixels = torch.rand(batch, 3, h, w, generator=seeded(f"encode/{case}"))
        z = decoder.vqgan.encode(pixels).latents / decoder.vqgan.config.scale_factor
        out |= {f"vqgan-{case}.pixels": pixels, f"vqgan-{case}.latent": z}
    return out


def preprocess_golden() -> Tensors:
    """rgba uint8 [H, W, 4] -> seen [1, 3, 32h, 32w], normalised as ImageNet's."""
    out: Tensors = {}
    for case, height, width, h, w in (("square", 128, 128, 3, 3), ("wide", 128, 256, 3, 6), ("other", 90, 130, 2, 3)):
        rgba = picture(f"preprocess/{case}", height, width)
        out |= {f"{case}.rgba": rgba, f"{case}.seen": preprocess(over_white(rgba), "efficientnet", (h, w))}
    return out


COMMON = {
    "prompt": "a red fox sleeping in the snow, watercolour",
    "negative_prompt": "blurry, low quality",
    "seed": 11,
    "prior_num_inference_steps": 6,
    "prior_guidance_scale": 4.0,
    "num_inference_steps": 4,
    "decoder_guidance_scale": 0.0,
    "compressor": "semantic",
    "height": 128,
    "width": 128,
    "picture_height": 128,
    "picture_width": 128,
    "strength": 0.6,
    "mask": None,
    "words": False,
    "scale": None,
}
CASES = {
    "variation": COMMON,
    "strong": COMMON | {"strength": 0.93, "compressor": "efficientnet", "width": 256, "picture_width": 256, "decoder_guidance_scale": 2.0},
    "reconstruction": COMMON | {"strength": 0.0},
    "inpainting": COMMON | {"strength": 0.8, "mask": [35, 20, 95, 75]},
    "inpainting-from-noise": COMMON | {"strength": 1.0, "seed": 2**32 + 5, "mask": [0, 50, 128, 128], "decoder_guidance_scale": 1.5},
    "larger": COMMON | {"strength": 1.0, "words": True, "scale": 1.5, "picture_height": 256, "picture_width": 256, "height": 384, "width": 384},
    "larger-variation": COMMON | {"scale": 2, "height": 256, "width": 256, "decoder_guidance_scale": 2.0},
    "enlargement": COMMON | {"strength": 0.0, "picture_height": 128, "picture_width": 128, "height": 256, "width": 256},
}  # fmt: skip


def sides(height: int, width: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """(h, w) of Stage C and of Stage B, as both pipelines compute them."""
    prior = tuple(-int(-side // CELL) for side in (height, width))
    return prior, tuple(int(side * SCALE) for side in prior)  # type: ignore[return-value]


def times_from(strength: float, steps: int) -> Tensor:
    """The tail of linspace(1, 0, steps + 1) that begins at the time nearest to `strength`, which takes its place."""
    times = torch.linspace(1, 0, steps + 1)
    start = int((times[:-1] - strength).abs().argmin())
    return torch.cat([torch.tensor([strength]), times[start + 1 :]])


def mask_of(box: list[int] | None, height: int, width: int) -> Tensor | None:
    """uint8 [height, width]: 255 in the box (left, top, right, bottom), which is painted anew."""
    if box is None:
        return None
    mask = torch.zeros(height, width, dtype=torch.uint8)
    mask[box[1] : box[3], box[0] : box[2]] = 255
    return mask


def touched(mask: Tensor, size: tuple[int, int]) -> Tensor:
    """float32 [1, 1, h, w]: 1 for cells that touch what is painted anew."""
    return (F.adaptive_max_pool2d(mask.float()[None, None], size) > 0).float()


def denoise(scheduler, network, guidance: float, x: Tensor, times: Tensor, generator: torch.Generator, known=None) -> Tensor:
    """From x at times[0] to times[-1] = 0. known: (clean latent, its noise, where it is painted anew); the rest of the latent is
    the clean one with that noise at every step's time, and without noise in the end."""
    scheduler.set_timesteps(timesteps=times)
    for i, t in enumerate(times[:-1]):
        both = x.repeat(2, 1, 1, 1) if guidance > 1 else x
        eps = network(both, t.expand(len(both)))
        if guidance > 1:
            conditional, without = eps.chunk(2)
            eps = without + guidance * (conditional - without)
        x = scheduler.step(eps, t.expand(1), x, generator=generator).prev_sample
        if known is not None:
            clean, noise, anew = known
            to = times[i + 1].expand(1)
            kept = scheduler.add_noise(clean, noise, to) if to > 0 else clean
            x = torch.where(anew > 0, x, kept)
    return x


def run_case(prior: WuerstchenPriorPipeline, decoder: WuerstchenDecoderPipeline, compressors: Compressors, args: dict) -> Tensors:
    """rgba uint8 [h, w, 4], except where words are all there is, which strength 1 comes to; mask uint8 [h, w] where there is one; given [1, 16, h, w] the compressor's latent; prior_latent, decoder_latent
    [1, 4, H, W]; image uint8 [4H, 4W, 3] before anything of the picture is put back. One generator draws, as the pipelines do: Stage C's
    start noise (also where nothing is denoised), a noise for each of its steps, then the same of Stage B."""
    name, height, width, strength = args["compressor"], args["height"], args["width"], args["strength"]
    rgba = picture("pictures/" + name, args["picture_height"], args["picture_width"])
    pixels = over_white(rgba)
    small, _ = sides(args["picture_height"], args["picture_width"])
    _, large = sides(height, width)
    given = latent(compressors[name], preprocess(pixels, name, small))
    mask = mask_of(args["mask"], height, width)
    generator = torch.Generator("cpu").manual_seed(args["seed"])

    noise = torch.randn(1, 16, *small, generator=generator)
    z = given
    if strength > 0:
        times = times_from(strength, args["prior_num_inference_steps"])
        guidance = args["prior_guidance_scale"]
        texts = [args["prompt"], args["negative_prompt"]][: 2 if guidance > 1 else 1]
        hidden = encode(prior, texts)["last_hidden_state"]
        start = prior.scheduler.add_noise(given, noise, times[:1]) if strength < 1 else noise
        known = None if mask is None else (given, noise, touched(mask, small))
        z = denoise(prior.scheduler, lambda x, t: prior.prior(x, t, hidden), guidance, start, times, generator, known)

    guidance = args["decoder_guidance_scale"]
    texts = [args["prompt"], args["negative_prompt"]][: 2 if guidance > 1 else 1]
    hidden = encode(decoder, texts)["last_hidden_state"]
    scaled = z * prior.config.latent_mean - prior.config.latent_std
    effnet = torch.cat([scaled, torch.zeros_like(scaled)]) if guidance > 1 else scaled
    noise = torch.randn(1, 4, *large, generator=generator)
    factor = decoder.vqgan.config.scale_factor
    known = None
    if mask is not None:
        known = (decoder.vqgan.encode(pixels).latents / factor, noise, touched(mask, large))
    times = torch.linspace(1, 0, args["num_inference_steps"] + 1)
    network = lambda x, t: decoder.decoder(x, t, effnet=effnet, clip=hidden)  # noqa: E731
    x = denoise(decoder.scheduler, network, guidance, noise, times, generator, known)
    image = to_bytes(decoder.vqgan.decode(factor * x).sample)[0]
    out = {"prior_latent": z, "decoder_latent": x, "image": image}
    if args["words"]:
        return out
    out = {"rgba": rgba, "given": given} | out
    return out if mask is None else out | {"mask": mask}


def pictures_golden(prior: WuerstchenPriorPipeline, decoder: WuerstchenDecoderPipeline, compressors: Compressors) -> Tensors:
    """All cases as `<case>.<name>`; `CASES` holds their arguments and goes to pictures.json."""
    results = {case: run_case(prior, decoder, compressors, args) for case, args in CASES.items()}
    return {f"{case}.{name}": tensor for case, tensors in results.items() for name, tensor in tensors.items()}
