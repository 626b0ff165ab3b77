"""Models with random weights: shapes, free sizes and manifests, on small layouts of the same code; dinov2-small as it is."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import random_models
import torch

from random_weights.backbone import random_dinov2, write_backbone
from random_weights.catalog import DINOV2, WRITERS, write_model
from random_weights.dinov2 import Dinov2, Dinov2Layout
from random_weights.folder import write_manifest
from random_weights.initial import fill
from random_weights.layers import from_windows, to_windows
from random_weights.segmenter_network import SamLayout, random_sam
from random_weights.tiny_vit import TinyVitLayout
from random_weights.vit import VitLayout
from small_models import CHANNELS, DINOV2_LAYOUTS, PIXELS, SAM_TRUNKS, SEED, SIDE

Arrays = dict[str, np.ndarray]
RandomModel = Callable[[str], Path]


def run(file: Path, feeds: Arrays) -> Arrays:
    session = onnxruntime.InferenceSession(file, providers=['CPUExecutionProvider'])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, feeds), strict=True))


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(shape, dtype=np.float32)


def interface(file: Path) -> dict[str, list[str | int]]:
    graph = onnx.load(file, load_external_data=False).graph
    return {
        value.name: [axis.dim_param or axis.dim_value for axis in value.type.tensor_type.shape.dim]
        for value in (*graph.input, *graph.output)
    }


def check_files(folder: Path) -> None:
    """The manifest lists each file beside it with its checksum, and the graphs are of versions that the product reads."""
    manifest = json.loads((folder / 'manifest.json').read_text())
    listed = {entry['path']: entry['sha256'] for entry in manifest['files'].values()}
    there = {file.name for file in folder.iterdir()} - {'manifest.json'}
    assert set(listed) == there
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    for file in folder.glob('*.onnx'):
        model = onnx.load(file, load_external_data=False)
        assert model.ir_version <= 10
        assert [(entry.domain, entry.version >= 17) for entry in model.opset_import] == [('', True)]
        # The tracer notes where the exporter's code lies.
        assert b'random_weights' not in file.read_bytes()


@pytest.fixture(scope='module', params=SAM_TRUNKS)
def sam(request: pytest.FixtureRequest, random_model: RandomModel) -> Path:
    return random_model(request.param)


@pytest.fixture(scope='module')
def encoded(sam: Path) -> Arrays:
    return run(sam / 'vision_encoder.onnx', {'pixel_values': noise(1, 3, PIXELS, PIXELS)})


@pytest.mark.parametrize(('model', 'parameters'), [('small', 22.06), ('base', 86.58), ('large', 304.37), ('giant', 1136.48)])
def test_dinov2_has_the_true_size(model: str, parameters: float) -> None:
    """Millions, of the released weights without the mask token."""
    with torch.device('meta'):
        network = Dinov2(Dinov2Layout(*DINOV2[model]))
    assert round(sum(each.numel() for each in network.parameters()) / 1e6, 2) == parameters


@pytest.mark.parametrize(
    ('trunk', 'parameters'),
    [(VitLayout(768, 3072), 93.73), (VitLayout(168, 696), 9.72), (TinyVitLayout(), 9.79)],
    ids=['sam-vit-base', 'slimsam-77-uniform', 'mobilesam'],
)
def test_sam_has_the_true_size(
    trunk: VitLayout | TinyVitLayout, parameters: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Millions, of both graphs, the discs' and hills' included. Released: 93.7, 5.7 + 4.06, 5.78 + 4.06 (a folded norm has half the values)."""
    monkeypatch.setattr('random_weights.segmenter_network.fill', lambda network, seed: None)
    with torch.device('meta'):
        networks = torch.nn.ModuleList(random_sam(SamLayout(trunk), 0))
    assert sum(each.numel() for each in networks.parameters()) / 1e6 == pytest.approx(parameters, abs=0.01)


@pytest.fixture(scope='module', params=DINOV2_LAYOUTS)
def dinov2(request: pytest.FixtureRequest, random_model: RandomModel) -> Path:
    """A folder named like its layout."""
    return random_model(request.param)


