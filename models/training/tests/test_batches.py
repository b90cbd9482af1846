"""What trainings draw from: pieces of latents, caches of captions and samples, render workers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import torch

from wuerstchen_train.batches import as_pixels, corners, pieces
from wuerstchen_train.networks.compressor import Compressor
from wuerstchen_train.networks.tokenizer import train_tokenizer
from wuerstchen_train.performance.caption_cache import CaptionCache, wordings
from wuerstchen_train.performance.render_workers import RenderWorkers
from wuerstchen_train.performance.sample_cache import Bucket, SampleCache
from wuerstchen_train.world.cells import cells
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.scene_sets import SceneSet


def test_captions_of_a_set_are_worded_once() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer, scenes = train_tokenizer(Path(folder) / "tokenizer", captions=2000), SceneSet(40, 9, 512, 512)
        bank = CaptionCache(Path(folder), scenes, tokenizer, 0)
        assert np.array_equal(bank.ids, CaptionCache(Path(folder), scenes, tokenizer, 0).ids)
        left = next(i for i in range(scenes.count) if any(item.place == "left" for item in scenes.scene(i).items))
        texts = [tokenizer.decode(ids, skip_special_tokens=True) for ids in bank.ids[left, 0]]
        mirrored = [tokenizer.decode(ids, skip_special_tokens=True) for ids in bank.ids[left, 1]]
        assert len(set(texts)) > 1 and texts != mirrored
        rng, index = np.random.default_rng(0), np.arange(9)
        assert bank.draw(index, index % 2 == 0, rng, 0.0).shape == (9, 77)
        assert (bank.draw(index, index % 2 == 0, rng, 1.0) == torch.from_numpy(bank.empty.astype(np.int64))).all()


def test_render_workers_hand_over_what_they_were_asked_for() -> None:
    shapes, first = [(128, 128), (256, 128)], 5000
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(Path(folder), captions=2000)
        workers = RenderWorkers(1, shapes, [0.5, 0.5], first, Path(folder), seed=0)
        seen: list[int] = []
        while len(seen) < 60:  # more than there are slots, so that they are used again
            for drawn in workers.take(wait=True, most=64):
                scene = sample_scene(first + len(seen))
                width, height = shapes[drawn.shape]
                assert np.array_equal(drawn.picture, render(scene, width, height))
                assert np.array_equal(drawn.captions, wordings(scene, tokenizer, 0, first + len(seen)))
                assert np.array_equal(drawn.layout[0], cells(scene, width, height))
                seen.append(drawn.shape)
        workers.stop()
        assert set(seen) == {0, 1}


def test_pieces_of_both_grids_show_the_same_place() -> None:
    bucket = Bucket(512, 256, capacity=8)
    bucket.total = 5
    bucket.x0[:] = torch.arange(128, dtype=torch.float16)  # the column, in both grids a share of the width
    bucket.z[:] = torch.arange(12, dtype=torch.float16) * 32 / 3
    torch.manual_seed(0)
    at, side = bucket.draw(64)
    assert int(at.max()) == 4 and set(side.tolist()) == {0, 1}
    x0, z = bucket.pieces(at, side)
    assert x0.shape == (64, 4, 64, 64) and z.shape == (64, 16, 6, 6)
    left = x0[:, 0, 0, 0]
    assert set(left.tolist()) == {0.0, 32.0, 64.0}
    assert (left - z[:, 0, 0, 0]).abs().max() < 0.02 and (x0[:, 0, 0, 63] - left == 63).all()


def test_pictures_are_cut_where_their_latents_are() -> None:
    bucket = Bucket(512, 256, capacity=4, with_pictures=True)
    bucket.total = 4
    assert bucket.pictures is not None
    bucket.pictures[:] = (torch.arange(512) // 4).to(torch.uint8)[:, None]  # the column of the latent, as drawn
    bucket.x0[:, 0], bucket.x0[:, 1] = (
        torch.arange(128, dtype=torch.float16),
        torch.arange(127, -1, -1, dtype=torch.float16),
    )
    torch.manual_seed(0)
    at, side = bucket.draw(32)
    for whole in (False, True):
        x0, seen = bucket.seen(at, side, whole)
        assert seen.dtype == torch.uint8 and seen.shape[1:] == ((256, 512, 3) if whole else (256, 256, 3))
        assert torch.equal(seen[:, ::4, ::4, 0].float(), x0[:, 0])
    left = bucket.seen(at, side, False)[1][:, 0, 0, 0]
    assert len(set(left[side == 0].tolist())) == len(set(left[side == 1].tolist())) == 3


def test_a_settled_cache_has_latents_of_the_new_compressor() -> None:
    class Nobody:
        shapes = ((256, 256),)

    old, new = Compressor().eval(), Compressor().eval()
    cache = SampleCache(Nobody(), [3], None, old, with_pictures=True)  # type: ignore[arg-type]
    bucket = cache.buckets[0]
    assert bucket.pictures is not None
    bucket.pictures[:] = torch.randint(256, bucket.pictures.shape, dtype=torch.uint8)
    bucket.total = 3
    seen = as_pixels(bucket.pictures)
    cache.settle(new)
    assert bucket.pictures is None and cache.compressor is new
    with torch.no_grad():
        assert torch.allclose(bucket.z[:, 0].float(), new(seen), atol=2e-2) and torch.allclose(
            bucket.z[:, 1].float(), new(seen.flip(3)), atol=2e-2
        )


def test_pieces_are_cut_where_they_should_be() -> None:
    x0, z = torch.randn(3, 4, 128, 224), torch.randn(3, 16, 12, 21)
    at = corners(x0, np.random.default_rng(0))
    assert at.shape == (2, 3)
    at = torch.tensor([[0, 1, 2], [5, 0, 3]])
    small, coarse = pieces(x0, z, at)
    for i, (y, x) in enumerate(at.T.tolist()):
        assert torch.equal(small[i], x0[i, :, 32 * y : 32 * y + 64, 32 * x : 32 * x + 64])
        assert torch.equal(coarse[i], z[i, :, 3 * y : 3 * y + 6, 3 * x : 3 * x + 6])
