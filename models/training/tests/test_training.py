"""Quick tests of the training code: python -m pytest models/training/test_training.py (or run it with python)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from diffusers import DDPMWuerstchenScheduler
from diffusers.pipelines.deprecated.wuerstchen.modeling_wuerstchen_common import GlobalResponseNorm
from torch import nn

from wuerstchen_train import gpu_session, train
from wuerstchen_train.checkpoint import restore
from wuerstchen_train.checkpoint.save import save_checkpoint
from wuerstchen_train.data import SceneSet, real
from wuerstchen_train.diffusion import add_noise, alpha_bar, clean, composing_times, composing_weights
from wuerstchen_train.distill import composition as composing
from wuerstchen_train.evaluation import classifier, close_up
from wuerstchen_train.evaluation import full_prompts as exam
from wuerstchen_train.evaluation import judge as judging
from wuerstchen_train.evaluation.judge import Judge
from wuerstchen_train.networks.attributes import CLASSES, SCENE
from wuerstchen_train.networks.compressor import Compressor, Sketcher
from wuerstchen_train.networks.tokenizer import EOS, train_tokenizer
from wuerstchen_train.paths import CARD
from wuerstchen_train.performance.caption_cache import CaptionBank, wordings
from wuerstchen_train.performance.compiled_kernels import Fused
from wuerstchen_train.performance.fast_kernels import response_norm
from wuerstchen_train.performance.muon import Muon
from wuerstchen_train.performance.render_workers import Painters
from wuerstchen_train.performance.sample_cache import Gallery, Shelf
from wuerstchen_train.stages import s1_stage_a as stage_a
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.stages import s3_text_encoder as text_encoder
from wuerstchen_train.stages.s4_stage_c import Planner
from wuerstchen_train.trainer import LONGEST_STEP, Trainer, load_ema, seed_all, stage_report
from wuerstchen_train.world.cells import CELL_COLOURS, CELL_THINGS, cells
from wuerstchen_train.world.composed import TOGETHER
from wuerstchen_train.world.holdout import held_out
from wuerstchen_train.world.labels import ATTRIBUTES, labels
from wuerstchen_train.world.render import render
from wuerstchen_train.world.scene import STYLES, sample_scene


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
            assert tokenizer.decode(ids).replace(" ", "") == text.lower().replace(" ", "")


def test_schedule_is_the_reference() -> None:
    reference, t = DDPMWuerstchenScheduler(), torch.linspace(0, 1, 101)
    assert torch.allclose(alpha_bar(t), reference._alpha_cumprod(t, torch.device("cpu")), atol=1e-6)
    x0, noise = torch.randn(101, 4, 2, 2), torch.randn(101, 4, 2, 2)
    x = add_noise(x0, t, noise)
    assert torch.allclose(x, reference.add_noise(x0, noise, t), atol=1e-5)
    assert torch.allclose(clean(x, noise, t)[:90], x0[:90], atol=1e-3)


def test_fast_response_norm_is_the_class() -> None:
    torch.manual_seed(0)
    norm, x = GlobalResponseNorm(24), torch.randn(2, 5, 7, 24)
    for p in norm.parameters():
        torch.nn.init.normal_(p)
    assert torch.allclose(response_norm(norm, x), norm(x), atol=1e-5)


def test_compressor_geometry() -> None:
    z = Compressor().eval()(torch.rand(1, 3, 256, 384))
    assert z.shape == (1, 16, 6, 9)


def test_marks_count_what_is_named() -> None:
    scenes = exam.questions(12, "held_out", 5) + exam.questions(12, "train", 5)
    assert all(held_out(s) == (i < 12) for i, s in enumerate(scenes))
    truth = {k: np.array(v) for k, v in zip(ATTRIBUTES, zip(*(labels(s) for s in scenes)))}
    marks = exam.score(scenes, truth)
    assert set(marks) == {"light", "weather", "terrain", "style", "thing", "colour", "number", "side"} and set(
        marks.values()
    ) == {100.0}
    wrong = {k: (v + 1) % len(ATTRIBUTES[k]) for k, v in truth.items()}
    assert exam.score(scenes, wrong)["light"] == 0 and exam.score(scenes, wrong)["number"] == 0
    pairs = exam.score_pairs(scenes, truth)
    assert len(pairs) > 2 and all(n == of for n, of in (v.split(" of ") for v in pairs.values())), pairs
    assert exam.score_pairs(scenes, wrong)["style x light"].startswith("0 of ")
    assert all(
        s.items[0].thing.split()[0][:3] in exam.prompt(s) or s.items[0].thing == "balloon"
        for s in scenes
        if len(s.items) == 1
    )


def test_frechet_distance() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(4000, 6))
    assert abs(exam.frechet(a, a)) < 1e-6
    assert abs(exam.frechet(a, a + 2) - 24) < 1e-6  # the squared distance of the means
    # (3 - 1)^2 trace of the covariance
    assert abs(exam.frechet(a, 3 * a) - 4 * a.var(0, ddof=1).sum() - (2 * a.mean(0)).dot(2 * a.mean(0))) < 1e-6


def test_classifier_takes_every_shape() -> None:
    net = classifier.Classifier().eval()
    for height, width in ((512, 512), (512, 896), (1024, 1024)):
        small = classifier.shrink(torch.rand(2, 3, height, width))
        assert abs(small.shape[2] * small.shape[3] / classifier.AREA - 1) < 0.1
    features, guesses = Judge(net, close_up.CloseUp().eval()).look(np.zeros((2, 384, 256, 3), np.uint8))
    assert features.shape == (2, classifier.FEATURES) and guesses["light"].shape == (2,)


def test_one_head_answers_for_every_kind_of_thing() -> None:
    """What the head says of owner o, attribute a and class c lies where `split` looks for it."""
    at = classifier._places()
    width = sum(classifier.OWN.values())
    logits = torch.full((1, sum(CLASSES)), -1.0)
    logits[0, sum(CLASSES[:SCENE]) : -CLASSES[-1]] = torch.tensor(at, dtype=torch.float32)
    for name, values in classifier.split(logits).items():
        if " " not in name or name == "stars number":
            assert (values == -1).all()
            continue
        owner, attribute = name.split()
        first = list(classifier.OWN).index(attribute)
        start = classifier.OWNERS.index(owner) * width + sum(list(classifier.OWN.values())[:first])
        assert values[0].tolist() == list(range(start, start + len(ATTRIBUTES[name])))
    assert len(set(at)) == len(at)


def test_the_judge_is_shown_both_ways_round() -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = classifier._targets(Path(folder), classifier.FIRST_SEED, 8)
        for i in range(8):
            scene = classifier._scene(classifier.FIRST_SEED, i)
            assert kept[i, 0].tolist() == labels(scene) and kept[i, 1].tolist() == labels(scene.flipped())


def test_classifier_learns_and_resumes() -> None:
    with tempfile.TemporaryDirectory() as folder:
        classifier.train(Path(folder), minutes=5, pictures=20, batch=4, max_steps=2)
        close_up.train(Path(folder), minutes=5, pictures=8, batch=4, max_steps=2)
        judge = Judge.trained(Path(folder))
        render = np.random.default_rng(0).integers(256, size=(1, 512, 512, 3), dtype=np.uint8)
        small, large = (close_up.styles(judge.close, picture) for picture in (render, render.repeat(2, 1).repeat(2, 2)))
        # at twice the size it is the same picture
        assert small.shape == (1, len(STYLES)) and torch.allclose(small, large, atol=1e-3)
        judge.keep(Path(folder) / "judge.safetensors", {"light": 50.0})
        before, after = (j.whole.scene.weight for j in (judge, Judge.load(Path(folder) / "judge.safetensors")))
        assert torch.equal(before.half().float(), after)


def test_the_judge_that_is_kept_sees_what_renders_show() -> None:
    marks = judging.own_marks(Judge.load(judging.FILE), 32)
    assert marks["light"] >= 90 and marks["style"] >= 90 and marks["thing"] >= 80, marks


def test_captions_of_a_set_are_worded_once() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer, scenes = train_tokenizer(Path(folder) / "tokenizer", captions=2000), SceneSet(40, 9, 512, 512)
        bank = CaptionBank(Path(folder), scenes, tokenizer, 0)
        assert np.array_equal(bank.ids, CaptionBank(Path(folder), scenes, tokenizer, 0).ids)
        left = next(i for i in range(scenes.count) if any(item.place == "left" for item in scenes.scene(i).items))
        texts = [tokenizer.decode(ids, skip_special_tokens=True) for ids in bank.ids[left, 0]]
        mirrored = [tokenizer.decode(ids, skip_special_tokens=True) for ids in bank.ids[left, 1]]
        assert len(set(texts)) > 1 and texts != mirrored
        rng, index = np.random.default_rng(0), np.arange(9)
        assert bank.draw(index, index % 2 == 0, rng, 0.0).shape == (9, 77)
        assert (bank.draw(index, index % 2 == 0, rng, 1.0) == torch.from_numpy(bank.empty.astype(np.int64))).all()


def _train(work: Path, stops: tuple[int, ...]) -> dict[str, torch.Tensor]:
    for stop in stops:
        seed_all(1)
        model = nn.Sequential(nn.Linear(4, 8), nn.GELU(), nn.Linear(8, 1))
        trainer = Trainer("toy", work, {"net": model}, seed=5, minutes=1e6, max_steps=stops[-1])
        net = trainer.module["net"]

        def step(rng: np.random.Generator) -> dict[str, torch.Tensor]:
            x = torch.from_numpy(rng.random((8, 4), dtype=np.float32))
            return {"loss": (net(x + 0.1 * torch.randn_like(x)) - x.sum(1, keepdim=True)).pow(2).mean()}

        trainer.run(step, until=stop)
    return {**trainer.module.state_dict(), **{f"ema.{k}": v for k, v in trainer.ema.module.state_dict().items()}}


def test_resumed_training_equals_uninterrupted() -> None:
    with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b:
        whole, resumed = _train(Path(a), (20,)), _train(Path(b), (7, 20))
    assert whole.keys() == resumed.keys()
    assert all(torch.equal(whole[k], resumed[k]) for k in whole)


def test_a_stopped_process_does_not_use_up_its_budget() -> None:
    now = [0.0]

    def step(_rng: np.random.Generator) -> dict[str, torch.Tensor]:
        now[0] += 86_400 if len(now) == 3 else 1  # one step lasts a day
        now.append(0)
        return {"loss": trainer.module["net"].weight.square().sum()}

    with tempfile.TemporaryDirectory() as folder, patch("wuerstchen_train.trainer.time.time", lambda: now[0]):
        trainer = Trainer("toy", Path(folder), {"net": nn.Linear(2, 2)}, seed=0, minutes=1)
        trainer.run(step)
    assert trainer.step == 60 - LONGEST_STEP + 1 and trainer.spent == 60


def test_times_follow_their_density() -> None:
    t = composing_times(100_000, torch.device("cpu"), 10)
    grid = torch.linspace(0, 1, 100_001)
    density = (1 / alpha_bar(grid)).clamp(max=10)
    for edge in (0.3, 0.6, 0.9):
        expected = density[grid < edge].sum() / density.sum()
        assert abs((t < edge).float().mean() - expected) < 1e-3, edge


def test_errors_of_the_clean_picture_weigh_alike() -> None:
    most, balance = 10, 60
    t = torch.linspace(0, 1, 1001)
    weight = (1 / alpha_bar(t)).clamp(max=most) * composing_weights(t, most, balance) * alpha_bar(t)
    alike = alpha_bar(t) > 1 / (most * balance)
    assert torch.allclose(weight[alike], torch.ones(()), atol=1e-4) and (weight[~alike] < 1).all()


def test_planner_learns_what_features_show() -> None:
    torch.manual_seed(0)
    planner, rng = Planner(16), torch.Generator().manual_seed(0)
    plan = torch.stack([torch.randint(n, (4, 6, 6), generator=rng) for n in (len(CELL_THINGS), len(CELL_COLOURS))], 1)
    plan[:, 1] *= plan[:, 0] > 0  # no colour where nothing stands
    # the thing can be read, the colour cannot
    features = torch.randn(len(CELL_THINGS), 16)[plan[:, 0]].permute(0, 3, 1, 2)
    optimiser = torch.optim.Adam(planner.parameters(), lr=0.05)
    for _ in range(300):
        optimiser.zero_grad()
        loss = planner.loss(features, plan)
        loss.backward()
        optimiser.step()
    thing = planner.linear(planner.norm(features.permute(0, 2, 3, 1)))[..., : len(CELL_THINGS)].argmax(-1)
    assert (thing == plan[:, 0]).float().mean() > 0.95, loss


def test_sketcher_reads_the_latent_as_stage_b_does() -> None:
    torch.manual_seed(0)
    z, sketcher = torch.randn(1, 16, 6, 6), Sketcher()
    assert sketcher(z).shape == (1, 3, 64, 64)
    # Away from the border, a latent that does not change from place to place gives a picture that does not either.
    flat = sketcher(z[:, :, :1, :1].expand(1, 16, 24, 24))[:, :, 64:-64:4, 64:-64:4]
    assert (flat - flat[:, :, :1, :1]).abs().max() < 1e-4


def test_captions_are_encoded_as_the_pipelines_do() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(Path(folder), captions=2000)
        torch.manual_seed(0)
        model = text_encoder.build(tokenizer).eval()
        captions = [
            "a red house",
            "",
            "three blue boats on the left of a very long lake at night under the northern lights",
        ]
        ids, mask = text_encoder.tokenise(tokenizer, captions)
        with torch.no_grad():
            theirs = model(ids, attention_mask=mask).last_hidden_state
            torch.testing.assert_close(text_encoder.encode_ids(model, ids), theirs, atol=1e-5, rtol=1e-5)


def test_muon_is_that_of_torch() -> None:
    for low, tolerance in ((True, {}), (False, {"atol": 5e-3, "rtol": 0.05})):  # torch's own is bfloat16 everywhere
        torch.manual_seed(0)
        start = [torch.randn(48, 32), torch.randn(48, 32), torch.randn(32, 96), torch.randn(16, 16)]
        ours, theirs = ([torch.nn.Parameter(w.clone()) for w in start] for _ in range(2))
        mine = Muon(ours, lr=0.02)
        reference = torch.optim.Muon(theirs, lr=0.02, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
        with patch("wuerstchen_train.performance.muon.bfloat16_pays", return_value=low):
            for _ in range(5):
                for a, b in zip(ours, theirs):
                    a.grad = torch.randn_like(a)
                    b.grad = a.grad.clone()
                mine.step()
                reference.step()
        for a, b, w in zip(ours, theirs, start):
            assert (a - w).abs().mean() > 0.005
            torch.testing.assert_close(a, b, **tolerance)


def test_painters_hand_over_what_they_were_asked_for() -> None:
    shapes, first = [(128, 128), (256, 128)], 5000
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(Path(folder), captions=2000)
        painters = Painters(1, shapes, [0.5, 0.5], first, Path(folder), seed=0)
        seen: list[int] = []
        while len(seen) < 60:  # more than there are slots, so that they are used again
            for drawn in painters.take(wait=True, most=64):
                scene = sample_scene(first + len(seen))
                width, height = shapes[drawn.shape]
                assert np.array_equal(drawn.picture, render(scene, width, height))
                assert np.array_equal(drawn.captions, wordings(scene, tokenizer, 0, first + len(seen)))
                assert np.array_equal(drawn.plan[0], cells(scene, width, height))
                seen.append(drawn.shape)
        painters.stop()
        assert set(seen) == {0, 1}


def test_pieces_of_both_grids_show_the_same_place() -> None:
    shelf = Shelf(512, 256, capacity=8)
    shelf.total = 5
    shelf.x0[:] = torch.arange(128, dtype=torch.float16)  # the column, in both grids a share of the width
    shelf.z[:] = torch.arange(12, dtype=torch.float16) * 32 / 3
    torch.manual_seed(0)
    at, side = shelf.draw(64)
    assert int(at.max()) == 4 and set(side.tolist()) == {0, 1}
    x0, z = shelf.pieces(at, side)
    assert x0.shape == (64, 4, 64, 64) and z.shape == (64, 16, 6, 6)
    left = x0[:, 0, 0, 0]
    assert set(left.tolist()) == {0.0, 32.0, 64.0}
    assert (left - z[:, 0, 0, 0]).abs().max() < 0.02 and (x0[:, 0, 0, 63] - left == 63).all()


def test_pictures_are_cut_where_their_latents_are() -> None:
    shelf = Shelf(512, 256, capacity=4, with_pictures=True)
    shelf.total = 4
    assert shelf.pictures is not None
    shelf.pictures[:] = (torch.arange(512) // 4).to(torch.uint8)[:, None]  # the column of the latent, as drawn
    shelf.x0[:, 0], shelf.x0[:, 1] = (
        torch.arange(128, dtype=torch.float16),
        torch.arange(127, -1, -1, dtype=torch.float16),
    )
    torch.manual_seed(0)
    at, side = shelf.draw(32)
    for whole in (False, True):
        x0, seen = shelf.seen(at, side, whole)
        assert seen.dtype == torch.uint8 and seen.shape[1:] == ((256, 512, 3) if whole else (256, 256, 3))
        assert torch.equal(seen[:, ::4, ::4, 0].float(), x0[:, 0])
    left = shelf.seen(at, side, False)[1][:, 0, 0, 0]
    assert len(set(left[side == 0].tolist())) == len(set(left[side == 1].tolist())) == 3


def test_a_settled_gallery_has_latents_of_the_new_compressor() -> None:
    class Nobody:
        shapes = [(256, 256)]

    old, new = Compressor().eval(), Compressor().eval()
    gallery = Gallery(Nobody(), [3], None, old, with_pictures=True)  # type: ignore[arg-type]
    shelf = gallery.shelves[0]
    assert shelf.pictures is not None
    shelf.pictures[:] = torch.randint(256, shelf.pictures.shape, dtype=torch.uint8)
    shelf.total = 3
    seen = real(shelf.pictures)
    gallery.settle(new)
    assert shelf.pictures is None and gallery.compressor is new
    with torch.no_grad():
        assert torch.allclose(shelf.z[:, 0].float(), new(seen), atol=2e-2) and torch.allclose(
            shelf.z[:, 1].float(), new(seen.flip(3)), atol=2e-2
        )


def test_pieces_are_cut_where_they_should_be() -> None:
    x0, z = torch.randn(3, 4, 128, 224), torch.randn(3, 16, 12, 21)
    at = stage_b.corners(x0, np.random.default_rng(0))
    assert at.shape == (2, 3)
    at = torch.tensor([[0, 1, 2], [5, 0, 3]])
    small, coarse = stage_b.pieces(x0, z, at)
    for i, (y, x) in enumerate(at.T.tolist()):
        assert torch.equal(small[i], x0[i, :, 32 * y : 32 * y + 64, 32 * x : 32 * x + 64])
        assert torch.equal(coarse[i], z[i, :, 3 * y : 3 * y + 6, 3 * x : 3 * x + 6])


def test_a_step_of_ddpm_is_the_reference() -> None:
    reference, x, eps = DDPMWuerstchenScheduler(), torch.randn(2, 16, 3, 3), torch.randn(2, 16, 3, 3)
    reference.set_timesteps(5)
    for k in (0, 3, 4):
        t, to = float(reference.timesteps[k]), float(reference.timesteps[k + 1])
        torch.manual_seed(7)
        expected = reference.step(eps, reference.timesteps[k].expand(2), x).prev_sample
        torch.manual_seed(7)
        assert torch.allclose(composing.denoise(x, eps, t, to), expected, atol=1e-5), k


def test_a_pair_is_composed_of_what_is_known_of_its_parts() -> None:
    class Prior(nn.Module):
        """Predicts the mean of the states."""

        def __init__(self) -> None:
            super().__init__()
            self.out = nn.Identity()

        def forward(self, x: torch.Tensor, _t: torch.Tensor, states: torch.Tensor) -> torch.Tensor:
            return self.out(states.mean((1, 2))[:, None, None, None].expand_as(x))

    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(Path(folder) / "tokenizer", captions=2000)
        text = text_encoder.build(tokenizer).eval()
        walker = composing.Walker(Prior(), text, tokenizer, 0, composing.LESSONS["c_composed"])  # type: ignore[arg-type]
        for kind in (("style", "light"), ("number", "thing")):
            new, known = (composing.Pool(400, 3, 4) for _ in range(2))
            (row,) = walker.pairs.draw(kind, 1)
            made = walker.walk([row], 3, 4, new, known)
            early = row.recipe == TOGETHER  # a number is composed only in the first steps
            assert (
                made == new.count
                and known.count == (4 if early else 5) * new.count
                and new.t[: new.count].min() > (0 if early else 0.6)
            )
            with torch.no_grad():
                nothing, *each = text_encoder.encode(text, tokenizer, ["", *row.captions]).mean((1, 2))
            both = text_encoder.token_ids(tokenizer, row.captions[:1])[0].tolist()
            for x, target, t, ids in zip(*new.draw(50)):
                assert x.shape == (16, 3, 4) and 0 < t <= 1 and ids.tolist() == both
                assert torch.allclose(target, sum(w * e for w, e in zip(row.recipe.early, each)), atol=3e-2)
            for k in range(known.count):
                assert torch.allclose(
                    known.target[k].float(), [nothing, *each[1:]][k % (known.count // new.count)], atol=2e-2
                )
        walker = composing.Walker(Prior(), text, tokenizer, 0, composing.LESSONS["c_parted"])  # type: ignore[arg-type]
        new, known = (composing.Pool(400, 3, 4) for _ in range(2))
        (row,) = walker.pairs.draw(("style",), 1)
        walker.walk([row], 3, 4, new, known)
        with torch.no_grad():
            nothing, own, other = text_encoder.encode(text, tokenizer, ["", *row.captions]).mean((1, 2))
        assert 0 < new.t[: new.count].min() <= new.t[: new.count].max() <= 0.6
        assert all(torch.allclose(target, 2 * own - other, atol=3e-2) for target in new.draw(20)[1])
        # at first its own prediction stays, later only that for no caption
        stays = {
            round(float(t), 4): [target for when, target in zip(known.t[: known.count], known.target) if when == t]
            for t in known.t[: known.count]
        }
        for t, targets in stays.items():
            expected = [nothing, own] if t > 0.6 else [nothing]
            assert len(targets) == len(expected) and all(
                torch.allclose(a.float(), b, atol=2e-2) for a, b in zip(targets, expected)
            )
        assert len(stays) >= 10


def test_a_module_whose_rate_is_none_stays_as_it_is() -> None:
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer("x", Path(folder), {"still": nn.Linear(4, 4), "moving": nn.Linear(4, 4)}, seed=0, minutes=1)
        before = {k: v.clone() for k, v in trainer.module.state_dict().items()}

        def step(_rng: np.random.Generator) -> dict[str, torch.Tensor]:
            return {"loss": trainer.module["moving"](trainer.module["still"](torch.ones(2, 4))).pow(2).mean()}

        trainer.scale("still", 0.0)
        trainer.advance(step)
        after = trainer.module.state_dict()
        assert all(torch.equal(before[k], after[k]) == k.startswith("still") for k in before)
        trainer.scale("still", 1.0)
        trainer.advance(step)
        assert not torch.equal(before["still.weight"], trainer.module["still"].weight)


def test_what_cannot_be_compiled_runs_as_it_is() -> None:
    fused, x = Fused(nn.Conv2d(3, 3, 1)), torch.randn(2, 3, 4, 4)
    fused.engage([(2, 3, 4, 4)])
    calls = []

    def broken(*_: object) -> torch.Tensor:
        calls.append(1)
        raise RuntimeError("no compiler")

    fused.compiled = broken
    other = torch.randn(1, 3, 4, 4)
    assert torch.equal(fused(other), fused.module(other)) and not calls  # another shape is not compiled at all
    assert torch.equal(fused(x), fused.module(x)) and torch.equal(fused(x), fused.module(x)) and len(calls) == 1


def test_a_package_gives_back_the_checkpoint_that_it_was_made_of() -> None:
    """Restored, saved and exported again, the built-in model has the same constants in every graph, bit for bit."""
    root = Path(__file__).resolve().parents[3]
    package = root / "public/models/builtin"
    with tempfile.TemporaryDirectory() as folder:
        work, out, again = (Path(folder) / name for name in ("work", "out", "package"))
        restore.restore(package, work, json.loads(CARD.read_text()))
        save_checkpoint(work, out)
        vqgan = load_ema(work, "a", stage_a.build(float(stage_report(work, "a")["scale_factor"])), "vqgan")  # type: ignore[arg-type]
        picture = real(torch.from_numpy(render(sample_scene(10**9), 256, 256))[None])
        assert (
            float(stage_a.reconstructed(vqgan, picture)) > 30
            and 0.5 < float(stage_b.load_compressor(work)(picture).std()) < 2
        )
        subprocess.run(
            [
                "npm",
                "run",
                "-s",
                "models",
                "--",
                "export",
                "--prior",
                str(out / "prior"),
                "--decoder",
                str(out / "decoder"),
                "--compressor",
                str(out / "compressor"),
                "--about",
                str(out / "about.json"),
                "--out",
                str(again),
                "--precision",
                "f16",
            ],
            cwd=root,
            check=True,
            capture_output=True,
        )
        for network in json.loads((package / "manifest.json").read_text())["networks"]:
            before, after = restore.initializers(package, network), restore.initializers(again, network)
            assert before.keys() == after.keys(), network
            for name in before:  # codes of 8 bits may be negated together with their scales
                assert name.endswith(".scales") or np.array_equal(before[name], after[name]), (network, name)
        encoders = [json.loads((p / "manifest.json").read_text())["imageEncoders"] for p in (package, again)]
        assert encoders[0] == encoders[1]  # no codes of 8 bits: the same files, by their hashes
        assert json.loads((out / "card.json").read_text())["stages"]["c"]["steps"] > 0  # the history came along


def test_a_gpu_session_is_made_of_known_stages_and_uses_its_minutes() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        planned = gpu_session.commands(Path("package"), work, Path("out"), 25)
        assert planned[0][2].endswith("restore")
        budgets = []
        for command in planned[1:]:
            with patch.object(sys, "argv", command[2:]):  # what train.py itself reads of it
                o = train.arguments()
            budgets += [] if o.stage == "save" else [o.budget_minutes, o.joint_minutes]
            assert o.held == 0
        assert abs(sum(budgets) - 25) < 0.05, budgets
        (work / "c_restored.pt").touch()
        assert gpu_session.commands(Path("package"), work, Path("out"), 25) == planned[1:]


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print(name, "passed")
