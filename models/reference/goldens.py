"""The list of golden files: name -> function that computes its content."""

from collections.abc import Callable
from pathlib import Path

from diffusers import WuerstchenDecoderPipeline, WuerstchenPriorPipeline
from diffusers.pipelines.deprecated.wuerstchen import WuerstchenDiffNeXt

from torch import nn

from common import (
    CHECKPOINT, read_gzipped_json, read_json, read_tensors, write_gzipped_json, write_json, write_tensors
)  # fmt: skip
from networks import decoder_golden, prior_golden, text_golden, vqgan_golden
from numerics import noise_golden, resize_golden, scheduler_golden, time_embedding_golden, tokenizer_golden
import pictures
from pictures import encoders_golden, pictures_golden, preprocess_golden
from pipelines import CASES, pipeline_golden
from record import read_record, record_golden, write_record
from tokens import tokens_golden

RECORD = "record.safetensors"
WRITERS = {".json": write_json, ".gz": write_gzipped_json, ".safetensors": write_tensors}
READERS = {".json": read_json, ".gz": read_gzipped_json, ".safetensors": read_tensors}


def build_goldens(
    prior: WuerstchenPriorPipeline, decoder: WuerstchenDecoderPipeline, odd: WuerstchenDiffNeXt, compressors: dict[str, nn.Module]
) -> dict[str, Callable[[], object]]:
    """File name in golden/ -> builder of its tensors (*.safetensors) or JSON value (*.json)."""
    return {
        "prior.safetensors": lambda: prior_golden(prior),
        "decoder.safetensors": lambda: decoder_golden(decoder, odd),
        "vqgan.safetensors": lambda: vqgan_golden(decoder),
        "text.safetensors": lambda: text_golden(prior, decoder),
        "pipeline.safetensors": lambda: pipeline_golden(prior, decoder),
        "pipeline.json": lambda: CASES,
        "encoders.safetensors": lambda: encoders_golden(decoder, compressors),
        "preprocess.safetensors": preprocess_golden,
        "pictures.safetensors": lambda: pictures_golden(prior, decoder, compressors),
        "pictures.json": lambda: pictures.CASES,
        RECORD: lambda: record_golden(CHECKPOINT),
        "resize.safetensors": resize_golden,
        "noise.json": noise_golden,
        "scheduler.json": scheduler_golden,
        "time-embedding.json": lambda: time_embedding_golden(prior.prior),
        "tokenizer.json": lambda: tokenizer_golden(prior),
        "tokens.json.gz": tokens_golden,
    }


def write_golden(path: Path, value) -> None:
    (write_record if path.name == RECORD else WRITERS[path.suffix])(path, value)


def read_golden(path: Path):
    return (read_record if path.name == RECORD else READERS[path.suffix])(path)