def test_dinov2_takes_any_size_and_batch(dinov2: Path) -> None:
    """At the stored 37 × 37 and at others, as PyTorch computes it."""
    shape = DINOV2_LAYOUTS[dinov2.name]
    check_files(dinov2)
    file = dinov2 / 'model.onnx'
    assert interface(file) == {
        'pixel_values': ['batch', 3, 'height', 'width'],
        'last_hidden_state': ['batch', 'tokens', shape.dim],
    }
    network = random_dinov2(shape, SEED)
    for batch, rows, columns in ((1, 37, 37), (3, 32, 32), (2, 5, 40), (1, 1, 1)):
        pixels = noise(batch, 3, 14 * rows, 14 * columns)
        tokens = run(file, {'pixel_values': pixels})['last_hidden_state']
        assert tokens.shape == (batch, 1 + shape.registers + rows * columns, shape.dim)
        with torch.no_grad():
            np.testing.assert_allclose(tokens, network(torch.from_numpy(pixels)).numpy(), rtol=0, atol=1e-3)


def test_positions_are_resized_as_the_family_wants(dinov2: Path) -> None:
    registers = dinov2.name == 'registers'
    (resize,) = (node for node in onnx.load(dinov2 / 'model.onnx').graph.node if node.op_type == 'Resize')
    found = {entry.name: onnx.helper.get_attribute_value(entry) for entry in resize.attribute}
    assert found['mode'] == b'cubic'
    expected = (-0.5, 1, 1) if registers else (-0.75, 0, 0)
    assert (found['cubic_coeff_a'], found['antialias'], found['exclude_outside']) == expected


def test_registers_come_after_the_class_token() -> None:
    layout = DINOV2_LAYOUTS['registers']
    network = random_dinov2(layout, SEED)
    # Without layers a register is its own value, normalised.
    network.blocks = torch.nn.Sequential()
    with torch.no_grad():
        tokens = network(torch.zeros(1, 3, 28, 28))
        expected = network.norm(network.registers())
    torch.testing.assert_close(tokens[:, 1:5], expected)


def test_weights_that_do_not_fit_a_file_go_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('random_weights.graph.INLINE_LIMIT', 1000)
    write_backbone(tmp_path, 'tiny', DINOV2_LAYOUTS['plain'], SEED)
    manifest = json.loads((tmp_path / 'manifest.json').read_text())
    assert manifest['files']['modelData']['path'] == 'model.onnx_data'
    check_files(tmp_path)
    assert (tmp_path / 'model.onnx').stat().st_size < (tmp_path / 'model.onnx_data').stat().st_size
    tokens = run(tmp_path / 'model.onnx', {'pixel_values': noise(1, 3, 28, 42)})['last_hidden_state']
    assert tokens.shape == (1, 7, 24)


