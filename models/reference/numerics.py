"""Golden numbers of the mathematics around the networks: noise, schedule, time embedding, bicubic resize, tokenizer.

JSON holds float32 values as the shortest decimal that reads back as the same float32, seeds as strings (beyond 2^53).
"""

import torch
from diffusers import DDPMWuerstchenScheduler, WuerstchenPriorPipeline
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenPrior
from diffusers.pipelines.deprecated.wuerstchen.pipeline_wuerstchen_prior import DEFAULT_STAGE_C_TIMESTEPS

from common import f32, f32_list, normal

SEEDS = [0, 1, 7, 42, 2**31, 2**32 + 5, 2**63 + 11, 2**64 - 1]
LENGTHS = [1, 5, 15, 16, 17, 31, 33, 100, 1000]
SEQUENCES = [[3, 20, 5, 5, 16, 7], [1, 1, 1, 16, 1], [15, 15, 17, 15], [16, 33, 2, 48, 1, 1000, 9]]
WHOLE = 40  # draws up to this length are listed in full

RESIZES = [
    ((6, 6), (32, 32)), ((6, 6), (16, 16)), ((6, 6), (8, 8)), ((6, 9), (32, 48)), ((6, 9), (8, 12)),
    ((12, 12), (8, 8)), ((9, 6), (6, 4)), ((3, 3), (2, 2)), ((3, 3), (8, 8)), ((1, 3), (4, 1)), ((6, 6), (6, 6)),
]  # fmt: skip
TIMES = [1.0, 0.98, 0.5, 0.05, 0.0]


def describe(draw: torch.Tensor) -> dict:
    """{length, values} or, for long draws, {length, first (8), last (20), sum (float64)}."""
    if draw.numel() <= WHOLE:
        return {"length": draw.numel(), "values": f32_list(draw)}
    ends = {"first": f32_list(draw[:8]), "last": f32_list(draw[-20:])}
    return {"length": draw.numel(), **ends, "sum": draw.double().sum().item()}


def noise_golden() -> dict:
    """`single`: one torch.randn(length) per fresh generator. `sequences`: several draws from one generator."""

    def fresh(seed: int) -> torch.Generator:
        return torch.Generator("cpu").manual_seed(seed)

    for seed in SEEDS:
        torch.manual_seed(seed)
        assert torch.equal(torch.randn(33), torch.randn(33, generator=fresh(seed))), "the two ways of seeding differ"
    single = [
        {"seed": str(seed), **describe(torch.randn(length, generator=fresh(seed)))}
        for seed in SEEDS
        for length in LENGTHS
    ]
    sequences = []
    for seed in (7, 2**32 + 5):
        for lengths in SEQUENCES:
            generator = fresh(seed)
            draws = [describe(torch.randn(length, generator=generator)) for length in lengths]
            sequences.append({"seed": str(seed), "lengths": lengths, "draws": draws})
    return {"single": single, "sequences": sequences}


def scheduler_golden() -> list[dict]:
    """Per case: timesteps (steps + 1 values, 1 to 0), alpha_cumprod at each, and `step` at each evaluation.

    Every step starts from the same sample and eps [4]; `noise` [4] is what the generator with `noise_seed` draws in it.
    """
    sample, eps, noise_seed = normal("scheduler/sample", 4), normal("scheduler/eps", 4), 11
    cases = []
    lists = {"4": 4, "12": 12, "30": 30, "60": 60, "default": [float(t) for t in DEFAULT_STAGE_C_TIMESTEPS]}
    for name, scaler in [*((name, 1.0) for name in lists), ("12", 2.0), ("12", 0.5)]:
        scheduler = DDPMWuerstchenScheduler(scaler=scaler)
        if isinstance(lists[name], list):
            scheduler.set_timesteps(timesteps=lists[name])
        else:
            scheduler.set_timesteps(lists[name])
        times = scheduler.timesteps
        prev = []
        for t in times[:-1]:
            generator = torch.Generator("cpu").manual_seed(noise_seed)
            step = scheduler.step(eps[None], t[None], sample[None], generator=generator)
            prev.append(f32_list(step.prev_sample))
        cases.append(
            {
                "schedule": name,
                "scaler": scaler,
                "s": 0.008,
                "timesteps": f32_list(times),
                "alpha_cumprod": f32_list(scheduler._alpha_cumprod(times, torch.device("cpu"))),
                "sample": f32_list(sample),
                "eps": f32_list(eps),
                "noise_seed": noise_seed,
                "noise": f32_list(torch.randn(4, generator=torch.Generator("cpu").manual_seed(noise_seed))),
                "prev_sample": prev,
            }
        )
    return cases


