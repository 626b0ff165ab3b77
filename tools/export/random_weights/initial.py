"""Random weights at which activations keep their scale, the same for the same seed."""

import math

import torch
from torch import Tensor, nn

BIAS_SPREAD = 0.02
NORM_SPREAD = 0.1


class Table(nn.Module):
    """Learned values that are no layer's: tokens, position embeddings, scales. Filled with N(mean, spread²)."""

    def __init__(self, *shape: int, spread: float, mean: float = 0.0) -> None:
        super().__init__()
        self.values = nn.Parameter(torch.empty(shape))
        self.spread = spread
        self.mean = mean

    def forward(self) -> Tensor:
        return self.values


def fill(network: nn.Module, seed: int) -> None:
    """Fills every parameter in place. Matrices and kernels keep the scale of what passes through them."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for module in network.modules():
            for name, parameter in module.named_parameters(recurse=False):
                mean, spread = distribution(module, name)
                parameter.normal_(0, 1, generator=generator).mul_(spread).add_(mean)


def distribution(module: nn.Module, name: str) -> tuple[float, float]:
    """Mean and standard deviation of a module's own parameter."""
    if isinstance(module, Table):
        return module.mean, module.spread
    if name == 'bias':
        return 0.0, BIAS_SPREAD
    if isinstance(module, nn.LayerNorm):
        return 1.0, NORM_SPREAD
    if isinstance(module, nn.ConvTranspose2d):
        # The kernel is as wide as its stride: one input position an output pixel.
        return 0.0, 1 / math.sqrt(module.in_channels)
    if isinstance(module, (nn.Linear, nn.Conv2d)):
        return 0.0, 1 / math.sqrt(math.prod(module.weight.shape[1:]))
    raise TypeError(f'no distribution for {name} of {type(module).__name__}')
