"""A model's folder: left alone where it is the wanted one, else written as a whole or not at all."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deaot_model.errors import ExportError

MANIFEST = 'manifest.json'
LICENSE = 'Apache-2.0'
SOURCE = 'random weights, seed '
BLOCK = 1 << 20
IMAGENET = {'mean': (0.485, 0.456, 0.406), 'std': (0.229, 0.224, 0.225)}


def source_of(seed: int) -> str:
    return f'{SOURCE}{seed}'


def is_written(folder: Path, seed: int) -> bool:
    """Whether the folder holds a complete random model of this seed. Raises ExportError where it holds something else."""
    if not folder.exists():
        return False
    source, files = what_is_there(folder)
    if not source.startswith(SOURCE):
        raise ExportError(
            f'Expected {folder} to be new or an earlier random model, as it is replaced as a whole; it is something else. '
            'Choose another --out.'
        )
    return source == source_of(seed) and all((folder / file).is_file() for file in files)


def what_is_there(folder: Path) -> tuple[str, list[str]]:
    """A manifest's source and files; nothing where there is none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding='utf-8'))
        return str(manifest['source']), [entry['path'] for entry in manifest['files'].values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return '', []


@contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes the target's place when the block ends without an error."""
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
        if target.exists():
            os.rename(target, work / 'old')
        os.rename(fresh, target)
    except OSError as error:
        raise ExportError(
            f'Expected to write {target}, got: {error.strerror or error}. Make room there or choose another --out.'
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_manifest(folder: Path, model_id: str, seed: int, about: dict[str, object], files: dict[str, str]) -> None:
    """`manifest.json` of the files that lie beside it. `about`: what is the kind's own."""
    manifest = {
        'id': model_id,
        **about,
        'files': {name: {'path': file, 'sha256': sha256(folder / file)} for name, file in files.items()},
        'license': LICENSE,
        'source': source_of(seed),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + '\n', encoding='utf-8')


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open('rb') as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
