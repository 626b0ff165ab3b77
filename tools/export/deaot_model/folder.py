"""The model's folder: replaced as a whole or not at all."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ExportError
from .graphs import GRAPHS
from .variants import ID_CHANNELS

MANIFEST = 'manifest.json'
SHORT_SIDE = 465
"""Pixels of the short side in the network's training and released evaluation."""
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


def graph_file(step: str) -> str:
    return f'{step}.onnx'


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """
    An empty folder to fill, which takes the target's place when the block ends without an error. An earlier export there
    stays untouched until then. Raises ExportError where the target is something else than an earlier export.
    """
    target = target.resolve()
    check_target(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f'.{target.name}-', dir=target.parent))
    except OSError as error:
        raise ExportError(
            f'Expected to write beside {target}, got: {error.strerror}. Choose another --out.'
        ) from error
    try:
        fresh = work / 'new'
        fresh.mkdir()
        yield fresh
        swap(fresh, target, work / 'old')
    except OSError as error:
        raise ExportError(
            f'Expected to write {target}, got: {error.strerror or error}. Make room there or choose another --out.'
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def check_target(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError(f'Expected a folder for --out, got the file {target}. Choose another path.')
    ours = {MANIFEST, *map(graph_file, GRAPHS)}
    other = sorted(entry.name for entry in target.iterdir() if entry.name not in ours)
    if other:
        raise ExportError(
            f'Expected {target} to be new, empty or an earlier export, as it is replaced as a whole; it holds {other[0]}. '
            'Choose another --out.'
        )


def swap(fresh: Path, target: Path, old: Path) -> None:
    if not target.exists():
        os.rename(fresh, target)
        return
    os.rename(target, old)
    try:
        os.rename(fresh, target)
    except BaseException:
        os.rename(old, target)
        raise


def write_manifest(folder: Path, *, model_id: str, license_name: str, source: str) -> None:
    """`manifest.json` with the checksums of the graphs that lie beside it."""
    manifest = {
        'id': model_id,
        'kind': 'aligner',
        'family': 'deaot',
        'files': {
            step: {'path': graph_file(step), 'sha256': sha256(folder / graph_file(step))} for step in GRAPHS
        },
        'shortSide': SHORT_SIDE,
        'maxObjects': ID_CHANNELS - 1,
        'mean': MEAN,
        'std': STD,
        'license': license_name,
        'source': source,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + '\n', encoding='utf-8')


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
