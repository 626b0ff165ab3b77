"""Reads a released checkpoint safely and strictly."""

import pickle
from pathlib import Path

import torch
from torch import Tensor

from .errors import ExportError
from .network import DeAot
from .variants import VARIANTS, Variant

Weights = dict[str, Tensor]
PREFIX = 'module.'
# Batch normalisation's step counters, which some versions of PyTorch add when saving: inference needs none.
COUNTER = 'num_batches_tracked'


def load_network(variant: Variant, file: Path) -> DeAot:
    """The variant's network with the checkpoint's weights, in eval mode. Raises ExportError."""
    return with_weights(variant, read_weights(file), str(file))


def with_weights(variant: Variant, weights: Weights, place: str) -> DeAot:
    """Checks that the weights are exactly the variant's. `place` is what messages call them."""
    check_names(variant, weights, place)
    for name, value in weights.items():
        if not torch.isfinite(value).all():
            raise ExportError(
                f'{place}: expected finite numbers, but {name} holds some that are not. Download the checkpoint again.'
            )
    network = unfilled_network(variant)
    network.load_state_dict({name: value.float() for name, value in weights.items()}, assign=True)
    return network.eval()


def read_weights(file: Path) -> Weights:
    """The state dict at the top or under `state_dict`, without `module.`; nothing but tensors is ever unpickled."""
    if not file.is_file():
        raise ExportError(f'Expected a checkpoint (.pth) at {file}; there is no such file. Check the path.')
    try:
        content = torch.load(file, map_location='cpu', weights_only=True)
    except pickle.UnpicklingError as error:
        raise ExportError(
            f'{file}: expected a checkpoint of tensors alone; it holds other objects, which could run code, or is damaged. '
            'Download it from the model zoo again.'
        ) from error
    except (RuntimeError, EOFError, ValueError, KeyError, IndexError, AttributeError, TypeError, OSError) as error:
        # Whatever a broken archive or pickle makes the reader trip over.
        raise ExportError(
            f'{file}: expected a PyTorch checkpoint; it cannot be read ({first_line(error)}). Download it again.'
        ) from error
    found = content.get('state_dict', content) if isinstance(content, dict) else None
    if not isinstance(found, dict) or not found:
        raise ExportError(
            f'{file}: expected a state dict at the top or under "state_dict"; it holds neither. Use a checkpoint of the model zoo.'
        )
    weights = {}
    for key, value in found.items():
        if not isinstance(key, str) or not isinstance(value, Tensor):
            raise ExportError(
                f'{file}: expected names and tensors, got {type(value).__name__} under {key!r}. Use a checkpoint of the model zoo.'
            )
        name = key.removeprefix(PREFIX)
        if name.rpartition('.')[2] != COUNTER:
            weights[name] = value
    return weights


def check_names(variant: Variant, weights: Weights, place: str) -> None:
    shapes = {name: tuple(value.shape) for name, value in weights.items()}
    expected = expected_shapes(variant)
    if shapes == expected:
        return
    fitting = [other.name for other in VARIANTS.values() if expected_shapes(other) == shapes]
    if fitting:
        options = ' or '.join(f'--variant {name}' for name in fitting)
        raise ExportError(
            f'{place}: expected the weights of {variant.name}, got those of {" or ".join(fitting)}. '
            f'Export with {options}, or give the checkpoint of {variant.name}.'
        )
    raise ExportError(
        f'{place}: expected the weights of {variant.name}, got others ({difference(expected, shapes)}), which fit no variant. '
        'Use a DeAOT checkpoint of the model zoo.'
    )


def expected_shapes(variant: Variant) -> dict[str, tuple[int, ...]]:
    return {name: tuple(value.shape) for name, value in unfilled_network(variant).state_dict().items()}


def unfilled_network(variant: Variant) -> DeAot:
    """Names and shapes alone: filling the network with random numbers first would take seconds."""
    with torch.device('meta'):
        return DeAot(variant)


def difference(expected: dict[str, tuple[int, ...]], shapes: dict[str, tuple[int, ...]]) -> str:
    """The counts, and the first example of each kind."""
    missing = [name for name in expected if name not in shapes]
    unknown = [name for name in shapes if name not in expected]
    wrong = [name for name in expected if name in shapes and shapes[name] != expected[name]]
    parts = [
        f'{len(names)} {kind}, as {names[0]}'
        for kind, names in (('missing', missing), ('unknown', unknown), ('of another shape', wrong))
        if names
    ]
    return '; '.join(parts)


def first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
