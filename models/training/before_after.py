"""docs/short-prompts.webp: python models/training/before_after.py [--work DIR] [--package public/models/builtin] [--out docs/short-prompts.webp]

Short prompts as they were painted before the app completed them (nine steps of Stage C and four of Stage B, nothing added), each beside what the app's defaults
make of the same prompt and seed. Pictures are kept in WORK, and made again only where they are missing.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from evaluate import ROOT, paint

PROMPTS = (
    "a red house", "two tents", "a windmill", "castle at sunset", "a lighthouse by the sea at night", "a sailboat", "a hot-air balloon", "a snowman",
    "two pumpkins", "a blue mushroom", "a rocket", "a green car on the left", "cactus", "a church in the hills", "a pink tree by a lake", "a stone bridge",
    "a kite", "a steam train", "yellow flowers", "an igloo", "a campfire at night", "moon over the ocean", "ship in a storm", "a watercolour of a pagoda",
)
BEFORE = ["--no-completion", "--steps", "9", "--decoder-steps", "4"]
COLUMNS, SIDE, GAP, TITLE = 4, 168, 14, 22  # pairs in a row; pixels


def side_by_side(before: np.ndarray, after: np.ndarray, out: Path) -> None:
    """uint8 [N, H, W, 3] twice -> one picture: pairs, the prompt above each, "before" and "after" above the columns."""
    width, height = COLUMNS * (2 * SIDE + GAP) + GAP, -(-len(before) // COLUMNS) * (SIDE + TITLE) + TITLE
    canvas = Image.new("RGB", (width, height), "white")
    draw, font = ImageDraw.Draw(canvas), ImageFont.load_default(13)
    for column in range(COLUMNS):
        for k, word in enumerate(("before", "after")):
            draw.text((GAP + column * (2 * SIDE + GAP) + k * SIDE, 4), word, fill="#777777", font=font)
    for n, pair in enumerate(zip(before, after, strict=True)):
        x, y = GAP + n % COLUMNS * (2 * SIDE + GAP), TITLE + n // COLUMNS * (SIDE + TITLE)
        draw.text((x, y + 3), PROMPTS[n], fill="black", font=font)
        for k, picture in enumerate(pair):
            canvas.paste(Image.fromarray(picture).resize((SIDE - 2, SIDE - 2), Image.Resampling.LANCZOS), (x + k * SIDE, y + TITLE))
    canvas.save(out, quality=82, method=6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("/tmp/short-prompts"))
    parser.add_argument("--package", type=Path, default=ROOT / "public/models/builtin")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/short-prompts.webp")
    o = parser.parse_args()
    jobs = [(text, seed) for seed, text in enumerate(PROMPTS, 1)]
    before, after = (paint(jobs, o.package.resolve(), (o.work / name).resolve(), "512x512", options) for name, options in (("before", BEFORE), ("after", [])))
    side_by_side(before, after, o.out)
    print(f"{o.out}: {o.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
