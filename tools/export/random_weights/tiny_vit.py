"""MobileSAM's image encoder, TinyViT-5M (MODELS, MobileSAM). Batch normalisation is folded: convolutions have biases instead."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .initial import Table
from .layers import Neck, Perceptron, attend, from_heads, from_windows, to_heads, to_windows

STEM_STRIDE = 4
EXPANSION = 4


@dataclass(frozen=True)
class TinyVitLayout:
    """`side`: tokens a side of the result. The first stage is convolutions, its heads and window stand for nothing."""

    dims: tuple[int, int, int, int] = (64, 128, 160, 320)
    depths: tuple[int, int, int, int] = (2, 2, 6, 2)
    heads: tuple[int, int, int, int] = (2, 4, 5, 10)
    windows: tuple[int, int, int, int] = (7, 7, 14, 7)
    merging_strides: tuple[int, int, int] = (2, 2, 1)
    side: int = 64
    stride = 16


def depthwise(channels: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(channels, channels, 3, stride, padding=1, groups=channels)


class InvertedBottleneck(nn.Module):
    """MBConv: (1, dim, h, w) → the same shape."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        hidden = EXPANSION * dim
        self.convs = nn.Sequential(
            nn.Conv2d(dim, hidden, 1), nn.GELU(), depthwise(hidden), nn.GELU(), nn.Conv2d(hidden, dim, 1)
        )

    def forward(self, grid: Tensor) -> Tensor:
        return F.gelu(grid + self.convs(grid))


def merging(dim: int, wider: int, stride: int) -> nn.Sequential:
    """Between stages: (1, dim, h, w) → (1, wider, h / stride, w / stride)."""
    return nn.Sequential(
        nn.Conv2d(dim, wider, 1), nn.GELU(), depthwise(wider, stride), nn.GELU(), nn.Conv2d(wider, wider, 1)
    )


class WindowAttention(nn.Module):
    """Self-attention within windows; a learned bias a head for each pair of absolute row and column distances."""

    def __init__(self, dim: int, heads: int, window: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.project = nn.Linear(dim, dim)
        self.biases = Table(heads, window * window, spread=0.5)
        place = torch.arange(window * window)
        rows, columns = ((part[:, None] - part[None, :]).abs() for part in (place // window, place % window))
        self.register_buffer('distance', (rows * window + columns).flatten(), persistent=False)

    def forward(self, windows: Tensor) -> Tensor:
        count = windows.shape[1]
        bias = self.biases().index_select(1, self.distance).reshape(self.heads, count, count)
        query, key, value = (to_heads(part, self.heads) for part in self.qkv(self.norm(windows)).chunk(3, dim=-1))
        return self.project(from_heads(attend(query, key, value, bias)))


class TinyVitBlock(nn.Module):
    """On (1, side, side, dim): attention in windows, a depthwise convolution, a perceptron."""

    def __init__(self, dim: int, heads: int, window: int) -> None:
        super().__init__()
        self.window = window
        self.attention = WindowAttention(dim, heads, window)
        self.local = depthwise(dim)
        self.norm = nn.LayerNorm(dim)
        self.mlp = Perceptron(dim, EXPANSION * dim)

    def forward(self, grid: Tensor) -> Tensor:
        attended = self.attention(to_windows(grid, self.window))
        grid = grid + from_windows(attended, self.window, grid.shape[1])
        grid = self.local(grid.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        return grid + self.mlp(self.norm(grid))


class TinyVitEncoder(nn.Module):
    """(1, 3, 16 · side, 16 · side) → (1, channels, side, side)."""

    def __init__(self, layout: TinyVitLayout, channels: int) -> None:
        super().__init__()
        first = layout.dims[0]
        self.stem = nn.Sequential(
            nn.Conv2d(3, first // 2, 3, 2, padding=1), nn.GELU(), nn.Conv2d(first // 2, first, 3, 2, padding=1)
        )
        self.first = nn.Sequential(*(InvertedBottleneck(first) for _ in range(layout.depths[0])))
        self.mergings = nn.ModuleList(
            merging(*pair, stride)
            for *pair, stride in zip(layout.dims, layout.dims[1:], layout.merging_strides, strict=False)
        )
        self.stages = nn.ModuleList(
            nn.Sequential(*(TinyVitBlock(dim, heads, window) for _ in range(depth)))
            for dim, heads, window, depth in zip(
                layout.dims[1:], layout.heads[1:], layout.windows[1:], layout.depths[1:], strict=True
            )
        )
        self.neck = Neck(layout.dims[-1], channels)

    def forward(self, pixel_values: Tensor) -> Tensor:
        grid = self.first(self.stem(pixel_values))
        for merge, stage in zip(self.mergings, self.stages, strict=True):
            grid = stage(merge(grid).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return self.neck(grid)
