"""How well attributes of scenes were named: one loss and one mark for captions and for pictures."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from wuerstchen_train.world.labels import ATTRIBUTES

CLASSES = [len(values) for values in ATTRIBUTES.values()]
SCENE = sum(" " not in name for name in ATTRIBUTES)  # the first attributes are the scene's own
PRESENT = 10.0  # weight of an attribute that is there


def attribute_loss(logits: Tensor, target: Tensor, label_smoothing: float = 0.0) -> tuple[Tensor, Tensor]:
    """logits [N, sum(CLASSES)], target int64 [N, attributes] -> weighted mean cross-entropy, share named right of the
    attributes that are there.

    A scene has one to three of some forty things, so nearly all attributes are "absent": unweighted, the mean is low
    before colours and sides are learned at all, and the share of all attributes looks high."""
    parts = logits.float().split(CLASSES, 1)
    there = target > 0
    there[:, :SCENE] = True
    weight = torch.where(there, PRESENT, 1.0)
    loss = torch.stack(
        [
            F.cross_entropy(p, target[:, i], reduction="none", label_smoothing=label_smoothing)
            for i, p in enumerate(parts)
        ],
        1,
    )
    right = torch.stack([p.argmax(1) for p in parts], 1) == target
    return (loss * weight).sum() / weight.sum(), (right & there).sum() / there.sum()
