"""The networks, their noise schedule and what makes them faster, against the reference."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from diffusers import DDPMWuerstchenScheduler
from diffusers.pipelines.deprecated.wuerstchen.modeling_wuerstchen_common import GlobalResponseNorm
from torch import nn

from wuerstchen_train.diffusion import add_noise, alpha_bar, predicted_x0, sample_times, time_weights
from wuerstchen_train.networks.compressor import Compressor, PixelHead
from wuerstchen_train.networks.prior import LayoutHead
from wuerstchen_train.networks.text_encoder import build_text_encoder, encode_ids, tokenise
from wuerstchen_train.networks.tokenizer import EOS, train_tokenizer
from wuerstchen_train.performance.compiled_kernels import CompilableNetwork
from wuerstchen_train.performance.fast_kernels import response_norm
from wuerstchen_train.performance.muon import Muon
from wuerstchen_train.world.cells import CELL_COLOURS, CELL_THINGS


def test_tokenizer_round_trip() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(Path(folder), captions=2000)
        out = tokenizer("A red House  by the sea", padding="max_length", max_length=77, truncation=True)
        assert len(out.input_ids) == 77 and out.input_ids[0] == tokenizer.bos_token_id
        assert out.input_ids[sum(out.attention_mask) - 1] == tokenizer.eos_token_id == tokenizer.pad_token_id
        assert tokenizer.decode(out.input_ids, skip_special_tokens=True) == "a red house by the sea"
        for text in ("Zürich 日本 🙂", "naïve çédille"):  # bytes, so nothing is unknown
            ids = tokenizer(text).input_ids[1:-1]
            assert tokenizer.convert_tokens_to_ids(EOS) not in ids
            assert str(tokenizer.decode(ids)).replace(" ", "") == text.lower().replace(" ", "")


def test_schedule_is_the_reference() -> None:
    reference, t = DDPMWuerstchenScheduler(), torch.linspace(0, 1, 101)
    assert torch.allclose(alpha_bar(t), reference._alpha_cumprod(t, torch.device("cpu")), atol=1e-6)
    x0, noise = torch.randn(101, 4, 2, 2), torch.randn(101, 4, 2, 2)
    x = add_noise(x0, t, noise)
    assert torch.allclose(x, reference.add_noise(x0, noise, t), atol=1e-5)
    assert torch.allclose(predicted_x0(x, noise, t)[:90], x0[:90], atol=1e-3)


def test_fast_response_norm_is_the_class() -> None:
    torch.manual_seed(0)
    norm, x = GlobalResponseNorm(24), torch.randn(2, 5, 7, 24)
    for p in norm.parameters():
        torch.nn.init.normal_(p)
    assert torch.allclose(response_norm(norm, x), norm(x), atol=1e-5)


def test_compressor_geometry() -> None:
    z = Compressor().eval()(torch.rand(1, 3, 256, 384))
    assert z.shape == (1, 16, 6, 9)


def test_times_follow_their_density() -> None:
    t = sample_times(100_000, torch.device("cpu"), 10)
    grid = torch.linspace(0, 1, 100_001)
    density = (1 / alpha_bar(grid)).clamp(max=10)
    for edge in (0.3, 0.6, 0.9):
        expected = density[grid < edge].sum() / density.sum()
        assert abs((t < edge).float().mean() - expected) < 1e-3, edge


def test_errors_of_the_clean_picture_weigh_alike() -> None:
    most, balance = 10, 60
    t = torch.linspace(0, 1, 1001)
    weight = (1 / alpha_bar(t)).clamp(max=most) * time_weights(t, most, balance) * alpha_bar(t)
    alike = alpha_bar(t) > 1 / (most * balance)
    assert torch.allclose(weight[alike], torch.ones(()), atol=1e-4) and (weight[~alike] < 1).all()


def test_layout_head_learns_what_features_show() -> None:
    torch.manual_seed(0)
    head, rng = LayoutHead(16), torch.Generator().manual_seed(0)
    layout = torch.stack([torch.randint(n, (4, 6, 6), generator=rng) for n in (len(CELL_THINGS), len(CELL_COLOURS))], 1)
    layout[:, 1] *= layout[:, 0] > 0  # no colour where nothing stands
    # the thing can be read, the colour cannot
    features = torch.randn(len(CELL_THINGS), 16)[layout[:, 0]].permute(0, 3, 1, 2)
    optimiser = torch.optim.Adam(head.parameters(), lr=0.05)
    for _ in range(300):
        optimiser.zero_grad()
        loss = head.loss(features, layout)
        loss.backward()
        optimiser.step()
    thing = head.linear(head.norm(features.permute(0, 2, 3, 1)))[..., : len(CELL_THINGS)].argmax(-1)
    assert (thing == layout[:, 0]).float().mean() > 0.95, loss


def test_pixel_head_reads_the_latent_as_stage_b_does() -> None:
    torch.manual_seed(0)
    z, head = torch.randn(1, 16, 6, 6), PixelHead()
    assert head(z).shape == (1, 3, 64, 64)
    # Away from the border, a latent that does not change from place to place gives a picture that does not either.
    flat = head(z[:, :, :1, :1].expand(1, 16, 24, 24))[:, :, 64:-64:4, 64:-64:4]
    assert (flat - flat[:, :, :1, :1]).abs().max() < 1e-4


def test_captions_are_encoded_as_the_pipelines_do() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(Path(folder), captions=2000)
        torch.manual_seed(0)
        model = build_text_encoder(tokenizer).eval()
        captions = [
            "a red house",
            "",
            "three blue boats on the left of a very long lake at night under the northern lights",
        ]
        ids, mask = tokenise(tokenizer, captions)
        with torch.no_grad():
            theirs = model(ids, attention_mask=mask).last_hidden_state
            torch.testing.assert_close(encode_ids(model, ids), theirs, atol=1e-5, rtol=1e-5)


def test_muon_is_that_of_torch() -> None:
    for low, tolerance in ((True, {}), (False, {"atol": 5e-3, "rtol": 0.05})):  # torch's own is bfloat16 everywhere
        torch.manual_seed(0)
        start = [torch.randn(48, 32), torch.randn(48, 32), torch.randn(32, 96), torch.randn(16, 16)]
        ours, theirs = ([torch.nn.Parameter(w.clone()) for w in start] for _ in range(2))
        mine = Muon(ours, lr=0.02)
        reference = torch.optim.Muon(theirs, lr=0.02, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
        with patch("wuerstchen_train.performance.muon.bfloat16_pays", return_value=low):
            for _ in range(5):
                for a, b in zip(ours, theirs, strict=True):
                    a.grad = torch.randn_like(a)
                    b.grad = a.grad.clone()
                mine.step()
                reference.step()
        for a, b, w in zip(ours, theirs, start, strict=True):
            assert (a - w).abs().mean() > 0.005
            torch.testing.assert_close(a, b, **dict[str, Any](tolerance))


def test_what_cannot_be_compiled_runs_as_it_is() -> None:
    network, x = CompilableNetwork(nn.Conv2d(3, 3, 1)), torch.randn(2, 3, 4, 4)
    network.engage([(2, 3, 4, 4)])
    calls = []

    def broken(*_: object) -> torch.Tensor:
        calls.append(1)
        raise RuntimeError("no compiler")

    network.compiled = broken
    other = torch.randn(1, 3, 4, 4)
    assert torch.equal(network(other), network.module(other)) and not calls  # another shape is not compiled at all
    assert torch.equal(network(x), network.module(x)) and torch.equal(network(x), network.module(x)) and len(calls) == 1
