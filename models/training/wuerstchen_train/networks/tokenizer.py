"""A CLIP-style byte-level BPE tokenizer trained on our captions, saved as transformers' CLIPTokenizer and tokenizers.js
read it.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import CLIPTokenizer

from wuerstchen_train.world.captions import caption
from wuerstchen_train.world.sampling import sample_scene

BOS, EOS, MAX_LENGTH = "<|startoftext|>", "<|endoftext|>", 77
CLIP_PATTERN = r"""<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""


def _frame(model: models.BPE) -> Tokenizer:
    """Normaliser, pre-tokenizer and decoder as in the published CLIP tokenizer.json."""
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CLIP_PATTERN), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def train_tokenizer(folder: Path, *, seed: int = 0, vocab_size: int = 1200, captions: int = 20000) -> CLIPTokenizer:
    """Learns merges from captions; the vocabulary begins with all 256 byte symbols and their `</w>` forms, as CLIP's
    does.
    """
    rng = random.Random(seed)
    learner = _frame(models.BPE(end_of_word_suffix="</w>", unk_token=EOS))
    learner.train_from_iterator(
        (caption(sample_scene(i), rng) for i in range(captions)),
        trainers.BpeTrainer(
            vocab_size=vocab_size,
            min_frequency=20,
            end_of_word_suffix="</w>",
            show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    merges = [tuple(m) for m in json.loads(learner.to_str())["model"]["merges"]]
    symbols = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = symbols + [s + "</w>" for s in symbols] + list(dict.fromkeys(a + b for a, b in merges))
    words = list(dict.fromkeys(words))
    vocab = {w: i for i, w in enumerate([*words, BOS, EOS])}
    tokenizer = _frame(
        models.BPE(
            vocab=vocab,
            merges=merges,
            end_of_word_suffix="</w>",
            unk_token=EOS,
            continuing_subword_prefix="",
            fuse_unk=False,
        )
    )
    tokenizer.add_special_tokens([BOS, EOS])
    tokenizer.post_processor = processors.RobertaProcessing(
        (EOS, vocab[EOS]), (BOS, vocab[BOS]), trim_offsets=False, add_prefix_space=False
    )
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
    special = {"bos_token": BOS, "eos_token": EOS, "unk_token": EOS, "pad_token": EOS}
    (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=2))
    (folder / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "CLIPTokenizer",
                "model_max_length": MAX_LENGTH,
                "do_lower_case": True,
                "add_prefix_space": False,
                "errors": "replace",
                "clean_up_tokenization_spaces": False,
                **special,
            },
            indent=2,
        )
    )
    return load_tokenizer(folder)


def load_tokenizer(folder: Path) -> CLIPTokenizer:
    return CLIPTokenizer.from_pretrained(str(folder))
