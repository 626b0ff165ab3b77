"""DINOv2, with and without registers (MODELS, DINOv2)."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .initial import Table
from .layers import Perceptron, attend, from_heads, to_heads

PATCH = 14
STORED_SIDE = 37
"""Patches a side of the stored position embeddings: 518 / 14."""
EPSILON = 1e-6


@dataclass(frozen=True)
class Dinov2Layout:
    dim: int
    layers: int
    heads: int
    gated: bool = False
    """SwiGLU instead of the perceptron."""
    registers: int = 0


class GatedPerceptron(nn.Module):
    """SwiGLU: two thirds of the perceptron's hidden width, to a multiple of 8, as it has three matrices."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        inner = (hidden * 2 // 3 + 7) // 8 * 8
        self.widen = nn.Linear(width, 2 * inner)
        self.narrow = nn.Linear(inner, width)

    def forward(self, tokens: Tensor) -> Tensor:
        gate, value = self.widen(tokens).chunk(2, dim=-1)
        return self.narrow(F.silu(gate) * value)


class SelfAttention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.project = nn.Linear(width, width)

    def forward(self, tokens: Tensor) -> Tensor:
        query, key, value = (to_heads(layer(tokens), self.heads) for layer in (self.query, self.key, self.value))
        return self.project(from_heads(attend(query, key, value)))


class Block(nn.Module):
    """Normalised before, scaled after each half."""

    def __init__(self, layout: Dinov2Layout) -> None:
        super().__init__()
        dim = layout.dim
        self.norm1 = nn.LayerNorm(dim, eps=EPSILON)
        self.attention = SelfAttention(dim, layout.heads)
        self.scale1 = Table(dim, mean=0.3, spread=0.1)
        self.norm2 = nn.LayerNorm(dim, eps=EPSILON)
        self.mlp = (GatedPerceptron if layout.gated else Perceptron)(dim, 4 * dim)
        self.scale2 = Table(dim, mean=0.3, spread=0.1)

    def forward(self, tokens: Tensor) -> Tensor:
        tokens = tokens + self.scale1() * self.attention(self.norm1(tokens))
        return tokens + self.scale2() * self.mlp(self.norm2(tokens))


class Dinov2(nn.Module):
    """(b, 3, h, w) → (b, 1 + registers + N, dim): class token, registers, patches in reading order."""

    def __init__(self, layout: Dinov2Layout) -> None:
        super().__init__()
        dim = layout.dim
        # The antialiased resizing goes with the registers, in the authors' training too.
        self.antialias = layout.registers > 0
        self.patches = nn.Conv2d(3, dim, PATCH, PATCH)
        self.class_token = Table(1, 1, dim, spread=0.5)
        self.class_position = Table(1, 1, dim, spread=0.1)
        self.positions = Table(1, dim, STORED_SIDE, STORED_SIDE, spread=0.1)
        self.registers = Table(1, layout.registers, dim, spread=0.5) if layout.registers else None
        self.blocks = nn.Sequential(*(Block(layout) for _ in range(layout.layers)))
        self.norm = nn.LayerNorm(dim, eps=EPSILON)

    def forward(self, pixel_values: Tensor) -> Tensor:
        grid = self.patches(pixel_values)
        # PyTorch's coefficient is −0.75 without antialias and −0.5 with it, as the families want.
        positions = F.interpolate(
            self.positions(), grid.shape[-2:], mode='bicubic', align_corners=False, antialias=self.antialias
        )
        patches = (grid + positions).flatten(2).transpose(1, 2)
        first = [self.class_token() + self.class_position()]
        if self.registers is not None:
            first.append(self.registers())
        batch = patches.shape[0]
        tokens = torch.cat([*(token.expand(batch, -1, -1) for token in first), patches], dim=1)
        return self.norm(self.blocks(tokens))
