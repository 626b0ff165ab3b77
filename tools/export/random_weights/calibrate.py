"""Scales a random decoder's last layers, so that a mask generator finds some masks, and not all (METHOD 6)."""

import torch
from torch import Tensor
from torch.nn import functional as F

from .sam_decoder import Head, SamDecoder
from .segmenter_network import SamEncoder

IOU_MEAN = 0.765
"""With the decoder's hills about one mask in sixty reaches the generator's 0.88."""
IOU_SPREAD = 0.005
"""Of the network's own part. On photos it is several times as much."""
LOGIT_SPREAD = 6.0
"""Of the network's own part of the masks, which makes the discs ragged."""
IMAGES = 2
GRID = 5
"""Prompts a side."""
BATCH = 8


def calibrate(encoder: SamEncoder, decoder: SamDecoder, seed: int) -> None:
    """Changes the decoder's weights, by what it says about a grid of points on some images that are no photos."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        answers = [
            answer
            for _ in range(IMAGES)
            for answer in answers_to_grid(decoder, *encoder(blotches(encoder.pixels, generator)))
        ]
        ious, squares = (torch.cat(part) for part in zip(*answers, strict=True))
        spread = ious.std(dim=0).clamp(min=1e-6)
        # The first output, for several points, is not given out: it is scaled like the next one.
        gain = IOU_SPREAD / torch.cat([spread[:1], spread])
        mean = torch.cat([ious[:, :1], ious], dim=1).mean(dim=0)
        scale_outputs(decoder.iou_head, gain, IOU_MEAN - mean * gain)
        for head, power in zip(decoder.mask_heads[1:], squares.mean(dim=0), strict=True):
            scale_outputs(head, LOGIT_SPREAD / power.sqrt().clamp(min=1e-6), torch.zeros(1))


def answers_to_grid(decoder: SamDecoder, embeddings: Tensor, positions: Tensor) -> list[tuple[Tensor, Tensor]]:
    """For each batch of points predicted IoUs (prompts, 3) and the masks' mean squares (prompts, 3)."""
    along = (torch.arange(GRID) + 0.5) / GRID
    places = torch.cartesian_prod(along, along)[:, None]
    labels = torch.ones(places.shape[:2], dtype=torch.int64)
    answers = []
    for batch, marks in zip(places.split(BATCH), labels.split(BATCH), strict=True):
        ious, masks = decoder.decode(batch, marks, embeddings, positions)
        answers.append((ious, masks.square().mean(dim=(2, 3))))
    return answers


def blotches(side: int, generator: torch.Generator) -> Tensor:
    """(1, 3, side, side): smooth patterns of several sizes and a few flat areas, at the spread of normalised photos."""
    image = sum(
        F.interpolate(torch.randn(1, 3, size, size, generator=generator), (side, side), mode='bicubic')
        for size in (3, 9, 33)
    )
    for _ in range(6):
        x, y, width, height = (torch.rand(4, generator=generator) * side / 2).int().tolist()
        image[:, :, y : y + height, x : x + width] = torch.randn(1, 3, 1, 1, generator=generator)
    return image / image.std()


def scale_outputs(head: Head, gain: Tensor, offset: Tensor) -> None:
    """Multiplies what a head gives, then adds to it."""
    last = head[-1]
    last.weight.mul_(gain.reshape(-1, 1))
    last.bias.mul_(gain.reshape(-1)).add_(offset)
