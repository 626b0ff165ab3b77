"""SAM's image encoder as a ViT: windows of 14, some layers global, relative positions (MODELS, SAM)."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .initial import Table
from .layers import Neck, Perceptron, from_heads, from_windows, to_heads, to_windows

PATCH = 16
EPSILON = 1e-6


@dataclass(frozen=True)
class VitLayout:
    """`side`: tokens a side of the input. SlimSAM keeps ViT-B's layout with narrower layers."""

    dim: int
    mlp: int
    heads: int = 12
    layers: int = 12
    global_layers: tuple[int, ...] = (2, 5, 8, 11)
    window: int = 14
    side: int = 64
    stride = PATCH


class RelativeAttention(nn.Module):
    """Self-attention over side × side tokens, biased by row and column distance, from the unscaled query."""

    def __init__(self, dim: int, heads: int, side: int) -> None:
        super().__init__()
        self.heads = heads
        self.side = side
        self.qkv = nn.Linear(dim, 3 * dim)
        self.project = nn.Linear(dim, dim)
        self.rows = Table(2 * side - 1, dim // heads, spread=0.1)
        self.columns = Table(2 * side - 1, dim // heads, spread=0.1)
        along = torch.arange(side)
        self.register_buffer('distance', (along[:, None] - along[None, :] + side - 1).flatten(), persistent=False)

    def by_distance(self, table: Table) -> Tensor:
        """(side, width, side): for each place of a query the table's rows for all places of keys."""
        return table().index_select(0, self.distance).reshape(self.side, self.side, -1).transpose(1, 2)

    def scores(self, query: Tensor, key: Tensor) -> Tensor:
        """(batch, heads, N, width) each → (batch, heads, N, N)."""
        batch, heads, count, width = query.shape
        side = self.side
        grid = query.reshape(batch, heads, side, side, width)
        rows = grid @ self.by_distance(self.rows)
        columns = (grid.transpose(2, 3) @ self.by_distance(self.columns)).transpose(2, 3)
        scores = (query * width**-0.5) @ key.transpose(-2, -1)
        # Added one after the other, in place: the sum of both over 4096 tokens would be as large as the scores.
        scores = scores.reshape(batch, heads, side, side, side, side) + rows[..., :, None] + columns[..., None, :]
        return scores.reshape(batch, heads, count, count)

    def forward(self, tokens: Tensor) -> Tensor:
        query, key, value = (to_heads(part, self.heads) for part in self.qkv(tokens).chunk(3, dim=-1))
        return self.project(from_heads(torch.softmax(self.scores(query, key), dim=-1) @ value))


class VitBlock(nn.Module):
    """On (1, side, side, dim); `window` 0: over all tokens."""

    def __init__(self, layout: VitLayout, window: int) -> None:
        super().__init__()
        self.window = window
        self.norm1 = nn.LayerNorm(layout.dim, eps=EPSILON)
        self.attention = RelativeAttention(layout.dim, layout.heads, window or layout.side)
        self.norm2 = nn.LayerNorm(layout.dim, eps=EPSILON)
        self.mlp = Perceptron(layout.dim, layout.mlp)

    def attended(self, grid: Tensor) -> Tensor:
        side = grid.shape[1]
        if self.window:
            return from_windows(self.attention(to_windows(grid, self.window)), self.window, side)
        return self.attention(grid.flatten(1, 2)).reshape(grid.shape)

    def forward(self, grid: Tensor) -> Tensor:
        grid = grid + self.attended(self.norm1(grid))
        return grid + self.mlp(self.norm2(grid))


class VitEncoder(nn.Module):
    """(1, 3, 16 · side, 16 · side) → (1, channels, side, side)."""

    def __init__(self, layout: VitLayout, channels: int) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, layout.dim, PATCH, PATCH)
        self.positions = Table(1, layout.side, layout.side, layout.dim, spread=0.1)
        self.blocks = nn.Sequential(
            *(VitBlock(layout, 0 if i in layout.global_layers else layout.window) for i in range(layout.layers))
        )
        self.neck = Neck(layout.dim, channels)

    def forward(self, pixel_values: Tensor) -> Tensor:
        grid = self.patches(pixel_values).permute(0, 2, 3, 1) + self.positions()
        return self.neck(self.blocks(grid).permute(0, 3, 1, 2))
