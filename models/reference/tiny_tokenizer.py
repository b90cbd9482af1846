"""A CLIP byte-level BPE tokenizer with a vocabulary of about 600, laid out as the published one.

Token ids: 256 byte symbols, the same 256 with `</w>`, one token per merge, `<|startoftext|>`, `<|endoftext|>`.
"""

import json
from collections import Counter
from pathlib import Path

from tokenizers import Regex
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from transformers import CLIPTokenizer

MERGES = 86
BOS, EOS = "<|startoftext|>", "<|endoftext|>"

CORPUS = """
A red fox sleeping in the snow, watercolour. A photograph of an astronaut riding a horse on the moon.
The old lighthouse at sunset, oil painting, highly detailed. A bowl of soup on a wooden table in the morning light.
An anthropomorphic cat dressed as a firefighter. Mountains reflected in a lake, the sky full of stars.
A small robot reading a book under the tree. The city street in the rain, neon lights, photograph.
Portrait of a woman with a red hat, studio light. A house on the hill, drawing in pencil, sketch.
A slice of bread with cheese and tomatoes. The sea, the sand and the sun; a boat with white sails.
Blurry, low quality, distorted, watermark. An owl, a bear and a dog are painting the forest in the night.
"""


def byte_symbols() -> list[str]:
    """The 256 printable stand-ins for bytes, in CLIP's vocabulary order (printable bytes first)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return [chr(b) for b in printable] + [chr(256 + n) for n in range(len(others))]


def words() -> Counter[tuple[str, ...]]:
    """The corpus as CLIP splits it: words of byte symbols, the last with `</w>`, and how often each occurs."""
    split = Split(Regex(r"[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True)
    splitter = Sequence([split, ByteLevel(add_prefix_space=False)])
    pieces = (word for word, _ in splitter.pre_tokenize_str(CORPUS.lower()))
    return Counter((*word[:-1], word[-1] + "</w>") for word in pieces)


def train_merges() -> list[tuple[str, str]]:
    """The `MERGES` most frequent merges of the corpus; the smaller pair of symbols wins a tie.

    Written out because the order in which `tokenizers.trainers.BpeTrainer` breaks ties differs from run to run.
    """
    counts, merges = words(), []
    for _ in range(MERGES):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, count in counts.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        merged: Counter[tuple[str, ...]] = Counter()
        for word, count in counts.items():
            merged[join(word, best)] += count
        counts = merged
    return merges


def join(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """`word` with each occurrence of `pair`, from the left, made one symbol."""
    out: list[str] = []
    for symbol in word:
        if out and (out[-1], symbol) == pair:
            out[-1] += symbol
        else:
            out.append(symbol)
    return tuple(out)


def build_tokenizer() -> CLIPTokenizer:
    """Tokenizer with bos `<|startoftext|>`, eos = unk = pad = `<|endoftext|>`, at most 77 tokens, lower-casing."""
    symbols, merges = byte_symbols(), train_merges()
    tokens = symbols + [s + "</w>" for s in symbols] + ["".join(m) for m in merges] + [BOS, EOS]
    assert len(set(tokens)) == len(tokens), "two merges produce the same token"
    vocab = {token: i for i, token in enumerate(tokens)}
    return CLIPTokenizer(
        vocab=vocab, merges=merges, unk_token=EOS, bos_token=BOS, eos_token=EOS, pad_token=EOS, model_max_length=77
    )


def write_legacy_files(folder: Path) -> None:
    """Write vocab.json and merges.txt beside tokenizer.json, as in the published folders; transformers 5 does not."""
    model = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    (folder / "vocab.json").write_text(json.dumps(model["vocab"], ensure_ascii=False), encoding="utf-8")
    merges = [" ".join(pair) for pair in model["merges"]]
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")
