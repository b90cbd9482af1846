"""Token ids of 2,000 texts by transformers' CLIPTokenizer, for each form in which a tokenizer reaches the app."""

import json
import shutil
import tempfile
from pathlib import Path

from transformers import CLIPTokenizer

from common import CHECKPOINT, HERE, read_json
from tiny_tokenizer import BOS, EOS
from tokenizer_texts import texts

BUILTIN = HERE.parents[1] / "public" / "models" / "builtin"


def published_files() -> tuple[dict, dict]:
    """tokenizer.json and tokenizer_config.json laid out and set as the published ones, over the vocabulary of 600.

    They were saved by transformers 4: merges are "a b", the start mark may come out of normalisation and the end mark
    may not, and the config describes its special tokens as objects that say otherwise.
    """
    tokenizer = read_json(CHECKPOINT / "prior" / "tokenizer" / "tokenizer.json")
    for token in tokenizer["added_tokens"]:
        token["normalized"] = token["content"] == BOS
    del tokenizer["model"]["ignore_merges"]
    tokenizer["model"]["merges"] = [" ".join(pair) for pair in tokenizer["model"]["merges"]]

    def special(content: str) -> dict:
        flags = {"lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
        return {"__type": "AddedToken", "content": content, **flags}

    config = {
        "add_prefix_space": False,
        "bos_token": special(BOS),
        "do_lower_case": True,
        "eos_token": special(EOS),
        "errors": "replace",
        "model_max_length": 77,
        "pad_token": EOS,
        "tokenizer_class": "CLIPTokenizer",
        "unk_token": special(EOS),
    }
    return tokenizer, config


def builtin_files() -> tuple[dict, dict]:
    """The files that the built-in model's manifest names."""
    files = read_json(BUILTIN / "manifest.json")["textEncoders"]["prior"]["tokenizer"]
    return read_json(BUILTIN / files["tokenizerJson"]["path"]), read_json(BUILTIN / files["tokenizerConfig"]["path"])


def load(tokenizer: dict, config: dict) -> CLIPTokenizer:
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
        (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
        return CLIPTokenizer.from_pretrained(str(folder))
    finally:
        shutil.rmtree(folder)


def ids(tokenizer: CLIPTokenizer, text: str) -> list[int]:
    """Without the marks, padding and truncation. UTF-8, in which Python is given text, has no lone surrogates."""
    well_formed = "".join("\ufffd" if 0xD800 <= ord(c) < 0xE000 else c for c in text)
    return tokenizer(well_formed, add_special_tokens=False, truncation=False, verbose=False).input_ids


def tokens_golden() -> dict:
    """{texts, published, exclamation, builtin}; each form {ids [2000][any length]} and, but for `builtin`, its files.

    `exclamation` is `published` with a pad token of `!`, as OpenCLIP's bigG has it elsewhere; its `ids` are an object,
    index of the text -> ids, of those texts only in which there is a `!`.
    """
    all_texts = texts()
    tokenizer, config = published_files()
    published, padded = load(tokenizer, config), load(tokenizer, {**config, "pad_token": "!"})
    builtin = load(*builtin_files())
    exclaimed = {str(i): ids(padded, text) for i, text in enumerate(all_texts) if "!" in text}
    return {
        "texts": all_texts,
        "published": {"tokenizer": tokenizer, "config": config, "ids": [ids(published, text) for text in all_texts]},
        "exclamation": {"config": {**config, "pad_token": "!"}, "ids": exclaimed},
        "builtin": {"ids": [ids(builtin, text) for text in all_texts]},
    }
