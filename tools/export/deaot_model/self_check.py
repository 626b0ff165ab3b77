"""Compares the written graphs with the network they came from."""

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from .errors import ExportError
from .folder import graph_file
from .graphs import ENCODED, GRAPHS, INPUT_AXES, OUTPUT_AXES
from .network import DeAot
from .variants import ID_CHANNELS

TOLERANCE = 1e-3
# Neither is the traced size; one is smaller than the short-term window in both directions, one larger in one of them.
SIDES = ((113, 81), (177, 257))


class Graphs:
    """The three graphs of a folder in ONNX Runtime, called like the network's methods."""

    def __init__(self, folder: Path) -> None:
        self.sessions = {
            step: onnxruntime.InferenceSession(folder / graph_file(step), providers=['CPUExecutionProvider'])
            for step in GRAPHS
        }

    def run(self, step: str, *inputs: Tensor) -> list[Tensor]:
        feeds = dict(zip(INPUT_AXES[step], (value.numpy() for value in inputs), strict=True))
        return [torch.from_numpy(value) for value in self.sessions[step].run(list(OUTPUT_AXES[step]), feeds)]


def check_graphs(network: DeAot, folder: Path) -> float:
    """
    The largest difference between PyTorch and ONNX Runtime over all graphs and SIDES, each graph fed what the one before
    it returned. Raises ExportError above TOLERANCE.
    """
    graphs = Graphs(folder)
    differences = [difference for sides in SIDES for difference in differences_at(network, graphs, sides)]
    # Not `max`, which would lose a NaN.
    largest = float(np.max(differences))
    if not largest <= TOLERANCE:
        raise ExportError(
            f'Expected ONNX Runtime to agree with PyTorch within {TOLERANCE:g}, they differ by {largest:.2g}. '
            'Install exactly the versions of tools/export/requirements.txt and export again.'
        )
    return largest


def differences_at(network: DeAot, graphs: Graphs, sides: tuple[int, int]) -> list[float]:
    generator = torch.Generator().manual_seed(0)
    images = [torch.randn(1, 3, *sides, generator=generator) for _ in range(3)]
    labels = [torch.randint(ID_CHANNELS, (1, *sides), generator=generator) for _ in range(2)]
    expected, got = [], []
    with torch.no_grad():
        encoded = [network.encode(image) for image in images]
        run_encoded = [graphs.run('encode', image) for image in images]
        memories, run_memories = [], []
        for reference, run_reference, label in zip(encoded, run_encoded, labels, strict=False):
            onehot = torch.nn.functional.one_hot(label, ID_CHANNELS).permute(0, 3, 1, 2).float()
            memories.append(network.memorize(reference[-1], onehot))
            run_memories.extend(graphs.run('memorize', run_reference[-1], onehot))
        # One memory and two: their number of rows is free.
        for count in (1, 2):
            recent = count - 1
            expected.append(network.propagate(*encoded[-1], torch.cat(memories[:count]), memories[recent]))
            got.extend(
                graphs.run('propagate', *run_encoded[-1], torch.cat(run_memories[:count]), run_memories[recent])
            )
    expected = [*sum(encoded, ()), *memories, *expected]
    got = [*sum(run_encoded, []), *run_memories, *got]
    return [(a - b).abs().max().item() for a, b in zip(expected, got, strict=True)]
