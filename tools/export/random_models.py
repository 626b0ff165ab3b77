"""Models of the true sizes and shapes with random weights: to measure time and memory without any download.

python tools/export/random_models.py --out models dinov2-small mobilesam

Needs tools/export/requirements.txt.
"""

import argparse
import sys
from pathlib import Path

from deaot_model.errors import ExportError
from random_weights.catalog import WRITERS, write_model

DEFAULT_MODELS = ('dinov2-small', 'mobilesam', 'slimsam-77-uniform', 'deaot-t')


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 after one line on standard error. `arguments`: the process's own without."""
    parser = argparse.ArgumentParser(description='Writes models of the true sizes with random weights.')
    parser.add_argument('--out', required=True, type=Path, metavar='DIR', help='where each model gets a folder')
    parser.add_argument('--seed', type=seed, default=0, help='of the weights, 0 or more; 0 by default')
    parser.add_argument(
        'models',
        nargs='*',
        metavar='MODEL',
        help=f'of {", ".join(WRITERS)}; by default {", ".join(DEFAULT_MODELS)}',
    )
    options = parser.parse_args(arguments)
    for name in options.models:
        if name not in WRITERS:
            parser.error(f'expected a model of {", ".join(WRITERS)}; got {name}')
    try:
        for name in options.models or DEFAULT_MODELS:
            folder = options.out / name
            print(f'Wrote {folder}' if write_model(name, options.out, options.seed) else f'{folder} is there already.')
    except ExportError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    except ModuleNotFoundError as missing:
        print(
            f'error: Expected the Python package {missing.name}; it is not installed. '
            f'Run: pip install -r {Path(__file__).with_name("requirements.txt")}',
            file=sys.stderr,
        )
        return 1
    return 0


def seed(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError
    return value


if __name__ == '__main__':
    sys.exit(main())
