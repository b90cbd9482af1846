"""Stage B: the latent decoder (paper section 3.2), a WuerstchenDiffNeXt of small width, and the training of the
Semantic Compressor.

x0 is Stage A's latent divided by scale_factor; conditions are the compressor's latent at pipeline scale and the
caption.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from diffusers.pipelines.deprecated.wuerstchen import PaellaVQModel, WuerstchenDiffNeXt
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from wuerstchen_train.data import SceneSet, crops, crops_with_index, to_tensor
from wuerstchen_train.diffusion import add_noise, composing_times, composing_weights, eps_loss
from wuerstchen_train.evaluation.validation import TIMES, Unseen, times
from wuerstchen_train.networks.compressor import LATENT_MEAN, LATENT_STD, Compressor, Sketcher, blur, spread
from wuerstchen_train.performance.caption_cache import CaptionBank
from wuerstchen_train.performance.fast_kernels import keep_output_exact
from wuerstchen_train.stages.s3_text_encoder import WIDTH, encode_ids
from wuerstchen_train.trainer import Trainer, calibrate, device, load_ema

MOST, BALANCE = 10, 60  # of the times and the weights of samples
DROP = 0.2  # share of captions that become ""
VIEWS = 2  # noise levels per crop and step: encoding a crop costs half as much as a training step on it


def build() -> WuerstchenDiffNeXt:
    return WuerstchenDiffNeXt(
        c_in=4,
        c_out=4,
        c_r=64,
        patch_size=2,
        c_cond=64,
        c_hidden=[48, 96, 192, 192],
        nhead=[-1, -1, 6, 6],
        blocks=[1, 2, 2, 1],
        level_config=["CT", "CT", "CTA", "CTA"],
        inject_effnet=[False, True, True, True],
        effnet_embd=16,
        clip_embd=WIDTH,
        kernel_size=3,
        dropout=0.0,
    )


def train_compressor(
    work: Path,
    images: np.ndarray,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    max_steps: int = 10**9,
    batch: int = 16,
) -> None:
    """Warm-up of the compressor with the sketching head alone; it needs no Stage A, so it can run beside it."""
    torch.manual_seed(seed)
    trainer = Trainer(
        "compressor",
        work,
        {"compressor": Compressor(), "sketcher": Sketcher()},
        seed=seed,
        minutes=minutes,
        max_steps=max_steps,
        lr=1.5e-3,
        ema_decay=0.99,
        muon=True,
    )
    compressor, sketcher = trainer.module["compressor"], trainer.module["sketcher"]

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        norm = compressor.mapper[1]
        if trainer.step == 200:
            calibrate(norm, lambda: compressor(crops(images, rng, batch, 256)))
        norm.train(trainer.step < 200)
        full = trainer.step % 4 == 3
        real = crops(images, rng, max(2, batch // 4) if full else batch, 512 if full else 256)
        z = compressor(real).float()
        sketch = sketcher.loss(blur(z), real)
        return {"loss": sketch + 0.02 * spread(z), "sketch": sketch}

    unseen = Unseen(work, tokenizer)
    trainer.judge = lambda ema: unseen.marks(
        "sketch",
        lambda i: ema["sketcher"].loss(ema["compressor"](unseen.pictures[i : i + 1]), unseen.pictures[i : i + 1]),
    )
    trainer.run(step)
    trainer.extra["samples"] = trainer.step * batch
    trainer.save()


def noise_loss(decoder: WuerstchenDiffNeXt, x0: Tensor, z: Tensor, states: Tensor, t: Tensor) -> Tensor:
    """Loss of x0 [N, 4, H, W] (unit variance) at times t [N], given the compressor's latent z [N, 16, h, w], noised,
    and the caption's states [N, 77, WIDTH]. Of the latents 5 % are dropped to zeros, as in the pipeline's unconditional
    half."""
    keep = torch.rand(len(z), 1, 1, 1, device=z.device) >= 0.05
    condition = (z * LATENT_MEAN - LATENT_STD) * keep
    noise = torch.randn_like(x0)
    x = add_noise(x0, t, noise).contiguous(memory_format=torch.channels_last)
    return eps_loss(decoder(x, t, effnet=condition, clip=states), noise, t, composing_weights(t, MOST, BALANCE))


def judge(
    unseen: Unseen, vqgan: PaellaVQModel, compressor: nn.Module, decoder: WuerstchenDiffNeXt, text: CLIPTextModel
) -> dict[str, float]:
    """The loss on scenes never trained on."""

    def loss(i: int) -> Tensor:
        real = unseen.pictures[i : i + 1]
        x0, z = (
            v.float().repeat(TIMES, 1, 1, 1)
            for v in (vqgan.encode(real).latents / vqgan.config.scale_factor, compressor(real))
        )
        return noise_loss(
            decoder, x0, z, encode_ids(text, unseen.ids[i : i + 1]).repeat(TIMES, 1, 1), times().to(x0.device)
        )

    return unseen.marks("eps", loss)


class Encodings:
    """Stage A's and the frozen compressor's latents of whole pictures, made when first asked for and kept: encoding
    costs as much as training.
    """

    def __init__(self, images: np.ndarray, vqgan: PaellaVQModel, compressor: Compressor) -> None:
        count, height, width, _ = images.shape
        self.images, self.vqgan, self.compressor = images, vqgan, compressor
        self.known = np.zeros((count, 2), bool)
        self.x0 = torch.empty(count, 2, 4, height // 4, width // 4, dtype=torch.float16, device=device())
        self.z = torch.empty(count, 2, 16, height * 3 // 128, width * 3 // 128, dtype=torch.float16, device=device())

    @torch.no_grad()
    def __call__(self, index: np.ndarray, mirrored: np.ndarray) -> tuple[Tensor, Tensor]:
        """x0 float32 [N, 4, H/4, W/4] before its scale, z float32 [N, 16, 3H/128, 3W/128]."""
        side = mirrored.astype(int)
        for i, m in dict.fromkeys(zip(index.tolist(), side.tolist())):
            if not self.known[i, m]:
                real = to_tensor(self.images[i : i + 1, :, ::-1] if m else self.images[i : i + 1])
                self.x0[i, m], self.z[i, m] = self.vqgan.encode(real).latents[0], self.compressor(real)[0]
                self.known[i, m] = True
        at = torch.from_numpy(index).to(device()), torch.from_numpy(side).to(device())
        return self.x0[at].float(), self.z[at].float()

    def crops(
        self, index: np.ndarray, mirrored: np.ndarray, rng: np.random.Generator, whole: bool
    ) -> tuple[Tensor, Tensor]:
        """The same, cut to pieces unless `whole` pictures are wanted."""
        x0, z = self(index, mirrored)
        return (x0, z) if whole else pieces(x0, z, corners(x0, rng))


def corners(x0: Tensor, rng: np.random.Generator) -> Tensor:
    """Where the pieces of latents x0 [N, 4, H, W] begin: int64 [2, N], row and column in units of 128 px."""
    drawn = np.stack([rng.integers(x0.shape[d] // 32 - 1, size=len(x0)) for d in (2, 3)])
    return torch.from_numpy(drawn).to(x0.device)


def pieces(x0: Tensor, z: Tensor, at: Tensor) -> tuple[Tensor, Tensor]:
    """256 px pieces of latents x0 [N, 4, H, W] and z [N, 16, h, w], whose corners `at` [2, N] lie on multiples of 128
    px, where both grids meet: [N, 4, 64, 64], [N, 16, 6, 6]."""

    def cut(latents: Tensor, unit: int) -> Tensor:
        span, each = torch.arange(2 * unit, device=at.device), torch.arange(len(latents), device=at.device)
        rows, columns = unit * at[:, :, None] + span
        return latents[each[:, None, None], :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)

    return cut(x0, 32), cut(z, 3)


def train(
    work: Path,
    sets: list[tuple[SceneSet, np.ndarray]],
    vqgan: PaellaVQModel,
    text: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    minutes: float,
    joint: float = 0.15,
    max_steps: int = 10**9,
    batch: int = 6,
) -> None:
    """Joint training of compressor and Stage B; after the share `joint` of the budget the compressor stays as it is,
    so that Stage C can train on its latents while Stage B goes on.

    Most steps see 256 px pieces of the first set; every fifth sees whole pictures, of all sets in turn, because
    attention and GlobalResponseNorm look at the whole."""
    torch.manual_seed(seed)
    compressor, sketcher = Compressor(), Sketcher()
    if (work / "compressor.pt").exists():
        load_ema(work, "compressor", compressor, "compressor").requires_grad_(True)
        load_ema(work, "compressor", sketcher, "sketcher").requires_grad_(True)
        for p in compressor.mapper[1].parameters():
            p.requires_grad_(False)
    trainer = Trainer(
        "b",
        work,
        {"decoder": build().to(memory_format=torch.channels_last), "compressor": compressor, "sketcher": sketcher},
        seed=seed,
        minutes=minutes,
        max_steps=max_steps,
        lr=2.5e-3,
        ema_decay=0.998,
        lr_scale={"compressor": 0.2, "sketcher": 0.3},
        muon=True,
    )
    decoder, compressor, sketcher = (trainer.module[k] for k in ("decoder", "compressor", "sketcher"))
    keep_output_exact(decoder.clf)
    banks = [CaptionBank(work, scenes, tokenizer, seed) for scenes, _ in sets]
    encodings = [Encodings(images, vqgan, compressor) for _, images in sets]
    scale = vqgan.config.scale_factor

    def frozen() -> bool:
        return "compressor_frozen_at_step" in trainer.extra

    def step(rng: np.random.Generator) -> dict[str, Tensor]:
        settled = frozen() or trainer.progress() >= joint
        if settled and any(p.requires_grad for p in compressor.parameters()):
            freeze()
        whole = trainer.step % 5 == 4
        k = trainer.step // 5 % len(sets) if whole else 0
        images = sets[k][1]
        # as many pixels as in a step of 256 px pieces, so that steps weigh alike
        n = max(1, batch * 256**2 // (images.shape[1] * images.shape[2])) if whole else batch
        if settled or k:
            index, mirrored = rng.integers(len(images), size=n), rng.random(n) < 0.5
        if settled:
            x0, sharp = encodings[k].crops(index, mirrored, rng, whole)
            z, sketch = blur(sharp.repeat_interleave(VIEWS, 0)), x0.new_zeros(())
        else:
            if k:
                real = to_tensor(np.stack([images[i][:, ::-1] if m else images[i] for i, m in zip(index, mirrored)]))
            else:
                real, index, mirrored = crops_with_index(images, rng, n, images.shape[1] if whole else 256)
            with torch.no_grad():
                x0 = vqgan.encode(real).latents.float()
            compressor.mapper[1].eval()
            sharp = compressor(real).float()
            z = blur(sharp.repeat_interleave(VIEWS, 0))
            sketch = sketcher.loss(z[::VIEWS], real) + 0.05 * spread(sharp)
        with torch.no_grad():
            states = encode_ids(text, banks[k].draw(index, mirrored, rng, DROP)).repeat_interleave(VIEWS, 0)
        eps = noise_loss(
            decoder, x0.repeat_interleave(VIEWS, 0) / scale, z, states, composing_times(n * VIEWS, x0.device, MOST)
        )
        return {"loss": eps + 0.3 * sketch, "eps": eps, "sketch": sketch}

    def freeze() -> None:
        """The EMA weights become the compressor; it stays in eval mode from here on."""
        compressor.load_state_dict(trainer.ema.module["compressor"].state_dict())
        compressor.eval().requires_grad_(False)
        sketcher.eval().requires_grad_(False)
        trainer.extra.setdefault("compressor_frozen_at_step", trainer.step)
        trainer.save()
        torch.save(compressor.state_dict(), work / "compressor_final.pt")

    unseen = Unseen(work, tokenizer)
    trainer.judge = lambda ema: judge(
        unseen, vqgan, compressor if frozen() else ema["compressor"], ema["decoder"], text
    )
    trainer.run(step)
    if any(p.requires_grad for p in compressor.parameters()):
        freeze()
    trainer.extra["samples"] = trainer.step * batch * VIEWS
    trainer.save()


def load_compressor(work: Path) -> Compressor:
    model = Compressor()
    model.load_state_dict(torch.load(work / "compressor_final.pt", map_location="cpu"))
    return model.eval().requires_grad_(False)
