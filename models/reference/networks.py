"""Golden inputs and outputs of each network on its own: `<case>.<io>`, float32 unless said otherwise.

Each builder takes the loaded pipelines and returns the tensors of one golden file.
"""

import torch
from diffusers import WuerstchenDecoderPipeline, WuerstchenPriorPipeline
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenDiffNeXt

from common import normal

Tensors = dict[str, torch.Tensor]

PROMPTS = ["", "a red fox sleeping in the snow, watercolour", "An owl & a bear, 1024 stars! " * 12]


def encode(pipeline, texts: list[str]) -> Tensors:
    """input_ids, attention_mask int32 [n, 77]; last_hidden_state [n, 77, d], masked as both pipelines do."""
    length = pipeline.tokenizer.model_max_length
    tokens = pipeline.tokenizer(texts, padding="max_length", max_length=length, truncation=True, return_tensors="pt")
    hidden = pipeline.text_encoder(tokens.input_ids, attention_mask=tokens.attention_mask).last_hidden_state
    return {
        "input_ids": tokens.input_ids.to(torch.int32),
        "attention_mask": tokens.attention_mask.to(torch.int32),
        "last_hidden_state": hidden,
    }


def text_golden(prior: WuerstchenPriorPipeline, decoder: WuerstchenDecoderPipeline) -> Tensors:
    """Cases `prior` (d = 48) and `decoder` (d = 40): empty, short, and longer than 77 tokens."""
    cases = {"prior": encode(prior, PROMPTS), "decoder": encode(decoder, PROMPTS)}
    return {f"{case}.{io}": tensor for case, ios in cases.items() for io, tensor in ios.items()}


def prior_golden(prior: WuerstchenPriorPipeline) -> Tensors:
    """x [2, 16, h, w] about N(0, 1), r [2] in [0, 1], text [2, 77, 48] -> eps [2, 16, h, w]."""
    out: Tensors = {}
    text = encode(prior, [PROMPTS[1], PROMPTS[0]])["last_hidden_state"]
    for case, t, h, w in (("square", 0.6, 6, 6), ("wide", 1.0, 6, 9), ("late", 0.05, 6, 6)):
        io = {"x": normal(f"prior/{case}/x", 2, 16, h, w), "r": torch.full((2,), t), "text": text}
        io["eps"] = prior.prior(io["x"], io["r"], io["text"])
        out |= {f"{case}.{k}": v for k, v in io.items()}
    return out


def decoder_golden(decoder: WuerstchenDecoderPipeline, odd: WuerstchenDiffNeXt) -> Tensors:
    """x [2, 4, H, W] about N(0, 1), effnet [2, 16, h, w] about 42 * N(0, 1) - 1 with a zero second element,
    text [2, 77, d], r [2] in [0, 1] -> eps [2, 4, H, W]. Case `odd` belongs to the odd decoder."""
    out: Tensors = {}
    text = encode(decoder, [PROMPTS[1], PROMPTS[0]])["last_hidden_state"]
    odd_text = normal("odd/text", 2, 77, odd.config.clip_embd)
    for case, net, cond, t, size, csize in (
        ("square", decoder.decoder, text, 0.75, (64, 64), (6, 6)),
        ("wide", decoder.decoder, text, 1.0, (64, 96), (6, 9)),
        ("odd", odd, odd_text, 0.3, (40, 56), (4, 6)),
    ):
        effnet = normal(f"decoder/{case}/effnet", 2, 16, *csize) * 42 - 1
        effnet[1] = 0  # the unconditional half under guidance
        io = {"x": normal(f"decoder/{case}/x", 2, 4, *size), "r": torch.full((2,), t), "effnet": effnet, "text": cond}
        io["eps"] = net(io["x"], io["r"], io["effnet"], io["text"])
        out |= {f"{case}.{k}": v for k, v in io.items()}
    return out


def vqgan_golden(decoder: WuerstchenDecoderPipeline) -> Tensors:
    """z [b, 4, h, w] as Stage B leaves it -> raw = decode(scale_factor * z) [b, 3, 4h, 4w], unclamped, and
    image uint8 [b, 4h, 4w, 3] = round(255 * clamp(raw, 0, 1))."""
    out: Tensors = {}
    vqgan = decoder.vqgan
    for case, batch, h, w in (("square", 2, 32, 32), ("wide", 2, 16, 24)):
        z = normal(f"vqgan/{case}/z", batch, 4, h, w) * 2
        raw = vqgan.decode(vqgan.config.scale_factor * z).sample
        out |= {f"{case}.z": z, f"{case}.raw": raw, f"{case}.image": to_bytes(raw)}
    return out


def to_bytes(picture: torch.Tensor) -> torch.Tensor:
    """[b, 3, h, w] with black 0 and white 1 -> uint8 [b, h, w, 3], rounding as diffusers' numpy_to_pil."""
    return (picture.clamp(0, 1).permute(0, 2, 3, 1) * 255).round().to(torch.uint8)
