"""Gated propagation: the stack of layers that carries labels from memory to the query."""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .attention import (
    BOTH,
    KEY_WIDTH,
    TOKEN_WIDTH,
    VALUE_WIDTH,
    GatedAttention,
    GatedSelfAttention,
    WindowedAttention,
    window_index,
)
from .variants import MEMORY_WIDTH


class State(NamedTuple):
    """Both branches between layers, (N, 256) each; before the first layer there is no id branch."""

    visual: Tensor
    identity: Tensor | None


class Reading(NamedTuple):
    """What a layer takes from its input: query = key (N, 128), value (N, 512), gate (N, 1024), normalised id branch."""

    key: Tensor
    value: Tensor
    gate: Tensor
    identity: Tensor | None


class GatedPropagationLayer(nn.Module):
    """One layer. The first has no id branch to read: its id gate is open and its id value comes from the embedding alone."""

    def __init__(self, first: bool) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(TOKEN_WIDTH)
        self.linear_QV = nn.Linear(TOKEN_WIDTH, KEY_WIDTH + VALUE_WIDTH)
        self.linear_U = nn.Linear(TOKEN_WIDTH, VALUE_WIDTH)
        if first:
            self.linear_ID_V = nn.Linear(TOKEN_WIDTH, VALUE_WIDTH)
        else:
            self.id_norm1 = nn.LayerNorm(TOKEN_WIDTH)
            self.linear_ID_V = nn.Linear(2 * TOKEN_WIDTH, VALUE_WIDTH)
            self.linear_ID_U = nn.Linear(TOKEN_WIDTH, VALUE_WIDTH)
        self.long_term_attn = GatedAttention()
        self.short_term_attn = WindowedAttention()
        self.norm2 = nn.LayerNorm(TOKEN_WIDTH)
        self.id_norm2 = nn.LayerNorm(TOKEN_WIDTH)
        self.self_attn = GatedSelfAttention()

    def read(self, state: State) -> Reading:
        x = self.norm1(state.visual)
        key, value = self.linear_QV(x).split([KEY_WIDTH, VALUE_WIDTH], dim=1)
        gate = F.silu(self.linear_U(x))
        if state.identity is None:
            return Reading(key, F.silu(value), torch.cat([gate, torch.ones_like(gate)], dim=1), None)
        identity = self.id_norm1(state.identity)
        gate = torch.cat([gate, F.silu(self.linear_ID_U(identity))], dim=1)
        return Reading(key, F.silu(value), gate, identity)

    def remember(self, reading: Reading, embedding: Tensor) -> Tensor:
        """Rows of memory (N, 1152) for tokens whose ids are known; `embedding` is the ids' (N, 256)."""
        source = embedding if reading.identity is None else torch.cat([reading.identity, embedding], dim=1)
        return torch.cat([reading.key, reading.value, F.silu(self.linear_ID_V(source))], dim=1)

    def advance(
        self, state: State, reading: Reading, memory: Tensor, recent: Tensor, index: Tensor, h: int, w: int
    ) -> State:
        """`memory` (M, 1152): any number of rows; `recent` (N, 1152): one frame of the same grid."""
        query, gate = reading.key, reading.gate
        carried = self.long_term_attn(query, *memory.split([KEY_WIDTH, BOTH], dim=1), gate, h, w)
        carried = carried + self.short_term_attn.forward_window(
            query, *recent.split([KEY_WIDTH, BOTH], dim=1), gate, index, h, w
        )
        visual, identity = carried.split(TOKEN_WIDTH, dim=1)
        visual = state.visual + visual
        identity = identity if state.identity is None else state.identity + identity
        own = self.self_attn.forward_self(self.norm2(visual), self.id_norm2(identity), h, w)
        own_visual, own_identity = own.split(TOKEN_WIDTH, dim=1)
        return State(visual + own_visual, identity + own_identity)


class GroupNormOfBoth(nn.Module):
    """Each branch normalised over all its channels and tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.gn = nn.GroupNorm(2, 2 * TOKEN_WIDTH)

    def forward(self, grid: Tensor) -> Tensor:
        return self.gn(grid)


class GatedPropagationStack(nn.Module):
    def __init__(self, layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(GatedPropagationLayer(index == 0) for index in range(layers))
        self.decoder_norms = nn.ModuleList([GroupNormOfBoth()])

    def memorize(self, tokens: Tensor, embedding: Tensor, h: int, w: int) -> Tensor:
        """(N, 256) tokens and id embedding → (N, 1152·L). A reference frame reads its own memory on the way up."""
        index = window_index(h, w)
        state = State(tokens, None)
        rows = []
        for layer in self.layers:
            reading = layer.read(state)
            rows.append(layer.remember(reading, embedding))
            if len(rows) < len(self.layers):
                state = layer.advance(state, reading, rows[-1], rows[-1], index, h, w)
        return torch.cat(rows, dim=1)

    def propagate(self, tokens: Tensor, memory: Tensor, recent: Tensor, h: int, w: int) -> Tensor:
        """(N, 256), (M, 1152·L), (N, 1152·L) → both branches as a grid (1, 512, h, w)."""
        index = window_index(h, w)
        state = State(tokens, None)
        for layer, long, short in zip(
            self.layers, memory.split(MEMORY_WIDTH, dim=1), recent.split(MEMORY_WIDTH, dim=1), strict=True
        ):
            state = layer.advance(state, layer.read(state), long, short, index, h, w)
        both = torch.cat(list(state), dim=1)
        return self.decoder_norms[0](both.transpose(0, 1).reshape(1, -1, h, w))