def test_windows_and_back() -> None:
    """Whole windows and padded ones: a token stays where it is."""
    for side, window in ((12, 4), (16, 6), (5, 7)):
        grid = torch.arange(side * side * 2.0).reshape(1, side, side, 2)
        windows = to_windows(grid, window)
        assert windows.shape == ((-(-side // window)) ** 2, window * window, 2)
        assert torch.equal(windows[0, 0], grid[0, 0, 0])
        assert torch.equal(windows[0, window], grid[0, 1, 0])
        assert torch.equal(from_windows(windows, window, side), grid)


def test_sam_keeps_the_contract(sam: Path, encoded: Arrays) -> None:
    check_files(sam)
    embedding = [1, CHANNELS, SIDE, SIDE]
    assert interface(sam / 'vision_encoder.onnx') == {
        'pixel_values': [1, 3, PIXELS, PIXELS],
        'image_embeddings': embedding,
        'image_positional_embeddings': embedding,
    }
    assert interface(sam / 'prompt_encoder_mask_decoder.onnx') == {
        'input_points': [1, 'prompts', 'points', 2],
        'input_labels': [1, 'prompts', 'points'],
        'image_embeddings': embedding,
        'image_positional_embeddings': embedding,
        'iou_scores': [1, 'prompts', 3],
        'pred_masks': [1, 'prompts', 3, 4 * SIDE, 4 * SIDE],
    }
    for value in encoded.values():
        assert list(value.shape) == embedding
        assert np.isfinite(value).all()
    # It depends on the picture, not only on the place.
    assert encoded['image_embeddings'].std(axis=(2, 3)).mean() > 0.1


def decode(sam: Path, encoded: Arrays, points: list[list[list[float]]], labels: list[list[int]]) -> Arrays:
    """`points` by prompt, in pixels of the encoder's input."""
    prompt = {'input_points': np.array([points], np.float32), 'input_labels': np.array([labels], np.int64)}
    return run(sam / 'prompt_encoder_mask_decoder.onnx', {**prompt, **encoded})


def test_prompts_do_not_hear_each_other(sam: Path, encoded: Arrays) -> None:
    points = [[[40.0, 200.0]], [[128.0, 64.0]], [[250.0, 3.0]]]
    together = decode(sam, encoded, points, [[1], [1], [1]])
    for index, point in enumerate(points):
        alone = decode(sam, encoded, [point], [[1]])
        for name, value in alone.items():
            assert value.shape[:3] == (1, 1, 3)
            np.testing.assert_allclose(value[:, 0], together[name][:, index], rtol=0, atol=1e-3)
    assert np.abs(together['iou_scores'][0, 0] - together['iou_scores'][0, 1]).max() > 1e-4


def test_masks_lie_around_their_points(sam: Path, encoded: Arrays) -> None:
    """In the point's own cell, growing from the first mask to the third, neither empty nor everything."""
    masks = decode(sam, encoded, [[[40.0, 200.0]], [[128.0, 64.0]]], [[1], [1]])['pred_masks'][0] > 0
    assert masks[0, :, 50, 10].all() and masks[1, :, 16, 32].all()
    assert not masks[0, :, 16, 32].any() and not masks[1, :, 50, 10].any()
    areas = masks.mean(axis=(2, 3))
    assert (np.diff(areas, axis=1) > 0).all()
    assert (areas > 0.005).all() and (areas < 0.3).all()


def test_masks_pass_a_generators_filters(sam: Path, encoded: Arrays) -> None:
    """Some reach the predicted IoU, not all; most of the discs are stable (METHOD 6)."""
    along = (np.arange(16) + 0.5) * PIXELS / 16
    points = [[[x, y]] for y in along for x in along]
    outputs = decode(sam, encoded, points, [[1]] * len(points))
    passing = outputs['iou_scores'] >= 0.88
    assert 0 < passing.mean() < 0.2
    masks = outputs['pred_masks']
    stability = (masks > 1).sum(axis=(3, 4)) / (masks > -1).sum(axis=(3, 4))
    assert (stability[0, :, 2] >= 0.95).mean() > 0.5


def test_points_of_other_labels(sam: Path, encoded: Arrays) -> None:
    """A second point inside widens the mask, one outside and padding do not; with none inside it is empty."""
    inside, other = [40.0, 200.0], [200.0, 40.0]
    both, outside, padded, none = (
        decode(sam, encoded, [[inside, other]], [labels])['pred_masks'][0, 0, 0] > 0
        for labels in ([1, 1], [1, 0], [1, -1], [0, -1])
    )
    assert both[50, 10] and both[10, 50]
    for mask in (outside, padded):
        assert mask[50, 10] and not mask[10, 50]
    assert not none.any()


def test_the_same_seed_gives_the_same_weights() -> None:
    layout = DINOV2_LAYOUTS['plain']
    first, again, other = (random_dinov2(layout, seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first['patches.weight'], other['patches.weight'])


def test_a_layer_without_a_distribution_is_an_error() -> None:
    with pytest.raises(TypeError, match='BatchNorm2d'):
        fill(torch.nn.Sequential(torch.nn.BatchNorm2d(4)), 0)


def test_dinov2_small(random_model: RandomModel) -> None:
    folder = random_model('dinov2-small')
    check_files(folder)
    manifest = json.loads((folder / 'manifest.json').read_text())
    del manifest['files']
    assert manifest == {
        'id': 'dinov2-small',
        'kind': 'backbone',
        'inputSize': 518,
        'patchSize': 14,
        'dim': 384,
        'mean': [0.485, 0.456, 0.406],
        'std': [0.229, 0.224, 0.225],
        'resize': 'bicubic',
        'input': 'pixel_values',
        'output': 'last_hidden_state',
        'skipTokens': 1,
        'license': 'Apache-2.0',
        'source': 'random weights, seed 0',
    }
    for side in (448, 518):
        tokens = run(folder / 'model.onnx', {'pixel_values': noise(1, 3, side, side)})['last_hidden_state']
        assert tokens.shape == (1, 1 + (side // 14) ** 2, 384)
        assert np.isfinite(tokens).all() and 0.5 < tokens.std() < 2


def test_a_second_call_leaves_the_folder(random_model: RandomModel, capsys: pytest.CaptureFixture[str]) -> None:
    folder = random_model('dinov2-small')
    file = folder / 'model.onnx'
    before = file.stat()
    assert random_models.main(['--out', str(folder.parent), 'dinov2-small']) == 0
    assert 'there already' in capsys.readouterr().out
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.fixture
def tiny_writer(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """dinov2-small as a few bytes; the seeds that were written."""
    seeds = []

    def write(folder: Path, model_id: str, seed: int) -> None:
        (folder / 'weights.bin').write_bytes(bytes([seed]))
        write_manifest(folder, model_id, seed, {'kind': 'backbone'}, {'model': 'weights.bin'})
        seeds.append(seed)

    monkeypatch.setitem(WRITERS, 'dinov2-small', write)
    return seeds


def test_another_seed_and_a_lost_file_are_written_anew(tiny_writer: list[int], tmp_path: Path) -> None:
    assert write_model('dinov2-small', tmp_path, 0)
    assert not write_model('dinov2-small', tmp_path, 0)
    assert write_model('dinov2-small', tmp_path, 1)
    (tmp_path / 'dinov2-small' / 'weights.bin').unlink()
    assert write_model('dinov2-small', tmp_path, 1)
    assert tiny_writer == [0, 1, 1]
    assert [entry.name for entry in tmp_path.iterdir()] == ['dinov2-small']


def test_a_folder_of_something_else_is_an_error(
    tiny_writer: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / 'dinov2-small'
    folder.mkdir()
    (folder / 'manifest.json').write_text('{"source": "the authors", "files": {}}')
    assert random_models.main(['--out', str(tmp_path), 'dinov2-small']) == 1
    printed = capsys.readouterr().err
    assert printed.startswith('error: Expected ') and printed.count('\n') == 1
    assert tiny_writer == []
    assert (folder / 'manifest.json').read_text() == '{"source": "the authors", "files": {}}'


def test_a_failure_leaves_the_earlier_model(
    tiny_writer: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert write_model('dinov2-small', tmp_path, 0)

    def fail(folder: Path, model_id: str, seed: int) -> None:
        (folder / 'weights.bin').write_bytes(b'half')
        raise ZeroDivisionError

    monkeypatch.setitem(WRITERS, 'dinov2-small', fail)
    with pytest.raises(ZeroDivisionError):
        write_model('dinov2-small', tmp_path, 1)
    assert [entry.name for entry in tmp_path.iterdir()] == ['dinov2-small']
    check_files(tmp_path / 'dinov2-small')


@pytest.mark.parametrize('arguments', [['dinov3-small'], ['--seed', '-1'], ['--seed', 'x']])
def test_wrong_arguments(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        random_models.main(['--out', str(tmp_path), *arguments])
    assert stopped.value.code == 2
    assert arguments[-1] in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
