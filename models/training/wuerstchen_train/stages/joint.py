"""The Semantic Compressor and Stage B together on a graphics card (paper section 3.2): what the compressor keeps is
what Stage B can use.

Warmed up by the sketching head alone, the compressor hands over little more than a picture of 28 x 28 pixels: a
regression is best served by colours where they are. Stage B's own loss asks for what a thing is, but it needs many more
samples than two cores see. This runs before `streaming.train`, on the same scenes; afterwards the compressor stays as
it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.data import real
from wuerstchen_train.diffusion import composing_times
from wuerstchen_train.evaluation.validation import Unseen
from wuerstchen_train.networks.compressor import Compressor, Sketcher, blur, spread
from wuerstchen_train.performance.cuda_graphs import Recorded
from wuerstchen_train.performance.sample_cache import Gallery
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.stages.s2_compressor_and_stage_b import VIEWS
from wuerstchen_train.stages.s3_text_encoder import encode_ids, token_ids
from wuerstchen_train.trainer import Trainer, device, latest, load_ema, save_atomically

WHOLE = 0.3  # share of steps that see whole pictures
SKETCH = 0.3  # weight of the sketching head's loss


def _views(x: Tensor) -> Tensor:
    """[n, ...] -> [n VIEWS, ...], each VIEWS times in a row. (A CUDA graph cannot hold every version of torch's
    repeat_interleave.)
    """
    return x[:, None].expand(-1, VIEWS, *x.shape[1:]).flatten(0, 1)


def train(
    work: Path,
    gallery: Gallery,
    text: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    batch: int,
    held: float = 0.0,
    max_steps: int = 10**9,
    on_save: Callable[[Trainer], None] = Trainer.save,
) -> Compressor:
    """Goes on from the averaged weights of Stage B and the compressor; `batch` 256 px pieces a step. Writes
    WORK/b_joint.pt and WORK/compressor_final.pt.

    For the share `held` of the budget Stage B stays as it is: where its compressor is gone, another one first finds
    latents that it can read.

    The gallery keeps pictures until then, and gets latents of the compressor that comes out."""
    torch.manual_seed(seed)
    decoder, sketcher, compressor = stage_b.build(), Sketcher(), Compressor()
    before = latest(work, "b", before="stream")
    if (work / f"{before}.pt").exists():
        load_ema(work, before, decoder, "decoder").requires_grad_(True)
    if before == "b" and (work / "b.pt").exists():
        load_ema(work, "b", sketcher, "sketcher").requires_grad_(True)
    compressor.load_state_dict(gallery.compressor.state_dict())
    trainer = Trainer(
        "b_joint",
        work,
        {"decoder": decoder.to(memory_format=torch.channels_last), "compressor": compressor, "sketcher": sketcher},
        seed=seed,
        minutes=minutes,
        max_steps=max_steps,
        lr=2.5e-3,
        ema_decay=0.998,
        lr_scale={"compressor": 0.4, "sketcher": 0.4},
        muon=True,
    )
    stage_b.keep_output_exact(decoder.clf)
    scale, empty = (
        gallery.vqgan.config.scale_factor,
        torch.from_numpy(token_ids(tokenizer, [""])[0].astype(np.int64)).to(device()),
    )

    def losses(x0: Tensor, pictures: Tensor, ids: Tensor, t: Tensor) -> dict[str, Tensor]:
        compressor.mapper[1].eval()
        seen = real(pictures)
        sharp = compressor(seen).float()
        z = blur(_views(sharp))
        with torch.no_grad():
            states = _views(encode_ids(text, ids))
        eps = stage_b.noise_loss(decoder, _views(x0), z, states, t)
        sketch = sketcher.loss(z[::VIEWS], seen)
        return {"loss": eps + SKETCH * (sketch + spread(sharp)), "eps": eps, "sketch": sketch}

    learn = Recorded(trainer, losses)

    def step() -> None:
        trainer.scale("decoder", float(trainer.progress() >= held))
        gallery.collect()
        whole = trainer.rng.random() < WHOLE
        # recording a step of another shape takes five seconds
        shelf = gallery.shelves[0] if whole else gallery.pick(trainer.rng, by_area=True)
        n = max(1, batch * 256**2 // (shelf.width * shelf.height)) if whole else batch
        at, side = shelf.draw(n)
        x0, pictures = shelf.seen(at, side, whole)
        learn(
            x0 / scale,
            pictures,
            shelf.words(at, side, empty, stage_b.DROP),
            composing_times(n * VIEWS, device(), stage_b.MOST),
        )
        trainer.extra["samples"] = int(trainer.extra.get("samples", 0)) + n * VIEWS  # type: ignore[call-overload]
        gallery.keep_pace(trainer.step)

    unseen = Unseen(work, tokenizer)
    trainer.judge = lambda ema: stage_b.judge(unseen, gallery.vqgan, ema["compressor"].eval(), ema["decoder"], text)  # type: ignore[arg-type]
    gallery.wait()
    trainer.module.train()
    trainer.resume()
    began = time.time()
    while trainer.progress() < 1:
        step()
        if trainer.step % 100 == 0:
            trainer.report()
            print("scenes", *(shelf.total for shelf in gallery.shelves), flush=True)
    final = Compressor().to(device())
    final.load_state_dict(trainer.ema.module["compressor"].state_dict())
    final.eval().requires_grad_(False)
    trainer.evaluate()
    trainer.extra["scenes"] = gallery.total
    on_save(trainer)
    trainer.log.plot()
    save_atomically(final.state_dict(), work / "compressor_final.pt")
    gallery.settle(final)
    print(f"joint: {trainer.step} steps, {time.time() - began:.0f} s", flush=True)
    return final
