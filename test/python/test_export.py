"""The exported folder: contract, manifest, free sizes, and what a failure leaves behind. Random weights."""

import hashlib
import json
import shutil
from pathlib import Path

import deaot
import numpy as np
import onnx
import pytest
import torch

from conftest import EXPORT, RANDOM_SEED, Exports
from deaot_model.checkpoint import with_weights
from deaot_model.errors import ExportError
from deaot_model.folder import replaced_folder
from deaot_model.network import DeAot
from deaot_model.random_weights import random_weights
from deaot_model.self_check import check_graphs
from deaot_model.variants import VARIANTS
from graph_runner import GraphRunner, onehot

T = VARIANTS['deaott']
CONTRACT = {
    'encode': (['image'], ['feat4', 'feat8', 'feat16', 'emb']),
    'memorize': (['emb', 'onehot'], ['memory']),
    'propagate': (['feat4', 'feat8', 'feat16', 'emb', 'memory', 'recent'], ['logits4']),
}


def random_network(seed: int) -> DeAot:
    return with_weights(T, random_weights(T, seed), 'random weights')


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob('*') if file.is_file()}


def test_manifest_says_what_is_there(random_export: Path) -> None:
    manifest = json.loads((random_export / 'manifest.json').read_text())
    assert sorted(content(random_export)) == ['encode.onnx', 'manifest.json', 'memorize.onnx', 'propagate.onnx']
    for step in CONTRACT:
        file = random_export / f'{step}.onnx'
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert manifest['files'].pop(step) == {'path': file.name, 'sha256': digest}
    assert manifest == {
        'id': 'deaot-t-random',
        'kind': 'aligner',
        'family': 'deaot',
        'files': {},
        'shortSide': 465,
        'maxObjects': 10,
        'mean': [0.485, 0.456, 0.406],
        'std': [0.229, 0.224, 0.225],
        'license': 'Apache-2.0',
        'source': f'DeAOT-T with random weights, seed {RANDOM_SEED}',
    }


@pytest.mark.parametrize('step', CONTRACT)
def test_graphs_keep_the_contract(step: str, random_export: Path) -> None:
    file = random_export / f'{step}.onnx'
    model = onnx.load(file)
    assert ([value.name for value in model.graph.input], [value.name for value in model.graph.output]) == CONTRACT[step]
    assert model.ir_version <= 10
    assert [(entry.domain, entry.version >= 17) for entry in model.opset_import] == [('', True)]
    used = {name for node in model.graph.node for name in node.input}
    assert used >= {value.name for value in model.graph.input}
    # The tracer notes where the exporter's code lies.
    assert str(EXPORT).encode() not in file.read_bytes()


@pytest.mark.parametrize('sides', [(33, 49), (145, 321), (257, 257)])
def test_graphs_run_at_other_sizes_and_with_several_memories(sides: tuple[int, int], random_export: Path) -> None:
    """Three references of two sizes: only the most recent has to have the query's grid."""
    generator = np.random.default_rng(1)
    graphs, network = GraphRunner(random_export), random_network(RANDOM_SEED)
    frames = [sides, (81, 65), sides, sides]
    images = [generator.standard_normal((1, 3, *frame), dtype=np.float32) for frame in frames]
    labels = [generator.integers(0, 11, frame) for frame in frames]

    encoded = [graphs.encode(image) for image in images]
    memories = [graphs.memorize(*pair) for pair in zip(encoded[:3], labels, strict=False)]
    logits = graphs.propagate(encoded[3], np.concatenate(memories), memories[2])

    with torch.no_grad():
        known = [network.encode(torch.from_numpy(image)) for image in images]
        rows = [
            network.memorize(one[3], torch.from_numpy(onehot(label)))
            for one, label in zip(known[:3], labels, strict=False)
        ]
        expected = network.propagate(*known[3], torch.cat(rows), rows[2]).numpy()
    assert logits.shape == (1, 11, (sides[0] - 1) // 4 + 1, (sides[1] - 1) // 4 + 1)
    np.testing.assert_allclose(logits, expected, rtol=0, atol=1e-3)


def test_an_unknown_pixel_is_no_background(random_export: Path) -> None:
    """A label above the ids sets no channel."""
    graphs = GraphRunner(random_export)
    encoded = graphs.encode(np.zeros((1, 3, 65, 65), dtype=np.float32))
    background = np.zeros((65, 65), dtype=np.int64)
    known, unknown = graphs.memorize(encoded, background), graphs.memorize(encoded, background + 255)
    # Keys and values come from the image alone, the last 512 columns from the ids.
    np.testing.assert_array_equal(known[:, :640], unknown[:, :640])
    assert np.abs(known[:, 640:] - unknown[:, 640:]).max() > 0.1


def test_the_check_finds_graphs_of_other_weights(random_export: Path) -> None:
    assert check_graphs(random_network(RANDOM_SEED), random_export) < 1e-3
    with pytest.raises(ExportError, match='agree with PyTorch within 0.001'):
        check_graphs(random_network(RANDOM_SEED + 1), random_export)


def test_the_command_replaces_an_earlier_export(exports: Exports, random_export: Path, tmp_path: Path) -> None:
    out, checkpoint = tmp_path / 'out', tmp_path / 'checkpoint.pth'
    shutil.copytree(random_export, out)
    torch.save(random_weights(T, seed=8), checkpoint)
    printed = exports.start(
        EXPORT / 'deaot.py', '--variant', 'deaott', '--checkpoint', checkpoint, '--out', out
    ).result()
    assert 'PyTorch and ONNX Runtime differ by at most' in printed
    manifest = json.loads((out / 'manifest.json').read_text())
    assert (manifest['id'], manifest['license']) == ('deaot-t', 'BSD-3-Clause')
    digest = hashlib.sha256((out / 'encode.onnx').read_bytes()).hexdigest()
    assert manifest['files']['encode']['sha256'] == digest
    assert content(out)['encode.onnx'] != content(random_export)['encode.onnx']
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ['checkpoint.pth', 'out']


def test_a_failed_export_leaves_the_earlier_folder(
    random_export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, checkpoint = tmp_path / 'out', tmp_path / 'checkpoint.pth'
    shutil.copytree(random_export, out)
    torch.save(random_weights(VARIANTS['deaots'], seed=0), checkpoint)
    status = deaot.main(['--variant', 'deaott', '--checkpoint', str(checkpoint), '--out', str(out)])
    printed = capsys.readouterr()
    assert status == 1
    assert printed.out == ''
    assert printed.err.startswith('error: ') and printed.err.count('\n') == 1
    assert '--variant deaots' in printed.err
    assert content(out) == content(random_export)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ['checkpoint.pth', 'out']


def test_a_failure_half_way_leaves_the_earlier_folder(random_export: Path, tmp_path: Path) -> None:
    out = tmp_path / 'out'
    shutil.copytree(random_export, out)
    with pytest.raises(ZeroDivisionError), replaced_folder(out) as fresh:
        (fresh / 'encode.onnx').write_bytes(b'half')
        raise ZeroDivisionError
    assert content(out) == content(random_export)
    assert [entry.name for entry in tmp_path.iterdir()] == ['out']


def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / 'out'
    out.mkdir()
    (out / 'photo.png').write_bytes(b'mine')
    with pytest.raises(ExportError, match=r'holds photo\.png'), replaced_folder(out):
        pass
    assert content(tmp_path) == {'out/photo.png': b'mine'}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / 'out').write_bytes(b'mine')
    with pytest.raises(ExportError, match='Expected a folder'), replaced_folder(tmp_path / 'out'):
        pass
    assert content(tmp_path) == {'out': b'mine'}
