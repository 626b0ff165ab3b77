"""SAM's positional encoding: random Fourier features, the same ones for the image's cells and for points."""

import math

import torch
from torch import Tensor, nn

from .initial import Table


class FourierPositions(nn.Module):
    """Places as (..., 2), x and y in [0, 1] → (..., channels)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.frequencies = Table(2, channels // 2, spread=1.0)

    def forward(self, places: Tensor) -> Tensor:
        angles = 2 * math.pi * ((2 * places - 1) @ self.frequencies())
        return torch.cat([angles.sin(), angles.cos()], dim=-1)

    def grid(self, side: int) -> Tensor:
        """(1, channels, side, side) of the centres of side × side cells."""
        return self(cell_centres(side)).permute(2, 0, 1)[None]


def cell_centres(side: int) -> Tensor:
    """(side, side, 2): x and y in (0, 1)."""
    along = (torch.arange(side, dtype=torch.float32) + 0.5) / side
    return torch.stack([along[None, :].expand(side, side), along[:, None].expand(side, side)], dim=-1)
