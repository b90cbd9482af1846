"""The head that reads words from the compressor's latent: what "Describe" in the page says of a picture, in the words
of this world.

python -m wuerstchen_train.evaluation.describer draw --work DIR --minutes 9      # on each of two cores, say
python -m wuerstchen_train.evaluation.describer train --work DIR [--out FILE]    # half a minute
python -m wuerstchen_train.evaluation.describer ask --pictures DIR --count 50    # pictures painted for `questions`

Scenes are drawn small and enlarged, as what Stage A paints is soft, too. The map of things is read from the layout, so
every cell of every scene teaches: that is why so few scenes are enough.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from wuerstchen_train.distill.encoders import kept_encoders
from wuerstchen_train.evaluation.full_prompts import questions
from wuerstchen_train.networks.compressor import DEVIATION, LATENT_MEAN, LATENT_STD, MEAN, Compressor
from wuerstchen_train.paths import REPOSITORY
from wuerstchen_train.world.cells import CELL_COLOURS, CELL_THINGS, cells
from wuerstchen_train.world.labels import ATTRIBUTES, labels
from wuerstchen_train.world.render import render
from wuerstchen_train.world.sampling import sample_scene
from wuerstchen_train.world.things.catalogue import KINDS

OUT = REPOSITORY / "src/app/generate/describe/head.bin"
FIRST_SEED = 800_000_000  # far from all other training seeds
SIDE = 384  # pixels that the compressor sees, of a picture of 512: a latent of 12 x 12
DRAWN = 256
SCENE_ATTRIBUTES = ("light", "weather", "terrain", "style")
WIDTH, POOLED = 64, 64
THING_WEIGHT = 4.0  # of cells where something stands
BATCH, EPOCHS, NOISE = 64, 40, 0.35
SURE = 0.7  # how sure of a thing some cell has to be for it to be named; as in `words.ts`


class Describer(nn.Module):
    """z [B, 16, h, w] -> logits of the scene's attributes side by side, of the thing in each cell
    [B, CELL_THINGS, h, w], and of its colour [B, CELL_COLOURS, h, w].

    Plain enough to be computed by a few loops in the page: `src/app/generate/describe/head.ts`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(16, WIDTH, 3, padding=1)
        self.second = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
        self.cell = nn.Conv2d(WIDTH, len(CELL_THINGS) + len(CELL_COLOURS), 1)
        self.pooled = nn.Linear(5 * WIDTH, POOLED)
        self.scene = nn.Linear(POOLED, sum(len(ATTRIBUTES[name]) for name in SCENE_ATTRIBUTES))

    def forward(self, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = F.relu(self.second(F.relu(self.first(z))))
        rows = F.adaptive_avg_pool2d(x, (3, 1)).flatten(1)  # sky, horizon, ground
        seen = torch.cat([x.mean((2, 3)), x.amax((2, 3)), rows], 1)
        if self.training:
            seen = F.dropout(seen, 0.2)
        scene = self.scene(F.relu(self.pooled(seen)))
        things, colours = self.cell(x).split((len(CELL_THINGS), len(CELL_COLOURS)), 1)
        return scene, things, colours


def compressor() -> Compressor:
    net = Compressor()
    net.load_state_dict(kept_encoders("compressor"), strict=False)
    return net.eval().requires_grad_(False)


def latents(net: Compressor, pictures: np.ndarray) -> Tensor:
    """uint8 [N, H, W, 3] -> z [N, 16, 12, 12]."""
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    x = F.interpolate(x, size=(SIDE, SIDE), mode="bilinear", antialias=True)
    made = [net.mapper(net.backbone((some - MEAN) / DEVIATION)) for some in x.split(10)]
    return (torch.cat(made) + LATENT_STD) / LATENT_MEAN


def draw(work: Path, minutes: float, part: int, block: int = 50) -> None:
    """Latents of scenes and of their mirror images, until the time is over."""
    torch.set_num_threads(1)
    net, start, k = compressor(), time.monotonic(), 0
    work.mkdir(parents=True, exist_ok=True)
    while time.monotonic() - start < 60 * minutes:
        seeds = [FIRST_SEED + 1_000_000 * part + block * k + i for i in range(block)]
        drawn = np.stack([render(sample_scene(seed, "any"), DRAWN, DRAWN) for seed in seeds])
        z = latents(net, np.concatenate([drawn, drawn[:, :, ::-1]]))
        np.savez(work / f"{part}-{k}.npz", z=z.half().numpy(), seeds=np.array(seeds))
        k += 1


def examples(work: Path) -> tuple[Tensor, Tensor, Tensor]:
    """z [N, 16, 12, 12], scene labels [N, 4], and maps of things and colours [N, 2, 12, 12]."""
    z, scene, maps = [], [], []
    places = [list(ATTRIBUTES).index(name) for name in SCENE_ATTRIBUTES]
    for file in sorted(work.glob("*.npz")):
        found = np.load(file)
        z.append(found["z"].astype(np.float32))
        scenes = [sample_scene(int(seed), "any") for seed in found["seeds"]]
        scene.append(np.tile(np.array([[labels(s)[p] for p in places] for s in scenes]), (2, 1)))
        drawn = np.stack([cells(s, 512, 512) for s in scenes])
        maps.append(np.concatenate([drawn, drawn[..., ::-1]]))
    if not z:
        raise SystemExit(f"There are no latents in {work}: draw some before.")
    return tuple(torch.from_numpy(np.concatenate(each)) for each in (z, scene, maps))  # type: ignore[return-value]


def split(scene: Tensor) -> list[Tensor]:
    return list(scene.split([len(ATTRIBUTES[name]) for name in SCENE_ATTRIBUTES], 1))


def train(work: Path, out: Path) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)  # so small a network gains nothing from more, and loses where cores are shared
    z, scene, maps = examples(work)
    held = len(z) // 10
    net = Describer()
    steps = EPOCHS * ((len(z) - held) // BATCH)
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    weight = torch.full((len(CELL_THINGS),), THING_WEIGHT)
    weight[0] = 1.0
    for _ in range(steps):
        at = torch.randint(held, len(z), (BATCH,))
        # Stage C and Stage A leave latents a little off: the head must not read what they do not keep.
        noisy = z[at] + NOISE * torch.rand(BATCH, 1, 1, 1) * torch.randn(BATCH, *z.shape[1:])
        shift = int(torch.randint(-2, 3, ()))
        seen, things, colours = net(noisy.roll(shift, 3))
        moved = maps[at].long().roll(shift, 3)
        loss = sum(F.cross_entropy(p, scene[at, i].long(), label_smoothing=0.05) for i, p in enumerate(split(seen)))
        loss = loss + 4 * F.cross_entropy(things, moved[:, 0], weight)
        if bool((moved[:, 1] > 0).any()):
            loss = loss + F.cross_entropy(colours, moved[:, 1], ignore_index=0)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    net.eval()
    with torch.no_grad():
        seen, things, _ = net(z[:held])
    named = zip(SCENE_ATTRIBUTES, split(seen), strict=True)
    right = {n: float((p.argmax(1) == scene[:held, i]).float().mean()) for i, (n, p) in enumerate(named)}
    there = maps[:held, 0] > 0
    right["thing of a cell"] = float((things.argmax(1) == maps[:held, 0])[there].float().mean())
    print(len(z), {n: round(100 * r, 1) for n, r in right.items()})
    keep(net, out)
    save_file(net.state_dict(), work / "describer.safetensors")


def keep(net: Describer, out: Path) -> None:
    """Weights in float16, one behind the other in the order of the module, for the page, and beside them what they make
    of latents that are no pictures, for its test.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(b"".join(p.detach().half().numpy().tobytes() for p in net.parameters()))
    print(f"{out}: {out.stat().st_size:,} bytes")
    for p in net.parameters():
        p.data = p.data.half().float()
    out.with_suffix(".golden.json").write_text(json.dumps([golden(net, w, h) for w, h in ((12, 12), (15, 9))]))


@torch.no_grad()
def golden(net: Describer, width: int, height: int) -> dict[str, object]:
    z = 1.5 * torch.sin(0.7 * torch.arange(16 * height * width, dtype=torch.float64))
    scene, things, colours = net(z.float().view(1, 16, height, width))
    shares, paints = things[0].softmax(0).flatten(1), colours[0].softmax(0).flatten(1)
    mean = shares @ paints.T / shares.sum(1, keepdim=True)
    seen = torch.cat([part[0].softmax(0) for part in split(scene)])

    def rounded(values: Tensor) -> list[float]:
        return [round(float(v), 6) for v in values]

    things_and_paints = {"things": rounded(shares.amax(1)), "colours": [rounded(row) for row in mean]}
    return {"width": width, "height": height, "scene": rounded(seen), **things_and_paints}


def ask(pictures: Path, work: Path, count: int, first_seed: int) -> None:
    """How many words are right of pictures that the built-in model painted for `questions`."""
    net = Describer()
    net.load_state_dict(load_file(work / "describer.safetensors"))
    net.eval()
    asked = questions(count, "train", first_seed)
    files = [pictures / f"{i:04d}.png" for i in range(count)]
    painted = np.stack([np.asarray(Image.open(f).convert("RGB")) for f in files])
    with torch.no_grad():
        seen, things, colours = net(latents(compressor(), painted))
    marks: dict[str, list[bool]] = {}
    for n, scene in enumerate(asked):
        for name, part in zip(SCENE_ATTRIBUTES, split(seen), strict=True):
            found = ATTRIBUTES[name][int(part[n].argmax())]
            marks.setdefault(name, []).append(found == getattr(scene, name))
        sure = things[n].softmax(0)[1 : 1 + len(KINDS)].amax((1, 2))
        best = int(sure.argmax())
        if sure[best] < SURE:
            continue
        item = next(i for i in scene.items if i.thing in KINDS)
        marks.setdefault("thing", []).append(CELL_THINGS[1 + best] == item.thing)
        if item.colour and marks["thing"][-1]:
            where = things[n].softmax(0)[1 + best].flatten()
            mean = (colours[n].softmax(0).flatten(1) * where).sum(1)
            marks.setdefault("colour", []).append(CELL_COLOURS[1 + int(mean[1:].argmax())] == item.colour)
    print(json.dumps({name: f"{sum(each)} of {len(each)}" for name, each in marks.items()}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("draw", "train", "ask"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=9)
    parser.add_argument("--part", type=int, default=0, help="of several processes that draw, which one this is")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--first-seed", type=int, default=910_000_000)
    o = parser.parse_args()
    if o.what == "draw":
        draw(o.work, o.minutes, o.part)
    elif o.what == "train":
        train(o.work, o.out)
    else:
        ask(o.pictures, o.work, o.count, o.first_seed)


if __name__ == "__main__":
    main()
