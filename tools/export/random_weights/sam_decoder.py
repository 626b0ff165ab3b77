"""SAM's prompt encoder and mask decoder as one network (MODELS, SAM)."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .initial import Table
from .layers import GridNorm
from .positions import FourierPositions, cell_centres
from .two_way import TwoWayTransformer

ENLARGED = 4
"""Masks have four times the embedding's side."""
MASK_TOKENS = 4
"""The first mask is for several points; it is not given out."""
BUMP_HEIGHT = 60.0
"""Logits at a point: at 60 a disc's area changes by 3 % between the thresholds +1 and −1, so that masks count as stable."""
BUMP_RADII = (0.06, 0.12, 0.22)
"""Of the three masks' discs, in sides of the input."""
CONFIDENCE_SPREAD = 0.045
"""Of the predicted IoU over the places of prompts."""


@dataclass(frozen=True)
class DecoderLayout:
    """`side`: the embedding's; `stride`: pixels of the encoder's input a cell."""

    side: int = 64
    stride: int = 16
    channels: int = 256
    mlp: int = 2048


class Head(nn.Sequential):
    """Three layers, channels → outputs."""

    def __init__(self, channels: int, outputs: int) -> None:
        super().__init__(
            nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, outputs)
        )


class SamDecoder(nn.Module):
    """
    `input_points` (1, prompts, points, 2) in pixels, `input_labels` (1, prompts, points) int64 (1 inside, 0 outside, −1 padding),
    both embeddings (1, channels, side, side) → `iou_scores` (1, prompts, 3), `pred_masks` (1, prompts, 3, 4 · side, 4 · side).
    """

    def __init__(self, layout: DecoderLayout, positions: FourierPositions) -> None:
        super().__init__()
        self.layout = layout
        channels = layout.channels
        self.positions = positions
        self.label_tokens = Table(2, channels, spread=0.5)
        self.padding_token = Table(1, channels, spread=0.5)
        self.no_mask = Table(1, channels, 1, 1, spread=0.1)
        self.output_tokens = Table(1 + MASK_TOKENS, channels, spread=1.0)
        self.transformer = TwoWayTransformer(channels, layout.mlp)
        self.enlarge = nn.Sequential(
            nn.ConvTranspose2d(channels, channels // 4, 2, 2),
            GridNorm(channels // 4, eps=1e-6),
            nn.GELU(),
            nn.ConvTranspose2d(channels // 4, channels // 8, 2, 2),
            nn.GELU(),
        )
        self.mask_heads = nn.ModuleList(Head(channels, channels // 8) for _ in range(MASK_TOKENS))
        self.iou_head = Head(channels, MASK_TOKENS)
        # Half of a positional encoding's channels is its squared length: the result has a variance of 1.
        self.confidence = Table(channels, MASK_TOKENS - 1, spread=math.sqrt(2 / channels))

    def forward(
        self, input_points: Tensor, input_labels: Tensor, image_embeddings: Tensor, image_positional_embeddings: Tensor
    ) -> tuple[Tensor, Tensor]:
        places = (input_points[0] + 0.5) / (self.layout.side * self.layout.stride)
        labels = input_labels[0]
        ious, masks = self.decode(places, labels, image_embeddings, image_positional_embeddings)
        return (ious + self.hills(places))[None], (masks + self.bumps(places, labels))[None]

    def decode(self, places: Tensor, labels: Tensor, embeddings: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Places (prompts, points, 2) in [0, 1], labels (prompts, points) → what the network itself says, without bumps and hills."""
        points = self.prompt_tokens(places, labels)
        prompts = points.shape[0]
        tokens = torch.cat([self.output_tokens().expand(prompts, -1, -1), points], dim=1)
        image, image_places = (
            cells.flatten(2).transpose(1, 2).expand(prompts, -1, -1) for cells in (embeddings + self.no_mask(), positions)
        )
        tokens, image = self.transformer(tokens, image, image_places)
        side, channels = self.layout.side, self.layout.channels
        enlarged = self.enlarge(image.transpose(1, 2).reshape(prompts, channels, side, side))
        weights = torch.stack([self.mask_heads[i](tokens[:, 1 + i]) for i in range(1, MASK_TOKENS)], dim=1)
        fine = ENLARGED * side
        masks = (weights @ enlarged.flatten(2)).reshape(prompts, MASK_TOKENS - 1, fine, fine)
        return self.iou_head(tokens[:, 0])[:, 1:], masks

    def prompt_tokens(self, places: Tensor, labels: Tensor) -> Tensor:
        """(prompts, points + 1, channels): a padding token follows the points where there is no box."""
        known = self.positions(places) + F.embedding(labels.clamp(min=0), self.label_tokens())
        tokens = torch.where((labels < 0)[..., None], self.padding_token(), known)
        padding = self.padding_token().expand(tokens.shape[0], 1, -1)
        return torch.cat([tokens, padding], dim=1)

    def hills(self, places: Tensor) -> Tensor:
        """
        Nor of this: the predicted IoU rises and falls over the image, (prompts, 3), by about a twelfth of its side. What random weights say
        alone differs more between two photos than between two places of one.
        """
        return CONFIDENCE_SPREAD * (self.positions(places).mean(dim=1) @ self.confidence())

    def bumps(self, places: Tensor, labels: Tensor) -> Tensor:
        """
        What the real network has no need of: a disc around the nearest point inside, (prompts, 3, 4 · side, 4 · side). Without it masks of
        random weights are specks all over the image, which a mask generator throws away.
        """
        centres = cell_centres(ENLARGED * self.layout.side)
        distance = (centres - places[:, :, None, None, :]).square().sum(dim=-1)
        # Any distance beyond the image does for points that are not inside.
        nearest = torch.where((labels == 1)[:, :, None, None], distance, 4.0).amin(dim=1)
        radii = torch.tensor(BUMP_RADII)[:, None, None]
        return BUMP_HEIGHT * (1 - nearest[:, None] / radii.square()).clamp(min=-1)
