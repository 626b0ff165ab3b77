"""What several test files share: the exporters on the path, the vectors, and exports that run while other tests do."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXPORT = ROOT / 'tools' / 'export'
sys.path[:0] = [str(EXPORT), str(Path(__file__).parent)]

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
def vectors() -> Path:
    """The folder of the DeAOT vectors."""
    folder = Path(os.environ.get('KSHOT_VECTORS') or ROOT.parent / 'shared' / 'vectors') / 'deaot'
    if not (folder / 'inputs.npz').is_file():
        pytest.skip(f'no test vectors at {folder}; set KSHOT_VECTORS to the folder that holds deaot/')
    return folder
