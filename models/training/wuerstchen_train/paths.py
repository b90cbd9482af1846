"""Where the files beside the package lie."""

from __future__ import annotations

from pathlib import Path

TRAINING = Path(__file__).resolve().parents[1]
REPOSITORY = TRAINING.parents[1]
BUILTIN = REPOSITORY / "public/models/builtin"  # the package that ships
CARD = TRAINING / "card.json"  # how its weights were made
JUDGE = TRAINING / "judge.safetensors"
# Stage A's encoder and codebook, "vqgan.*", and the compressor, "compressor.*"; matrices in float16.
ENCODERS = TRAINING / "encoders.safetensors"
RECIPES = TRAINING / "recipes"
