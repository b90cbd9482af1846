"""Stages B and C side by side on a graphics card, on scenes that the processor's cores keep drawing (paper sections 3.2
and 3.3).

A card learns faster than any disk of pictures lasts: every picture is compressed once, both ways round, its captions
are encoded, and both are kept in the card's memory, so that each step draws from all scenes so far. Which scenes were
there by which step depends on the machine; unlike the other stages this one cannot be repeated bit by bit. Stage A, the
compressor and the text encoder stay as they are; `joint.py`, before it, is where the compressor learns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.diffusion import composing_times
from wuerstchen_train.evaluation.validation import Unseen
from wuerstchen_train.networks.compressor import blur
from wuerstchen_train.performance.compiled_kernels import Compiling, learner, shapes
from wuerstchen_train.performance.cuda_graphs import Recorded
from wuerstchen_train.performance.sample_cache import Gallery
from wuerstchen_train.stages import s2_compressor_and_stage_b as stage_b
from wuerstchen_train.stages import s4_stage_c as stage_c
from wuerstchen_train.stages.s3_text_encoder import encode_ids, token_ids
from wuerstchen_train.trainer import Trainer, device, latest, load_ema

REPORT_EVERY = 100  # steps
SAVE_EVERY = 120.0  # seconds
C_STEPS = 4  # of Stage C for each of Stage B


def train(
    work: Path,
    gallery: Gallery,
    text: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    batch: int,
    max_steps: int = 10**9,
    compiling: Mapping[str, Compiling] | None = None,
    on_save: Callable[[Trainer], None] = Trainer.save,
) -> None:
    """Begins with the averaged weights of Stages B and C in `work` where there are any. `batch` latents of 512 x 512 a
    step of Stage C, half as many 256 px pieces of Stage B; steps of other sizes have as many pixels. Stage C keeps the
    text encoder that it has.

    Stage B sees more and more whole pictures, because attention and GlobalResponseNorm look at the whole."""
    torch.manual_seed(seed)
    decoder, prior, planner = stage_b.build(), stage_c.build(), stage_c.Planner()
    before_b, before_c = (
        "b_joint" if (work / "b_joint.pt").exists() else latest(work, "b", before="stream"),
        latest(work, "c", before="stream"),
    )
    if (work / f"{before_b}.pt").exists():
        load_ema(work, before_b, decoder, "decoder").requires_grad_(True)
    own_text = text
    if (work / f"{before_c}.pt").exists():
        known, own_text = stage_c.load(work, before_c, tokenizer)
        prior.load_state_dict(known.state_dict())
    if before_c == "c":
        if (work / "c.pt").exists():
            load_ema(work, "c", planner, "planner").requires_grad_(True)
        # The text encoder may be another than when these weights were learned; eps = (x - A) / |1 - B| explodes where a
        # strange B comes near 1.
        torch.nn.init.zeros_(prior.out[1].weight)
        torch.nn.init.zeros_(prior.out[1].bias)
    how = {"seed": seed, "minutes": minutes, "max_steps": max_steps, "ema_decay": 0.998, "muon": True}
    b = Trainer("b_stream", work, {"decoder": decoder.to(memory_format=torch.channels_last)}, lr=1.5e-3, **how)  # type: ignore[arg-type]
    c = Trainer(
        "c_stream",
        work,
        {"prior": prior.to(memory_format=torch.channels_last), "planner": planner, "text": own_text},
        lr=3e-3,
        **how,
    )  # type: ignore[arg-type]
    (fused_b, losses_b), (fused_c, losses_c) = learner("b", b), learner("c", c)
    scale, empty = (
        gallery.vqgan.config.scale_factor,
        torch.from_numpy(token_ids(tokenizer, [""])[0].astype(np.int64)).to(device()),
    )

    def states(encoder: CLIPTextModel, ids: Tensor) -> Tensor:
        with torch.no_grad():
            return encode_ids(encoder, ids)

    learn_b = Recorded(b, lambda x0, z, ids, t: losses_b(x0, blur(z), states(text, ids), t))
    learn_c = Recorded(c, lambda x0, plan, ids, t: losses_c(x0, plan, states(own_text, ids), t))
    waiting = {"b": (fused_b, learn_b), "c": (fused_c, learn_c)} if compiling else {}

    def take_compiled() -> None:
        for stage in [stage for stage in waiting if compiling[stage].done()]:  # type: ignore[index]
            fused, learn = waiting.pop(stage)
            fused.engage(shapes(stage, batch))
            learn.forget(fused.shapes)
            print(f"{stage}: compiled from here on", flush=True)

    def step_b() -> None:
        whole = b.rng.random() < 0.4 + 0.6 * b.progress()
        shelf = gallery.pick(b.rng, by_area=True)
        n = max(1, batch // 2 * 256**2 // (shelf.width * shelf.height)) if whole else batch // 2
        at, side = shelf.draw(n)
        x0, z = (shelf.x0[at, side].float(), shelf.z[at, side].float()) if whole else shelf.pieces(at, side)
        learn_b(x0 / scale, z, shelf.words(at, side, empty, stage_b.DROP), composing_times(n, device(), stage_b.MOST))
        b.extra["samples"] = int(b.extra.get("samples", 0)) + n  # type: ignore[call-overload]

    def step_c() -> None:
        shelf = gallery.pick(c.rng, by_area=False)
        n = max(1, batch * 144 // (shelf.h * shelf.w))
        at, side = shelf.draw(n)
        learn_c(
            shelf.z[at, side].float(),
            shelf.plan[at, side],
            shelf.words(at, side, empty, stage_c.DROP),
            composing_times(n, device(), stage_c.MOST),
        )
        c.extra["samples"] = int(c.extra.get("samples", 0)) + n  # type: ignore[call-overload]

    unseen = Unseen(work, tokenizer)
    take_compiled()
    b.judge = lambda ema: stage_b.judge(unseen, gallery.vqgan, gallery.compressor, ema["decoder"], text)  # type: ignore[arg-type]
    c.judge = lambda ema: stage_c.judge(unseen, gallery.compressor, ema["prior"], ema["text"])  # type: ignore[arg-type]
    gallery.wait()
    for trainer in (b, c):
        trainer.module.train()
        trainer.resume()
    saved = time.time()
    while b.progress() < 1 or c.progress() < 1:
        gallery.collect()
        for trainer, step in ((b, step_b), *[(c, step_c)] * C_STEPS):
            if trainer.progress() < 1:
                step()
                if trainer.step % REPORT_EVERY == 0:
                    trainer.report()
                    take_compiled()
                    print("scenes", *(shelf.total for shelf in gallery.shelves), flush=True)
        gallery.keep_pace(b.step)
        if time.time() - saved > SAVE_EVERY:
            for trainer in (b, c):
                trainer.evaluate()
                on_save(trainer)
            for trainer in (b, c):  # the look at one is not the other's time
                trainer.resume()
            saved = time.time()
    gallery.painters.stop()
    for trainer in (b, c):
        trainer.extra["scenes"] = gallery.total
        if trainer.count:
            trainer.report()
        trainer.evaluate()
        on_save(trainer)
        trainer.log.plot()
