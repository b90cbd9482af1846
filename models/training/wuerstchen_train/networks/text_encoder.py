"""The text encoder: a small CLIPTextModel that stands in for the paper's pre-trained CLIP (sections 3.2 and 3.3)."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from wuerstchen_train.hardware import device
from wuerstchen_train.networks.attributes import CLASSES

TEXT_WIDTH = 128
TOKENS = 77


def build_text_encoder(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            num_hidden_layers=3,
            num_attention_heads=4,
            max_position_embeddings=TOKENS,
            hidden_act="gelu",
            layer_norm_eps=1e-5,
            projection_dim=TEXT_WIDTH,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def tokenise(tokenizer: CLIPTokenizer, texts: list[str]) -> tuple[Tensor, Tensor]:
    """ids and attention mask, int64 [B, 77], as the pipelines make them."""
    out = tokenizer(texts, padding="max_length", max_length=TOKENS, truncation=True, return_tensors="pt")
    return out.input_ids.to(device()), out.attention_mask.to(device())


def token_ids(tokenizer: CLIPTokenizer, texts: list[str]) -> np.ndarray:
    """The ids alone, int16 [B, 77], as they are kept."""
    out = tokenizer(texts, padding="max_length", max_length=TOKENS, truncation=True, return_tensors="np")
    return np.asarray(out.input_ids, np.int16)


def ids_on_device(tokenizer: CLIPTokenizer, texts: list[str]) -> Tensor:
    """The ids, int64 [B, 77], where the networks are."""
    return torch.from_numpy(token_ids(tokenizer, texts).astype(np.int64)).to(device())


def encode(model: CLIPTextModel, tokenizer: CLIPTokenizer, texts: list[str]) -> Tensor:
    """float32 [B, 77, TEXT_WIDTH]: all positions after the final LayerNorm."""
    return encode_ids(model, tokenise(tokenizer, texts)[0])


def encode_ids(model: nn.Module, ids: Tensor) -> Tensor:
    """The same from ids int64 [B, 77]. What follows the end token is masked.

    The mask is made here, causal and padding together [B, 1, 77, 77]: transformers would look at a padding mask's
    values, and wait for the device.
    """
    position = torch.arange(ids.shape[1], device=ids.device)
    mask = (position[:, None] >= position) & (position <= end_positions(ids))[:, None, None, :]
    states: Tensor = model(ids, attention_mask=mask).last_hidden_state
    return states


def end_positions(ids: Tensor) -> Tensor:
    """The position [B, 1] of the end token, which pads as well, in ids [B, 77]."""
    return (ids == ids[:, -1:]).int().argmax(1, keepdim=True)


class AttributeHeads(nn.Module):
    """Attribute classifiers on encoder states (training only)."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(TEXT_WIDTH, 4 * TEXT_WIDTH), nn.GELU(), nn.Linear(4 * TEXT_WIDTH, sum(CLASSES))
        )

    def forward(self, states: Tensor) -> Tensor:
        """states [N, TEXT_WIDTH] -> logits [N, sum(CLASSES)]."""
        logits: Tensor = self.net(states)
        return logits
