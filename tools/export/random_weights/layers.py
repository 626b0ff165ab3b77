"""What several of the networks are made of. Tokens are (..., N, channels), grids of tokens (b, h, w, channels)."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Perceptron(nn.Module):
    """Two layers with an exact GELU between them."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.widen = nn.Linear(width, hidden)
        self.narrow = nn.Linear(hidden, width)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.narrow(F.gelu(self.widen(tokens)))


class GridNorm(nn.LayerNorm):
    """LayerNorm over the channels of (b, channels, h, w)."""

    def forward(self, grid: Tensor) -> Tensor:
        return super().forward(grid.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Neck(nn.Sequential):
    """The last layers of every SAM encoder: (1, width, h, w) → (1, channels, h, w)."""

    def __init__(self, width: int, channels: int) -> None:
        super().__init__(
            nn.Conv2d(width, channels, 1, bias=False),
            GridNorm(channels, eps=1e-6),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            GridNorm(channels, eps=1e-6),
        )


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None = None) -> Tensor:
    """softmax(Q Kᵀ / √width + bias) V of (..., N, width), (..., M, width), (..., M, width) and (..., N, M)."""
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-2, -1)
    if bias is not None:
        scores = scores + bias
    return torch.softmax(scores, dim=-1) @ value


def to_heads(tokens: Tensor, heads: int) -> Tensor:
    """(b, N, channels) → (b, heads, N, channels / heads)."""
    batch, count, channels = tokens.shape
    return tokens.reshape(batch, count, heads, channels // heads).transpose(1, 2)


def from_heads(tokens: Tensor) -> Tensor:
    """(b, heads, N, width) → (b, N, heads · width)."""
    return tokens.transpose(1, 2).flatten(2)


def to_windows(grid: Tensor, window: int) -> Tensor:
    """(1, side, side, C) → (windows, window · window, C), padded with zeros to whole windows."""
    side, channels = grid.shape[1], grid.shape[3]
    padding = -side % window
    count = (side + padding) // window
    grid = F.pad(grid, (0, 0, 0, padding, 0, padding)) if padding else grid
    cells = grid.reshape(count, window, count, window, channels).transpose(1, 2)
    return cells.reshape(count * count, window * window, channels)


def from_windows(windows: Tensor, window: int, side: int) -> Tensor:
    """The way back: (windows, window · window, C) → (1, side, side, C)."""
    count = -(-side // window)
    channels = windows.shape[-1]
    cells = windows.reshape(count, count, window, window, channels).transpose(1, 2)
    return cells.reshape(1, count * window, count * window, channels)[:, :side, :side]
