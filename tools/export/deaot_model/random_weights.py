"""A variant with random weights: the contract of a real one, for tests and measurements that need no checkpoint."""

import math
from os import PathLike
from pathlib import Path

import torch
from torch import Tensor

from .checkpoint import Weights, expected_shapes, with_weights
from .export import write_graphs
from .folder import replaced_folder, write_manifest
from .variants import VARIANTS, Variant

SPREAD = 0.1


def export_random(name: str, out_dir: str | PathLike[str], seed: int = 0) -> float:
    """
    Writes variant `name` (a key of VARIANTS) with random weights, the same for the same seed, to `out_dir`: files and
    checks as of a checkpoint's export, the id ends in `-random`. Returns the largest difference between PyTorch and ONNX
    Runtime. Raises ExportError.
    """
    variant = VARIANTS[name]
    with replaced_folder(Path(out_dir)) as folder:
        network = with_weights(variant, random_weights(variant, seed), 'random weights')
        difference = write_graphs(network, folder)
        write_manifest(
            folder,
            model_id=f'{variant.model_id}-random',
            license_name='Apache-2.0',
            source=f'{variant.title} with random weights, seed {seed}',
        )
    return difference


def random_weights(variant: Variant, seed: int) -> Weights:
    """Matrices and kernels keep the scale of what passes through them; vectors lie around what changes nothing."""
    generator = torch.Generator().manual_seed(seed)
    return {name: random_entry(name, shape, generator) for name, shape in expected_shapes(variant).items()}


def random_entry(name: str, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    noise = torch.randn(shape, generator=generator)
    if len(shape) > 1:
        return noise / math.sqrt(math.prod(shape[1:]))
    if name.endswith(('running_mean', 'bias')):
        return SPREAD * noise
    return 1 + SPREAD * (noise.abs() if name.endswith('running_var') else noise)
