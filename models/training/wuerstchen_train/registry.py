"""Every stage that a recipe can name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wuerstchen_train.checkpoint import restore, save
from wuerstchen_train.distill import encoders, prior, text_encoder
from wuerstchen_train.evaluation import exams
from wuerstchen_train.recipe import StageInterface
from wuerstchen_train.runs import Report, Run
from wuerstchen_train.stages import live, s1_stage_a, s2_compressor_and_stage_b, s3_text_encoder, s4_stage_c

STAGES: dict[str, tuple[StageInterface, Callable[[Run, Any], Report]]] = {
    "tokenizer": (s3_text_encoder.TOKENIZER_INTERFACE, s3_text_encoder.tokenizer),
    "text-encoder": (s3_text_encoder.INTERFACE, s3_text_encoder.train),
    "stage-a": (s1_stage_a.INTERFACE, s1_stage_a.train),
    "compressor-warm-up": (s2_compressor_and_stage_b.WARM_UP_INTERFACE, s2_compressor_and_stage_b.warm_up),
    "stage-b": (s2_compressor_and_stage_b.INTERFACE, s2_compressor_and_stage_b.train),
    "stage-c": (s4_stage_c.INTERFACE, s4_stage_c.train),
    "live": (live.INTERFACE, live.train),
    "distill-text-encoder": (text_encoder.INTERFACE, text_encoder.train),
    "distill-encoders": (encoders.INTERFACE, encoders.train),
    "distill-prior": (prior.INTERFACE, prior.train),
    "restore": (restore.INTERFACE, restore.restore),
    "save": (save.INTERFACE, save.save),
    "evaluate": (exams.INTERFACE, exams.evaluate),
}

INTERFACES = {name: interface for name, (interface, _) in STAGES.items()}
