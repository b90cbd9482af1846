"""Stage C's own predictions, composed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from diffusers import DDPMWuerstchenScheduler
from torch import nn
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.distill.prior import OBJECTIVES
from wuerstchen_train.distill.trajectories import ReplayBuffer, TrajectorySampler, denoise
from wuerstchen_train.networks.text_encoder import build_text_encoder, encode, token_ids
from wuerstchen_train.networks.tokenizer import train_tokenizer
from wuerstchen_train.world.composed import TOGETHER


class Prior(nn.Module):
    """Predicts the mean of the states."""

    def __init__(self) -> None:
        super().__init__()
        self.out = nn.Identity()

    def forward(self, x: torch.Tensor, _t: torch.Tensor, states: torch.Tensor) -> torch.Tensor:
        return self.out(states.mean((1, 2))[:, None, None, None].expand_as(x))


def sampler(name: str, text: CLIPTextModel, tokenizer: CLIPTokenizer) -> TrajectorySampler:
    objective = OBJECTIVES[name]
    return TrajectorySampler(Prior(), text, tokenizer, 0, objective.kinds, objective.separating)


def test_a_step_of_ddpm_is_the_reference() -> None:
    reference, x, eps = DDPMWuerstchenScheduler(), torch.randn(2, 16, 3, 3), torch.randn(2, 16, 3, 3)
    reference.set_timesteps(5)
    for k in (0, 3, 4):
        t, to = float(reference.timesteps[k]), float(reference.timesteps[k + 1])
        torch.manual_seed(7)
        expected = reference.step(eps, reference.timesteps[k].expand(2), x).prev_sample
        torch.manual_seed(7)
        assert torch.allclose(denoise(x, eps, t, to), expected, atol=1e-5), k


def test_a_pair_is_composed_of_what_is_known_of_its_parts() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(Path(folder) / "tokenizer", captions=2000)
        text = build_text_encoder(tokenizer).eval()
        walker = sampler("compose", text, tokenizer)
        for kind in (("style", "light"), ("number", "thing")):
            new, known = (ReplayBuffer(400, 3, 4) for _ in range(2))
            (row,) = walker.pairs.draw(kind, 1)
            made = walker.walk([row], 3, 4, new, known)
            early = row.combination == TOGETHER  # a number is composed only in the first steps
            assert (
                made == new.count
                and known.count == (4 if early else 5) * new.count
                and new.t[: new.count].min() > (0 if early else 0.6)
            )
            with torch.no_grad():
                nothing, *each = encode(text, tokenizer, ["", *row.captions]).mean((1, 2))
            both = token_ids(tokenizer, list(row.captions[:1]))[0].tolist()
            for x, target, t, ids in zip(*new.draw(50), strict=True):
                assert x.shape == (16, 3, 4) and 0 < t <= 1 and ids.tolist() == both
                assert torch.allclose(
                    target, sum(w * e for w, e in zip(row.combination.early, each, strict=True)), atol=3e-2
                )
            for k in range(known.count):
                assert torch.allclose(
                    known.target[k].float(), [nothing, *each[1:]][k % (known.count // new.count)], atol=2e-2
                )
        walker = sampler("separate", text, tokenizer)
        new, known = (ReplayBuffer(400, 3, 4) for _ in range(2))
        (row,) = walker.pairs.draw(("style",), 1)
        walker.walk([row], 3, 4, new, known)
        with torch.no_grad():
            nothing, own, other = encode(text, tokenizer, ["", *row.captions]).mean((1, 2))
        assert 0 < new.t[: new.count].min() <= new.t[: new.count].max() <= 0.6
        assert all(torch.allclose(target, 2 * own - other, atol=3e-2) for target in new.draw(20)[1])
        # at first its own prediction stays, later only that for no caption
        stays = {
            round(float(t), 4): [
                target
                for when, target in zip(known.t[: known.count], known.target[: known.count], strict=True)
                if when == t
            ]
            for t in known.t[: known.count]
        }
        for t, targets in stays.items():
            expected = [nothing, own] if t > 0.6 else [nothing]
            assert len(targets) == len(expected) and all(
                torch.allclose(a.float(), b, atol=2e-2) for a, b in zip(targets, expected, strict=True)
            )
        assert len(stays) >= 10
