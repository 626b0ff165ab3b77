"""The exported graphs against what the reference network computes with weights that a formula fills."""

import json
import zlib
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
import torch

from conftest import EXPORT, Exports
from graph_runner import GraphRunner

TOLERANCE = 1e-3
# Also how each checkpoint is wrapped, so that all the ways to save one go through a whole export.
WRAPPED = {
    'deaott': lambda weights: weights,
    'deaots': lambda weights: {f'module.{name}': value for name, value in weights.items()},
    'deaotl': lambda weights: {'state_dict': weights, 'optimizer': {'step': 1}},
    'r50_deaotl': lambda weights: {'state_dict': {f'module.{name}': value for name, value in weights.items()}},
}
IDS = {'deaott': 'deaot-t', 'deaots': 'deaot-s', 'deaotl': 'deaot-l', 'r50_deaotl': 'deaot-r50-l'}


def filled(name: str, shape: list[int]) -> torch.Tensor:
    """The formula of the vectors' README."""
    noise = np.random.Generator(np.random.PCG64(zlib.crc32(name.encode()))).standard_normal(shape, dtype=np.float32)
    if len(shape) > 1:
        noise = noise / np.sqrt(np.prod(shape[1:]))
    elif name.endswith('running_var'):
        noise = 1 + 0.1 * np.abs(noise)
    elif name.endswith(('running_mean', 'bias')):
        noise = 0.1 * noise
    else:
        noise = 1 + 0.1 * noise
    return torch.from_numpy(noise.astype(np.float32))


@pytest.fixture(scope='module')
def folders(
    vectors: Path, exports: Exports, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Future[str]]]:
    """Each variant's folder and its export, under way."""
    place = tmp_path_factory.mktemp('vectors')
    started = {}
    for variant, wrap in WRAPPED.items():
        entries = json.loads((vectors / f'{variant}.state_dict.json').read_text())['state_dict']
        checkpoint, out = place / f'{variant}.pth', place / variant
        torch.save(wrap({name: filled(name, shape) for name, shape, _ in entries}), checkpoint)
        run = exports.start(EXPORT / 'deaot.py', '--variant', variant, '--checkpoint', checkpoint, '--out', out)
        started[variant] = out, run
    return started


@pytest.mark.parametrize('variant', WRAPPED)
def test_graphs_compute_what_the_reference_network_does(
    variant: str, folders: dict[str, tuple[Path, Future[str]]], vectors: Path
) -> None:
    folder, run = folders[variant]
    assert 'PyTorch and ONNX Runtime differ by at most' in run.result()
    assert json.loads((folder / 'manifest.json').read_text())['id'] == IDS[variant]
    inputs, expected = np.load(vectors / 'inputs.npz'), np.load(vectors / f'{variant}.npz')

    graphs = GraphRunner(folder)
    reference, reference2, query = (graphs.encode(inputs[name]) for name in ('reference', 'reference2', 'query'))
    memory = graphs.memorize(reference, inputs['label'])
    memory2 = graphs.memorize(reference2, inputs['label2'])

    h, w = reference['emb'].shape[2:]
    assert memory.shape == (h * w, expected['memory_mean'].size)
    # The vectors' standard deviation is the sample's.
    np.testing.assert_allclose(memory.mean(axis=0), expected['memory_mean'], rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(memory.std(axis=0, ddof=1), expected['memory_std'], rtol=0, atol=TOLERANCE)

    objects = expected['logits4'].shape[1]
    one = graphs.propagate(query, memory, memory)
    assert one.shape[1] == 11
    np.testing.assert_allclose(one[:, :objects], expected['logits4'], rtol=0, atol=TOLERANCE)
    both = graphs.propagate(query, np.concatenate([memory, memory2]), memory2)
    np.testing.assert_allclose(both[:, :objects], expected['logits4_two_references'], rtol=0, atol=TOLERANCE)
