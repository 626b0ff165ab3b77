"""What several test files share: the exporters on the path, the vectors, and exports that run while other tests do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXPORT = ROOT / 'tools' / 'export'
sys.path[:0] = [str(EXPORT), str(Path(__file__).parent)]

from small_models import DINOV2_LAYOUTS, SAM_TRUNKS  # noqa: E402

RANDOM_SEED = 3


class Exports:
    """Exports in processes of their own, two at a time: each takes most of a minute on one core."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=2)

    def start(self, *arguments: str | Path) -> Future[str]:
        """Python with these arguments in tools/export; the future holds what it printed."""
        return self.pool.submit(self.run, *arguments)

    @staticmethod
    def run(*arguments: str | Path) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=EXPORT,
            env={**os.environ, 'OMP_NUM_THREADS': '1'},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope='session')
def exports() -> Iterator[Exports]:
    runner = Exports()
    yield runner
    runner.pool.shutdown(cancel_futures=True)


@pytest.fixture(scope='session')
def random_export(exports: Exports, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of deaott with random weights of RANDOM_SEED."""
    folder = tmp_path_factory.mktemp('random') / 'deaot-t'
    code = (
        'import sys; from deaot_model.random_weights import export_random; '
        f'export_random("deaott", sys.argv[1], seed={RANDOM_SEED})'
    )
    exports.start('-c', code, folder).result()
    return folder


@pytest.fixture(scope='session')
def random_model(exports: Exports, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a model of small_models.py, or of dinov2-small as the command writes it. All are begun at the first call."""
    out = tmp_path_factory.mktemp('random-models')
    script = Path(__file__).with_name('small_models.py')
    begun: dict[str, Future[str]] = {}
    for name in (*SAM_TRUNKS, *DINOV2_LAYOUTS):
        (out / name).mkdir()
        begun[name] = exports.start(script, name, out / name)
    begun['dinov2-small'] = exports.start(EXPORT / 'random_models.py', '--out', out, 'dinov2-small')

    def folder_of(name: str) -> Path:
        begun[name].result()
        return out / name

    return folder_of


@pytest.fixture(scope='session')
def vectors() -> Path:
    """The folder of the DeAOT vectors."""
    folder = Path(os.environ.get('KSHOT_VECTORS') or ROOT.parent / 'shared' / 'vectors') / 'deaot'
    if not (folder / 'inputs.npz').is_file():
        pytest.skip(f'no test vectors at {folder}; set KSHOT_VECTORS to the folder that holds deaot/')
    return folder