def time_embedding_golden(prior: WuerstchenPrior) -> list[dict]:
    """t in [0, 1] -> 32 sines, then 32 cosines of float32(t * 10000) * float32(frequency)."""
    return [{"t": f32(t), "embedding": f32_list(prior.gen_r_embedding(torch.tensor([t])))} for t in TIMES]


def resize_golden() -> dict[str, torch.Tensor]:
    """`<h>x<w>-<H>x<W>.in` [1, 16, h, w] about N(0, 1) -> `.out` [1, 16, H, W], as Stage B resizes Stage C's latent."""
    out = {}
    for (h, w), size in RESIZES:
        case = f"{h}x{w}-{size[0]}x{size[1]}"
        source = normal(f"resize/{case}", 1, 16, h, w)
        target = torch.nn.functional.interpolate(source, size=size, mode="bicubic", antialias=True, align_corners=True)
        out |= {f"{case}.in": source, f"{case}.out": target}
    return out


TEXTS = [
    "",
    "a red fox sleeping in the snow, watercolour",
    "A RED FOX Sleeping",
    "  several   spaces\tand\n\nline breaks  ",
    "no\u00a0break\u3000ideographic\u2003em\u200bzero-width space",
    "Würstchen, café, naïve, Ångström",
    "Wu\u0308rstchen (decomposed), cafe\u0301",
    "ΟΔΥΣΣΕΥΣ, İstanbul, STRASSE, straße, Ǆ, ﬁ",
    "一只红色的狐狸在雪中睡觉 きつね 여우 ถนน हिन्दी",
    "🦊 in the ❄️, 👩‍👩‍👧‍👦 family, 🇩🇪 flag",
    "don't, it's, WE'RE, I'll, they've, rock'n'roll, 'S, ''s, ’s",
    "24 owls, 3.14, ½, ², Ⅷ, ١٢٣, v1.5b",
    "punctuation!!! (weight:1.3) [a|b] <lora:x> a_b-c/d\\e @#$%^&* \"quoted\" --ar 16:9...",
    "special <|endoftext|> tokens <|startoftext|>in the<|endoftext|>text <|EndOfText|>",
    "control \u0001\u0000 and soft\u00adhyphen, \ufeffbom, lone private \ue000, replacement \ufffd",
    "An owl, a bear and a dog are painting the forest in the night, " * 4,
    "x" * 200,
    "a " * 74 + "a",
    "a " * 75 + "a",
]


def tokenizer_golden(prior: WuerstchenPriorPipeline) -> list[dict]:
    """[{text, input_ids [77], attention_mask [77], ids_untruncated, tokens_untruncated}], the specials included."""
    tokenizer = prior.tokenizer
    entries = []
    for text in TEXTS:
        padded = tokenizer(text, padding="max_length", max_length=77, truncation=True)
        whole = tokenizer(text, truncation=False, verbose=False).input_ids
        entries.append(
            {
                "text": text,
                "input_ids": padded.input_ids,
                "attention_mask": padded.attention_mask,
                "ids_untruncated": whole,
                "tokens_untruncated": tokenizer.convert_ids_to_tokens(whole),
            }
        )
    return entries
