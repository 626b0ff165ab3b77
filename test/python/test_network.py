"""Properties of the network's parts that need neither a checkpoint nor a reference."""

import torch
from torch.nn import functional as F

from deaot_model.attention import KEY_WIDTH, WINDOW, WindowedAttention, attend, window_index


def test_masked_dense_attention_is_exactly_attention_within_the_window() -> None:
    """Query by query, over the keys that lie within seven rows and columns."""
    torch.manual_seed(0)
    h, w, half = 9, 19, WINDOW // 2
    query, key, value = torch.randn(h * w, KEY_WIDTH), torch.randn(h * w, KEY_WIDTH), torch.randn(h * w, 6)
    layer = WindowedAttention()
    with torch.no_grad():
        dense = attend(query, key, value, layer.bias(query, window_index(h, w)))
        places = layer.relative_emb_k(query.T[None, :, :, None])[0, :, :, 0].T
    for y in range(h):
        for x in range(w):
            at = y * w + x
            seen = [
                (v * w + u, (v - y + half) * WINDOW + u - x + half)
                for v in range(max(0, y - half), min(h, y + half + 1))
                for u in range(max(0, x - half), min(w, x + half + 1))
            ]
            keys, offsets = (torch.tensor(column) for column in zip(*seen, strict=True))
            scores = key[keys] @ query[at] / KEY_WIDTH**0.5 + places[at, offsets]
            expected = F.softmax(scores, dim=0) @ value[keys]
            torch.testing.assert_close(dense[at], expected, rtol=0, atol=1e-5)


def test_nothing_outside_the_window_is_seen() -> None:
    h, w = 1, 20
    query, key = torch.ones(w, KEY_WIDTH), torch.ones(w, KEY_WIDTH)
    layer = WindowedAttention()
    with torch.no_grad():
        weights = attend(query, key, torch.eye(w), layer.bias(query, window_index(h, w)))
    distance = (torch.arange(w)[None, :] - torch.arange(w)[:, None]).abs()
    assert (weights[distance > 7] == 0).all()
    assert (weights[distance <= 7] > 0).all()
