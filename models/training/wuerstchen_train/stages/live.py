"""Compressor and Stage B, then Stages B and C side by side, on scenes that the CPU's cores keep drawing (sections 3.2,
3.3).

A GPU learns faster than any disk of pictures lasts: every picture is compressed once, both ways round, and kept in the
GPU's memory with its captions, so that each step draws from all scenes so far. Which scenes were there by which step
depends on the machine: unlike the other stages this one cannot be repeated bit by bit.

Warmed up by the pixel head alone, the compressor hands over little more than a picture of 28 x 28 pixels: a regression
is best served by colours where they are. Stage B's own loss asks for what a thing is, but it needs many more samples
than two CPU cores see; hence `joint_minutes`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel, WuerstchenDiffNeXt
from torch import nn
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.hardware import device
from wuerstchen_train.loops import Loop, run_loops
from wuerstchen_train.networks.compressor import Compressor, PixelHead
from wuerstchen_train.networks.decoder import build_decoder
from wuerstchen_train.networks.prior import LayoutHead, build_prior
from wuerstchen_train.networks.text_encoder import ids_on_device
from wuerstchen_train.performance.compiled_kernels import CompilableNetwork, CompilerProcess, compiled_shapes
from wuerstchen_train.performance.cuda_graphs import GraphedSteps
from wuerstchen_train.performance.render_workers import RenderWorkers
from wuerstchen_train.performance.sample_cache import SampleCache
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages import decoder_sources, prior_sources
from wuerstchen_train.stages.loaders import load_compressor, load_text_encoder, load_vqgan, validation_set
from wuerstchen_train.stages.s2_compressor_and_stage_b import DecoderTraining, Weighting
from wuerstchen_train.stages.s4_stage_c import PriorTraining
from wuerstchen_train.trainer import NO_END, Budget
from wuerstchen_train.world.scene_sets import OTHER_SHAPES, SEEDS_APART

FIRST_SEED = 300_000_000  # of the scenes that are drawn here
PIECE_SEEDS = 10_000_000  # between those of one start of a run and of the next
PRIOR_STEPS = 4  # of Stage C for each of Stage B
REPORT_EVERY, VALIDATE_EVERY = 100, 2500  # steps
JOINT_WEIGHTING = Weighting(head=0.3, moments=1.0, compressor_rate=0.4, head_rate=0.4)
SHARES = (0.78, 0.045, 0.045, 0.045, 0.045, 0.04)  # of 512 x 512 and the other shapes


@dataclass(frozen=True)
class Options:
    """`batch`: latents of 512 x 512 a step of Stage C; half as many 256 px pieces a step of Stage B, a quarter before
    that.

    `kept`: scenes of each shape in memory. Those here take 26 GB, with their pictures, which `joint_minutes` needs,
    103 GB. `hold_decoder`: share of `joint_minutes` in which Stage B stays as it is: where its compressor is gone,
    another one first finds latents that it can read. `reset_output`: Stage C's last layer begins at zero, because its
    text encoder is another than its weights were learned with.
    """

    minutes: float
    joint_minutes: float = 0.0
    steps: int = NO_END
    batch: int = 512
    kept: tuple[int, ...] = (60_000, 4000, 4000, 4000, 4000, 3000)
    hold_decoder: float = 0.0
    reset_output: bool = False
    compile: bool = True  # on a GPU


INTERFACE = StageInterface(
    Options,
    needs=("tokenizer", "text_encoder", "vqgan", "compressor"),
    takes=("decoder", "pixel_head", "prior", "prior_text_encoder", "layout_head"),
    gives=("decoder", "compressor", "prior", "prior_text_encoder", "layout_head"),
)


def train(run: Run, o: Options) -> Report:
    """Both phases. Render workers are forked before anything touches the GPU."""
    workers = _workers(run, o)
    compilers: dict[str, CompilerProcess] = {}
    try:
        tokenizer = run.tokenizer()
        vqgan, text, compressor = load_vqgan(run), load_text_encoder(run, tokenizer), load_compressor(run)
        joint = Budget(o.joint_minutes, o.steps) if o.joint_minutes > 0 else None
        cache = SampleCache(workers, list(o.kept), vqgan, compressor, with_pictures=joint is not None)
        if o.compile and device().type == "cuda":
            compilers = {name: CompilerProcess(name, o.batch) for name in ("decoder", "prior")}
        decoder = run.start_from("decoder", build_decoder())
        reports = {}
        if joint:
            reports["joint"] = _joint(run, o, joint, cache, vqgan, text, tokenizer, decoder)
        reports |= _side_by_side(run, o, cache, vqgan, text, tokenizer, decoder, compilers)
    finally:
        workers.stop()
        for process in compilers.values():
            process.stop()
    return {**reports, "scenes": cache.total}


def _workers(run: Run, o: Options) -> RenderWorkers:
    """Each start of the run draws other scenes."""
    shapes = [(512, 512), *OTHER_SHAPES][: len(o.kept)]
    starts = run.folder / "starts"
    run.folder.mkdir(parents=True, exist_ok=True)
    with starts.open("a") as file:
        file.write("started\n")
    piece = len(starts.read_text().splitlines()) - 1
    first = run.seed * SEEDS_APART + FIRST_SEED + PIECE_SEEDS * piece
    count = max(1, (os.cpu_count() or 1) - 2)
    return RenderWorkers(
        count, shapes, list(SHARES[: len(shapes)]), first, run.input("tokenizer") / "tokenizer", run.seed
    )


def _joint(
    run: Run,
    o: Options,
    budget: Budget,
    cache: SampleCache,
    vqgan: PaellaVQModel,
    text: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    decoder: WuerstchenDiffNeXt,
) -> Report:
    """Compressor and Stage B together (section 3.2). `decoder` gets the averaged weights, the cache the compressor's
    latents.
    """
    torch.manual_seed(run.seed)
    compressor = Compressor()
    compressor.load_state_dict(cache.compressor.state_dict())
    head = run.start_from("pixel_head", PixelHead())
    source = decoder_sources.CacheSource(cache, ids_on_device(tokenizer, [""])[0], o.batch // 4)
    training = DecoderTraining(
        "joint", run, budget, source, decoder, vqgan, text, compressor, head, weighting=JOINT_WEIGHTING
    )
    trainer = training.trainer
    training.validate_with(validation_set(run, tokenizer))

    def step() -> None:
        trainer.scale("decoder", float(trainer.progress() >= o.hold_decoder))
        cache.collect()
        training.step()
        cache.keep_pace(trainer.step)

    if trainer.progress() < 1:
        cache.wait()
    run_loops([Loop(trainer, step)], report_every=REPORT_EVERY, validate_every=VALIDATE_EVERY)
    final = Compressor().to(device())
    final.load_state_dict(trainer.ema.module["compressor"].state_dict())
    cache.settle(final.eval().requires_grad_(False))
    decoder.load_state_dict(trainer.ema.module["decoder"].state_dict())
    return trainer.report()


def _side_by_side(
    run: Run,
    o: Options,
    cache: SampleCache,
    vqgan: PaellaVQModel,
    text: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    decoder: WuerstchenDiffNeXt,
    compilers: dict[str, CompilerProcess],
) -> dict[str, Report]:
    """Stages B and C with the compressor that came out."""
    torch.manual_seed(run.seed)
    budget, empty = Budget(o.minutes, o.steps), ids_on_device(tokenizer, [""])[0]
    prior, head = run.start_from("prior", build_prior()), run.start_from("layout_head", LayoutHead())
    prior_text = load_text_encoder(run, tokenizer, "prior_text_encoder") if run.has("prior_text_encoder") else text
    if o.reset_output:
        # eps = (x - a) / |1 - b| explodes where a strange b comes near 1.
        nn.init.zeros_(prior.out[1].weight)
        nn.init.zeros_(prior.out[1].bias)
    b = DecoderTraining(
        "decoder",
        run,
        budget,
        decoder_sources.CacheSource(cache, empty, o.batch // 2),
        decoder,
        vqgan,
        text,
        cache.compressor,
        lr=1.5e-3,
        views=1,
    )
    c = PriorTraining(
        "prior", run, budget, prior_sources.CacheSource(cache, empty, o.batch), prior, prior_text, head, lr=3e-3
    )
    validation = validation_set(run, tokenizer)
    b.validate_with(validation)
    c.validate_with(validation, cache.compressor)
    engage = engager({"decoder": (b.network, b.learn), "prior": (c.network, c.learn)}, compilers, o.batch)

    def each_round() -> None:
        cache.collect()
        cache.keep_pace(b.trainer.step)
        if b.trainer.step % REPORT_EVERY == 0:
            engage()
            print("scenes", *(bucket.total for bucket in cache.buckets), flush=True)

    engage()
    cache.wait()
    loops = [Loop(b.trainer, b.step), Loop(c.trainer, c.step, PRIOR_STEPS)]
    run_loops(loops, report_every=REPORT_EVERY, validate_every=VALIDATE_EVERY, each_round=each_round)
    c.keep(run)
    run.keep("decoder", b.trainer.ema.module["decoder"])
    run.keep("compressor", cache.compressor)
    return {"decoder": b.trainer.report(), "prior": c.trainer.report()}


def engager(
    networks: dict[str, tuple[CompilableNetwork, GraphedSteps]], compilers: dict[str, CompilerProcess], batch: int
) -> Callable[[], None]:
    """A function that takes compiled kernels once their compiler is done."""
    waiting = {name: networks[name] for name in compilers}

    def engage() -> None:
        for name in [name for name in waiting if compilers[name].done()]:
            network, learn = waiting.pop(name)
            network.engage(compiled_shapes(name, batch))
            learn.forget(network.shapes)
            print(f"{name}: compiled from here on", flush=True)

    return engage
