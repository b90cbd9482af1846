"""Marks count what is named, and the judge sees it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import torch

from wuerstchen_train.evaluation import classifier, close_up, full_prompts
from wuerstchen_train.evaluation.judge import Judge, own_marks
from wuerstchen_train.networks.attributes import CLASSES, SCENE
from wuerstchen_train.paths import JUDGE
from wuerstchen_train.trainer import Budget
from wuerstchen_train.world.holdout import held_out
from wuerstchen_train.world.labels import ATTRIBUTES, labels
from wuerstchen_train.world.scene import STYLES


def test_marks_count_what_is_named() -> None:
    scenes = full_prompts.questions(12, "held_out", 5) + full_prompts.questions(12, "train", 5)
    assert all(held_out(s) == (i < 12) for i, s in enumerate(scenes))
    truth = {k: np.array(v) for k, v in zip(ATTRIBUTES, zip(*(labels(s) for s in scenes), strict=True), strict=True)}
    marks = full_prompts.score(scenes, truth)
    assert set(marks) == {"light", "weather", "terrain", "style", "thing", "colour", "number", "side"} and set(
        marks.values()
    ) == {100.0}
    wrong = {k: (v + 1) % len(ATTRIBUTES[k]) for k, v in truth.items()}
    assert full_prompts.score(scenes, wrong)["light"] == 0 and full_prompts.score(scenes, wrong)["number"] == 0
    pairs = full_prompts.score_pairs(scenes, truth)
    assert len(pairs) > 2 and all(n == of for n, of in (v.split(" of ") for v in pairs.values())), pairs
    assert full_prompts.score_pairs(scenes, wrong)["style x light"].startswith("0 of ")
    assert all(
        s.items[0].thing.split()[0][:3] in full_prompts.prompt(s) or s.items[0].thing == "balloon"
        for s in scenes
        if len(s.items) == 1
    )


def test_frechet_distance() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(4000, 6))
    assert abs(full_prompts.frechet(a, a)) < 1e-6
    assert abs(full_prompts.frechet(a, a + 2) - 24) < 1e-6  # the squared distance of the means
    # (3 - 1)^2 trace of the covariance
    assert abs(full_prompts.frechet(a, 3 * a) - 4 * a.var(0, ddof=1).sum() - (2 * a.mean(0)).dot(2 * a.mean(0))) < 1e-6


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
        classifier.train(Path(folder), Budget(5, 2), pictures=20, batch=4)
        close_up.train(Path(folder), Budget(5, 2), pictures=8, batch=4)
        judge = Judge.trained(Path(folder))
        render = np.random.default_rng(0).integers(256, size=(1, 512, 512, 3), dtype=np.uint8)
        small, large = (close_up.styles(judge.close, picture) for picture in (render, render.repeat(2, 1).repeat(2, 2)))
        # at twice the size it is the same picture
        assert small.shape == (1, len(STYLES)) and torch.allclose(small, large, atol=1e-3)
        judge.keep(Path(folder) / "judge.safetensors", {"light": 50.0})
        before, after = (j.whole.scene.weight for j in (judge, Judge.load(Path(folder) / "judge.safetensors")))
        assert torch.equal(before.half().float(), after)


def test_the_judge_that_is_kept_sees_what_renders_show() -> None:
    marks = own_marks(Judge.load(JUDGE), 32)
    assert marks["light"] >= 90 and marks["style"] >= 90 and marks["thing"] >= 80, marks
