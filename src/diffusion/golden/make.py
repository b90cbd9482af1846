"""Writes the golden numbers beside this file with PyTorch and diffusers, the references:

    python3 src/diffusion/golden/make.py

Made with torch 2.13.0 (CPU, x86-64 with AVX2 or better), diffusers 0.42.1, numpy 2. They go
where models/reference/golden does not: long draws, whole trajectories, every time of a list, float64 matrices.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import DDPMWuerstchenScheduler

torch.set_num_threads(1)
HERE = Path(__file__).resolve().parent
AUTHORS = list(np.linspace(1.0, 2 / 3, 20)) + list(np.linspace(2 / 3, 0.0, 11))[1:]


def f32(values):
    """Shortest decimals that read back as the same float32."""
    return [float(str(v)) for v in np.asarray(values, dtype=np.float32).ravel()]


def write(name, value):
    (HERE / f"{name}.json").write_text(json.dumps(value) + "\n")


def bits_hash(values):
    """hash = hash * 31 + bits of each float32, modulo 2^32."""
    h = 0
    for bits in np.asarray(values, dtype=np.float32).view(np.uint32):
        h = (h * 31 + int(bits)) % 2**32
    return h


def noise():
    """Consecutive draws of one generator per seed. Long draws: every 997th value, and the last 20."""
    plans = [
        (42, [3, 16, 4, 40, 5, 17, 1, 1]),
        (-1, [20, 7]),
        (-(2**63), [31, 2]),
        (123456789012345678, [100, 9216, 262144, 17]),
    ]
    cases = []
    for seed, lengths in plans:
        g = torch.Generator("cpu").manual_seed(seed)
        draws = []
        for length in lengths:
            x = torch.randn(length, generator=g).numpy()
            at = list(range(length)) if length <= 100 else list(range(0, length, 997)) + list(range(length - 20, length))
            draws.append({"length": length, "at": at, "values": f32(x[at])})
        cases.append({"seed": str(seed), "draws": draws})
    return cases


def timesteps():
    counts = [*range(1, 101), 250, 500, 999, 1000]
    uniform = {n: torch.linspace(1.0, 0.0, n + 1).numpy() for n in counts}
    cosine = {n: torch.from_numpy((1 + np.cos(np.pi * np.arange(n + 1) / n)) / 2).float().numpy() for n in counts}
    return {
        "values": {str(n): f32(uniform[n]) for n in (1, 2, 3, 4, 9, 12)},
        "hashes": {str(n): bits_hash(v) for n, v in uniform.items()},
        "authors": f32(torch.Tensor(AUTHORS)),
        "cosine": {str(n): f32(cosine[n]) for n in (1, 2, 4, 5)},
        "cosineHashes": {str(n): bits_hash(v) for n, v in cosine.items()},
    }


def exact_coefficients(times, scaler):
    """kx, ke, kz read off `step` with the whole class in float64, so that only the formulas matter."""
    s = DDPMWuerstchenScheduler(scaler=scaler)
    s.s = torch.tensor([0.008], dtype=torch.float64)
    s._init_alpha_cumprod = torch.cos(s.s / (1 + s.s) * torch.pi * 0.5) ** 2
    s.set_timesteps(times) if isinstance(times, int) else s.set_timesteps(timesteps=times)
    s.timesteps = s.timesteps.double()
    zero, one = torch.zeros(1, 1, dtype=torch.float64), torch.ones(1, 1, dtype=torch.float64)

    def step(eps, t, x):
        return s.step(eps, t[None], x, generator=torch.Generator("cpu").manual_seed(5)).prev_sample.item()

    z = torch.randn(1, 1, dtype=torch.float64, generator=torch.Generator("cpu").manual_seed(5)).item()
    ts = s.timesteps[:-1]
    noise = [step(zero, t, zero) for t in ts]
    return {
        "scaler": scaler,
        "timesteps": f32(s.timesteps),
        "kx": [step(zero, t, one) - n for t, n in zip(ts, noise)],
        "ke": [step(one, t, zero) - n for t, n in zip(ts, noise)],
        "kz": [n / z for n in noise],
    }


def scheduler():
    """A trajectory of 20 values under eps = x / 2, noise from the same generator as the start."""
    runs = []
    for name, times in [("authors", AUTHORS), *[(str(n), None) for n in (1, 4, 12, 30, 60, 200)]]:
        s = DDPMWuerstchenScheduler()
        s.set_timesteps(timesteps=times) if times else s.set_timesteps(int(name))
        g = torch.Generator("cpu").manual_seed(7)
        x = torch.randn(1, 20, generator=g)
        states = [f32(x)]
        for t in s.timesteps[:-1]:
            x = s.step(x / 2, t.expand(1), x, generator=g).prev_sample
            states.append(f32(x))
        kept = [0, 1, 2, len(states) // 2, len(states) - 2, len(states) - 1]
        kept = sorted({i for i in kept if 0 <= i < len(states)})
        runs.append(
            {
                "timesteps": f32(s.timesteps),
                "states": [{"after": i, "x": states[i]} for i in kept],
                "following": f32(torch.randn(20, generator=g)),
            }
        )
    exact = [exact_coefficients(*case) for case in [(AUTHORS, 1.0), (60, 1.0), (12, 2.0), (12, 0.5)]]
    alpha_bars = []
    for kw in ({}, {"scaler": 2.0}, {"scaler": 0.5}, {"s": 0.02}):
        s = DDPMWuerstchenScheduler(**kw)
        t = torch.linspace(0, 1, 21)
        alpha_bars.append({"options": kw, "t": f32(t), "alphaBar": f32(s._alpha_cumprod(t, "cpu"))})
    return {"runs": runs, "exact": exact, "alphaBars": alpha_bars}


def time_embedding():
    from diffusers.pipelines.deprecated.wuerstchen.modeling_wuerstchen_prior import WuerstchenPrior

    class Widths:
        def __init__(self, c_r):
            self.c_r = c_r

    t = torch.tensor(sorted({*AUTHORS, 0.0, 1e-4, 0.999, *torch.linspace(1, 0, 13).tolist()}), dtype=torch.float32)
    out = []
    for c_r in (64, 16, 9):
        times = t if c_r == 64 else t[::8]
        e = WuerstchenPrior.gen_r_embedding(Widths(c_r), times)
        out += [{"cR": c_r, "t": float(str(np.float32(r))), "values": f32(v)} for r, v in zip(times, e)]
    return out


def resized(x, size):
    return F.interpolate(x, size=size, mode="bicubic", antialias=True, align_corners=True)


def resize():
    """Matrices, columns read off the identity; for large ones their product with sin(1), sin(2), ..."""
    matrices, products = [], []
    for i, o in [(6, 8), (12, 16), (24, 8), (9, 24), (7, 3), (7, 2), (5, 1), (1, 5), (9, 9), (2, 7), (13, 4)]:
        x = torch.eye(i, dtype=torch.float64).reshape(1, i, i, 1).expand(1, i, i, 3).contiguous()
        matrices.append({"in": i, "out": o, "values": resized(x, (o, 3))[0, :, :, 0].T.flatten().tolist()})
    for i, o in [(6, 64), (24, 256), (24, 128), (24, 64), (24, 32), (36, 192), (36, 48), (100, 13)]:
        x = torch.sin(torch.arange(1, i + 1, dtype=torch.float64)).reshape(1, 1, i, 1).expand(1, 1, i, 3).contiguous()
        products.append({"in": i, "out": o, "values": resized(x, (o, 3))[0, 0, :, 0].tolist()})
    x = torch.randn(1, 1, 6, 9, generator=torch.Generator().manual_seed(3), dtype=torch.float64).float()
    return {
        "matrices": matrices,
        "products": products,
        "plane": {"rows": 6, "columns": 9, "outRows": 16, "outColumns": 4, "x": f32(x), "resized": f32(resized(x, (16, 4)))},
    }


for name, make in [("noise", noise), ("timesteps", timesteps), ("scheduler", scheduler), ("time-embedding", time_embedding), ("resize", resize)]:
    write(name, make())
