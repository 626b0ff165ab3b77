"""A DINOv2's folder: the graph and the manifest."""

from pathlib import Path

import torch

from .dinov2 import PATCH, STORED_SIDE, Dinov2, Dinov2Layout
from .folder import IMAGENET, write_manifest
from .graph import DATA_SUFFIX, write_graph
from .initial import fill

MODEL = 'model.onnx'
TRACED_PATCHES = (3, 4)


def random_dinov2(layout: Dinov2Layout, seed: int) -> Dinov2:
    network = Dinov2(layout)
    fill(network, seed)
    return network.eval()


def write_backbone(folder: Path, model_id: str, layout: Dinov2Layout, seed: int) -> None:
    """Fills an empty folder."""
    example = torch.zeros(2, 3, *(PATCH * count for count in TRACED_PATCHES))
    write_graph(
        random_dinov2(layout, seed),
        (example,),
        {'pixel_values': {0: 'batch', 2: 'height', 3: 'width'}},
        {'last_hidden_state': {0: 'batch', 1: 'tokens'}},
        folder / MODEL,
    )
    files = {'model': MODEL}
    data = f'{MODEL}{DATA_SUFFIX}'
    if (folder / data).exists():
        files['modelData'] = data
    about = {
        'kind': 'backbone',
        'inputSize': PATCH * STORED_SIDE,
        'patchSize': PATCH,
        'dim': layout.dim,
        **IMAGENET,
        'resize': 'bicubic',
        'input': 'pixel_values',
        'output': 'last_hidden_state',
        'skipTokens': 1 + layout.registers,
    }
    write_manifest(folder, model_id, seed, about, files)
