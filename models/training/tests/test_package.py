"""What ships and the checkpoints that it gives."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import numpy as np
import torch

from wuerstchen_train.batches import as_pixels
from wuerstchen_train.checkpoint import restore
from wuerstchen_train.driver import run_recipe
from wuerstchen_train.networks.vqgan import build_vqgan, reconstruction_psnr
from wuerstchen_train.paths import BUILTIN, REPOSITORY
from wuerstchen_train.recipe import find_recipe, read_recipe
from wuerstchen_train.registry import INTERFACES
from wuerstchen_train.runs import Run
from wuerstchen_train.stages.loaders import load_compressor, load_vqgan
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene


def test_a_package_gives_back_the_checkpoint_that_it_was_made_of(tmp_path: Path) -> None:
    """Restored, saved and exported again, the built-in model has the same constants in every graph, bit for bit."""
    recipe = read_recipe(find_recipe("builtin"), INTERFACES)
    run_recipe(recipe, tmp_path, only="shipped-checkpoint")
    shipped, saved = (tmp_path / recipe.step(name).address for name in ("shipped", "shipped-checkpoint"))
    run = Run("test", tmp_path, tmp_path, 0, {"vqgan": shipped, "compressor": shipped})
    vqgan, pixels = load_vqgan(run), as_pixels(torch.from_numpy(render(sample_scene(10**9), 256, 256))[None])
    assert float(reconstruction_psnr(vqgan, pixels)) > 30
    assert 0.5 < float(load_compressor(run)(pixels).std()) < 2
    assert vqgan.config.scale_factor != build_vqgan().config.scale_factor

    out, again = saved / "checkpoint", tmp_path / "package"
    parts = [f for part in ("prior", "decoder", "compressor") for f in (f"--{part}", str(out / part))]
    export = ["npm", "run", "-s", "models", "--", "export", *parts, "--about", str(out / "about.json")]
    subprocess.run(
        [*export, "--out", str(again), "--precision", "f16"], cwd=REPOSITORY, check=True, capture_output=True
    )
    for network in json.loads((BUILTIN / "manifest.json").read_text())["networks"]:
        before, after = restore.initializers(BUILTIN, network), restore.initializers(again, network)
        assert before.keys() == after.keys(), network
        for name in before:  # codes of 8 bits may be negated together with their scales
            assert name.endswith(".scales") or np.array_equal(before[name], after[name]), (network, name)
    encoders = [json.loads((p / "manifest.json").read_text())["imageEncoders"] for p in (BUILTIN, again)]
    assert encoders[0] == encoders[1]  # no codes of 8 bits: the same files, by their hashes
    card = json.loads((out / "card.json").read_text())
    assert card["stages"]["c"]["steps"] > 0  # the history came along
    assert (
        hashlib.sha256((shipped / "tokenizer/tokenizer.json").read_bytes()).hexdigest()
        in (BUILTIN / "manifest.json").read_text()
    )
