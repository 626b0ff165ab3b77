"""Which checkpoints are taken, which are refused, and what the user is told. Nothing here exports."""

import pickle
from pathlib import Path

import pytest
import torch

from deaot_model.checkpoint import Weights, load_network
from deaot_model.errors import ExportError
from deaot_model.random_weights import random_weights
from deaot_model.variants import VARIANTS

T = VARIANTS['deaott']


@pytest.fixture(scope='module')
def weights() -> Weights:
    return random_weights(T, seed=0)


def saved(content: object, folder: Path) -> Path:
    file = folder / 'checkpoint.pth'
    torch.save(content, file)
    return file


def refusal(variant: str, file: Path) -> str:
    with pytest.raises(ExportError) as caught:
        load_network(VARIANTS[variant], file)
    message = str(caught.value)
    assert '\n' not in message
    return message


@pytest.mark.parametrize('nested', [False, True])
@pytest.mark.parametrize('prefix', ['', 'module.'])
def test_every_way_to_save_a_state_dict_is_read(weights: Weights, tmp_path: Path, prefix: str, nested: bool) -> None:
    content = {prefix + name: value for name, value in weights.items()}
    network = load_network(T, saved({'state_dict': content, 'epoch': 3} if nested else content, tmp_path))
    loaded = network.state_dict()
    assert loaded.keys() == weights.keys()
    assert all(torch.equal(loaded[name], weights[name]) for name in weights)
    assert not network.training


def test_counters_of_batch_normalisation_are_passed_over(weights: Weights, tmp_path: Path) -> None:
    counter = 'encoder.features.0.1.num_batches_tracked'
    network = load_network(T, saved({**weights, counter: torch.tensor(7)}, tmp_path))
    assert counter not in network.state_dict()


@pytest.mark.parametrize(
    ('real', 'asked', 'advice'),
    [
        ('deaots', 'deaott', '--variant deaots'),
        ('deaott', 'r50_deaotl', '--variant deaott'),
        ('deaotb', 'deaots', '--variant deaotb or --variant deaotl'),
        ('r50_deaotl', 'deaotl', '--variant r50_deaotl'),
    ],
)
def test_a_wrong_variant_names_the_right_one(real: str, asked: str, advice: str, tmp_path: Path) -> None:
    message = refusal(asked, saved(random_weights(VARIANTS[real], seed=0), tmp_path))
    assert f'expected the weights of {asked}' in message
    assert advice in message


def test_b_and_l_are_one_architecture(tmp_path: Path) -> None:
    file = saved(random_weights(VARIANTS['deaotl'], seed=0), tmp_path)
    assert load_network(VARIANTS['deaotb'], file).state_dict().keys() == load_network(
        VARIANTS['deaotl'], file
    ).state_dict().keys()


def test_weights_of_no_variant_are_refused_with_the_first_difference(weights: Weights, tmp_path: Path) -> None:
    missing = {name: value for name, value in weights.items() if name != 'id_norm.bias'}
    assert '1 missing, as id_norm.bias' in refusal('deaott', saved(missing, tmp_path))
    more = {**weights, 'decoder.extra.weight': torch.zeros(1)}
    assert '1 unknown, as decoder.extra.weight' in refusal('deaott', saved(more, tmp_path))
    bent = {**weights, 'id_norm.bias': torch.zeros(3)}
    assert '1 of another shape, as id_norm.bias' in refusal('deaott', saved(bent, tmp_path))


def test_numbers_that_are_not_finite_are_refused(weights: Weights, tmp_path: Path) -> None:
    spoilt = {**weights, 'id_norm.bias': torch.full_like(weights['id_norm.bias'], torch.nan)}
    assert 'id_norm.bias' in refusal('deaott', saved(spoilt, tmp_path))


@pytest.mark.parametrize('share', [0.0, 0.001, 0.5, 0.99])
def test_a_truncated_file_is_refused(weights: Weights, tmp_path: Path, share: float) -> None:
    file = saved(weights, tmp_path)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    message = refusal('deaott', file)
    assert str(file) in message and 'again' in message


class Bomb:
    """Unpickling it would make a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.file,)


@pytest.mark.parametrize('plain', [False, True])
def test_code_in_a_checkpoint_is_never_run(weights: Weights, tmp_path: Path, plain: bool) -> None:
    sign = tmp_path / 'sign'
    content = {'state_dict': weights, 'other': Bomb(sign)}
    if plain:
        file = tmp_path / 'checkpoint.pth'
        file.write_bytes(pickle.dumps({'other': Bomb(sign)}, protocol=2))
    else:
        file = saved(content, tmp_path)
    assert 'could run code' in refusal('deaott', file)
    assert not sign.exists()


@pytest.mark.parametrize('content', [[1, 2], {}, {'state_dict': {}}, {'epoch': 3}, {'state_dict': 5}])
def test_what_holds_no_state_dict_is_refused(content: object, tmp_path: Path) -> None:
    assert 'Use a checkpoint of the model zoo' in refusal('deaott', saved(content, tmp_path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / 'none.pth') in refusal('deaott', tmp_path / 'none.pth')


def test_random_weights_follow_their_seed(weights: Weights) -> None:
    again, other = random_weights(T, seed=0), random_weights(T, seed=1)
    assert all(torch.equal(again[name], weights[name]) for name in weights)
    assert not any(torch.equal(other[name], weights[name]) for name in weights)
