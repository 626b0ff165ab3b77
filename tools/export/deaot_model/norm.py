"""Batch normalisation with fixed statistics."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class FixedBatchNorm(nn.Module):
    """Normalises (1, C, h, w) by stored statistics; unlike PyTorch's it keeps no counter, as the checkpoints have none."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer('running_mean', torch.zeros(channels))
        self.register_buffer('running_var', torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias)
