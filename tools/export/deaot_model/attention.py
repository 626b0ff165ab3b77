"""The three gated attention passes of a layer. Tokens are rows: (N, channels), N = h·w in reading order."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

TOKEN_WIDTH = 256
"""Channels of a branch (visual or id)."""
KEY_WIDTH = 128
VALUE_WIDTH = 512
BOTH = 2 * VALUE_WIDTH
"""Value and id value side by side."""
WINDOW = 15
"""Side of the short-term window, in tokens at stride 16."""
OUTSIDE = -1e8
"""Score of a key outside the window: its softmax weight is exactly 0 in float32."""


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None = None) -> Tensor:
    """softmax(Q Kᵀ / √128 + bias) V of (N, 128), (M, 128), (M, C) and (N, M) → (N, C)."""
    scores = (query * KEY_WIDTH**-0.5) @ key.transpose(0, 1)
    if bias is not None:
        scores = scores + bias
    return torch.softmax(scores, dim=1) @ value


def window_index(h: int, w: int) -> Tensor:
    """(N, N) → which of the window's 15·15 places key column j has seen from query row i; 225 outside the window."""
    outside = WINDOW * WINDOW

    def along(count: int, step: int) -> Tensor:
        position = torch.arange(count)
        offset = position[None, :] - position[:, None] + WINDOW // 2
        return torch.where((offset >= 0) & (offset < WINDOW), offset * step, outside)

    rows = along(h, WINDOW)[:, None, :, None]
    columns = along(w, 1)[None, :, None, :]
    return torch.clamp(rows + columns, max=outside).reshape(h * w, h * w)


class DepthwiseConv(nn.Module):
    """5×5 depthwise convolution of a grid (1, channels, h, w)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False)

    def forward(self, grid: Tensor) -> Tensor:
        return self.conv(grid)


class GatedAttention(nn.Module):
    """Long-term pass: attention over all of memory, gated, smoothed over the grid, projected to both branches (N, 512)."""

    def __init__(self) -> None:
        super().__init__()
        self.dw_conv = DepthwiseConv(BOTH)
        self.projection = nn.Linear(BOTH, 2 * TOKEN_WIDTH)

    def finish(self, attended: Tensor, gate: Tensor, h: int, w: int) -> Tensor:
        grid = self.dw_conv((attended * gate).transpose(0, 1).reshape(1, -1, h, w))
        # As a 1×1 convolution the projection takes the grid as it lies in memory, which costs a quarter less than a product.
        projected = F.conv2d(grid, self.projection.weight[:, :, None, None], self.projection.bias)
        return projected.flatten(2)[0].transpose(0, 1)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, gate: Tensor, h: int, w: int) -> Tensor:
        return self.finish(attend(query, key, value), gate, h, w)


class WindowedAttention(GatedAttention):
    """Short-term pass: the same within a 15×15 window, with a bias by relative place taken from the unscaled query."""

    def __init__(self) -> None:
        super().__init__()
        self.relative_emb_k = nn.Conv2d(KEY_WIDTH, WINDOW * WINDOW, 1)

    def bias(self, query: Tensor, index: Tensor) -> Tensor:
        relative = F.linear(query, self.relative_emb_k.weight.flatten(1), self.relative_emb_k.bias)
        # One more column, so that places outside the window are gathered like the others.
        return torch.gather(F.pad(relative, (0, 1), value=OUTSIDE), 1, index)

    def forward_window(
        self, query: Tensor, key: Tensor, value: Tensor, gate: Tensor, index: Tensor, h: int, w: int
    ) -> Tensor:
        """`index` is `window_index(h, w)`. Dense attention with the outside masked is exact and faster than windows on a CPU."""
        return self.finish(attend(query, key, value, self.bias(query, index)), gate, h, w)


class GatedSelfAttention(GatedAttention):
    """Self pass: keys from both branches, values and gates from each branch on its own."""

    def __init__(self) -> None:
        super().__init__()
        self.linear_QK = nn.Linear(2 * TOKEN_WIDTH, KEY_WIDTH)
        self.linear_V1 = nn.Linear(TOKEN_WIDTH, VALUE_WIDTH)
        self.linear_V2 = nn.Linear(TOKEN_WIDTH, VALUE_WIDTH)
        self.linear_U1 = nn.Linear(TOKEN_WIDTH, VALUE_WIDTH)
        self.linear_U2 = nn.Linear(TOKEN_WIDTH, VALUE_WIDTH)

    def forward_self(self, x: Tensor, x_id: Tensor, h: int, w: int) -> Tensor:
        key = self.linear_QK(torch.cat([x, x_id], dim=1))
        value = F.silu(torch.cat([self.linear_V1(x), self.linear_V2(x_id)], dim=1))
        gate = F.silu(torch.cat([self.linear_U1(x), self.linear_U2(x_id)], dim=1))
        return self.finish(attend(key, key, value), gate, h, w)
